//! The proposer: its settings, and what all stages share.

use nth_propose::{Budget, Checkpoints, Proposer, Sink, StopSignal, Task, fingerprint};

use crate::index_shape::IndexShape;
use crate::proposal_writer::ProposalWriter;
use crate::targets::Targets;
use crate::{few_targets, many_targets};

/// Largest number of tasks that are each worth goals of their own.
const MAX_FEW: usize = 8;

/// Bounds of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Settings {
    /// Number of expressions that may be held.
    pub max_held: usize,
    /// Number of expressions, the smallest ones, that are joined with all others.
    pub max_joined: usize,
    /// Largest size of which expressions are held, where targets are many.
    pub max_held_size: usize,
    /// Largest size that is examined, where targets are many.
    pub max_size: usize,
    /// Largest size that is examined, where targets are few.
    pub max_size_of_few: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { max_held: 3_000_000, max_joined: 30_000, max_held_size: 9, max_size: 11, max_size_of_few: 14 }
    }
}

/// Counts of the programs of one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layer {
    /// The variables of the programs.
    pub shape: IndexShape,
    /// The size of the programs.
    pub size: usize,
    /// Number of programs examined.
    pub programs: u64,
    /// Number of these with values that none before has. 0 for a layer that is only examined.
    pub distinct: u64,
}

/// Enumeration of programs by size.
#[derive(Debug, Default)]
pub struct Enumerate {
    /// Bounds of the search.
    pub settings: Settings,
    layers: Vec<Layer>,
}

impl Enumerate {
    /// The proposer with the usual bounds.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Programs and distinct values by size, of the last search.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }
}

/// A search, as all its stages see it.
pub(crate) struct Run<'a> {
    pub settings: Settings,
    pub targets: &'a Targets,
    pub stop: &'a StopSignal<'a>,
    pub writer: ProposalWriter<'a>,
    pub layers: Vec<Layer>,
}

impl Proposer for Enumerate {
    fn propose(&mut self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink) {
        let wanted = |task| sink.wants(task);
        let stop = StopSignal::new(budget, &wanted, tasks.len());
        let targets = Targets::new(tasks);
        let settings = self.settings;
        let checkpoints =
            Checkpoints::new(budget.checkpoints, "enumerate", fingerprint(tasks, (settings, budget.memory)));
        let writer = ProposalWriter::new(tasks, sink, checkpoints, targets.memory());
        let run = Run { settings, targets: &targets, stop: &stop, writer, layers: Vec::new() };
        self.layers = if tasks.len() <= MAX_FEW { few_targets::run(run) } else { many_targets::run(run) };
    }
}
