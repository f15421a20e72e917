//! What is found goes out here: once for each task and program, a handful for each task.

use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};

use nth_propose::{Checkpoint, Checkpoints, Evidence, Formula, Origin, Progress, Proposal, Sink, StopSignal};

use crate::function_levels::SHORT;
use crate::index::{Index, TIERS};

/// Most proposals for a task, and where tasks are few.
const HANDFUL: [u8; 2] = [5, 40];
/// So few tasks are few.
const FEW: usize = 8;
/// The longest that is computed before the clock is looked at again, in programs.
const LOOK: u64 = 256;

/// The logarithm of the number of stages, about.
const STAGES: f64 = 3.0;

/// How many hashes of values are remembered, so that the same values are looked up once (a power of 2).
const SEEN: usize = 1 << 22;
/// The same where tasks are few.
const SEEN_BY_FEW: usize = 1 << 20;

/// A program and how many there are like it.
pub struct Found {
    /// The program.
    pub formula: Formula,
    /// What it is.
    pub says: String,
    /// The logarithm of the number of programs.
    pub bits: f64,
    /// How many constants were fitted to the task.
    pub fitted: usize,
}

/// Looks programs up and offers them.
pub struct Finder<'a> {
    /// The tasks.
    pub index: &'a Index,
    stop: &'a StopSignal<'a>,
    marks: &'a Checkpoints<'a>,
    /// Stages begun.
    stages: AtomicU64,
    handful: u8,
    sink: &'a dyn Sink,
    offered: Vec<AtomicU8>,
    programs: AtomicU64,
    distinct: AtomicU64,
    memory: AtomicU64,
    seen: Vec<AtomicU32>,
    stage_until: AtomicU64,
    stage_began: AtomicU64,
}

impl<'a> Finder<'a> {
    /// For these tasks.
    pub fn new(index: &'a Index, stop: &'a StopSignal<'a>, marks: &'a Checkpoints<'a>, sink: &'a dyn Sink) -> Self {
        let few = index.targets.len() <= FEW;
        let seen = if few { SEEN_BY_FEW } else { SEEN };
        let offered = index.targets.iter().map(|_| AtomicU8::new(0)).collect();
        Self {
            index,
            stop,
            marks,
            stages: AtomicU64::new(0),
            handful: HANDFUL[usize::from(few)],
            sink,
            offered,
            programs: AtomicU64::new(0),
            distinct: AtomicU64::new(0),
            memory: AtomicU64::new((seen * 4) as u64),
            seen: (0..seen).map(|_| AtomicU32::new(0)).collect(),
            stage_until: AtomicU64::new(u64::MAX),
            stage_began: AtomicU64::new(0),
        }
    }

    /// Whether to stop, or go on with the next stage.
    pub fn over(&self) -> bool {
        self.stop.is_over()
            || self.stop.budget.clock.now().as_micros() as u64 >= self.stage_until.load(Ordering::Relaxed)
    }

    /// Whether to stop altogether.
    pub fn ended(&self) -> bool {
        self.stop.is_over()
    }

    /// Whether tasks are few: then what is cheap comes first.
    pub fn few(&self) -> bool {
        self.index.targets.len() <= FEW
    }

    /// How many values are wanted of a function.
    pub fn length(&self) -> usize {
        let longest = self.index.targets.iter().map(|t| t.low.len()).max().unwrap_or(0);
        if self.few() { (longest + 8).clamp(60, SHORT) } else { SHORT }
    }

