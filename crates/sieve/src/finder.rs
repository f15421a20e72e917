//! What is found goes out here: once for each task and program, a handful for each task.

use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};

use nth_propose::{Formula, Progress, Proposal, Sink, Stop};

use crate::functions::SHORT;
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
    stop: &'a Stop<'a>,
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
    pub fn new(index: &'a Index, stop: &'a Stop<'a>, sink: &'a dyn Sink) -> Self {
        let few = index.targets.len() <= FEW;
        let seen = if few { SEEN_BY_FEW } else { SEEN };
        let offered = index.targets.iter().map(|_| AtomicU8::new(0)).collect();
        Self {
            index,
            stop,
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
            || self.stop.watch.clock.now().as_micros() as u64 >= self.stage_until.load(Ordering::Relaxed)
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
        let now = self.stop.watch.clock.now();
        let until =
            self.stop.watch.until.map_or(u64::MAX, |t| (now + t.saturating_sub(now).mul_f64(part)).as_micros() as u64);
        self.stage_until.store(until, Ordering::Relaxed);
        self.stage_began.store(self.programs.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// How many bytes may be held.
    pub fn memory(&self) -> u64 {
        self.stop.watch.memory
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
            formula: found.formula,
            proposer: "enumerate",
            says: found.says,
            fitted: found.fitted,
            given: 0,
            bits: found.bits,
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
        let next = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..self.stop.watch.jobs.max(1) {
                scope.spawn(|| {
                    loop {
                        let i = next.fetch_add(1, Ordering::Relaxed);
                        if i >= count as u64 || self.over() {
                            break;
                        }
                        if i.is_multiple_of(LOOK) {
                            self.report(stage, Some(i as f64 / count as f64));
                        }
                        work(i as usize);
                    }
                });
            }
        });
    }
}
