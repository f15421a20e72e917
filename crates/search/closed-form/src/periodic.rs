//! Constant and eventually periodic sequences.

use crate::answer::{Fit, Fits, MIN_CONFIRMING};
use crate::bits::count_bits;
use crate::data::Data;
use crate::form::{ClosedForm, Rule};

/// Fits the cycle and the terms before it, both as they are in the terms.
pub(crate) fn fit(data: &Data<'_>, fits: &mut Fits<'_>) {
    let Some((before, period)) = shape(&data.low) else { return };
    let all = data.all;
    if (before + period..all.len()).any(|k| all[k] != all[k - period]) {
        return;
    }
    let mut cycle = all[before..before + period].to_vec();
    let m = i64::try_from(period).unwrap_or(i64::MAX);
    // The cycle turned so that it begins at an index that is a multiple of its length. The remainder is below the
    // length.
    cycle.rotate_right(usize::try_from(data.index(before).rem_euclid(m)).unwrap_or(0));
    let initial = all[..before].to_vec();
    fits.push(Fit {
        form: ClosedForm { first: data.from, initial, exceptions: before, rule: Rule::Periodic { cycle } },
        determined_by: before + period,
        verbatim: before + period,
        bits: 1.0 + count_bits(before) + count_bits(period),
    });
}

/// The number of terms before the cycle and the length of the cycle, with the least sum of both.
fn shape(low: &[i64]) -> Option<(usize, usize)> {
    let n = low.len();
    let back = |k: usize| low[n - 1 - k];
    let mut best: Option<(usize, usize)> = None;
    for m in 1..=n.saturating_sub(MIN_CONFIRMING) {
        let mut same = 0;
        while m + same < n && back(m + same) == back(same) {
            same += 1;
        }
        let before = n - m - same;
        if same >= MIN_CONFIRMING + before / 2 + m / 8 && best.is_none_or(|(b, p)| before + m < b + p) {
            best = Some((before, m));
        }
    }
    best
}
