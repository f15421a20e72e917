//! Panels of a plot: the points of each sequence as coordinates, and the ranges of the axes.

use std::fmt::Write as _;

use nth_base::plural;
use nth_num::Int;

use crate::plot::{Kind, Plot, Sequence, has_large_terms};
use crate::scale::{common_exponent, divided, signed_log};

/// Point: an index relative to the first one of the panel, and the coordinate of its term.
pub(crate) type Point = (f64, f64);

/// How the terms of a panel are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Pin,
    Dot,
    Line,
}

/// Scale of the vertical axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vertical {
    /// Terms divided by 10^exponent.
    Linear { exponent: i64 },
    /// Terms as [`signed_log`] gives them.
    Log,
}

/// One pair of axes with what is drawn between them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Panel {
    pub mark: Mark,
    pub vertical: Vertical,
    /// Index that is coordinate 0 of the horizontal axis.
    pub base: i64,
    /// Ends of the horizontal axis.
    pub x: (f64, f64),
    /// Ends of the vertical axis.
    pub y: (f64, f64),
    /// Points of each sequence; `None` where a term has no value.
    pub series: Vec<Vec<Option<Point>>>,
    /// Remark in the header: which indices are shown, and how.
    pub note: String,
}

/// Number of terms in the upper panel of the look of the OEIS.
const FIRST: usize = 100;

/// Panels of a plot, from top to bottom.
pub(crate) fn panels(plot: &Plot) -> Vec<Panel> {
    let all = usize::MAX;
    let one = |mark, is_log| vec![panel(&plot.sequences, all, mark, is_log)];
    match plot.kind {
        Kind::Pin => one(Mark::Pin, false),
        Kind::Scatter => one(Mark::Dot, false),
        Kind::Line => one(Mark::Line, false),
        Kind::Log => one(Mark::Dot, true),
        Kind::Oeis => vec![
            panel(&plot.sequences, FIRST, Mark::Pin, false),
            panel(&plot.sequences, all, Mark::Dot, has_large_terms(&plot.sequences)),
        ],
    }
}

/// Panel of the first `count` terms of each sequence.
fn panel(sequences: &[Sequence], count: usize, mark: Mark, is_log: bool) -> Panel {
    let shown = || sequences.iter().map(|s| (s, s.terms.get(..count.min(s.terms.len())).unwrap_or(&[])));
    let values = || shown().flat_map(|(_, terms)| terms.iter().flatten());
    let vertical = if is_log { Vertical::Log } else { Vertical::Linear { exponent: common_exponent(values()) } };
    let place = |t: &Int| match vertical {
        Vertical::Linear { exponent } => divided(t, exponent),
        Vertical::Log => signed_log(t),
    };
    let base = shown().filter(|(_, terms)| !terms.is_empty()).map(|(s, _)| s.offset).min().unwrap_or(0);
    let series: Vec<Vec<Option<Point>>> = shown()
        .map(|(s, terms)| {
            let start = (i128::from(s.offset) - i128::from(base)) as f64;
            terms.iter().enumerate().map(|(k, t)| t.as_ref().map(|t| (start + k as f64, place(t)))).collect()
        })
        .collect();
    let last = shown()
        .filter(|(_, terms)| !terms.is_empty())
        .map(|(s, terms)| i128::from(s.offset) + terms.len() as i128 - 1)
        .max();
    let points = || series.iter().flatten().flatten();
    let span = last.map_or(0.0, |last| (last - i128::from(base)) as f64);
    let zero = (mark == Mark::Pin).then_some(0.0);
    let low = points().map(|p| p.1).chain(zero).fold(f64::INFINITY, f64::min);
    let high = points().map(|p| p.1).chain(zero).fold(f64::NEG_INFINITY, f64::max);
    let missing = shown().flat_map(|(_, terms)| terms).filter(|t| t.is_none()).count();
    let note = note(base, last, vertical, missing, points().next().is_none());
    Panel { mark, vertical, base, x: widened(0.0, span), y: widened(low, high), series, note }
}

/// Range with space at both ends. An empty range becomes that from 0 to 1.
fn widened(low: f64, high: f64) -> (f64, f64) {
    if !(low.is_finite() && high.is_finite()) {
        return (0.0, 1.0);
    }
    // Coordinates beyond 2^53 have no neighbours at a distance of 1.
    let least = low.abs().max(high.abs()) * 1e-9;
    let space = ((high - low) * 0.04).max(if high > low { least } else { least.max(0.5) });
    (low - space, high + space)
}

fn note(base: i64, last: Option<i128>, vertical: Vertical, missing: usize, is_empty: bool) -> String {
    let Some(last) = last else { return "no terms".to_owned() };
    let mut note = format!("n = {base}..{last}");
    match vertical {
        Vertical::Log => note.push_str(", logarithmic"),
        Vertical::Linear { .. } => {}
    }
    if is_empty {
        note.push_str(", no term has a value");
    } else if missing > 0 {
        let _ = write!(note, ", {} without a value", plural(missing, "term"));
    }
    note
}
