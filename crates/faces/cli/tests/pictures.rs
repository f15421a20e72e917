//! Draws the pictures of the documentation: `docs/pictures/*.svg`. Most are made from what commands print with colours,
//! plots are what `nth plot` writes.
//!
//! A picture is compared with a fresh one; `UPDATE=1 cargo test -p nth-cli --test pictures` writes them again. Only
//! commands whose output does not depend on time or on the machine are drawn. A visit to the REPL is recorded on a
//! terminal, as its keys are pressed one input after the other.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod terminal;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use nth_testkit::{Expected, root};

/// Pictures: the name of the file, and the command lines to run.
const PICTURES: [(&str, &[&str]); 3] = [
    ("diagnostic", &["cat wrong.nth", "nth check wrong.nth"]),
    ("synthesize", &["nth synthesize 1,2,5,14,42,132,429,1430 --no-known --next 3"]),
    ("plot-terminal", &["nth plot :recaman -n 70 --kind line"]),
];

/// Pictures that `nth plot` writes: the name of the file, and the arguments.
const PLOTS: [(&str, &str); 4] = [
    ("plot-pin", ":prime -n 40"),
    ("plot-scatter", ":recaman :stern -n 300 --kind scatter"),
    ("plot-log", ":catalan :motzkin :fib -n 60"),
    ("plot-oeis", ":catalan -n 40 --kind oeis"),
];

/// A visit to the REPL: define, mistake, plot, look up, find, save.
const VISIT: [&str; 8] = [
    "p(n) = if n < 2 then n else 2 * p(n - 1) + p(n - 2)",
    "p(20) + bionmial(5, 2)",
    "filter(0..20, |n| is_prime(",
    "p(n)))",
    ":plot p 24",
    ":oeis p",
    ":find p",
    ":save pell.nth",
];

/// Colours of the terminal, which is dark.
const BACKGROUND: &str = "#1e2127";
const FOREGROUND: &str = "#dcdfe4";
const DIM: &str = "#8a909c";

/// Size of a character cell and of the margin, in pixels.
const CELL: (f64, f64) = (8.4, 19.0);
const MARGIN: f64 = 16.0;

/// Style of text, as set by escape sequences.
#[derive(Clone, PartialEq)]
struct Style {
    color: &'static str,
    bold: bool,
}

const PLAIN: Style = Style { color: FOREGROUND, bold: false };

impl Style {
    /// Applies the parameters of an escape sequence `ESC [ … m`.
    fn apply(&mut self, parameters: &str) {
        match parameters {
            "" | "0" => *self = PLAIN,
            "1" => self.bold = true,
            "2" => self.color = DIM,
            "31" => self.color = "#e06c75",
            "32" => self.color = "#98c379",
            "33" => self.color = "#e5c07b",
            "34" => self.color = "#61afef",
            "35" => self.color = "#c678dd",
            "36" => self.color = "#56b6c2",
            // Colours of the 256-colour palette: grey for the frame of source lines, green for a hint.
            "38;5;240" | "38;5;246" => self.color = DIM,
            "38;5;249" => self.color = FOREGROUND,
            "38;5;115" => self.color = "#87d7af",
            _ => {
                for one in parameters.split(';').filter(|_| !parameters.starts_with("38")) {
                    assert_ne!(one, parameters, "the picture has no colour for ESC[{parameters}m");
                    self.apply(one);
                }
            }
        }
    }
}

