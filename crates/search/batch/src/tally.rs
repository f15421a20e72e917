//! How many candidates came to what.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Verdict;

/// Counts of verdicts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// All candidates.
    pub candidates: u64,
    /// Those that solve a sequence or more.
    pub solved: u64,
    /// The others, by status.
    pub statuses: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts a verdict.
    pub fn add(&mut self, verdict: &Verdict) {
        self.candidates += 1;
        if !verdict.solves.is_empty() {
            self.solved += 1;
        } else if let Some(n) = self.statuses.get_mut(verdict.status.name()) {
            *n += 1;
        } else {
            self.statuses.insert(verdict.status.name().to_owned(), 1);
        }
    }

    /// Counts all of the other.
    pub fn merge(&mut self, other: &Self) {
        self.candidates += other.candidates;
        self.solved += other.solved;
        for (status, n) in &other.statuses {
            *self.statuses.entry(status.clone()).or_default() += n;
        }
    }
}
