//! The families of closed forms, and the ways to fit them.

use nth_algebra::Terms;
use nth_num::Int;

use crate::answer::{Fit, Fits, MIN_CONFIRMING, Stop};
use crate::data::Data;
use crate::{interleaved, p_recursive, periodic, polynomial, quadratic, quasi, recurrence, regular};

/// A family: how it is fitted to terms.
type Family = fn(&Data<'_>, &mut Fits<'_>, Stop<'_>);

/// The families that take microseconds. All of them are tried.
const SIMPLE: [Family; 4] = [
    |data, fits, _| periodic::fit(data, fits),
    |data, fits, _| polynomial::fit(data, fits),
    |data, fits, _| quasi::fit(data, fits),
    |data, fits, _| recurrence::fit(data, fits),
];

/// The other families, in the order in which they are tried until a fit is sure.
const FURTHER: [Family; 4] = [
    regular::fit,
    p_recursive::fit,
    |data, fits, _| quadratic::fit(data, fits),
    |data, fits, _| interleaved::fit(data, fits, fit_simple),
];

/// Number of terms up to which a list is short ([`fit_short`]).
const MAX_SHORT: usize = 8;

/// The shortest closed form among constant, eventually periodic, polynomial and quasi-polynomial sequences and linear
/// recurrences; its first index is `from`. Meant for the terms of transformed sequences, most of which have none.
#[must_use]
pub fn fit_simple(terms: &[Int], from: i64) -> Option<Fit> {
    if terms.len() <= MIN_CONFIRMING {
        return None;
    }
    let data = Data::new(terms, from);
    let mut fits = Fits::new(terms);
    SIMPLE.iter().for_each(|family| family(&data, &mut fits, &|| false));
    fits.shortest()
}

/// The polynomial that all terms but one determine, and the last one confirms; its first index is `from`. Meant for
/// lists so short that no family has more to say.
#[must_use]
pub fn fit_short(terms: &Terms, from: i64) -> Option<Fit> {
    if !(MIN_CONFIRMING + 1..=MAX_SHORT).contains(&terms.len()) {
        return None;
    }
    let data = Data::of_terms(terms, from);
    let mut fits = Fits::new(terms);
    polynomial::fit_short(&data, &mut fits);
    fits.shortest()
}

/// Closed forms of all families, the shortest first, as far as they were found before `stop` returned true. A form may
/// begin at another index than `from`.
#[must_use]
pub fn fit_all(terms: &Terms, from: i64, stop: &dyn Fn() -> bool) -> Vec<Fit> {
    if terms.len() <= MIN_CONFIRMING || stop() {
        return Vec::new();
    }
    let data = Data::of_terms(terms, from);
    let mut fits = Fits::new(terms);
    SIMPLE.iter().for_each(|family| family(&data, &mut fits, stop));
    for family in FURTHER {
        if fits.is_sure() || stop() {
            break;
        }
        family(&data, &mut fits, stop);
    }
    fits.drop_long();
    fits.sorted()
}
