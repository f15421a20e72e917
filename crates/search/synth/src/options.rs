//! Options of a search.

use std::time::Duration;

use nth_base::Limits;

use crate::registry::{Entry, default_proposers};

/// What a search is asked for, and what it may spend.
#[derive(Clone, Debug)]
pub struct Options {
    /// Number of answers for each sequence; at least 1.
    pub top: usize,
    /// Bound of time, for all sequences together. Without a bound the search ends when the proposers have no more to propose.
    pub time: Option<Duration>,
    /// Bound of work, in programs and candidate formulas looked at ([`nth_propose::WorkLimit`]), for all sequences together.
    /// A search on one thread that is bounded by work and not by time gives the same answers in every run.
    pub work: Option<u64>,
    /// Interactive mode: how long to keep looking for better answers once enough were found.
    pub patience: Option<Patience>,
    /// Number of last terms that the proposers are not shown. If there are fewer than twice as many terms, all are shown.
    pub hold_out: usize,
    /// The proposers.
    pub proposers: Vec<&'static Entry>,
    /// Number of terms after the known ones that are computed for an answer.
    pub next: usize,
    /// Number of threads; at least 1.
    pub jobs: usize,
    /// Number of bytes that proposers may hold.
    pub memory: u64,
    /// Limits of the execution of a program.
    pub limits: Limits,
    /// Bits by which the terms must hold more than the program; an answer with less is a guess.
    pub evidence_bits: f64,
    /// Probability that the next terms are right; an answer with less is a guess.
    pub confidence: f64,
    /// Whether to look for smaller equivalents of the answers.
    pub improve: bool,
    /// Seed of random programs.
    pub seed: u64,
}

/// How long to keep looking for better answers: this, and twice what the search took until enough were found.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// The time, where the search is bounded by time.
    pub time: Duration,
    /// The work, where the search is bounded by work.
    pub work: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            top: 1,
            time: Some(Duration::from_secs(10)),
            work: None,
            patience: None,
            hold_out: 0,
            proposers: default_proposers(),
            next: 0,
            jobs: 1,
            memory: 2 << 30,
            limits: Limits { budget: 1_000_000, max_digits: 2_000, ..Limits::CANDIDATE },
            evidence_bits: 0.0,
            confidence: 0.86,
            improve: false,
            seed: 1,
        }
    }
}
