//! What a face is told while a search runs.

use nth_propose::Progress;
use nth_runner::Agreement;

use crate::answer::Answer;
use crate::registry::ProposerInfo;

/// Is told what happens, from several threads. Every method may be left as it is.
pub trait Watcher: Sync {
    /// An answer was found that is no guess; a better one may follow.
    fn answer(&self, _task: usize, _answer: &Answer) {}
    /// How far a proposer is.
    fn progress(&self, _proposer: &ProposerInfo, _progress: &Progress) {}
    /// A proposal is no program, which is a defect of the proposer.
    fn invalid(&self, _proposer: &ProposerInfo, _source: &str, _why: &str) {}
    /// A proposal does not give the terms that the proposer was shown.
    fn wrong(&self, _task: usize, _proposer: &ProposerInfo, _source: &str, _trial: &Agreement) {}
}

/// A watcher that does nothing.
pub struct Silent;

impl Watcher for Silent {}
