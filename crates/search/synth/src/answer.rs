//! What is answered, with the account of what was verified.

use std::time::Duration;

use nth_base::Cost;
use nth_num::Int;

use crate::confidence::Features;

/// A program that gives all known terms: it was executed on each.
#[derive(Clone, Debug)]
pub struct Answer {
    /// nth source; its last sequence is meant.
    pub source: String,
    /// Core text, complete.
    pub core: String,
    /// Index of the first term.
    pub first: i64,
    /// Nodes of all functions that it needs.
    pub size: u64,
    /// What the known terms cost.
    pub cost: Cost,
    /// Terms that were shown to the proposers; all agree.
    pub verified: usize,
    /// Further terms that were held back; all agree.
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
    /// Whether it may well be a coincidence: too few terms are left to verify it, or others are as good.
    pub guess: bool,
    /// The terms that follow the known ones, if they were asked for and could be computed.
    pub next: Vec<Int>,
    /// When it was found, from the start of the search.
    pub after: Duration,
}

/// What became of the proposals of one proposer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Proposals made.
    pub offered: u64,
    /// Of these, with all known terms.
    pub right: u64,
    /// With another term, an error or too dear before the last known term.
    pub wrong: u64,
    /// Right on all terms shown and wrong on one held back.
    pub refuted: u64,
    /// Not even programs: a defect of the proposer.
    pub invalid: u64,
}

impl Tally {
    /// The sum.
    pub(crate) fn add(&mut self, other: Self) {
        self.offered += other.offered;
        self.right += other.right;
        self.wrong += other.wrong;
        self.refuted += other.refuted;
        self.invalid += other.invalid;
    }
}
