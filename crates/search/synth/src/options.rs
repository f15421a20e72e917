//! Options of a search.

use std::time::Duration;

use nth_base::Limits;

use crate::registry::{Entry, PROPOSERS, default_proposers};

/// Units of work ([`nth_propose::WorkLimit`]) after which a search for terms ends by default: about a second of one
/// core.
pub const DEFAULT_WORK: u64 = 3_000_000;

/// Options of a search: number of answers, bounds of time, work and memory, proposers, thresholds of a guess.
#[derive(Clone, Debug)]
pub struct Options {
    /// Number of answers for each sequence, at least 1.
    pub top: usize,
    /// Time limit for all sequences together. Without a limit, the search ends when the proposers have no more to
    /// propose.
    pub time: Option<Duration>,
    /// Work limit for all sequences together, in units of about a quarter of a microsecond
    /// ([`nth_propose::WorkLimit`]). A search that is limited by work and ends before its time limit gives the same
    /// answers in every run, on any number of threads; each proposer then has one thread.
    pub work: Option<u64>,
    /// Number of last terms that the proposers are not shown. If a sequence has fewer than twice as many terms, all are
    /// shown.
    pub hold_out: usize,
    /// The registry rows of the proposers to run.
    pub proposers: Vec<&'static Entry>,
    /// Number of terms after the known ones to compute for each answer.
    pub next: usize,
    /// Number of threads, at least 1.
    pub jobs: usize,
    /// Memory limit of the proposers together, in bytes.
    pub memory: u64,
    /// Limits of the execution of each program.
    pub limits: Limits,
    /// Minimum of [`Answer::evidence_bits`](crate::Answer::evidence_bits); an answer below is a guess.
    pub evidence_bits: f64,
    /// Minimum of [`Answer::confidence`](crate::Answer::confidence), from 0 to 1; an answer below is a guess.
    pub confidence: f64,
    /// Whether to search smaller equivalents of the answers.
    pub improve: bool,
    /// Whether answers are rewritten before they are shown: shortest readable form, library sequences by name. Costs
    /// some milliseconds an answer.
    pub readable: bool,
    /// Seed of the proposer of random programs.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            top: 1,
            time: Some(Duration::from_secs(10)),
            work: None,
            hold_out: 0,
            proposers: default_proposers(),
            next: 0,
            jobs: 1,
            memory: 2 << 30,
            limits: Limits { budget: 1_000_000, max_digits: 2_000, ..Limits::CANDIDATE },
            evidence_bits: 0.0,
            confidence: 0.9,
            improve: false,
            readable: true,
            seed: 1,
        }
    }
}

impl Options {
    /// Whether all systematic proposers that run by default take part. If one does not, the search for rivals of an
    /// answer is never complete. Those that look programs up need not: what they would find is counted among the rivals
    /// anyway.
    #[must_use]
    pub fn is_broad(&self) -> bool {
        let takes_part = |name| self.proposers.iter().any(|e| e.info.name == name);
        let needed = PROPOSERS.iter().map(|e| &e.info).filter(|i| i.default && i.systematic && !i.looks_up);
        needed.map(|i| i.name).all(takes_part)
    }
}
