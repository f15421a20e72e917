//! The observer of a search: answers, progress and failures while it runs.

use nth_propose::Progress;
use nth_runner::Agreement;

use crate::answer::Answer;
use crate::registry::ProposerInfo;

/// Observes a search; methods are called from several threads. The default of each method does nothing.
pub trait Watcher: Sync {
    /// Receives an answer that is not a guess; a better one may follow.
    fn answer(&self, _task: usize, _answer: &Answer) {}
    /// Receives the progress of a proposer.
    fn progress(&self, _proposer: &ProposerInfo, _progress: &Progress) {}
    /// Receives a proposal that does not compile, which is a defect of the proposer.
    fn invalid(&self, _proposer: &ProposerInfo, _source: &str, _why: &str) {}
    /// Receives a proposal that fails on a term that the proposer was shown.
    fn wrong(&self, _task: usize, _proposer: &ProposerInfo, _source: &str, _trial: &Agreement) {}
}

/// A watcher that does nothing.
pub struct Silent;

impl Watcher for Silent {}
