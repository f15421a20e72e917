//! Answers, with the account of what was verified.

use std::time::Duration;

use nth_base::Cost;
use nth_num::Int;

use crate::confidence::Features;

/// A program that gives all known terms: it was executed on each.
#[derive(Clone, Debug)]
pub struct Answer {
    /// nth source, of which the last sequence is meant.
    pub source: String,
    /// The complete Core program as text.
    pub core: String,
    /// The index of the first term.
    pub first: i64,
    /// The number of nodes of all functions that it needs.
    pub size: u64,
    /// The cost of the known terms.
    pub cost: Cost,
    /// The number of terms that the proposers were shown; the program has all of them.
    pub verified: usize,
    /// The number of terms that were held back; the program has all of them.
    pub held_back: usize,
    /// Number of shown terms that determine what was free in the program; the others confirm it.
    pub determined_by: usize,
    /// The name of the proposer.
    pub proposer: &'static str,
    /// What the program is, for people.
    pub description: String,
    /// Description length in bits: what was chosen, and the terms that stand in the program.
    pub bits: f64,
    /// Bits by which the known terms hold more than the description: the chance of a coincidence is about 2^−evidence_bits.
    pub evidence_bits: f64,
    /// What the confidence is computed from.
    pub features: Features,
    /// The probability that the next terms are right, too ([`Features::confidence`]).
    pub confidence: f64,
    /// Whether it may be a coincidence: too few terms confirm it, or another answer is as good.
    pub guess: bool,
    /// The terms after the known ones that were asked for and could be computed.
    pub next: Vec<Int>,
    /// The time from the start of the search to the answer.
    pub after: Duration,
}

/// What became of the proposals of one proposer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Number of proposals, each program of a task once.
    pub offered: u64,
    /// Number of programs with all known terms.
    pub right: u64,
    /// Number of programs with a wrong term, an error, or over budget among the terms shown.
    pub wrong: u64,
    /// Number of programs that have all terms shown, but not all that were held back.
    pub refuted: u64,
    /// Number of texts that are no programs, which is a defect of the proposer.
    pub invalid: u64,
}

impl Tally {
    /// Adds the counts of another tally.
    pub(crate) fn add(&mut self, other: Self) {
        self.offered += other.offered;
        self.right += other.right;
        self.wrong += other.wrong;
        self.refuted += other.refuted;
        self.invalid += other.invalid;
    }
}
