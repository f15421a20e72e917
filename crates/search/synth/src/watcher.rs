//! What a face is told while a search runs.

use nth_propose::Progress;

use crate::answer::Answer;
use nth_runner::Agreement;

/// Is told what happens, from several threads. All of it may be ignored.
pub trait Watcher: Sync {
    /// An answer was found that is no guess; a better one may follow.
    fn answer(&self, _task: usize, _answer: &Answer) {}
    /// How far the proposer is that works at present.
    fn progress(&self, _progress: &Progress) {}
    /// A proposer begins.
    fn begins(&self, _proposer: &str) {}
    /// A proposal is no program: a defect of the proposer.
    fn invalid(&self, _proposer: &str, _source: &str, _why: &str) {}
    /// A proposal does not give the terms that were shown.
    fn wrong(&self, _task: usize, _proposer: &str, _source: &str, _trial: &Agreement) {}
}

/// Does not listen.
pub struct Silent;

impl Watcher for Silent {}
