//! Answers, with the account of what was verified.

use std::time::Duration;

use nth_base::Cost;
use nth_num::Int;

use crate::confidence::Features;
use crate::listed::{Listed, refuted_by};

/// A verified program: executing it gave all known terms.
#[derive(Clone, Debug)]
pub struct Answer {
    /// nth source text. It may hold several definitions; the last sequence is the answer.
    pub source: String,
    /// The complete Core program of the answer, as text.
    pub core: String,
    /// The index of the first term.
    pub first: i64,
    /// The size in nodes, summed over all functions that the program needs, those of the library included.
    pub size: u64,
    /// The cost of computing all known terms, in cost units, in both readings.
    pub cost: Cost,
    /// Number of terms that the proposers were shown. The program gives all of them.
    pub verified: usize,
    /// Number of terms that were held back from the proposers. The program gives all of them.
    pub held_back: usize,
    /// Number of shown terms that determine the free parts of the program. The remaining shown terms confirm it.
    pub determined_by: usize,
    /// The group of the proposer that found the program ([`ProposerInfo::group`](crate::ProposerInfo::group)).
    pub proposer: &'static str,
    /// A description of the program for people, in a few words.
    pub description: String,
    /// Description length in bits: the choices that the proposer made, and the terms that the program contains
    /// verbatim.
    pub bits: f64,
    /// Information of the known terms minus the description length, in bits. The chance of a coincidence is about
    /// 2^−evidence_bits.
    pub evidence_bits: f64,
    /// The features from which the confidence is computed.
    pub features: Features,
    /// The probability that the next terms are right, from 0 to 1 ([`Features::confidence`]).
    pub confidence: f64,
    /// Whether the answer may be a coincidence: its evidence or its confidence is below the options' bound, or a listed
    /// sequence refutes it ([`refuted_by`](crate::refuted_by)).
    pub guess: bool,
    /// Comparison with each listed sequence of the catalogue that has the known terms, best known first.
    pub listed: Vec<Listed>,
    /// The terms after the known ones, at most [`Options::next`](crate::Options::next); fewer where they cannot be
    /// computed.
    pub next: Vec<Int>,
    /// The time from the start of the search to the answer.
    pub after: Duration,
}

impl Answer {
    /// Whether a listed sequence refutes the answer.
    pub(crate) fn is_refuted(&self) -> bool {
        refuted_by(&self.listed).is_some()
    }
}

/// Work of one proposer and outcomes of its proposals, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Number of proposals; repeated programs of a task are counted once.
    pub offered: u64,
    /// Number of programs that give all known terms.
    pub right: u64,
    /// Number of programs that fail on a shown term: wrong value, error, or over budget.
    pub wrong: u64,
    /// Number of programs that give all shown terms, but not all terms that were held back.
    pub refuted: u64,
    /// Number of texts that do not compile, which is a defect of the proposer.
    pub invalid: u64,
    /// Units of work that the proposer has spent ([`nth_propose::WorkLimit`]).
    pub work: u64,
}

impl Tally {
    /// Adds the counts of another tally.
    pub(crate) fn add(&mut self, other: Self) {
        self.offered += other.offered;
        self.right += other.right;
        self.wrong += other.wrong;
        self.refuted += other.refuted;
        self.invalid += other.invalid;
        self.work += other.work;
    }
}
