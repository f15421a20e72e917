//! The state that all stages of a search share: what was seen, what was offered, how much is spent.

use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};

use nth_propose::{Budget, Checkpoint, Checkpoints, Evidence, Formula, Origin, Progress, Proposal, Sink, StopSignal};

use crate::function::KEPT_VALUES;
use crate::index::{Index, TIERS};

/// Largest number of proposals for a task where tasks are many, and where they are few.
const MAX_OFFERS: [u8; 2] = [5, 40];
/// Largest number of tasks that are few.
const MAX_FEW_TASKS: usize = 8;
/// Pieces of work between two reports and checkpoints.
const REPORT_STEP: u64 = 256;
/// Bits to choose a stage, about.
const STAGE_BITS: f64 = 3.0;
/// Added to the number of programs of a stage: the first ones are not better than these.
const FIRST_PROGRAMS: f64 = 64.0;
/// Fewest values of a function that is made for few tasks.
const MIN_LENGTH: usize = 60;
/// Number of hashes of values that are remembered (a power of 2), so that equal values are looked up once; where tasks
/// are many, and where they are few.
const SEEN: [usize; 2] = [1 << 22, 1 << 20];

/// A program that may have the terms of a task.
pub struct Candidate {
    /// The program that is offered.
    pub formula: Formula,
    /// A description for people.
    pub description: String,
    /// The logarithm of the number of programs as simple as this one.
    pub bits: f64,
    /// Number of terms that constants of the program were computed from.
    pub determined_by: usize,
}

/// The search for programs of the tasks of an [`Index`].
pub struct ArithmeticSearch<'a> {
    /// The tasks, indexed by their first terms.
    pub index: &'a Index,
    stop: &'a StopSignal<'a>,
    checkpoints: &'a Checkpoints<'a>,
    sink: &'a dyn Sink,
    max_offers: u8,
    offered: Vec<AtomicU8>,
    programs: AtomicU64,
    distinct: AtomicU64,
    memory: AtomicU64,
    seen: Vec<AtomicU32>,
    /// The name of the stage.
    stage: &'static str,
    /// Units of work of a program of the stage.
    units: f64,
    /// The budget of the stage.
    stage_budget: Budget<'a>,
    /// Number of programs that were examined before the stage.
    stage_began: u64,
    /// Number of works with checkpoints that were begun in the stage.
    works: AtomicU64,
}

impl<'a> ArithmeticSearch<'a> {
    /// A search that has not begun a stage.
    pub fn new(
        index: &'a Index,
        stop: &'a StopSignal<'a>,
        checkpoints: &'a Checkpoints<'a>,
        sink: &'a dyn Sink,
    ) -> Self {
        let few = usize::from(index.targets.len() <= MAX_FEW_TASKS);
        Self {
            index,
            stop,
            checkpoints,
            sink,
            max_offers: MAX_OFFERS[few],
            offered: index.targets.iter().map(|_| AtomicU8::new(0)).collect(),
            programs: AtomicU64::new(0),
            distinct: AtomicU64::new(0),
            memory: AtomicU64::new((SEEN[few] * 4) as u64),
            seen: (0..SEEN[few]).map(|_| AtomicU32::new(0)).collect(),
            stage: "",
            units: 1.0,
            stage_budget: stop.budget,
            stage_began: 0,
            works: AtomicU64::new(0),
        }
    }

    /// Begins a stage that may spend this share of the time and work that are left. Without a share it goes on with
    /// what the stage before had. A program of the stage takes `units` of work.
    pub fn begin(&mut self, stage: &'static str, share: Option<f64>, units: f64) {
        self.stage = stage;
        self.units = units;
        self.works = AtomicU64::new(0);
        if let Some(share) = share {
            self.stage_budget = Budget { turn: None, ..self.stop.budget.part(share) };
            self.stage_began = self.programs.load(Ordering::Relaxed);
        }
    }

    /// Whether to go on with the next stage, or to stop.
    pub fn over(&self) -> bool {
        self.stop.is_over() || self.stage_budget.is_over()
    }

