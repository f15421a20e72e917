//! Budgets of proposers: time, work, threads and memory, and the signal to stop.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use nth_base::{Cancel, Clock};

use crate::checkpoint::CheckpointStore;

/// The resources that a proposer may use: time, work, threads, memory.
#[derive(Clone, Copy)]
pub struct Budget<'a> {
    /// The flag that stops the search at once when it is raised.
    pub cancel: &'a Cancel,
    /// The clock on which `until` is read.
    pub clock: &'a dyn Clock,
    /// The time of `clock` at which to stop; none for no time limit.
    pub until: Option<Duration>,
    /// The work limit; none for unlimited work.
    pub work: Option<WorkLimit<'a>>,
    /// Number of threads that may work at one time, at least 1.
    pub jobs: usize,
    /// Largest amount of memory that the proposer may hold, in bytes.
    pub memory: u64,
    /// The store of checkpoints; none if checkpoints are not kept.
    pub checkpoints: Option<&'a dyn CheckpointStore>,
    /// The turns of this proposer, if proposers share threads.
    pub turn: Option<&'a dyn Turn>,
}

/// Time sharing between proposers on the same threads.
pub trait Turn: Sync {
    /// Lets other proposers work if this one has used up its slice. Returns when this proposer has its next turn.
    fn pass(&self);
}

/// A counter of work, with a limit.
///
/// A unit is what examining a small expression takes, about a quarter of a microsecond of one core. A program that
/// takes longer counts as several. Unlike time, work is the same in every run.
#[derive(Clone, Copy, Debug)]
pub struct WorkLimit<'a> {
    /// Units spent so far.
    pub spent: &'a AtomicU64,
    /// The value of `spent` at which to stop; [`WorkLimit::NONE`] if work is counted but not limited.
    pub until: u64,
}

impl WorkLimit<'_> {
    /// The limit of work that is only counted.
    pub const NONE: u64 = u64::MAX;

    /// Number of units left; 0 if the limit is reached.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.until.saturating_sub(self.spent.load(Ordering::Relaxed))
    }
}

impl<'a> Budget<'a> {
    /// A budget without limits of time and work, for one thread and a gibibyte of memory.
    #[must_use]
    pub fn new(cancel: &'a Cancel, clock: &'a dyn Clock) -> Self {
        Self { cancel, clock, until: None, work: None, jobs: 1, memory: 1 << 30, checkpoints: None, turn: None }
    }

    /// Counts work, in units of about a quarter of a microsecond. Counting does not stop anything; [`Budget::is_over`]
    /// does. The counter is shared by all threads: count in portions, not one by one in an inner loop.
    pub fn spend(&self, units: u64) {
        if let Some(work) = &self.work {
            work.spent.fetch_add(units, Ordering::Relaxed);
        }
    }

    /// Whether to stop: the flag is raised, or time or work are spent. This reads a clock: call it every millisecond or
    /// so, not in an inner loop. For a search that is limited by work to be repeatable, call it after a number of steps
    /// and never after a time. Other proposers may have a turn meanwhile: hold no lock that they could need.
    #[must_use]
    pub fn is_over(&self) -> bool {
        if let Some(turn) = self.turn {
            turn.pass();
        }
        self.cancel.is_raised()
            || self.work.is_some_and(|w| w.left() == 0)
            || self.until.is_some_and(|t| self.clock.now() >= t)
    }

    /// This budget with a share of what is left; `share` is from 0 to 1. Work is shared if it is limited: then time is
    /// the same for all parts, so that the parts do not depend on the clock. Otherwise time is shared.
    #[must_use]
    pub fn part(&self, share: f64) -> Self {
        if let Some(w) = self.work.filter(|w| w.until != WorkLimit::NONE) {
            let left = w.left();
            let work = WorkLimit { until: w.until - left + (left as f64 * share) as u64, ..w };
            return Self { work: Some(work), ..*self };
        }
        let until = self.until.map(|t| {
            let now = self.clock.now();
            now + t.saturating_sub(now).mul_f64(share)
        });
        Self { until, ..*self }
    }
}

/// A test whether proposals for a task are still wanted. The argument is the position of the task.
pub type Wanted<'a> = dyn Fn(usize) -> bool + Sync + 'a;

/// A stop signal: the budget is spent, or no task wants further proposals.
pub struct StopSignal<'a> {
    /// The budget that ends the work.
    pub budget: Budget<'a>,
    wanted: &'a Wanted<'a>,
    tasks: usize,
    /// The first task that may be unfinished; all before it are finished.
    next: AtomicUsize,
}

impl<'a> StopSignal<'a> {
    /// A signal for the tasks 0 to `tasks` − 1.
    #[must_use]
    pub fn new(budget: &Budget<'a>, wanted: &'a Wanted<'a>, tasks: usize) -> Self {
        Self { budget: *budget, wanted, tasks, next: AtomicUsize::new(0) }
    }

    /// Whether to stop. The cost is that of [`Budget::is_over`], since finished tasks are not tested again.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let start = self.next.load(Ordering::Relaxed);
        let first = (start..self.tasks).find(|&t| (self.wanted)(t)).unwrap_or(self.tasks);
        if first > start {
            self.next.fetch_max(first, Ordering::Relaxed);
        }
        first == self.tasks || self.budget.is_over()
    }
}

#[cfg(test)]
mod tests {
    use nth_testkit::Still;

    use super::*;

    #[test]
    fn work_ends_a_budget_and_its_parts() {
        let (cancel, spent) = (Cancel::new(), AtomicU64::new(50));
        let work = Some(WorkLimit { spent: &spent, until: 150 });
        let until = Some(Duration::from_secs(20));
        let whole = Budget { until, work, ..Budget::new(&cancel, &Still) };
        let half = whole.part(0.5);
        assert_eq!((half.until, half.work.unwrap().until), (until, 100));
        let timed = Budget { work: Some(WorkLimit { until: WorkLimit::NONE, spent: &spent }), ..whole };
        assert_eq!(timed.part(0.5).until, Some(Duration::from_secs(10)));
        half.spend(49);
        assert!(!half.is_over());
        half.spend(1);
        assert!(half.is_over() && !whole.is_over());
        assert_eq!(half.part(0.5).work.unwrap().until, 100);
        whole.spend(50);
        assert!(whole.is_over());
        assert!(!Budget { work: None, ..whole }.is_over());
    }

    #[test]
    fn a_signal_is_given_when_nothing_is_wanted() {
        let cancel = Cancel::new();
        let budget = Budget::new(&cancel, &Still);
        let finished = AtomicUsize::new(0);
        let wanted = |task| task >= finished.load(Ordering::Relaxed);
        let stop = StopSignal::new(&budget, &wanted, 3);
        assert!(!stop.is_over());
        finished.store(2, Ordering::Relaxed);
        assert!(!stop.is_over());
        finished.store(3, Ordering::Relaxed);
        assert!(stop.is_over());
        cancel.raise();
        assert!(StopSignal::new(&budget, &|_| true, 3).is_over());
    }
}
