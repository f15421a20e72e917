//! Where programs become proposals.

use std::hash::{Hash, Hasher};

use nth_propose::{Checkpoint, Checkpoints, Evidence, Formula, Origin, Progress, Proposal, Sink, StopSignal, Task};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::index_shape::World;

/// At most so many proposals for a task in one stage.
pub const OFFERS: u32 = 3;

/// A program that a target has.
pub struct Hit {
    /// The task.
    pub task: u32,
    /// The first index.
    pub from: usize,
    /// The program.
    pub text: String,
    /// Its size.
    pub size: usize,
    /// How many first terms are exceptions.
    pub given: usize,
}

/// Where hits become proposals.
pub struct Desk<'a> {
    /// What is looked for.
    pub tasks: &'a [Task],
    /// Where proposals go.
    pub sink: &'a dyn Sink,
    /// How many proposals each task has had in this stage.
    pub offered: FxHashMap<u32, u32>,
    /// Programs looked at.
    pub programs: u64,
    /// Of these, with new values.
    pub distinct: u64,
    /// Bytes held.
    pub memory: u64,
    /// What programs are made of now.
    pub world: World,
    /// How far the stages are.
    pub marks: Checkpoints<'a>,
    /// Hashes of what was offered.
    said: FxHashSet<u64>,
}

impl<'a> Desk<'a> {
    /// For these tasks.
    #[must_use]
    pub fn new(tasks: &'a [Task], sink: &'a dyn Sink, marks: Checkpoints<'a>, memory: u64) -> Self {
        Self {
            tasks,
            sink,
            offered: FxHashMap::default(),
            programs: 0,
            distinct: 0,
            memory,
            world: World::Line,
            marks,
            said: FxHashSet::default(),
        }
    }

    /// Begins a stage that does not depend on what was offered before.
    pub fn begin(&mut self) {
        self.offered.clear();
        self.said.clear();
    }

    /// Offers a program, unless the task has had its share, or this program.
    pub fn offer(&mut self, hit: Hit, bits: f64) {
        let count = self.offered.entry(hit.task).or_insert(0);
        let task = hit.task as usize;
        if *count >= OFFERS || !self.sink.wants(task) {
            return;
        }
        let mut hash = FxHasher::default();
        (self.world, hit.task, hit.from, hit.given, &hit.text).hash(&mut hash);
        if !self.said.insert(hash.finish()) {
            return;
        }
        *count += 1;
        let Hit { from, text, given, size, .. } = hit;
        let terms = &self.tasks[task].terms;
        // Both measures say how many programs as simple there are; the larger number is the safer one.
        let bits = bits.max(crate::code::length(&text));
        let text = format!("{}{text}", self.world.prefix());
        let body = match given {
            0 => text,
            1 => format!("if n == {from} then {} else {text}", terms[0]),
            _ => {
                let index = if from == 0 { "n".to_owned() } else { format!("n - {from}") };
                format!("if n < {} then [{}, {}][{index}] else {text}", from + 2, terms[0], terms[1])
            }
        };
        self.sink.offer(Proposal {
            task,
            program: Formula::new(body).starting(from as i64).into(),
            origin: Origin::Searched,
            evidence: Evidence { determined_by: given, verbatim: given, bits },
            description: format!("{} of size {size}", self.world.says()),
        });
    }

    /// Notes that so many pieces of a stage are done. When the work was stopped the last ones may not have been taken.
    pub fn note(&self, stage: &str, pieces: usize, programs: u64, stop: &StopSignal<'_>) {
        if !stop.is_over() {
            self.marks.note(stage, Checkpoint { pieces: pieces as u64, programs });
        }
    }

    /// Tells how far the work is.
    pub fn progress(&self, stage: &str, part: Option<f64>) {
        self.sink.progress(&Progress {
            programs: self.programs,
            distinct: self.distinct,
            memory: self.memory,
            stage: stage.to_owned(),
            part,
        });
    }
}

/// The logarithm of a number of programs.
#[must_use]
pub fn bits(programs: f64) -> f64 {
    programs.max(1.0).log2()
}
