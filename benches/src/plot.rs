//! The log of `nth synthesize --log` as a picture: what was solved, how fast, with how much memory, over time.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::Done;

/// A panel: title, unit of the axis, and its curve.
struct Panel {
    title: &'static str,
    points: Vec<(f64, f64)>,
}

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 34.0;
const GAP: f64 = 40.0;

fn number(v: &Value, key: &str) -> f64 {
    v.get(key).and_then(Value::as_f64).unwrap_or(0.0)
}

/// Means over stretches of so many seconds of what grows in a second.
fn speed(rows: &[Value], key: &str, stretch: f64) -> Vec<(f64, f64)> {
    let mut out = Vec::new();
    let Some(mut from) = rows.first() else { return out };
    for row in rows {
        let (t0, t1) = (number(from, "seconds"), number(row, "seconds"));
        let grown = number(row, key) - number(from, key);
        // A smaller count begins another proposer, which counts from 0 again.
        if grown < 0.0 {
            from = row;
        } else if t1 - t0 >= stretch {
            out.push((t1 / 60.0, grown / (t1 - t0)));
            from = row;
        }
    }
    out
}

fn short(x: f64) -> String {
    match x {
        _ if x >= 1e9 => format!("{} G", round(x / 1e9)),
        _ if x >= 1e6 => format!("{} M", round(x / 1e6)),
        _ if x >= 1e4 => format!("{} k", round(x / 1e3)),
        _ => round(x),
    }
}

fn round(x: f64) -> String {
    let text = format!("{x:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The next round number above.
fn above(x: f64) -> f64 {
    let scale = 10f64.powf(x.max(1e-9).log10().floor());
    [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0].iter().map(|m| m * scale).find(|y| *y >= x).unwrap_or(x)
}

fn draw(out: &mut String, panel: &Panel, x: f64, y: f64, minutes: f64) {
    let top = above(panel.points.iter().map(|p| p.1).fold(0.0, f64::max));
    let right = above(minutes);
    let _ = writeln!(out, "<text x='{x}' y='{}' class='title'>{}</text>", y - 10.0, panel.title);
    for k in 0..=4 {
        let h = y + HEIGHT * f64::from(k) / 4.0;
        let value = top * f64::from(4 - k) / 4.0;
        let _ = writeln!(out, "<line x1='{x}' y1='{h}' x2='{}' y2='{h}' class='grid'/>", x + WIDTH);
        let _ = writeln!(
            out,
            "<text x='{}' y='{}' class='axis' text-anchor='end'>{}</text>",
            x - 6.0,
            h + 4.0,
            short(value)
        );
    }
    for k in 0..=6 {
        let w = x + WIDTH * f64::from(k) / 6.0;
        let value = right * f64::from(k) / 6.0;
        let _ = writeln!(
            out,
            "<text x='{w}' y='{}' class='axis' text-anchor='middle'>{}</text>",
            y + HEIGHT + 16.0,
            round(value)
        );
    }
    let points: Vec<String> = panel
        .points
        .iter()
        .map(|(t, v)| format!("{:.1},{:.1}", x + WIDTH * t / right, y + HEIGHT * (1.0 - v / top)))
        .collect();
    let _ = writeln!(out, "<polyline points='{}' class='curve'/>", points.join(" "));
}

/// Draws the log in `from` into `to`.
pub fn report(from: &Path, to: &Path) -> Done<()> {
    let text = std::fs::read_to_string(from)?;
    let rows: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let minutes = rows.last().map_or(1.0, |r| number(r, "seconds") / 60.0);
    let curve = |key: &str, scale: f64| -> Vec<(f64, f64)> {
        let step = (rows.len() / 400).max(1);
        let kept = rows.iter().enumerate().filter(|(k, _)| k % step == 0 || k + 1 == rows.len());
        kept.map(|(_, r)| (number(r, "seconds") / 60.0, number(r, key) * scale)).collect()
    };
    let stretch = (minutes * 60.0 / 120.0).max(5.0);
    let panels = [
        Panel { title: "sequences solved", points: curve("solved", 1.0) },
        Panel { title: "programs looked at in a second", points: speed(&rows, "programs", stretch) },
        Panel { title: "distinct programs in a second", points: speed(&rows, "distinct", stretch) },
        Panel { title: "most memory so far (GiB)", points: curve("resident", 1.0 / f64::from(1 << 20)) },
    ];
    let (w, h) = (2.0 * (LEFT + WIDTH) + GAP, 2.0 * (TOP + HEIGHT + GAP));
    let mut out = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {w} {h}' font-family='sans-serif'>\n\
         <style>.title{{font-size:14px;font-weight:bold}}.axis{{font-size:11px;fill:#555}}\
         .grid{{stroke:#ddd}}.curve{{fill:none;stroke:#1f5fa8;stroke-width:1.6}}</style>\n\
         <rect width='{w}' height='{h}' fill='white'/>\n"
    );
    for (k, panel) in panels.iter().enumerate() {
        let (column, row) = ((k % 2) as f64, (k / 2) as f64);
        draw(&mut out, panel, LEFT + column * (WIDTH + LEFT), TOP + row * (HEIGHT + TOP + GAP), minutes);
    }
    let _ = writeln!(out, "<text x='{}' y='{}' class='axis'>minutes</text>\n</svg>", w / 2.0, h - 6.0);
    std::fs::write(to, out)?;
    Ok(())
}
