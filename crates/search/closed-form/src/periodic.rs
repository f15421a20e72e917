//! Constant and eventually periodic sequences.

use nth_num::Int;
use nth_propose::Formula;

use crate::data::Data;
use crate::fit::{Fit, Found, SURPLUS};
use crate::text::{after, count_bits, list};

/// The period and the terms before it, both as they are in the terms.
pub(crate) fn fit(data: &Data<'_>, found: &mut Found<'_>) {
    let Some((before, period)) = shape(&data.low) else { return };
    let all = data.all;
    if (before + period..all.len()).any(|k| all[k] != all[k - period]) {
        return;
    }
    let cycle = &all[before..before + period];
    let start = data.index(before);
    let text = cycle_text(cycle, start);
    let says = match (before, period) {
        (0, 1) => "constant".into(),
        (_, 1) => format!("constant after {before} {}", terms(before)),
        (0, _) => format!("period {period}"),
        _ => format!("period {period} after {before} {}", terms(before)),
    };
    found.push(Fit {
        formula: Formula::new(after(&all[..before], data.from, &text)).starting(data.from),
        says,
        fitted: before + period,
        given: before + period,
        bits: 1.0 + count_bits(before) + count_bits(period),
    });
}

pub(crate) fn terms(count: usize) -> &'static str {
    if count == 1 { "term" } else { "terms" }
}

/// The terms of a cycle that begins at `start`, as an expression of `n`.
pub(crate) fn cycle_text(cycle: &[Int], start: i64) -> String {
    if let [x] = cycle {
        return x.to_string();
    }
    let m = i64::try_from(cycle.len()).unwrap_or(i64::MAX);
    let mut turned = cycle.to_vec();
    // The remainder is below the length.
    turned.rotate_right(usize::try_from(start.rem_euclid(m)).unwrap_or(0));
    if turned.iter().zip(0_i64..).all(|(x, k)| *x == Int::from(k)) {
        return format!("n % {m}");
    }
    format!("{}[n % {m}]", list(&turned))
}

/// How many terms come before the period and how long it is, with the least sum of both.
fn shape(low: &[i64]) -> Option<(usize, usize)> {
    let n = low.len();
    let back = |k: usize| low[n - 1 - k];
    let mut best: Option<(usize, usize)> = None;
    for m in 1..=n.saturating_sub(SURPLUS) {
        let mut same = 0;
        while m + same < n && back(m + same) == back(same) {
            same += 1;
        }
        let before = n - m - same;
        if same >= SURPLUS + before / 2 + m / 8 && best.is_none_or(|(b, p)| before + m < b + p) {
            best = Some((before, m));
        }
    }
    best
}
