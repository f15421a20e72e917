//! How long, and how far.

use std::time::Duration;

use nth_base::{Cancel, Clock};

/// When to stop, and how many threads to use.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Raised: stop at once.
    pub cancel: &'a Cancel,
    /// The clock that `until` is read on.
    pub clock: &'a dyn Clock,
    /// When to stop; a time of `clock`.
    pub until: Option<Duration>,
    /// How many threads may work at one time; at least 1.
    pub jobs: usize,
    /// How many bytes may be held.
    pub memory: u64,
}

impl Watch<'_> {
    /// Whether to stop. It costs a look at a clock: ask every millisecond or so, not in an inner loop.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.cancel.is_raised() || self.until.is_some_and(|t| self.clock.now() >= t)
    }
}

/// How far a proposer is.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Programs looked at.
    pub programs: u64,
    /// Of these, with values that no smaller one has.
    pub distinct: u64,
    /// Bytes held.
    pub memory: u64,
    /// What it is doing, for people: "programs of size 9".
    pub stage: String,
    /// How much of the stage is done, from 0 to 1, where that can be told.
    pub part: Option<f64>,
}
