//! What a search is asked for.

use std::time::Duration;

use nth_base::Limits;

/// Who proposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// What is known: the library, and programs that were found before.
    Known,
    /// Closed families and transforms, computed from the terms.
    Families,
    /// Programs by increasing size.
    Enumerate,
    /// Random programs.
    Sample,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Known, Self::Families, Self::Enumerate, Self::Sample];

    /// As on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Families => "families",
            Self::Enumerate => "enumerate",
            Self::Sample => "sample",
        }
    }
}

/// What a search is asked for, and what it may spend.
#[derive(Clone, Debug)]
pub struct Options {
    /// So many answers for each sequence; at least 1.
    pub top: usize,
    /// How long, for all sequences together; without it until the proposers have nothing more to propose.
    pub time: Option<Duration>,
    /// Where a person waits: after the answers asked for are there, the search for better ones goes on for so long, and twice the time that
    /// they took.
    pub patience: Option<Duration>,
    /// So many of the last terms are not shown to the proposers. Of fewer than twice as many none is held back.
    pub hold_out: usize,
    /// Who proposes.
    pub sources: Vec<Source>,
    /// So many terms after the known ones are computed.
    pub next: usize,
    /// Threads.
    pub jobs: usize,
    /// Bytes that proposers may hold.
    pub memory: u64,
    /// What the execution of a program may spend.
    pub limits: Limits,
    /// Bits by which the terms must hold more than the program for an answer that is no guess.
    pub evidence_bits: f64,
    /// How likely an answer must be to go on rightly that is no guess.
    pub confidence: f64,
    /// Whether to look for smaller equivalents of what was found.
    pub improve: bool,
    /// Seed of random programs.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            top: 1,
            time: Some(Duration::from_secs(10)),
            patience: None,
            hold_out: 0,
            sources: Source::ALL.to_vec(),
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
