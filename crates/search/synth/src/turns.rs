//! Time sharing: proposers take turns on fewer threads than there are proposers.
//!
//! Each proposer has a thread, but at most `jobs` of them work at one time. A proposer passes its turn on when it
//! checks its budget ([`nth_propose::Budget::is_over`]) and its slice is used up. With one job and slices of work, the
//! order of all events is the same in every run.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use nth_base::Clock;
use nth_propose::Turn;

/// A meter of what a search spends: work if that is bounded, else time.
#[derive(Clone, Copy)]
pub(crate) enum Gauge<'a> {
    /// Nanoseconds of a clock since a time of that clock.
    Time(&'a dyn Clock, Duration),
    /// Units of work spent ([`nth_propose::WorkLimit`]).
    Work(&'a AtomicU64),
}

impl Gauge<'_> {
    /// The amount spent since the search began, in nanoseconds or units of work.
    pub(crate) fn spent(&self) -> u64 {
        match self {
            Self::Time(clock, start) => nanoseconds(clock.now().saturating_sub(*start)),
            Self::Work(spent) => spent.load(Ordering::Relaxed),
        }
    }

    /// Chooses between a time and an amount of work by the unit of the gauge; a time is converted to nanoseconds.
    pub(crate) fn amount(&self, time: Duration, work: u64) -> u64 {
        match self {
            Self::Time(..) => nanoseconds(time),
            Self::Work(_) => work,
        }
    }
}

fn nanoseconds(t: Duration) -> u64 {
    u64::try_from(t.as_nanos()).unwrap_or(u64::MAX)
}

/// The scheduler of turns: proposers that work, and a queue of those that wait.
pub(crate) struct Turns {
    jobs: usize,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// The queue of waiting proposers, the next one first.
    waiting: VecDeque<usize>,
    working: usize,
}

impl Turns {
    /// A scheduler for the proposers 0, 1, …, queued in this order. At most `jobs` of them work at one time.
    pub(crate) fn new(proposers: usize, jobs: usize) -> Self {
        let state = State { waiting: (0..proposers).collect(), working: 0 };
        Self { jobs: jobs.max(1), state: Mutex::new(state), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A poisoned lock means that a thread panicked; the state is consistent between any two statements.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a queued proposer has its turn.
    fn wait(&self, mut state: MutexGuard<'_, State>, proposer: usize) {
        while state.working >= self.jobs || state.waiting.front() != Some(&proposer) {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.waiting.pop_front();
        state.working += 1;
        drop(state);
        self.changed.notify_all();
    }
}

/// The seat of one proposer in the scheduler, from its first turn until it is dropped.
pub(crate) struct Seat<'a> {
    turns: &'a Turns,
    proposer: usize,
    gauge: Gauge<'a>,
    /// Length of a slice, in the unit of the gauge.
    slice: u64,
    /// The reading of the gauge at which the current slice ends.
    until: AtomicU64,
}

impl<'a> Seat<'a> {
    /// Waits for the first turn of a proposer.
    pub(crate) fn take(turns: &'a Turns, proposer: usize, gauge: Gauge<'a>, slice: u64) -> Self {
        turns.wait(turns.lock(), proposer);
        Self { turns, proposer, gauge, slice, until: AtomicU64::new(gauge.spent().saturating_add(slice)) }
    }
}

impl Turn for Seat<'_> {
    fn pass(&self) {
        if self.gauge.spent() < self.until.load(Ordering::Relaxed) {
            return;
        }
        let mut state = self.turns.lock();
        if !state.waiting.is_empty() {
            state.waiting.push_back(self.proposer);
            state.working -= 1;
            self.turns.changed.notify_all();
            self.turns.wait(state, self.proposer);
        }
        self.until.store(self.gauge.spent().saturating_add(self.slice), Ordering::Relaxed);
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.turns.lock().working -= 1;
        self.turns.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    /// Runs three proposers of 5, 3 and 4 units on `jobs` threads. Returns the proposer of each unit, in order, and the
    /// largest number of proposers at work at one time.
    fn work(jobs: usize) -> (Vec<usize>, u64) {
        let (turns, spent) = (Turns::new(3, jobs), AtomicU64::new(0));
        let (done, working, most) = (Mutex::new(Vec::new()), AtomicU64::new(0), AtomicU64::new(0));
        thread::scope(|scope| {
            for (k, units) in [5, 3, 4].into_iter().enumerate() {
                let (turns, spent, done, working, most) = (&turns, &spent, &done, &working, &most);
                scope.spawn(move || {
                    let seat = Seat::take(turns, k, Gauge::Work(spent), 2);
                    for _ in 0..units {
                        most.fetch_max(working.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        done.lock().unwrap().push(k);
                        spent.fetch_add(1, Ordering::SeqCst);
                        working.fetch_sub(1, Ordering::SeqCst);
                        seat.pass();
                    }
                });
            }
        });
        (done.into_inner().unwrap(), most.into_inner())
    }

    #[test]
    fn one_thread_serves_all_in_turn() {
        for _ in 0..20 {
            assert_eq!(work(1), (vec![0, 0, 1, 1, 2, 2, 0, 0, 1, 2, 2, 0], 1));
        }
    }

    #[test]
    fn no_more_work_than_there_are_threads() {
        for jobs in [2, 3, 8] {
            let (done, most) = work(jobs);
            assert!(most <= jobs as u64);
            assert_eq!([0, 1, 2].map(|k| done.iter().filter(|d| **d == k).count()), [5, 3, 4]);
        }
    }
}