/// Splits a text with escape sequences into lines, and each line into pieces of one style.
fn lines(text: &str) -> Vec<Vec<(Style, String)>> {
    let mut style = PLAIN;
    let mut out = Vec::new();
    for line in text.lines() {
        let mut pieces: Vec<(Style, String)> = Vec::new();
        for (k, part) in line.split("\u{1b}[").enumerate() {
            let text = match part.split_once('m') {
                Some((parameters, rest)) if k > 0 => {
                    style.apply(parameters);
                    rest
                }
                _ => part,
            };
            match pieces.last_mut() {
                Some((last, piece)) if *last == style => piece.push_str(text),
                _ if text.is_empty() => {}
                _ => pieces.push((style.clone(), text.to_owned())),
            }
        }
        out.push(pieces);
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Parts of a text that begin after two or more blanks, which SVG would draw as one.
fn parts(text: &str) -> Vec<&str> {
    let mut starts = vec![0];
    starts.extend(text.match_indices("  ").map(|(at, _)| at + 2).filter(|at| !text[*at..].starts_with(' ')));
    starts.push(text.len());
    starts.windows(2).map(|w| &text[w[0]..w[1]]).filter(|part| !part.is_empty()).collect()
}

/// Draws a terminal with the text as SVG.
fn svg(text: &str) -> String {
    let lines = lines(text);
    let length = |line: &[(Style, String)]| line.iter().map(|(_, t)| t.chars().count()).sum::<usize>();
    let columns = lines.iter().map(|l| length(l)).max().unwrap_or(0);
    let (width, height) = (columns as f64 * CELL.0 + 2.0 * MARGIN, lines.len() as f64 * CELL.1 + 2.0 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         height=\"{height:.0}\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n\
         <g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, monospace\" font-size=\"14\">\n"
    );
    for (row, line) in lines.iter().enumerate() {
        let y = MARGIN + (row as f64 + 0.75) * CELL.1;
        let mut column = 0;
        for (style, text) in line {
            for part in parts(text) {
                let (start, count) = (column, part.chars().count());
                column += count;
                if part.trim().is_empty() {
                    continue;
                }
                let indent = count - part.trim_start().chars().count();
                let (x, text) = (MARGIN + (start + indent) as f64 * CELL.0, part.trim());
                let length = text.chars().count() as f64 * CELL.0;
                let bold = if style.bold { " font-weight=\"bold\"" } else { "" };
                writeln!(
                    out,
                    "<text x=\"{x:.1}\" y=\"{y:.1}\" textLength=\"{length:.1}\" fill=\"{}\"{bold}>{}</text>",
                    style.color,
                    escape(text)
                )
                .unwrap();
            }
        }
    }
    out + "</g>\n</svg>\n"
}

/// Runs commands. Returns the text of a terminal session: a prompt, the command and its output for each.
fn session(commands: &[&str], work: &Path) -> String {
    let nth = Path::new(env!("CARGO_BIN_EXE_nth")).parent().unwrap();
    let path = format!("{}:{}", nth.display(), std::env::var("PATH").unwrap());
    let mut out = String::new();
    for command in commands {
        let colored = command.replacen("nth ", "nth --color always ", usize::from(command.starts_with("nth ")));
        let output = Command::new("sh")
            .args(["-c", &format!("{{ {colored}\n}} 2>&1")])
            .current_dir(work)
            .env("PATH", &path)
            .env("NTH_HOME", work.join(".home"))
            .env_remove("NTH_STDLIB")
            .output()
            .unwrap();
        write!(out, "\u{1b}[32m$\u{1b}[0m \u{1b}[1m{command}\u{1b}[0m\n{}", String::from_utf8(output.stdout).unwrap())
            .unwrap();
    }
    out
}

#[test]
fn pictures_show_what_the_commands_print() {
    let mut expected = Expected::new();
    for (name, commands) in PICTURES {
        let temp = tempfile::tempdir().unwrap();
        fs::write(temp.path().join("wrong.nth"), "seq a(n) = sum(filter(1..=n, is_prim))\n").unwrap();
        expected.compare(&root().join(format!("docs/pictures/{name}.svg")), &svg(&session(commands, temp.path())));
    }
    expected.finish();
}

#[test]
fn plots_are_what_nth_plot_writes() {
    let mut expected = Expected::new();
    let temp = tempfile::tempdir().unwrap();
    for (name, arguments) in PLOTS {
        let output = Command::new(env!("CARGO_BIN_EXE_nth"))
            .args(["plot", "-o", "plot.svg"])
            .args(arguments.split(' '))
            .current_dir(&temp)
            .env("NTH_HOME", temp.path())
            .env_remove("NTH_STDLIB")
            .output()
            .unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let picture = fs::read_to_string(temp.path().join("plot.svg")).unwrap();
        expected.compare(&root().join(format!("docs/pictures/{name}.svg")), &picture);
    }
    expected.finish();
}

#[test]
fn a_visit_to_the_repl_shows_what_it_is_for() {
    let temp = tempfile::tempdir().unwrap();
    let Some(mut t) = terminal::Terminal::start("repl", (64, 100), temp.path()) else { return };
    t.wait_for_prompt();
    for input in VISIT {
        t.enter(input);
        let prompt = if input.ends_with('(') { "...>" } else { "nth>" };
        t.wait(prompt, |lines| {
            lines.last().is_some_and(|l| if prompt == "nth>" { l.trim_end() == prompt } else { l.starts_with(prompt) })
        });
    }
    let saved = fs::read_to_string(temp.path().join("pell.nth")).unwrap();
    assert_eq!(saved, "seq p(n) = if n < 2 then n else 2 * p(n - 1) + p(n - 2)\n");
    // The picture begins with the shell and ends before the last prompt.
    let screen = t.coloured();
    let shown: Vec<&str> = screen.lines().collect();
    let last = shown.iter().rposition(|l| l.contains("nth>")).unwrap();
    let text = format!("\u{1b}[32m$\u{1b}[0m \u{1b}[1mnth repl\u{1b}[0m\n{}\n", shown[..last].join("\n"));
    let mut expected = Expected::new();
    expected.compare(&root().join("docs/pictures/repl.svg"), &svg(&text));
    expected.finish();
}
