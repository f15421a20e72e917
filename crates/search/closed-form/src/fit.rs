//! What a family answers, and the ways in.

use nth_num::Int;
use nth_propose::Formula;

use crate::data::Data;
use crate::text::given_bits;
use crate::{holonomic, interleaved, nonlinear, periodic, polynomial, quasi, recurrence, regular};

/// A program that has all the terms shown.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The program.
    pub formula: Formula,
    /// What it is, for people.
    pub says: String,
    /// How many terms were needed to fix what was free: initial values and coefficients. The terms after these speak
    /// for it; there are at least two.
    pub fitted: usize,
    /// How many of the first terms stand in the program as they are.
    pub given: usize,
    /// Length of what was chosen beside the terms that are given, in bits.
    pub bits: f64,
}

/// Room of the answer in terms that speak for it: fewer than this, and it is not offered.
pub(crate) const SURPLUS: usize = 2;

/// A program that is so many bits longer than the terms is not worth running.
const HOPELESS: f64 = 16.0;

/// Fits of one task, as they are found.
pub(crate) struct Found<'t> {
    terms: &'t [Int],
    fits: Vec<(f64, Fit)>,
}

impl<'t> Found<'t> {
    pub(crate) fn new(terms: &'t [Int]) -> Self {
        Self { terms, fits: Vec::new() }
    }

    /// Takes a fit that was verified on all terms; `given` of them stand in it.
    pub(crate) fn push(&mut self, fit: Fit) {
        let cost = fit.bits + given_bits(&self.terms[..fit.given.min(self.terms.len())]);
        self.fits.push((cost, fit));
    }

    /// Whether a fit needs less than half of the terms: what is more complex need not be looked for.
    fn is_sure(&self) -> bool {
        self.fits.iter().any(|(_, f)| 2 * f.fitted < self.terms.len())
    }

    /// Drops what is much longer than all the terms would be.
    fn hopeful(&mut self) {
        let whole = given_bits(self.terms);
        self.fits.retain(|(cost, _)| *cost < whole + HOPELESS);
    }

    /// The fits, shortest first, each program once.
    pub(crate) fn sorted(mut self) -> Vec<Fit> {
        self.fits.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut out: Vec<Fit> = Vec::with_capacity(self.fits.len());
        for (_, fit) in self.fits {
            if !out.iter().any(|f| f.formula == fit.formula) {
                out.push(fit);
            }
        }
        out
    }
}

/// The shortest program among the cheap families: constant, eventually periodic, polynomial, quasi-polynomial, linear
/// recurrence. Made for the terms of transformed sequences, where most have none. It begins at `from`.
#[must_use]
pub fn fit_simple(terms: &[Int], from: i64) -> Option<Fit> {
    if terms.len() <= SURPLUS {
        return None;
    }
    let data = Data::new(terms, from);
    let mut found = Found::new(terms);
    simple(&data, &mut found);
    found.sorted().into_iter().next()
}

/// Programs of all families, shortest first, as far as they were found before `stop` said so (it is asked every
/// hundred microseconds or so). A program may begin at another index than `from`.
#[must_use]
pub fn fit_all(terms: &[Int], from: i64, stop: &dyn Fn() -> bool) -> Vec<Fit> {
    if terms.len() <= SURPLUS || stop() {
        return Vec::new();
    }
    let data = Data::new(terms, from);
    let mut found = Found::new(terms);
    simple(&data, &mut found);
    let families: [&dyn Fn(&mut Found<'_>); 4] = [
        &|f| regular::fit(terms, &data.res, from, f, stop),
        &|f| holonomic::fit(&data, f, stop),
        &|f| nonlinear::fit(&data, f),
        &|f| interleaved::fit(&data, f),
    ];
    for family in families {
        if found.is_sure() || stop() {
            break;
        }
        family(&mut found);
    }
    found.hopeful();
    found.sorted()
}

fn simple(data: &Data<'_>, found: &mut Found<'_>) {
    periodic::fit(data, found);
    polynomial::fit(data, found);
    quasi::fit(data, found);
    recurrence::fit(data, found);
}
