//! Polynomials, by differences modulo the prime.

use nth_algebra::Poly;
use nth_num::Int;

use crate::answer::{Fit, Fits, MAX_EXCEPTIONS, MIN_CONFIRMING};
use crate::bits::count_bits;
use crate::data::Data;
use crate::differences::{difference, trailing_zeros};
use crate::form::{ClosedForm, Rule};
use crate::polynomial_source::poly_bits;

/// Largest number of coefficients.
const MAX_COEFFICIENTS: usize = 40;
/// Number of polynomials that are made exact and verified, beside one for each number of exceptions.
const TRIES: usize = 4;

/// Fits a polynomial to the terms after a few exceptions.
pub(crate) fn fit(data: &Data<'_>, fits: &mut Fits<'_>) {
    let n = data.len();
    // The last differences tell first whether there is a polynomial.
    let mut tail = data.res[n - n.min(MAX_COEFFICIENTS + MIN_CONFIRMING)..].to_vec();
    let mut whole = data.res.to_vec();
    let mut done = 0;
    let (mut fewest, mut tries) = (usize::MAX, 0);
    for order in 1..n.saturating_sub(MIN_CONFIRMING - 1).min(MAX_COEFFICIENTS) {
        difference(&mut tail, 1);
        if !tail.iter().rev().take(MIN_CONFIRMING).all(|d| d.is_zero()) {
            continue;
        }
        for _ in done..order {
            difference(&mut whole, 1);
        }
        done = order;
        let zeros = trailing_zeros(&whole);
        let skip = whole.len() - zeros;
        // A polynomial of a higher degree is one more fit only if it has fewer exceptions.
        if zeros >= MIN_CONFIRMING && skip <= MAX_EXCEPTIONS && skip < fewest && exact(data, order, skip, fits) {
            fewest = skip;
        }
        tries += 1;
        if fewest == 0 || tries == TRIES + MAX_EXCEPTIONS {
            return;
        }
    }
}

/// Fits the polynomial of least degree that has all terms, where a single term confirms it.
pub(crate) fn fit_short(data: &Data<'_>, fits: &mut Fits<'_>) {
    let order = data.len().saturating_sub(1);
    if order > 1 && order < MAX_COEFFICIENTS {
        exact(data, order, 0, fits);
    }
}

/// Takes the polynomial with `order` coefficients through the terms after the first `skip`, if it holds for all of
/// them.
fn exact(data: &Data<'_>, order: usize, skip: usize, fits: &mut Fits<'_>) -> bool {
    let poly = Poly::through(data.index(skip), &data.all[skip..skip + order]);
    let holds = |(k, x): (usize, &Int)| poly.at(data.index(k)).as_ref() == Some(x);
    if !data.all.iter().enumerate().skip(skip).all(holds) {
        return false;
    }
    let bits = 2.0 + count_bits(skip) + poly_bits(&poly);
    let initial = data.all[..skip].to_vec();
    fits.push(Fit {
        form: ClosedForm { first: data.from, initial, exceptions: skip, rule: Rule::Polynomial(poly) },
        determined_by: skip + order,
        verbatim: skip,
        bits,
    });
    true
}