    /// Whether to stop altogether.
    pub fn ended(&self) -> bool {
        self.stop.is_over()
    }

    /// Whether tasks are few: then what is cheap comes first.
    pub fn is_interactive(&self) -> bool {
        self.index.targets.len() <= MAX_FEW_TASKS
    }

    /// Number of values that are wanted of a function.
    pub fn length(&self) -> usize {
        let longest = self.index.targets.iter().map(|t| t.low.len()).max().unwrap_or(0);
        if self.is_interactive() { (longest + 8).clamp(MIN_LENGTH, KEPT_VALUES) } else { KEPT_VALUES }
    }

    /// Number of bytes that may be held.
    pub fn memory(&self) -> u64 {
        self.stop.budget.memory
    }

    /// Whether values with this hash were looked up lately; they are from now on.
    pub fn seen(&self, hash: u64) -> bool {
        let tag = (hash >> 32) as u32 | 1;
        self.seen[hash as usize % self.seen.len()].swap(tag, Ordering::Relaxed) == tag
    }

    /// Counts programs that were examined, with the work that they take, and those of them that were new.
    pub fn count(&self, programs: u64, distinct: u64) {
        self.programs.fetch_add(programs, Ordering::Relaxed);
        self.distinct.fetch_add(distinct, Ordering::Relaxed);
        self.stop.budget.spend((programs as f64 * self.units).ceil() as u64);
    }

