//! What a proposer may spend, and when it must stop.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use nth_base::{Cancel, Clock};

use crate::checkpoint::CheckpointStore;

/// What a proposer may spend: time, work, threads, memory.
#[derive(Clone, Copy)]
pub struct Budget<'a> {
    /// Stops the search at once when it is raised.
    pub cancel: &'a Cancel,
    /// The clock on which `until` is read.
    pub clock: &'a dyn Clock,
    /// The time of `clock` at which to stop; without it time is unlimited.
    pub until: Option<Duration>,
    /// The bound of work; without it work is unlimited.
    pub work: Option<WorkLimit<'a>>,
    /// Number of threads that may work at one time; at least 1.
    pub jobs: usize,
    /// Number of bytes that may be held.
    pub memory: u64,
    /// Where checkpoints are kept, if anywhere.
    pub checkpoints: Option<&'a dyn CheckpointStore>,
    /// Where threads are fewer than proposers: whose turn it is.
    pub turn: Option<&'a dyn Turn>,
}

/// The turns that proposers take on a thread that they share.
pub trait Turn: Sync {
    /// Lets others work if this proposer has had its slice; returns when it is its turn again.
    fn pass(&self);
}

/// A bound of work, counted on a counter that all proposers of a search share.
///
/// One unit is one program or candidate formula that a proposer looks at, or the nearest thing to it. Unlike time, work is
/// the same in every run: a search on one thread that is bounded by work alone gives the same answers each time.
#[derive(Clone, Copy, Debug)]
pub struct WorkLimit<'a> {
    /// Units spent so far, by all proposers.
    pub spent: &'a AtomicU64,
    /// The count at which to stop.
    pub until: u64,
}

impl WorkLimit<'_> {
    /// Units that are left.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.until.saturating_sub(self.spent.load(Ordering::Relaxed))
    }
}

impl<'a> Budget<'a> {
    /// A budget without bounds of time and work, for one thread and a gibibyte of memory.
    #[must_use]
    pub fn new(cancel: &'a Cancel, clock: &'a dyn Clock) -> Self {
        Self { cancel, clock, until: None, work: None, jobs: 1, memory: 1 << 30, checkpoints: None, turn: None }
    }

    /// Counts work: so many programs or candidate formulas were looked at. Counting does not stop anything;
    /// [`Budget::is_over`] does. The counter is shared by all threads: count in portions, not one by one in an inner loop.
    pub fn spend(&self, units: u64) {
        if let Some(work) = &self.work {
            work.spent.fetch_add(units, Ordering::Relaxed);
        }
    }

    /// Whether to stop: the flag is raised, or the time or the work is spent. It reads a clock: ask every millisecond or
    /// so, not in an inner loop. For a search that is bounded by work to be repeatable, ask after a number of steps and
    /// never after a time. Other proposers may have a turn meanwhile: hold no lock that they could want.
    #[must_use]
    pub fn is_over(&self) -> bool {
        if let Some(turn) = self.turn {
            turn.pass();
        }
        self.cancel.is_raised()
            || self.work.is_some_and(|w| w.left() == 0)
            || self.until.is_some_and(|t| self.clock.now() >= t)
    }

    /// This budget with a part of the time and of the work that are left; `share` is from 0 to 1.
    #[must_use]
    pub fn part(&self, share: f64) -> Self {
        let until = self.until.map(|t| {
            let now = self.clock.now();
            now + t.saturating_sub(now).mul_f64(share)
        });
        let work = self.work.map(|w| {
            let left = w.left();
            WorkLimit { until: w.until - left + (left as f64 * share) as u64, ..w }
        });
        Self { until, work, ..*self }
    }
}

/// Whether a task is still wanted, by its position.
pub type Wanted<'a> = dyn Fn(usize) -> bool + Sync + 'a;

/// Tells when to stop: the budget is spent, or no task is wanted any more.
pub struct StopSignal<'a> {
    /// The budget.
    pub budget: Budget<'a>,
    wanted: &'a Wanted<'a>,
    tasks: usize,
    /// All tasks before this one are finished.
    next: AtomicUsize,
}

impl<'a> StopSignal<'a> {
    /// A signal for so many tasks.
    #[must_use]
    pub fn new(budget: &Budget<'a>, wanted: &'a Wanted<'a>, tasks: usize) -> Self {
        Self { budget: *budget, wanted, tasks, next: AtomicUsize::new(0) }
    }

    /// Whether to stop. It costs as much as [`Budget::is_over`], since a task that is finished is not asked for again.
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
        assert_eq!((half.until, half.work.unwrap().until), (Some(Duration::from_secs(10)), 100));
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
