//! Conversion of programs that were found to proposals.

use std::hash::{Hash, Hasher};

use nth_propose::build::{Expr, Style, with_exceptions};
use nth_propose::sums::integer;
use nth_propose::{
    Checkpoint, Checkpoints, Code, Evidence, Formula, Origin, Progress, Proposal, Sink, StopSignal, Task, code_length,
};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::index_shape::IndexShape;

/// Largest number of proposals for a task in one stage.
pub const MAX_OFFERS: u32 = 3;

/// A program that a target has.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The number of the task.
    pub task: u32,
    /// The index of the first term.
    pub from: usize,
    /// The program, an expression of the variables of the shape.
    pub source: Expr,
    /// The size of the program.
    pub size: usize,
    /// Number of first terms that are exceptions.
    pub exceptions: usize,
}

/// Writes programs as proposals, each once, and counts.
pub struct ProposalWriter<'a> {
    tasks: &'a [Task],
    /// The sink that takes the proposals.
    pub sink: &'a dyn Sink,
    /// Number of proposals that each task has had in this stage.
    offered: FxHashMap<u32, u32>,
    /// Number of programs examined.
    pub programs: u64,
    /// Number of these with new values.
    pub distinct: u64,
    /// Number of bytes held.
    pub memory: u64,
    /// The variables of the programs that are written now.
    pub shape: IndexShape,
    /// The checkpoints of the stages.
    pub checkpoints: Checkpoints<'a>,
    /// Hashes of what was offered.
    written: FxHashSet<u64>,
}

impl<'a> ProposalWriter<'a> {
    /// A writer for these tasks; `memory` bytes are held at first.
    #[must_use]
    pub fn new(tasks: &'a [Task], sink: &'a dyn Sink, checkpoints: Checkpoints<'a>, memory: u64) -> Self {
        Self {
            tasks,
            sink,
            offered: FxHashMap::default(),
            programs: 0,
            distinct: 0,
            memory,
            shape: IndexShape::Linear,
            checkpoints,
            written: FxHashSet::default(),
        }
    }

    /// Begins a stage that does not depend on what was offered before.
    pub fn begin(&mut self) {
        self.offered.clear();
        self.written.clear();
    }

    /// Begins a stage in which tasks have another share of proposals, but no program that was offered before.
    pub fn begin_share(&mut self) {
        self.offered.clear();
    }

    /// Whether a task has had its share of proposals in this stage.
    #[must_use]
    pub fn is_full(&self, task: u32) -> bool {
        self.offered.get(&task).is_some_and(|&count| count >= MAX_OFFERS)
    }

    /// Offers a program, unless the task has had its share, or this program. `bits` is the logarithm of the number of
    /// programs that were examined before.
    pub fn offer(&mut self, hit: Hit, bits: f64) {
        let Hit { task, from, source, size, exceptions } = hit;
        if self.is_full(task) || !self.sink.wants(task as usize) {
            return;
        }
        let mut hash = FxHasher::default();
        (self.shape, task, from, exceptions, &source).hash(&mut hash);
        if !self.written.insert(hash.finish()) {
            return;
        }
        *self.offered.entry(task).or_insert(0) += 1;
        // Two measures of how many programs as simple there are; the larger number is the safer one.
        let bits = bits.max(code_length(&source.to_string(), Code::Searched));
        let terms: Vec<Expr> = self.tasks[task as usize].terms.iter().take(exceptions).map(integer).collect();
        let body = with_exceptions(from as i64, &terms, self.shape.of_index(source), Style::Listed);
        self.sink.offer(Proposal {
            task: task as usize,
            program: Formula::new(body).starting(from as i64).into(),
            origin: Origin::Searched,
            evidence: Evidence { determined_by: exceptions, verbatim: exceptions, bits },
            description: format!("{} of size {size}", self.shape.description()),
        });
    }

    /// Keeps how many pieces of a stage are done, unless the search is over: then the last ones may not have been
    /// taken.
    pub fn note(&self, stage: &str, pieces: usize, programs: u64, stop: &StopSignal<'_>) {
        if !stop.is_over() {
            self.checkpoints.note(stage, Checkpoint { pieces: pieces as u64, programs });
        }
    }

    /// Reports how far the work is.
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
