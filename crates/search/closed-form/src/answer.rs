//! Fits: closed forms of given terms, with how sure they are.

use nth_num::Int;
use nth_propose::Formula;

use crate::bits::verbatim_bits;
use crate::form::ClosedForm;

/// Least number of terms that confirm a fit.
pub(crate) const MIN_CONFIRMING: usize = 2;

/// Largest number of exceptional first terms of polynomials, quasi-polynomials and linear recurrences.
pub(crate) const MAX_EXCEPTIONS: usize = 6;

/// Whether to stop; called about every hundred microseconds.
pub(crate) type Stop<'a> = &'a dyn Fn() -> bool;

/// Bits by which a program may be longer than the terms; longer ones are not worth running.
const MAX_EXCESS_BITS: f64 = 16.0;

/// A closed form that has all the terms it was fitted to.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The closed form that was fitted.
    pub form: ClosedForm,
    /// Number of terms that determine what is free in the form: initial values and coefficients. The terms after these
    /// confirm it; there are at least two, or one if all terms but one determine the form.
    pub determined_by: usize,
    /// Number of the first terms that stand in the program as they are.
    pub verbatim: usize,
    /// Length of what was chosen beside the terms that stand in the program, in bits.
    pub bits: f64,
}

/// The fits of one sequence, as they are found.
pub(crate) struct Fits<'t> {
    terms: &'t [Int],
    /// Fits, each with its length in bits.
    fits: Vec<(f64, Fit)>,
}

impl<'t> Fits<'t> {
    pub(crate) fn new(terms: &'t [Int]) -> Self {
        Self { terms, fits: Vec::new() }
    }

    /// Takes a fit that was verified on all terms.
    pub(crate) fn push(&mut self, fit: Fit) {
        let length = fit.bits + verbatim_bits(&self.terms[..fit.verbatim.min(self.terms.len())]);
        self.fits.push((length, fit));
    }

    /// Whether a fit needs less than half of the terms: then more complex families need not be tried.
    pub(crate) fn is_sure(&self) -> bool {
        self.fits.iter().any(|(_, f)| 2 * f.determined_by < self.terms.len())
    }

    /// Drops fits that are much longer than the terms.
    pub(crate) fn drop_long(&mut self) {
        let whole = verbatim_bits(self.terms);
        self.fits.retain(|(length, _)| *length < whole + MAX_EXCESS_BITS);
    }

    /// The fit with the fewest bits, where there is a fit.
    pub(crate) fn shortest(self) -> Option<Fit> {
        self.fits.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, fit)| fit)
    }

    /// The fits, the shortest first, each program once.
    pub(crate) fn sorted(mut self) -> Vec<Fit> {
        self.fits.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut formulas: Vec<Formula> = Vec::with_capacity(self.fits.len());
        let mut out = Vec::with_capacity(self.fits.len());
        for (_, fit) in self.fits {
            let formula = fit.form.formula();
            if !formulas.contains(&formula) {
                formulas.push(formula);
                out.push(fit);
            }
        }
        out
    }
}
