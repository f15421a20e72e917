//! The search: runs proposers side by side or in turn, and collects their proposals in one answer book.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::thread;

use nth_base::{Cancel, Clock};
use nth_compiler::Library;
use nth_propose::{Budget, CheckpointStore, Proposer, Task, Turn, WorkLimit};

use crate::answer::{Answer, Tally};
use crate::answer_book::{AnswerBook, Search, shown};
use crate::known::{Catalogue, LibrarySequences};
use crate::options::Options;
use crate::registry::{ProposerInfo, Resources};
use crate::related::FoundBefore;
use crate::turns::{Gauge, Seat, Turns};
use crate::watcher::Watcher;

/// Largest number of sequences for which all proposers run side by side. For more sequences, the proposers run one
/// after the other, each with all threads and all the memory, since most of their tables are shared by all sequences.
const SIDE_BY_SIDE: usize = 8;
/// Length of a turn of a proposer with average share: time, and units of work.
const SLICE: (std::time::Duration, u64) = (std::time::Duration::from_millis(5), 20_000);

/// A proposer with its description.
pub type Instance = (ProposerInfo, Box<dyn Proposer>);

/// Searches programs for sequences. One synthesizer serves many searches.
pub struct Synthesizer {
    sequences: Arc<LibrarySequences>,
    catalogue: Option<Arc<dyn Catalogue>>,
    found: Arc<Vec<FoundBefore>>,
    checkpoints: Option<Arc<dyn CheckpointStore>>,
}

/// The result of a search.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The answers of each task, in the order of the tasks; those of a task best first.
    pub answers: Vec<Vec<Answer>>,
    /// Outcomes of the proposals, by the name of the proposer.
    pub tallies: Vec<(&'static str, Tally)>,
    /// Whether `cancel` stopped the search before its end.
    pub interrupted: bool,
}

impl Synthesizer {
    /// A synthesizer of programs that may use a library.
    #[must_use]
    pub fn new(library: Arc<Library>) -> Self {
        let sequences = Arc::new(LibrarySequences::new(library));
        Self { sequences, catalogue: None, found: Arc::default(), checkpoints: None }
    }

    /// Adds a catalogue of known programs, which the proposer `known` looks up, and of listed sequences, with which
    /// programs are compared.
    #[must_use]
    pub fn with_catalogue(mut self, catalogue: Arc<dyn Catalogue>) -> Self {
        self.catalogue = Some(catalogue);
        self
    }

    /// Adds programs that were found before; transforms of their sequences are proposed.
    #[must_use]
    pub fn with_found(mut self, found: Vec<FoundBefore>) -> Self {
        self.found = Arc::new(found);
        self
    }

    /// Adds a store of checkpoints. A later search for the same sequences with the same store continues from there.
    #[must_use]
    pub fn with_checkpoints(mut self, store: Arc<dyn CheckpointStore>) -> Self {
        self.checkpoints = Some(store);
        self
    }

    /// Searches programs for all tasks with the proposers of the options. The search ends when each task has the
    /// answers asked for, when the proposers have no more to propose, when time or work are spent, or soon after
    /// `cancel` is raised. In each case, the answers found until then are returned.
    #[must_use]
    pub fn search(
        &self,
        tasks: &[Task],
        options: &Options,
        clock: &dyn Clock,
        cancel: &Cancel,
        watcher: &dyn Watcher,
    ) -> Found {
        let resources = Resources {
            library: options.proposers.iter().any(|e| e.info.looks_up).then_some(&self.sequences),
            catalogue: self.catalogue.as_ref(),
            found: &self.found,
            seed: options.seed,
        };
        let proposers = options.proposers.iter().map(|e| (e.info, (e.make)(&resources))).collect();
        self.search_with(proposers, tasks, options, clock, cancel, watcher)
    }

    /// Searches as [`Synthesizer::search`] does, with proposers of the caller instead of those of the options.
    #[must_use]
    pub fn search_with(
        &self,
        mut proposers: Vec<Instance>,
        tasks: &[Task],
        options: &Options,
        clock: &dyn Clock,
        cancel: &Cancel,
        watcher: &dyn Watcher,
    ) -> Found {
        let start = clock.now();
        let visible = visible(tasks, options.hold_out);
        let spent = AtomicU64::new(0);
        let gauge = if options.work.is_some() { Gauge::Work(&spent) } else { Gauge::Time(clock, start) };
        let search = Search { options, tasks, cancel, clock, start, gauge, watcher };
        let looks_up = proposers.iter().any(|(info, _)| info.looks_up);
        let book = AnswerBook::new(search, Arc::clone(&self.sequences), looks_up, self.catalogue.clone());
        let budget = Budget {
            until: options.time.map(|t| start + t),
            work: options.work.map(|until| WorkLimit { spent: &spent, until }),
            jobs: options.jobs.max(1),
            memory: options.memory,
            checkpoints: self.checkpoints.as_deref(),
            ..Budget::new(cancel, clock)
        };
        if tasks.len() <= SIDE_BY_SIDE {
            side_by_side(&mut proposers, &visible, &budget, gauge, &book);
        } else {
            in_turn(&mut proposers, &visible, &budget, &book);
        }
        if options.improve {
            book.improve();
        }
        let interrupted = cancel.is_raised();
        let (answers, tallies) = book.finish();
        Found { answers, tallies, interrupted }
    }
}

/// Runs all proposers at once, each on its own thread. If there are fewer jobs than proposers, they take turns.
fn side_by_side(
    proposers: &mut [Instance],
    tasks: &[Task],
    budget: &Budget<'_>,
    gauge: Gauge<'_>,
    book: &AnswerBook<'_>,
) {
    let count = proposers.len();
    let memory = budget.memory / count.max(1) as u64;
    let turns = Turns::new(count, budget.jobs);
    let mean = proposers.iter().map(|(info, _)| info.share).sum::<f64>() / count.max(1) as f64;
    thread::scope(|scope| {
        for (k, (info, proposer)) in proposers.iter_mut().enumerate() {
            let turns = &turns;
            scope.spawn(move || {
                let slice =
                    gauge.amount(SLICE.0.mul_f64(info.share / mean), (SLICE.1 as f64 * info.share / mean) as u64);
                let seat = Seat::take(turns, k, gauge, slice);
                let turn = (budget.jobs < count).then_some(&seat as &dyn Turn);
                proposer.propose(tasks, &Budget { jobs: 1, memory, turn, ..*budget }, &book.sink(info));
            });
        }
    });
}

/// Runs one proposer after the other, each with its share of the remaining time and work.
fn in_turn(proposers: &mut [Instance], tasks: &[Task], budget: &Budget<'_>, book: &AnswerBook<'_>) {
    let mut shares = proposers.iter().map(|(info, _)| info.share).sum::<f64>();
    for (info, proposer) in proposers {
        if budget.is_over() || book.is_done() {
            break;
        }
        proposer.propose(tasks, &budget.part(info.share / shares), &book.sink(info));
        shares -= info.share;
    }
}

/// The tasks that proposers see: without the terms that are held back.
fn visible(tasks: &[Task], hold_out: usize) -> Cow<'_, [Task]> {
    if hold_out == 0 {
        return Cow::Borrowed(tasks);
    }
    let first = |t: &Task| Task { terms: t.terms[..shown(t.terms.len(), hold_out)].iter().cloned().collect(), ..*t };
    Cow::Owned(tasks.iter().map(first).collect())
}
