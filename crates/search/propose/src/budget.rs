//! How long, and how far.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use nth_base::{Cancel, Clock};

use crate::marks::Disk;
use crate::proposal::Sink;

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
    /// Where it is kept how far the work is, so that a later run can go on from there.
    pub disk: Option<&'a dyn Disk>,
}

impl Watch<'_> {
    /// Whether to stop. It costs a look at a clock: ask every millisecond or so, not in an inner loop.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.cancel.is_raised() || self.until.is_some_and(|t| self.clock.now() >= t)
    }
}

/// Whether to stop: the watch says so, or the sink wants nothing more.
pub struct Stop<'a> {
    /// The watch.
    pub watch: Watch<'a>,
    sink: &'a dyn Sink,
    tasks: usize,
    /// Of the tasks before this one, none is wanted.
    next: AtomicUsize,
}

impl<'a> Stop<'a> {
    /// For so many tasks.
    #[must_use]
    pub fn new(watch: &Watch<'a>, sink: &'a dyn Sink, tasks: usize) -> Self {
        Self { watch: *watch, sink, tasks, next: AtomicUsize::new(0) }
    }

    /// Whether to stop. It costs as much as [`Watch::is_over`]: a task that is not wanted is not asked for again.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let start = self.next.load(Ordering::Relaxed);
        let first = (start..self.tasks).find(|&t| self.sink.wants(t)).unwrap_or(self.tasks);
        if first > start {
            self.next.fetch_max(first, Ordering::Relaxed);
        }
        first == self.tasks || self.watch.is_over()
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
