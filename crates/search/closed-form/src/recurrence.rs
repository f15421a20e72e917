//! Linear recurrences with constant coefficients, by the Berlekamp–Massey algorithm.
//!
//! The algorithm runs from the last term to the first: one pass then finds a recurrence with exceptions among the first
//! terms too.

use nth_algebra::{BerlekampMassey, Residue, common_denominator};
use nth_num::Int;

use crate::answer::{Fit, Fits, MAX_EXCEPTIONS, MIN_CONFIRMING};
use crate::bits::{count_bits, denominator_bits, ints_bits};
use crate::data::Data;
use crate::form::{ClosedForm, Rule};
use crate::power_sum::{self, Recurrence, solved};

/// Largest order of a recurrence that is tried.
const MAX_ORDER: usize = 80;

/// Number of terms that must confirm a recurrence of this order.
fn confirming(order: usize) -> usize {
    MIN_CONFIRMING + order / 6
}

/// Fits the shortest recurrence, and what is simpler because its characteristic polynomial has integer roots.
pub(crate) fn fit(data: &Data<'_>, fits: &mut Fits<'_>) {
    let Some(recurrence) = find(data) else { return };
    homogeneous(data, &recurrence, fits);
    power_sum::fit(data, &recurrence, fits);
}

/// The shortest recurrence, verified on all terms.
fn find(data: &Data<'_>) -> Option<Recurrence> {
    let (c, skip) = massey(&data.res)?;
    let scale = c.last()?.inverse()?;
    let monic: Vec<Residue> = c.iter().map(|x| *x * scale).collect();
    let (coefs, _) = common_denominator(&monic)?;
    let holds = |w: &[Int]| {
        coefs.iter().zip(w).filter(|(c, _)| !c.is_zero()).fold(Int::ZERO, |s, (c, x)| s.add(&c.mul(x))).is_zero()
    };
    data.all[skip..].windows(coefs.len()).all(holds).then_some(Recurrence { coefs, skip })
}

/// Coefficients c with the sum of c[j] · a(k + j) = 0 from position `skip` on, modulo the prime.
fn massey(res: &[Residue]) -> Option<(Vec<Residue>, usize)> {
    let n = res.len();
    let mut shortest = BerlekampMassey::new();
    for (i, x) in res.iter().rev().enumerate() {
        // A recurrence that ends among the first terms may be determined by the terms read before.
        if i + MAX_EXCEPTIONS >= n
            && i >= 2 * shortest.order() + confirming(shortest.order())
            && !shortest.holds_for(*x)
            && let Some(c) = shortest.recurrence()
        {
            return Some((c.to_vec(), n - i));
        }
        shortest.take(*x);
        let order = shortest.order();
        if order > MAX_ORDER || 2 * order + confirming(order) > n {
            return None;
        }
    }
    shortest.recurrence().map(|c| (c.to_vec(), 0))
}

/// Takes the recurrence itself.
fn homogeneous(data: &Data<'_>, r: &Recurrence, fits: &mut Fits<'_>) {
    let order = r.order();
    let verbatim = r.skip + order;
    let divisor = r.coefs[order].clone();
    let bits = 3.0 + count_bits(r.skip) + count_bits(order) + ints_bits(&r.coefs[..order]) + denominator_bits(&divisor);
    let rule = Rule::LinearRecurrence { coefficients: solved(&r.coefs), divisor, added: None };
    let initial = data.all[..verbatim].to_vec();
    fits.push(Fit {
        form: ClosedForm { first: data.from, initial, exceptions: r.skip, rule },
        determined_by: r.skip + 2 * order,
        verbatim,
        bits,
    });
}
