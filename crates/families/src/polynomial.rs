//! Polynomials, by differences.

use nth_num::Int;
use nth_propose::Formula;

use crate::data::Data;
use crate::fit::{Fit, Found, SURPLUS};
use crate::periodic::terms;
use crate::poly::Poly;
use crate::text::{after, count_bits};

/// At most so many terms before the polynomial begins.
pub(crate) const SKIP: usize = 6;

pub(crate) fn fit(data: &Data<'_>, found: &mut Found<'_>) {
    let mut diffs = data.low.clone();
    let mut skipped = usize::MAX;
    for order in 1..data.len().saturating_sub(SURPLUS - 1) {
        for k in 0..diffs.len() - 1 {
            diffs[k] = diffs[k + 1].wrapping_sub(diffs[k]);
        }
        diffs.pop();
        let zeros = diffs.iter().rev().take_while(|d| **d == 0).count();
        let skip = diffs.len() - zeros;
        // A polynomial that is only found with its last terms is one of the exceptions.
        if zeros >= SURPLUS && skip <= SKIP && skip < skipped && exact(data, order, skip, found) {
            skipped = skip;
        }
        if skipped == 0 {
            return;
        }
    }
}

/// The polynomial with `order` coefficients through the terms after the first `skip`.
fn exact(data: &Data<'_>, order: usize, skip: usize, found: &mut Found<'_>) -> bool {
    let poly = Poly::through(data.index(skip), &data.all[skip..skip + order]);
    let fits = |(k, x): (usize, &Int)| poly.at(data.index(k)).as_ref() == Some(x);
    if !data.all.iter().enumerate().skip(skip).all(fits) {
        return false;
    }
    let (text, bits) = poly.text();
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