    /// Gives the next stage this part of the time that is left.
    pub fn give(&self, part: f64) {
        let now = self.stop.budget.clock.now();
        let until =
            self.stop.budget.until.map_or(u64::MAX, |t| (now + t.saturating_sub(now).mul_f64(part)).as_micros() as u64);
        self.stage_until.store(until, Ordering::Relaxed);
        self.stage_began.store(self.programs.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// How many bytes may be held.
    pub fn memory(&self) -> u64 {
        self.stop.budget.memory
    }

    /// Whether values with this hash were looked up lately; they are from now on.
    pub fn seen(&self, hash: u64) -> bool {
        let tag = (hash >> 32) as u32 | 1;
        self.seen[hash as usize % self.seen.len()].swap(tag, Ordering::Relaxed) == tag
    }

    /// Notes programs looked at, and those that were new.
    pub fn count(&self, programs: u64, distinct: u64) {
        self.programs.fetch_add(programs, Ordering::Relaxed);
        self.distinct.fetch_add(distinct, Ordering::Relaxed);
    }

    /// Notes what is held.
    pub fn hold(&self, bytes: u64) {
        self.memory.fetch_add(bytes, Ordering::Relaxed);
    }

    /// How many programs of this stage were looked at, as bits, and which stage it is.
    pub fn bits(&self) -> f64 {
        let programs = self.programs.load(Ordering::Relaxed) - self.stage_began.load(Ordering::Relaxed);
        (programs as f64 + 64.0).log2() + STAGES
    }

    /// Reports.
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
        self.offered[task].load(Ordering::Relaxed) < self.handful && self.sink.wants(task)
    }

    /// Offers a program.
    pub fn offer(&self, task: usize, found: Found) {
        if self.offered[task].fetch_add(1, Ordering::Relaxed) >= self.handful {
            self.offered[task].store(self.handful, Ordering::Relaxed);
            return;
        }
        let more = self.sink.offer(Proposal {
            task,
            program: found.formula.into(),
            origin: Origin::Searched,
            evidence: Evidence { determined_by: found.fitted, verbatim: 0, bits: found.bits },
            description: found.says,
        });
        if !more {
            self.offered[task].store(self.handful, Ordering::Relaxed);
        }
    }

    /// Looks for tasks that begin with these values; `all` gives all `known` of them, for a hit.
    pub fn look_longer(
        &self,
        values: &[i64],
        known: usize,
        all: impl Fn(usize) -> Option<Vec<i64>>,
        make: impl Fn() -> Found,
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

    /// Shares `count` pieces of work among the threads; stops early when the time is over. `work` gets a piece.
    pub fn share(&self, stage: &str, count: usize, work: impl Fn(usize) + Sync) {
        self.work(stage, None, count, work);
    }

    /// The same for pieces that are only looked up and leave nothing behind: what an earlier run did is not done again.
    pub fn look_up(&self, stage: &str, count: usize, work: impl Fn(usize) + Sync) {
        // Some stages have the same name; all are begun in the same order in each run.
        let key = format!("{} {stage}", self.stages.fetch_add(1, Ordering::Relaxed));
        self.work(stage, Some(&key), count, work);
    }

    fn work(&self, stage: &str, key: Option<&str>, count: usize, work: impl Fn(usize) + Sync) {
        let done = key.map_or(Checkpoint::default(), |k| self.marks.done(k));
        self.programs.fetch_add(done.programs, Ordering::Relaxed);
        let before = self.programs.load(Ordering::Relaxed) - done.programs;
        let next = AtomicU64::new(done.pieces);
        // The piece that each thread works at: all before the least of these are done. One that has not begun has none.
        let at: Vec<AtomicU64> = (0..self.stop.budget.jobs.max(1)).map(|_| AtomicU64::new(count as u64)).collect();
        let note = || {
            let pieces = at.iter().map(|a| a.load(Ordering::SeqCst)).min().unwrap_or(0);
            // What was found while the work was stopped may not have been taken, and a piece may have been left early.
            if let Some(key) = key.filter(|_| !self.over()) {
                let programs = self.programs.load(Ordering::Relaxed) - before;
                self.marks.note(key, Checkpoint { pieces, programs });
            }
        };
        std::thread::scope(|scope| {
            for own in &at {
                let (next, work, note) = (&next, &work, &note);
                scope.spawn(move || {
                    loop {
                        // Never later than the piece that it takes.
                        own.store(next.load(Ordering::SeqCst).min(count as u64), Ordering::SeqCst);
                        let i = next.fetch_add(1, Ordering::SeqCst);
                        own.store(i.min(count as u64), Ordering::SeqCst);
                        if i >= count as u64 || self.over() {
                            break;
                        }
                        if i.is_multiple_of(LOOK) {
                            self.report(stage, Some(i as f64 / count as f64));
                            note();
                        }
                        work(i as usize);
                    }
                });
            }
        });
        note();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    use nth_base::{Cancel, Clock};
    use nth_num::Int;
    use nth_propose::{Budget, CheckpointStore, Task};

    use super::*;

    #[derive(Default)]
    struct Paper(Mutex<BTreeMap<String, Vec<u8>>>);

    impl CheckpointStore for Paper {
        fn write(&self, name: &str, bytes: &[u8]) -> bool {
            self.0.lock().unwrap().insert(name.to_owned(), bytes.to_owned());
            true
        }
        fn read(&self, name: &str) -> Option<Vec<u8>> {
            self.0.lock().unwrap().get(name).cloned()
        }
    }

    /// By this clock the time is over after it was looked at so often.
    struct Looks(AtomicUsize, usize);

    impl Clock for Looks {
        fn now(&self) -> Duration {
            Duration::from_secs(u64::from(self.0.fetch_add(1, Ordering::Relaxed) >= self.1))
        }
        fn thread_time(&self) -> Option<Duration> {
            None
        }
    }

    struct Deaf;

    impl Sink for Deaf {
        fn offer(&self, _: Proposal) -> bool {
            true
        }
        fn wants(&self, _: usize) -> bool {
            true
        }
        fn progress(&self, _: &Progress) {}
    }

    #[test]
    fn interrupted_stages_go_on() {
        let tasks = [Task { terms: (1..20).map(Int::Small).collect(), first: None }];
        let index = Index::new(&tasks);
        for jobs in [1, 3] {
            let paper = Paper::default();
            let times: Vec<AtomicUsize> = (0..5000).map(|_| AtomicUsize::new(0)).collect();
            let mut looks = 0;
            loop {
                looks += 700;
                let (cancel, clock) = (Cancel::new(), Looks(AtomicUsize::new(0), looks));
                let until = Some(Duration::from_secs(1));
                let watch =
                    Budget { until, jobs, memory: 1 << 20, checkpoints: Some(&paper), ..Budget::new(&cancel, &clock) };
                let stop = StopSignal::new(&watch, &|_| true, 1);
                let marks = Checkpoints::new(watch.checkpoints, "sieve", 1);
                let finder = Finder::new(&index, &stop, &marks, &Deaf);
                for half in times.chunks(2500) {
                    finder.look_up("pieces", 2500, |i| {
                        half[i].fetch_add(1, Ordering::Relaxed);
                        finder.count(10, 0);
                    });
                }
                if !finder.ended() {
                    // The same number of programs, however often it was interrupted; and those that several threads did again.
                    let programs = finder.programs.load(Ordering::Relaxed);
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
