//! Rounds: proposers work side by side, each for an equal amount of work, and wait for each other between rounds.
//!
//! Each proposer has a thread, but at most `jobs` of them work at one time. A proposer ends its round when it checks
//! its budget ([`nth_propose::Budget::is_over`]) and has spent its share of the work of the round. What one proposer
//! does is seen by the others only between two rounds ([`Turns::new`]): so the course of a search depends on the work
//! done, and neither on the number of threads nor on the clock.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use nth_propose::Turn;

/// The scheduler of rounds.
pub(crate) struct Turns<'a> {
    jobs: usize,
    /// The function that is called between two rounds, while no proposer works.
    between: &'a (dyn Fn() + Sync),
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// The proposers that still have to work in this round, the next one first.
    waiting: VecDeque<usize>,
    /// The proposers that have done their round.
    done: Vec<usize>,
    working: usize,
}

impl<'a> Turns<'a> {
    /// A scheduler for the proposers 0, 1, …. At most `jobs` of them work at one time; `between` is called between two
    /// rounds.
    pub(crate) fn new(proposers: usize, jobs: usize, between: &'a (dyn Fn() + Sync)) -> Self {
        let state = State { waiting: (0..proposers).collect(), done: Vec::new(), working: 0 };
        Self { jobs: jobs.max(1), between, state: Mutex::new(state), changed: Condvar::new() }
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

    /// Begins the next round if all proposers have done this one.
    fn next_round(&self, state: &mut State) {
        if state.working == 0 && state.waiting.is_empty() && !state.done.is_empty() {
            (self.between)();
            state.done.sort_unstable();
            state.waiting.extend(state.done.drain(..));
        }
        self.changed.notify_all();
    }
}

/// The seat of one proposer in the scheduler, from its first round until it is dropped.
pub(crate) struct Seat<'a> {
    turns: &'a Turns<'a>,
    proposer: usize,
    /// Units of work that the proposer has spent.
    spent: &'a AtomicU64,
    /// Units of work in a round.
    slice: u64,
    /// The number of units spent at which the current round ends.
    until: AtomicU64,
}

impl<'a> Seat<'a> {
    /// Waits for the first turn of a proposer, whose work is counted in `spent`. A round has `slice` units.
    pub(crate) fn take(turns: &'a Turns<'a>, proposer: usize, spent: &'a AtomicU64, slice: u64) -> Self {
        turns.wait(turns.lock(), proposer);
        Self { turns, proposer, spent, slice, until: AtomicU64::new(slice) }
    }
}

impl Turn for Seat<'_> {
    fn pass(&self) {
        let until = self.until.load(Ordering::Relaxed);
        if self.spent.load(Ordering::Relaxed) < until {
            return;
        }
        // Rounds end at multiples of the slice. Work that was more than a slice is made up for by shorter rounds.
        self.until.store(until.saturating_add(self.slice), Ordering::Relaxed);
        let mut state = self.turns.lock();
        state.working -= 1;
        state.done.push(self.proposer);
        self.turns.next_round(&mut state);
        self.turns.wait(state, self.proposer);
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let mut state = self.turns.lock();
        state.working -= 1;
        self.turns.next_round(&mut state);
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    /// Runs three proposers of 5, 3 and 4 units on `jobs` threads. Returns the units done by each proposer at the end
    /// of each round, those done in all, and the largest number of proposers at work at one time.
    fn work(jobs: usize) -> (Vec<[u64; 3]>, [u64; 3], u64) {
        let spent: [AtomicU64; 3] = Default::default();
        let rounds = Mutex::new(Vec::new());
        let done = || spent.each_ref().map(|units| units.load(Ordering::SeqCst));
        let between = || rounds.lock().unwrap().push(done());
        let turns = Turns::new(3, jobs, &between);
        let (working, most) = (AtomicU64::new(0), AtomicU64::new(0));
        thread::scope(|scope| {
            for (k, units) in [5, 3, 4].into_iter().enumerate() {
                let (turns, spent, working, most) = (&turns, &spent[k], &working, &most);
                scope.spawn(move || {
                    let seat = Seat::take(turns, k, spent, 2);
                    for _ in 0..units {
                        most.fetch_max(working.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        spent.fetch_add(1, Ordering::SeqCst);
                        working.fetch_sub(1, Ordering::SeqCst);
                        seat.pass();
                    }
                });
            }
        });
        (rounds.into_inner().unwrap(), done(), most.into_inner())
    }

    #[test]
    fn rounds_are_the_same_on_any_number_of_threads() {
        for jobs in [1, 2, 3, 8] {
            for _ in 0..20 {
                let (rounds, all, most) = work(jobs);
                assert_eq!(rounds, [[2, 2, 2], [4, 3, 4]], "{jobs} threads");
                assert_eq!(all, [5, 3, 4], "{jobs} threads");
                assert!(most <= jobs as u64);
            }
        }
    }
}
