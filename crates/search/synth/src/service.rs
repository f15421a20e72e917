//! The search itself: proposers side by side or one after the other, one board.

use std::sync::Arc;
use std::thread;

use nth_arithmetic::Sieve;
use nth_base::{Cancel, Clock};
use nth_closed_form::Families;
use nth_compiler::Library;
use nth_enumerate::Enumerate;
use nth_grammar::Weights;
use nth_num::Int;
use nth_propose::{Budget, CheckpointStore, Proposer, Task};

use crate::answer::{Answer, Tally};
use crate::board::{Board, ProposerSink};
use crate::known::{Catalogue, Known, LOOK_UP, library_sequences};
use crate::options::{Options, Source};
use crate::related::{FoundBefore, Related};
use crate::sample::Sampling;
use crate::watcher::Watcher;

/// Up to so many sequences, all proposers work at the same time; of more, each has the sequences in turn.
const SIDE_BY_SIDE: usize = 8;

/// Proposers with their names.
pub type Named = Vec<(&'static str, Box<dyn Proposer>)>;

/// Finds programs. One serves many searches.
pub struct Synthesizer {
    library: Arc<Library>,
    catalogue: Option<Arc<dyn Catalogue>>,
    found: Arc<Vec<FoundBefore>>,
    checkpoints: Option<Arc<dyn CheckpointStore>>,
}

/// What a search has found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// For each task, best first.
    pub answers: Vec<Vec<Answer>>,
    /// What became of the proposals, by proposer.
    pub tallies: Vec<(&'static str, Tally)>,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
}

impl Synthesizer {
    /// With what the library knows.
    #[must_use]
    pub fn new(library: Arc<Library>) -> Self {
        Self { library, catalogue: None, found: Arc::default(), checkpoints: None }
    }

    /// With what a catalogue knows, too.
    #[must_use]
    pub fn with_catalogue(mut self, catalogue: Arc<dyn Catalogue>) -> Self {
        self.catalogue = Some(catalogue);
        self
    }

    /// With programs that were found before, of which transforms are looked for.
    #[must_use]
    pub fn with_found(mut self, found: Vec<FoundBefore>) -> Self {
        self.found = Arc::new(found);
        self
    }

    /// With a place to keep how far the search is. A later search for the same sequences with the same place goes on from there.
    #[must_use]
    pub fn with_checkpoints(mut self, store: Arc<dyn CheckpointStore>) -> Self {
        self.checkpoints = Some(store);
        self
    }

    fn proposers(&self, options: &Options, cancel: &Cancel) -> Named {
        let mut out: Named = Vec::new();
        for source in Source::ALL {
            if !options.sources.contains(&source) {
                continue;
            }
            match source {
                Source::Known => {
                    let known = library_sequences(&self.library, LOOK_UP, cancel);
                    out.push((source.name(), Box::new(Known::new(known, self.catalogue.clone()))));
                }
                Source::Families => {
                    out.push((source.name(), Box::new(Families)));
                    let known = options.sources.contains(&Source::Known);
                    let library = known.then(|| Arc::clone(&self.library));
                    out.push((source.name(), Box::new(Related::new(library, Arc::clone(&self.found)))));
                }
                Source::Enumerate => {
                    out.push((source.name(), Box::new(Sieve::new())));
                    out.push((source.name(), Box::new(Enumerate::new())));
                }
                Source::Sample => {
                    out.push((source.name(), Box::new(Sampling::new(Weights::default(), options.seed))));
                }
            }
        }
        out
    }

    /// Searches programs for all tasks; returns when each has the answers asked for, when the proposers have no more to
    /// propose, when the time is over, or soon after `cancel` is raised, with what was found until then.
    #[must_use]
    pub fn search(
        &self,
        tasks: &[Task],
        options: &Options,
        clock: &dyn Clock,
        cancel: &Cancel,
        watcher: &dyn Watcher,
    ) -> Found {
        let proposers = self.proposers(options, cancel);
        self.search_with(proposers, tasks, options, clock, cancel, watcher)
    }

    /// The same with proposers of the caller.
    #[must_use]
    pub fn search_with(
        &self,
        mut proposers: Named,
        tasks: &[Task],
        options: &Options,
        clock: &dyn Clock,
        cancel: &Cancel,
        watcher: &dyn Watcher,
    ) -> Found {
        let start = clock.now();
        let (tasks, held): (Vec<Task>, Vec<Vec<Int>>) = tasks.iter().map(|r| split(r, options.hold_out)).unzip();
        let library = Arc::clone(&self.library);
        let board = Board::new(library, options, cancel, clock, start, &tasks, &held, watcher);
        let end = options.time.map(|t| start + t);
        let jobs = options.jobs.max(1);
        let budget = Budget {
            turn: None,
            cancel,
            clock,
            until: end,
            jobs,
            memory: options.memory,
            checkpoints: self.checkpoints.as_deref(),
            work: None,
        };
        if tasks.len() <= SIDE_BY_SIDE {
            let share = options.memory / proposers.len().max(1) as u64;
            thread::scope(|scope| {
                for (proposer, p) in &mut proposers {
                    let (tasks, sink) = (&tasks, ProposerSink { proposer, board: &board });
                    scope.spawn(move || p.propose(tasks, &Budget { jobs: 1, memory: share, ..budget }, &sink));
                }
            });
        } else {
            let count = proposers.len();
            for (k, (proposer, p)) in proposers.iter_mut().enumerate() {
                if budget.is_over() || board.is_done() {
                    break;
                }
                watcher.begins(proposer);
                // What is left of the time is shared by those that are left.
                let now = clock.now();
                let until = end.map(|e| now + e.saturating_sub(now) / u32::try_from(count - k).unwrap_or(1));
                p.propose(&tasks, &Budget { until, ..budget }, &ProposerSink { proposer, board: &board });
            }
        }
        if options.improve {
            board.improve();
        }
        let interrupted = cancel.is_raised();
        let (answers, tallies) = board.finish();
        Found { answers, tallies, interrupted }
    }
}

/// What is shown and what is held back.
fn split(task: &Task, hold_out: usize) -> (Task, Vec<Int>) {
    let mut terms = task.terms.clone();
    let held = if terms.len() < 2 * hold_out { Vec::new() } else { terms.split_off(terms.len() - hold_out) };
    (Task { terms, first: task.first }, held)
}
