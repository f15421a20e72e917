//! The terms to fit, and their images in two small rings.

use std::borrow::Cow;

use nth_algebra::{Residue, Terms, low_word};
use nth_num::Int;

/// Number of the first terms that are used to fit; all are used to verify.
const MAX_FITTED: usize = 256;

/// Terms as the families see them.
pub(crate) struct Data<'t> {
    /// All terms, as exact integers; fits are verified on them.
    pub all: &'t [Int],
    /// Index of the first term.
    pub from: i64,
    /// The terms to fit, modulo 2⁶⁴.
    pub low: Cow<'t, [i64]>,
    /// The terms to fit, modulo the prime 2⁶¹ − 1.
    pub res: Cow<'t, [Residue]>,
}

impl<'t> Data<'t> {
    /// Data of bare terms.
    pub(crate) fn new(all: &'t [Int], from: i64) -> Self {
        let terms = &all[..all.len().min(MAX_FITTED)];
        let low = terms.iter().map(low_word).collect();
        let res = terms.iter().map(Residue::of).collect();
        Self { all, from, low, res }
    }

    /// Data of prepared terms.
    pub(crate) fn of_terms(terms: &'t Terms, from: i64) -> Self {
        let len = terms.len().min(MAX_FITTED);
        let low = Cow::Borrowed(&terms.low_words()[..len]);
        let res = Cow::Borrowed(&terms.residues()[..len]);
        Self { all: terms, from, low, res }
    }

    /// Index of the term at a position.
    pub(crate) fn index(&self, position: usize) -> i64 {
        self.from.saturating_add(i64::try_from(position).unwrap_or(i64::MAX))
    }

    /// Number of terms to fit.
    pub(crate) fn len(&self) -> usize {
        self.res.len()
    }
}
