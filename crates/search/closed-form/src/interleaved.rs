//! Interleaved sequences: several sequences in turn, each of a simple family.

use nth_num::Int;

use crate::answer::{Fit, Fits};
use crate::bits::count_bits;
use crate::data::Data;
use crate::form::{ClosedForm, Rule};

/// Largest number of sequences in turn.
const MAX_COUNT: i64 = 4;

/// Function that fits the terms of one sequence from an index on.
type FitSimple = fn(&[Int], i64) -> Option<Fit>;

/// Fits the fewest sequences in turn.
pub(crate) fn fit(data: &Data<'_>, fits: &mut Fits<'_>, simple: FitSimple) {
    if let Some(fit) = (2..=MAX_COUNT).find_map(|m| in_turn(data, m, simple)) {
        fits.push(fit);
    }
}

/// A sequence for each remainder modulo `m`.
fn in_turn(data: &Data<'_>, m: i64, simple: FitSimple) -> Option<Fit> {
    let step = usize::try_from(m).ok()?;
    if data.all.len() < 3 * step {
        return None;
    }
    let mut forms = Vec::new();
    let (mut determined_by, mut verbatim, mut bits) = (0, 0, 4.0 + count_bits(step));
    for remainder in 0..m {
        let first = usize::try_from((remainder - data.from).rem_euclid(m)).ok()?;
        let own: Vec<Int> = data.all.iter().skip(first).step_by(step).cloned().collect();
        let fit = simple(&own, data.index(first).div_euclid(m))?;
        if fit.determined_by + fit.determined_by / 3 + 2 > own.len() {
            return None;
        }
        determined_by += fit.determined_by;
        if fit.verbatim > 0 {
            verbatim = verbatim.max((fit.verbatim - 1) * step + first + 1);
        }
        bits += fit.bits;
        forms.push(fit.form);
    }
    Some(Fit {
        form: ClosedForm { first: data.from, initial: Vec::new(), exceptions: 0, rule: Rule::Interleaved(forms) },
        determined_by: determined_by.max(verbatim),
        verbatim,
        bits,
    })
}
