//! Linear recurrences with constant coefficients, by the Berlekamp–Massey algorithm.
//!
//! It runs from the last term to the first, so that one pass finds a recurrence with exceptions among the first terms too.

use nth_num::Int;
use nth_propose::Formula;

use crate::closed;
use crate::data::Data;
use crate::field::{self, P};
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
    let scale = field::inv(*c.last()?);
    let monic: Vec<u64> = c.iter().map(|x| field::mul(*x, scale)).collect();
    let (coefs, _) = field::integers(&monic)?;
    let holds = |w: &[Int]| {
        coefs.iter().zip(w).filter(|(c, _)| !c.is_zero()).fold(Int::ZERO, |s, (c, x)| s.add(&c.mul(x))).is_zero()
    };
    data.all[skip..].windows(coefs.len()).all(holds).then_some(Recurrence { coefs, skip })
}

/// Coefficients c with the sum of c[j] · a(k + j) = 0 from position `skip` on, modulo the prime.
fn massey(res: &[u64]) -> Option<(Vec<u64>, usize)> {
    let n = res.len();
    let at = |i: usize| res[n - 1 - i];
    // Without divisions: all polynomials are known up to a factor.
    let (mut c, mut b) = (vec![1_u64], vec![1_u64]);
    let (mut order, mut gap, mut last) = (0, 1, 1_u64);
    let whole = |c: &[u64], order: usize| order > 0 && c.len() == order + 1 && c[order] != 0;
    for i in 0..n {
        let mut wide = 0_u128;
        for (j, x) in c.iter().enumerate().take(i + 1) {
            wide += u128::from(*x) * u128::from(at(i - j));
            if j % 32 == 31 {
                wide %= u128::from(P);
            }
        }
        let d = u64::try_from(wide % u128::from(P)).unwrap_or(0);
        if d == 0 {
            gap += 1;
            continue;
        }
        if i + SKIP >= n && i >= 2 * order + surplus(order) && whole(&c, order) {
            return Some((c, n - i));
        }
        let before = (2 * order <= i).then(|| c.clone());
        if c.len() < b.len() + gap {
            c.resize(b.len() + gap, 0);
        }
        for x in &mut c {
            *x = field::mul(*x, last);
        }
        for (j, x) in b.iter().enumerate() {
            c[j + gap] = field::sub(c[j + gap], field::mul(d, *x));
        }
        if let Some(before) = before {
            order = i + 1 - order;
            (b, last, gap) = (before, d, 1);
            if order > LONGEST || 2 * order + surplus(order) > n {
                return None;
            }
        } else {
            gap += 1;
        }
    }
    c.truncate(order + 1);
    (n >= 2 * order + surplus(order) && whole(&c, order)).then_some((c, 0))
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
