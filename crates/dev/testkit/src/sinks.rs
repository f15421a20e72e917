//! Receivers of a search in tests: a sink that keeps proposals, and checkpoints in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use nth_base::Cancel;
use nth_propose::{CheckpointStore, Progress, Proposal, Sink};

/// Sink that keeps proposals.
pub struct Collector<'a> {
    kept: Mutex<Vec<Proposal>>,
    most: usize,
    one_each: bool,
    wanted: Box<dyn Fn(usize) -> bool + Sync + 'a>,
    raise: Option<&'a Cancel>,
}

impl Default for Collector<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> Collector<'a> {
    /// Sink that wants proposals without end, for all tasks.
    #[must_use]
    pub fn new() -> Self {
        Self { kept: Mutex::default(), most: usize::MAX, one_each: false, wanted: Box::new(|_| true), raise: None }
    }

    /// Wants nothing more after `most` proposals in all.
    #[must_use]
    pub fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// Wants no second proposal for a task.
    #[must_use]
    pub fn one_each(self) -> Self {
        Self { one_each: true, ..self }
    }

    /// Wants proposals only for tasks for which `wanted` holds.
    #[must_use]
    pub fn only(self, wanted: impl Fn(usize) -> bool + Sync + 'a) -> Self {
        Self { wanted: Box::new(wanted), ..self }
    }

    /// Raises the flag at each proposal.
    #[must_use]
    pub fn raising(self, flag: &'a Cancel) -> Self {
        Self { raise: Some(flag), ..self }
    }

    /// Number of proposals so far.
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    /// The proposals, in the order of their coming.
    #[must_use]
    pub fn into_proposals(self) -> Vec<Proposal> {
        self.kept.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Proposal>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Collector<'_> {
    fn offer(&self, proposal: Proposal) -> bool {
        if let Some(flag) = self.raise {
            flag.raise();
        }
        let mut kept = self.lock();
        kept.push(proposal);
        !self.one_each && kept.len() < self.most
    }

    fn wants(&self, task: usize) -> bool {
        let kept = self.lock();
        kept.len() < self.most && !(self.one_each && kept.iter().any(|p| p.task == task)) && (self.wanted)(task)
    }

    fn progress(&self, _: &Progress) {}
}

/// Checkpoints in memory.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<BTreeMap<String, Vec<u8>>>);

impl CheckpointStore for MemoryStore {
    fn write(&self, name: &str, bytes: &[u8]) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), bytes.to_owned());
        true
    }

    fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
}
