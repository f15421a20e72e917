//! Several sequences in turn, each of a cheap family.

use nth_num::Int;
use nth_propose::Formula;

use crate::data::Data;
use crate::fit::{Fit, Found, fit_simple};
use crate::text::count_bits;

/// Most sequences in turn.
const MOST: i64 = 4;

pub(crate) fn fit(data: &Data<'_>, found: &mut Found<'_>) {
    for m in 2..=MOST {
        if let Some(fit) = turns(data, m) {
            found.push(fit);
            return;
        }
    }
}

/// A sequence for each remainder modulo `m`.
fn turns(data: &Data<'_>, m: i64) -> Option<Fit> {
    let step = usize::try_from(m).ok()?;
    if data.all.len() < 3 * step {
        return None;
    }
    let (mut parts, mut says) = (Vec::new(), Vec::new());
    let (mut fitted, mut given, mut bits) = (0, 0, 4.0 + count_bits(step));
    for class in 0..m {
        let first = usize::try_from((class - data.from).rem_euclid(m)).ok()?;
        let own: Vec<Int> = data.all.iter().skip(first).step_by(step).cloned().collect();
        let fit = fit_simple(&own, data.index(first).div_euclid(m))?;
        if fit.fitted + fit.fitted / 3 + 2 > own.len() {
            return None;
        }
        fitted += fit.fitted;
        if fit.given > 0 {
            given = given.max((fit.given - 1) * step + first + 1);
        }
        bits += fit.bits;
        says.push(fit.says);
        parts.push(fit.formula);
    }
    let mut text = format!("@{m}(n / {m})");
    for class in (0..m - 1).rev() {
        text = format!("if n % {m} == {class} then @{}(n / {m}) else {text}", class + 1);
    }
    says.dedup();
    Some(Fit {
        formula: Formula::new(text).with(parts).starting(data.from),
        says: format!("{m} sequences in turn: {}", says.join("; ")),
        fitted: fitted.max(given),
        given,
        bits,
    })
}
