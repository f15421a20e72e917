//! Linear recurrences with constant coefficients, by the Berlekamp–Massey algorithm.
//!
//! It runs from the last term to the first, so that one pass finds a recurrence with exceptions among the first terms too.

use nth_algebra::{BerlekampMassey, Residue, common_denominator};
use nth_num::Int;
use nth_propose::Formula;

use crate::closed;
use crate::data::Data;
use crate::fit::{Fit, Found, SURPLUS};
use crate::periodic::terms;
use crate::polynomial::SKIP;
use crate::text::{after, count_bits, ints_bits, over};

/// Longest recurrence.
const LONGEST: usize = 80;

/// A recurrence: the sum of `coefs[j]` · a(k + j) is 0 for every position k from `skip` on. The last coefficient is positive.
pub(crate) struct Recurrence {
    pub coefs: Vec<Int>,
    pub skip: usize,
}

impl Recurrence {
    pub(crate) fn order(&self) -> usize {
        self.coefs.len() - 1
    }
}

/// How many terms more than it has unknowns a recurrence of this order must have.
fn surplus(order: usize) -> usize {
    SURPLUS + order / 6
}

pub(crate) fn fit(data: &Data<'_>, found: &mut Found<'_>) {
    let Some(recurrence) = find(data) else { return };
    homogeneous(data, &recurrence, found);
    closed::fit(data, &recurrence, found);
}

/// The shortest recurrence, verified on all terms.
pub(crate) fn find(data: &Data<'_>) -> Option<Recurrence> {
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
        // Where the recurrence ends among the first terms, what was read before may be enough.
        if i + SKIP >= n
            && i >= 2 * shortest.order() + surplus(shortest.order())
            && !shortest.holds_for(*x)
            && let Some(c) = shortest.recurrence()
        {
            return Some((c.to_vec(), n - i));
        }
        shortest.take(*x);
        let order = shortest.order();
        if order > LONGEST || 2 * order + surplus(order) > n {
            return None;
        }
    }
    shortest.recurrence().map(|c| (c.to_vec(), 0))
}

/// What it is, with the exceptions.
pub(crate) fn says(what: &str, skip: usize) -> String {
    if skip == 0 { what.to_owned() } else { format!("{what}, after {skip} {}", terms(skip)) }
}

fn homogeneous(data: &Data<'_>, r: &Recurrence, found: &mut Found<'_>) {
    let order = r.order();
    let parts: Vec<(Int, String)> = (1..=order).map(|i| (r.coefs[order - i].neg(), format!("@(n - {i})"))).collect();
    let given = r.skip + order;
    let text = after(&data.all[..given], data.from, &over(&parts, &r.coefs[order]));
    found.push(Fit {
        formula: Formula::new(text).starting(data.from),
        says: says(&format!("linear recurrence of order {order} (rational generating function)"), r.skip),
        fitted: r.skip + 2 * order,
        given,
        bits: 3.0
            + count_bits(r.skip)
            + count_bits(order)
            + ints_bits(&r.coefs[..order])
            + ints_bits(&[r.coefs[order].sub(&Int::ONE)]),
    });
}
