//! Polynomials, by differences modulo the prime.

use nth_algebra::{Poly, Residue};
use nth_num::Int;
use nth_propose::Formula;

use crate::data::Data;
use crate::fit::{Fit, Found, SURPLUS};
use crate::periodic::terms;
use crate::poly_text;
use crate::text::{after, count_bits};

/// At most so many terms before the polynomial begins.
pub(crate) const SKIP: usize = 6;

/// Most coefficients.
const MOST: usize = 40;
/// So many of the last differences are looked at first.
const TAIL: usize = SURPLUS;

pub(crate) fn fit(data: &Data<'_>, found: &mut Found<'_>) {
    let n = data.len();
    let mut tail = data.res[n - n.min(MOST + TAIL)..].to_vec();
    let mut whole = data.res.clone();
    let mut done = 0;
    let (mut skipped, mut tries) = (usize::MAX, 0);
    for order in 1..n.saturating_sub(SURPLUS - 1).min(MOST) {
        difference(&mut tail, 1);
        if !tail.iter().rev().take(TAIL).all(|d| d.is_zero()) {
            continue;
        }
        for _ in done..order {
            difference(&mut whole, 1);
        }
        done = order;
        let zeros = whole.iter().rev().take_while(|d| d.is_zero()).count();
        let skip = whole.len() - zeros;
        // A polynomial that is only found with its last terms is one of the exceptions.
        if zeros >= SURPLUS && skip <= SKIP && skip < skipped && exact(data, order, skip, found) {
            skipped = skip;
        }
        tries += 1;
        if skipped == 0 || tries == 4 + SKIP {
            return;
        }
    }
}

/// The differences a(k + step) − a(k), modulo the prime, in place.
pub(crate) fn difference(a: &mut Vec<Residue>, step: usize) {
    let len = a.len().saturating_sub(step);
    for k in 0..len {
        a[k] = a[k + step] - a[k];
    }
    a.truncate(len);
}

/// The polynomial with `order` coefficients through the terms after the first `skip`.
fn exact(data: &Data<'_>, order: usize, skip: usize, found: &mut Found<'_>) -> bool {
    let poly = Poly::through(data.index(skip), &data.all[skip..skip + order]);
    let fits = |(k, x): (usize, &Int)| poly.at(data.index(k)).as_ref() == Some(x);
    if !data.all.iter().enumerate().skip(skip).all(fits) {
        return false;
    }
    let (text, bits) = poly_text::text(&poly);
    let mut says = format!("polynomial of degree {}", poly.degree());
    if skip > 0 {
        says.push_str(&format!(" after {skip} {}", terms(skip)));
    }
    found.push(Fit {
        formula: Formula::new(after(&data.all[..skip], data.from, &text.text)).starting(data.from),
        says,
        fitted: skip + order,
        given: skip,
        bits: 2.0 + count_bits(skip) + bits,
    });
    true
}
