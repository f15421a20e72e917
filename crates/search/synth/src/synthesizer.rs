//! The search: runs proposers side by side or in turn, and collects their proposals in one answer book.

use std::borrow::Cow;
use std::sync::Arc;
use std::thread;

use nth_base::{Cancel, Clock};
use nth_compiler::Library;
use nth_propose::{Budget, CheckpointStore, Proposer, Task};

use crate::answer::{Answer, Tally};
use crate::answer_book::{AnswerBook, Search, shown};
use crate::known::{Catalogue, LibrarySequences};
use crate::library_rivals::count_library_rivals;
use crate::meter::Meter;
use crate::near::{NearMiss, near_miss};
use crate::options::Options;
use crate::readable::Rewriter;
use crate::registry::{ProposerInfo, Resources};
use crate::related::FoundBefore;
use crate::turns::{Seat, Turns};
use crate::watcher::Watcher;

/// Largest number of sequences for which all proposers run side by side whatever bounds the search. With more sequences
/// and a time limit, the proposers run one after the other, each with all threads and all the memory, since most of
/// their tables are shared by all sequences.
const SIDE_BY_SIDE: usize = 8;
/// Units of work in a round of a proposer with share 1, for at most [`SIDE_BY_SIDE`] sequences. For more sequences the
/// rounds are longer, since the answers of all of them are judged between two rounds.
const SLICE: u64 = 40_000;

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
    /// For each of few tasks without an answer that is no guess: a program that has all but one or two of the terms.
    pub near: Vec<Option<NearMiss>>,
    /// Outcomes of the proposals, by the name of the proposer.
    pub tallies: Vec<(&'static str, Tally)>,
    /// The reason why the search ended.
    pub ended: Ended,
}

/// The reason why a search ended. After [`Ended::Time`] and [`Ended::Interrupted`], another run may find something
/// else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ended {
    /// Each task has the answers asked for, and what is left is not expected to beat them; or the proposers have
    /// nothing left to propose.
    #[default]
    Complete,
    /// The work limit was reached.
    Work,
    /// The time limit was reached.
    Time,
    /// The flag `cancel` was raised.
    Interrupted,
}

impl Ended {
    /// The word for the reason in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Ended::Complete => "complete",
            Ended::Work => "work",
            Ended::Time => "time",
            Ended::Interrupted => "interrupted",
        }
    }
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

    /// A rewriter of programs that may use the same library, whose sequences are prepared once for all searches.
    #[must_use]
    pub fn rewriter(&self, recognise: bool, cancel: &Cancel) -> Rewriter {
        Rewriter::new(&self.sequences, recognise, cancel)
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
        let meter = Meter::new(proposers.iter().map(|(info, _)| info), options.work);
        let search = Search { options, tasks, cancel, clock, start, meter: &meter, watcher };
        let looks_up = proposers.iter().any(|(info, _)| info.looks_up);
        let book = AnswerBook::new(search, Arc::clone(&self.sequences), looks_up, self.catalogue.clone());
        let budget = Budget {
            until: options.time.map(|t| start + t),
            jobs: options.jobs.max(1),
            memory: options.memory,
            checkpoints: self.checkpoints.as_deref(),
            ..Budget::new(cancel, clock)
        };
        if !looks_up {
            count_library_rivals(&self.sequences, &visible, &budget, &book);
        }
        // Threads that share the tables of one proposer reach a limit of work at a place that depends on their order.
        if options.work.is_some() || tasks.len() <= SIDE_BY_SIDE {
            side_by_side(&mut proposers, &visible, &budget, &meter, &book);
        } else {
            in_turn(&mut proposers, &visible, &budget, &meter, &book);
        }
        book.settle();
        let ended = match () {
            () if cancel.is_raised() => Ended::Interrupted,
            () if book.is_done() => Ended::Complete,
            () if budget.is_over() => Ended::Time,
            () if meter.is_spent() => Ended::Work,
            () => Ended::Complete,
        };
        if options.improve {
            book.improve();
        }
        let (answers, tallies) = book.finish();
        let near = |(task, answers): (&Task, &Vec<Answer>)| {
            let is_near = tasks.len() <= SIDE_BY_SIDE && answers.iter().all(|a| a.guess);
            if is_near { self.near(task, looks_up, options, cancel) } else { None }
        };
        let near = tasks.iter().zip(&answers).map(near).collect();
        Found { near, answers, tallies, ended }
    }

    /// A near miss of a task. Sequences of the library are compared if the search `looks_up`.
    fn near(&self, task: &Task, looks_up: bool, options: &Options, cancel: &Cancel) -> Option<NearMiss> {
        if cancel.is_raised() {
            return None;
        }
        let known = looks_up.then(|| self.sequences.get(cancel));
        near_miss(&task.terms, known.as_deref().map(Vec::as_slice), self.sequences.library(), &options.limits, cancel)
    }
}

/// Runs all proposers side by side, each on its own thread, in rounds of equal work.
fn side_by_side(proposers: &mut [Instance], tasks: &[Task], budget: &Budget<'_>, meter: &Meter, book: &AnswerBook<'_>) {
    let count = proposers.len();
    let memory = budget.memory / count.max(1) as u64;
    let between = || book.settle();
    let slice = SLICE.saturating_mul(tasks.len().div_ceil(SIDE_BY_SIDE) as u64);
    let turns = Turns::new(count, budget.jobs, &between);
    thread::scope(|scope| {
        for (k, (info, proposer)) in proposers.iter_mut().enumerate() {
            let Some(work) = meter.of(k) else { continue };
            let turns = &turns;
            scope.spawn(move || {
                let seat = Seat::take(turns, k, work.spent, (slice as f64 * info.share) as u64);
                let budget = Budget { jobs: 1, memory, turn: Some(&seat), work: Some(work), ..*budget };
                proposer.propose(tasks, &budget, &book.sink(info));
            });
        }
    });
}

/// Runs one proposer after the other, each with its share of the remaining time, and of the work.
fn in_turn(proposers: &mut [Instance], tasks: &[Task], budget: &Budget<'_>, meter: &Meter, book: &AnswerBook<'_>) {
    let mut shares = proposers.iter().map(|(info, _)| info.share).sum::<f64>();
    for (k, (info, proposer)) in proposers.iter_mut().enumerate() {
        book.settle();
        if budget.is_over() || book.is_done() {
            break;
        }
        // Each proposer has a work limit of its own.
        let timed = budget.part(info.share / shares);
        proposer.propose(tasks, &Budget { work: meter.of(k), ..timed }, &book.sink(info));
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