    /// Counts bytes that are held.
    pub fn hold(&self, bytes: u64) {
        self.memory.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Bits to choose a stage and one of the programs that it has examined so far.
    pub fn bits(&self) -> f64 {
        let programs = self.programs.load(Ordering::Relaxed) - self.stage_began;
        (programs as f64 + FIRST_PROGRAMS).log2() + STAGE_BITS
    }

    /// Reports how far the work is.
    pub fn report(&self, stage: &str, part: Option<f64>) {
        self.sink.progress(&Progress {
            programs: self.programs.load(Ordering::Relaxed),
            distinct: self.distinct.load(Ordering::Relaxed),
            memory: self.memory.load(Ordering::Relaxed),
            stage: stage.to_owned(),
            part,
        });
    }

    /// Whether more is wanted for a task.
    pub fn wants(&self, task: usize) -> bool {
        self.offered[task].load(Ordering::Relaxed) < self.max_offers && self.sink.wants(task)
    }

    /// Offers a program, unless the task has had its share.
    pub fn offer(&self, task: usize, found: Candidate) {
        if self.offered[task].fetch_add(1, Ordering::Relaxed) >= self.max_offers {
            self.offered[task].store(self.max_offers, Ordering::Relaxed);
            return;
        }
        let more = self.sink.offer(Proposal {
            task,
            program: found.formula.into(),
            origin: Origin::Searched,
            evidence: Evidence { determined_by: found.determined_by, verbatim: 0, bits: found.bits },
            description: found.description,
        });
        if !more {
            self.offered[task].store(self.max_offers, Ordering::Relaxed);
        }
    }

    /// Looks for tasks that begin with these values, and offers what `make` makes to those that agree. `known` is the
    /// number of values there are in all; `all` gives at least as many of them as it is asked for, as far as there are.
    pub fn look_up(
        &self,
        values: &[i64],
        known: usize,
        all: impl Fn(usize) -> Option<Vec<i64>>,
        make: impl Fn() -> Candidate,
    ) {
        if known < TIERS[TIERS.len() - 1] {
            return;
        }
        let mut full: Option<Vec<i64>> = None;
        self.index.begins(values, known, |task| {
            if full.is_none() {
                full = all(self.index.targets[task].low.len());
            }
            if full.as_ref().is_some_and(|v| self.index.agrees(task, v)) && self.wants(task) {
                self.offer(task, make());
            }
        });
    }

    /// Runs `count` pieces of work on the threads of the budget, and stops early when the stage is over.
    pub fn share(&self, count: usize, work: impl Fn(usize) + Sync) {
        self.run(None, count, work);
    }

    /// Runs pieces of work that leave nothing behind, as [`ArithmeticSearch::share`]: pieces that an earlier run has
    /// done are skipped.
    pub fn share_once(&self, count: usize, work: impl Fn(usize) + Sync) {
        let key = format!("{} {}", self.stage, self.works.fetch_add(1, Ordering::Relaxed));
        self.run(Some(&key), count, work);
    }

    fn run(&self, checkpoint: Option<&str>, count: usize, work: impl Fn(usize) + Sync) {
        let done = checkpoint.map_or(Checkpoint::default(), |k| self.checkpoints.done(k));
        self.programs.fetch_add(done.programs, Ordering::Relaxed);
        let before = self.programs.load(Ordering::Relaxed) - done.programs;
        let count = count as u64;
        let next = AtomicU64::new(done.pieces);
        // The piece that each thread works at: all before the least of these are done. A thread that has not begun has
        // none.
        let at: Vec<AtomicU64> = (0..self.stop.budget.jobs.max(1)).map(|_| AtomicU64::new(count)).collect();
        let note = || {
            let pieces = at.iter().map(|a| a.load(Ordering::SeqCst)).min().unwrap_or(0);
            // Offers that were made while the work was stopped may not have been taken, and a piece may have been left
            // early.
            if let Some(key) = checkpoint.filter(|_| !self.over()) {
                let programs = self.programs.load(Ordering::Relaxed) - before;
                self.checkpoints.note(key, Checkpoint { pieces, programs });
            }
        };
        let thread = |own: &AtomicU64| {
            loop {
                // Never later than the piece that it takes.
                own.store(next.load(Ordering::SeqCst).min(count), Ordering::SeqCst);
                let i = next.fetch_add(1, Ordering::SeqCst);
                own.store(i.min(count), Ordering::SeqCst);
                if i >= count || self.over() {
                    break;
                }
                if i.is_multiple_of(REPORT_STEP) {
                    self.report(self.stage, Some(i as f64 / count as f64));
                    note();
                }
                work(i as usize);
            }
        };
        match at.as_slice() {
            [own] => thread(own),
            all => std::thread::scope(|scope| {
                for own in all {
                    let thread = &thread;
                    scope.spawn(move || thread(own));
                }
            }),
        }
        note();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use nth_base::Cancel;
    use nth_num::Int;
    use nth_propose::{Budget, Task};
    use nth_testkit::{Collector, Deadline, MemoryStore};

    use super::*;

    #[test]
    fn interrupted_stages_go_on() {
        let tasks = [Task { terms: (1..20).map(Int::Small).collect(), first: None }];
        let index = Index::new(&tasks);
        for jobs in [1, 3] {
            let paper = MemoryStore::default();
            let times: Vec<AtomicUsize> = (0..5000).map(|_| AtomicUsize::new(0)).collect();
            let mut looks = 0;
            loop {
                looks += 700;
                let (cancel, clock, sink) = (Cancel::new(), Deadline::new(looks), Collector::new());
                let until = Some(Deadline::PASSED);
                let budget =
                    Budget { until, jobs, memory: 1 << 20, checkpoints: Some(&paper), ..Budget::new(&cancel, &clock) };
                let stop = StopSignal::new(&budget, &|_| true, 1);
                let marks = Checkpoints::new(budget.checkpoints, "arithmetic", 1);
                let mut search = ArithmeticSearch::new(&index, &stop, &marks, &sink);
                search.begin("pieces", None, 1.0);
                for half in times.chunks(2500) {
                    search.share_once(2500, |i| {
                        half[i].fetch_add(1, Ordering::Relaxed);
                        search.count(10, 0);
                    });
                }
                if !search.ended() {
                    // Interruptions do not change the number of programs, but several threads may do some pieces twice.
                    let programs = search.programs.load(Ordering::Relaxed);
                    assert!(programs == 50_000 || (jobs > 1 && programs > 50_000), "{programs}");
                    break;
                }
            }
            let times: Vec<usize> = times.iter().map(|t| t.load(Ordering::Relaxed)).collect();
            assert!(times.iter().all(|&t| t > 0));
            assert!(times.iter().filter(|&&t| t == 1).count() > 2500, "{looks}");
        }
    }
}
