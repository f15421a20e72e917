//! The terms, and their images in two small rings.

use nth_algebra::{Residue, low_word};
use nth_num::Int;

/// At most so many of the first terms are used to fit; all are used to verify.
pub(crate) const SHOWN: usize = 256;

/// Terms as the families see them.
pub(crate) struct Data<'t> {
    /// All of them.
    pub all: &'t [Int],
    /// The first ones.
    pub terms: &'t [Int],
    /// The index of the first.
    pub from: i64,
    /// `terms` modulo 2⁶⁴.
    pub low: Vec<i64>,
    /// `terms` modulo the prime 2⁶¹ − 1.
    pub res: Vec<Residue>,
}

impl<'t> Data<'t> {
    pub(crate) fn new(all: &'t [Int], from: i64) -> Self {
        let terms = &all[..all.len().min(SHOWN)];
        let low = terms.iter().map(low_word).collect();
        let res = terms.iter().map(Residue::of).collect();
        Self { all, terms, from, low, res }
    }

    /// The index of the term at a position.
    pub(crate) fn index(&self, position: usize) -> i64 {
        self.from.saturating_add(i64::try_from(position).unwrap_or(i64::MAX))
    }

    /// Number of terms to fit.
    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }
}
