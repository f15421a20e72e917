//! The answer book: takes proposals, verifies and scores them, and keeps the answers of each task, best first.

use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use nth_base::{Cancel, Clock, Limits};
use nth_compiler::Library;
use nth_num::Int;
use nth_propose::{Candidate, Progress, Proposal, Sink, Task};
use rustc_hash::{FxHashMap, FxHasher};

use crate::answer::{Answer, Tally};
use crate::known::{Catalogue, LibrarySequences};
use crate::listed::{ListedSequence, refuted_by};
use crate::options::Options;
use crate::presenter::Presenter;
use crate::registry::ProposerInfo;
use crate::score::{Score, score};
use crate::turns::Gauge;
use crate::verifier::{NAME, Refusal, Verified, Verifier};
use crate::watcher::Watcher;

/// Number of terms after the known ones that are compared to recognise programs of the same sequence.
const BEYOND: usize = 8;
/// Confidence from which an answer ends the search of its task.
const SURE: f64 = 0.95;
/// Largest confidence of an answer that a listed sequence refutes: the terms would be those of a less known sequence.
const REFUTED: f64 = 0.1;
/// Number of answers that are kept for each one that is asked for, so that a rival remains for comparison.
const KEPT: usize = 4;

/// Inputs of a search apart from its proposers.
#[derive(Clone, Copy)]
pub(crate) struct Search<'a> {
    /// The options of the caller.
    pub(crate) options: &'a Options,
    /// The tasks with all their known terms; proposers are shown the first [`shown`] of them.
    pub(crate) tasks: &'a [Task],
    /// The flag that stops the search when it is raised.
    pub(crate) cancel: &'a Cancel,
    /// The clock by which [`Search::start`] and the times of answers are measured.
    pub(crate) clock: &'a dyn Clock,
    /// The time of the clock at which the search began.
    pub(crate) start: Duration,
    /// The meter of time or work spent.
    pub(crate) gauge: Gauge<'a>,
    /// The observer that is told of answers and failures.
    pub(crate) watcher: &'a dyn Watcher,
}

impl Search<'_> {
    /// The execution limits of the options, with room for twice the digits of the longest known term.
    fn limits(&self) -> Limits {
        let digits = self.tasks.iter().flat_map(|t| &t.terms).map(Int::digits).max();
        let digits = u32::try_from(digits.unwrap_or(0)).unwrap_or(u32::MAX / 4);
        let limits = self.options.limits;
        Limits { max_digits: limits.max_digits.max(digits.saturating_mul(2)), ..limits }
    }
}

/// Number of the first of `terms` terms that proposers are shown if the last `hold_out` are held back. All are shown if
/// there are too few.
pub(crate) fn shown(terms: usize, hold_out: usize) -> usize {
    if terms < 2 * hold_out { terms } else { terms - hold_out }
}

/// Answers and search state of one task.
struct Page {
    found: Mutex<Found>,
    /// Whether further answers of the task are wanted.
    open: AtomicBool,
    /// The reading of the gauge at which the search of the task ends; `u64::MAX` as long as nothing bounds it. Only set
    /// in interactive mode ([`Options::patience`]).
    enough_at: AtomicU64,
    /// Listed sequences that have the known terms, looked up for the first right program.
    listed: OnceLock<Vec<ListedSequence>>,
}

#[derive(Default)]
struct Found {
    /// Answers with a hash of their next terms (of their text, if no next terms are computed), best first.
    answers: Vec<(u64, Answer)>,
    /// Hashes of the texts of all programs that were tried.
    tried: Vec<u64>,
}

/// Verifies and scores what proposers offer, and keeps the best answers of each task.
pub(crate) struct AnswerBook<'a> {
    search: Search<'a>,
    library: Arc<Library>,
    limits: Limits,
    pages: Vec<Page>,
    /// Writes answers as they are shown.
    presenter: Presenter,
    /// Idle verifiers. A thread takes one out while it verifies.
    verifiers: Mutex<Vec<Verifier>>,
    tallies: Mutex<FxHashMap<&'static str, Tally>>,
    catalogue: Option<Arc<dyn Catalogue>>,
}

/// Locks a mutex, also a poisoned one: after a panic of another thread the guarded data is still consistent.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn hash(value: impl Hash) -> u64 {
    let mut h = FxHasher::default();
    value.hash(&mut h);
    h.finish()
}

impl<'a> AnswerBook<'a> {
    /// An answer book without answers, with one page for each task. Answers that are sequences of the library are
    /// recognised if the search `looks_up`, and left out if not. Programs are compared with the listed sequences of the
    /// catalogue.
    pub(crate) fn new(
        search: Search<'a>,
        sequences: Arc<LibrarySequences>,
        looks_up: bool,
        catalogue: Option<Arc<dyn Catalogue>>,
    ) -> Self {
        let library = Arc::clone(sequences.library());
        let page = |task: &Task| Page {
            found: Mutex::default(),
            open: AtomicBool::new(!task.terms.is_empty()),
            enough_at: AtomicU64::new(u64::MAX),
            listed: OnceLock::new(),
        };
        let limits = search.limits();
        Self {
            search,
            presenter: Presenter::new(sequences, looks_up, &limits, search.cancel),
            library,
            limits,
            pages: search.tasks.iter().map(page).collect(),
            verifiers: Mutex::default(),
            tallies: Mutex::default(),
            catalogue,
        }
    }

    /// The sink for the proposals of one proposer.
    pub(crate) fn sink<'s>(&'s self, proposer: &'s ProposerInfo) -> ProposerSink<'s> {
        ProposerSink { proposer, book: self }
    }

    /// Whether no task wants further answers.
    pub(crate) fn is_done(&self) -> bool {
        (0..self.pages.len()).all(|k| !self.wants(k))
    }

    fn wants(&self, task: usize) -> bool {
        let Some(page) = self.pages.get(task).filter(|p| p.open.load(Ordering::Relaxed)) else { return false };
        let enough_at = page.enough_at.load(Ordering::Relaxed);
        enough_at == u64::MAX || self.search.gauge.spent() < enough_at
    }

    /// Verifies a proposal and records the answer. Returns whether more proposals are wanted for its task.
    fn offer(&self, proposer: &ProposerInfo, p: &Proposal) -> bool {
        let Some(page) = self.pages.get(p.task) else { return false };
        if !self.wants(p.task) || self.search.cancel.is_raised() {
            return false;
        }
        let mut verifier = lock(&self.verifiers)
            .pop()
            .unwrap_or_else(|| Verifier::new(&self.library, &self.limits, self.search.cancel));
        let mut tally = Tally::default();
        let found = self.consider(proposer, p, page, &mut verifier, &mut tally);
        lock(&self.verifiers).push(verifier);
        lock(&self.tallies).entry(proposer.name).or_default().add(tally);
        if let Some((meaning, answer)) = found {
            self.record(p.task, page, meaning, answer);
        }
        self.wants(p.task)
    }

    /// Makes an answer of a proposal, with a hash of its meaning. None if the program was tried before, is wrong, or
    /// scores below the minimum.
    fn consider(
        &self,
        proposer: &ProposerInfo,
        p: &Proposal,
        page: &Page,
        verifier: &mut Verifier,
        tally: &mut Tally,
    ) -> Option<(u64, Answer)> {
        let terms = &self.search.tasks.get(p.task)?.terms;
        let shown = shown(terms.len(), self.search.options.hold_out);
        let (text, verified) = verify(&p.program, terms, page, verifier)?;
        tally.offered += 1;
        let program = match verified {
            Err(Refusal::Invalid(why)) => {
                tally.invalid += 1;
                self.search.watcher.invalid(proposer, &text, &why);
                return None;
            }
            Err(Refusal::Differs(trial)) if trial.matched < shown => {
                tally.wrong += 1;
                self.search.watcher.wrong(p.task, proposer, &text, &trial);
                return None;
            }
            Err(Refusal::Differs(_)) => {
                tally.refuted += 1;
                return None;
            }
            Ok(program) => program,
        };
        tally.right += 1;
        if !self.presenter.allows(&program.source) {
            return None;
        }
        let score = score(&program.source, p.origin, &p.evidence, terms.information())?;
        let options = self.search.options;
        let beyond = if options.next == 0 && options.top == 1 { 0 } else { BEYOND.max(options.next) };
        let next = if beyond == 0 { Vec::new() } else { verifier.following(&program, terms.len(), beyond) };
        let core = verifier.core_text(&program);
        let look_up = || self.catalogue.as_ref().map_or_else(Vec::new, |c| c.listed(terms));
        let listed = verifier.listed(&program, page.listed.get_or_init(look_up));
        let mut answer = self.answer(proposer, p, program, score, core, next);
        answer.listed = listed;
        answer.verified = shown;
        answer.held_back = terms.len() - shown;
        self.judge(&mut answer, None);
        // Without further terms, programs are told apart by their text.
        let meaning = if answer.next.is_empty() { hash(&answer.source) } else { hash(&answer.next) };
        Some((meaning, answer))
    }

    fn answer(
        &self,
        proposer: &ProposerInfo,
        p: &Proposal,
        program: Verified,
        score: Score,
        core: String,
        next: Vec<Int>,
    ) -> Answer {
        Answer {
            source: program.source,
            core,
            first: program.compiled.first,
            size: program.compiled.size,
            cost: program.trial.cost,
            verified: 0,
            held_back: 0,
            determined_by: p.evidence.determined_by,
            proposer: proposer.group,
            description: p.description.clone(),
            bits: score.bits,
            evidence_bits: score.evidence_bits,
            features: score.features,
            confidence: 0.0,
            guess: true,
            listed: Vec::new(),
            next,
            after: self.search.clock.now().saturating_sub(self.search.start),
        }
    }

    /// Sets lead, confidence and guess of an answer. `rival` is the description length, in bits, of the best answer
    /// with other next terms.
    fn judge(&self, answer: &mut Answer, rival: Option<f64>) {
        let options = self.search.options;
        answer.features.lead = rival.map(|bits| bits - answer.bits);
        answer.confidence = answer.features.confidence();
        let refuted = refuted_by(&answer.listed).is_some();
        if refuted {
            answer.confidence = answer.confidence.min(REFUTED);
        }
        let short = answer.next.len() < options.next;
        let weak = answer.evidence_bits < options.evidence_bits || answer.confidence < options.confidence;
        answer.guess = weak || refuted || short;
    }

    /// Tells the watcher of an answer, as it is shown.
    fn tell(&self, task: usize, answer: &Answer) {
        for shown in self.shown(task, std::slice::from_ref(answer), 1) {
            self.search.watcher.answer(task, &shown);
        }
    }

    /// The best `most` of these answers as they are shown.
    fn shown(&self, task: usize, answers: &[Answer], most: usize) -> Vec<Answer> {
        match self.search.tasks.get(task).filter(|_| self.search.options.readable) {
            Some(Task { terms, .. }) => self.presenter.present_all(task, answers, terms, most),
            None => answers.iter().take(most).cloned().collect(),
        }
    }

    /// Keeps an answer. Closes the page of the task when enough answers are sure.
    fn record(&self, task: usize, page: &Page, meaning: u64, answer: Answer) {
        let options = self.search.options;
        let mut found = lock(&page.found);
        match found.answers.iter_mut().find(|(m, _)| *m == meaning) {
            Some((_, same)) => {
                // A searched and a computed program that agree make the answer count as computed.
                let computed = same.features.computed || answer.features.computed;
                let (better, guess) = (order(&answer, same).is_lt(), same.guess);
                if better {
                    *same = answer;
                }
                same.features.computed = computed;
                self.judge(same, None);
                if !same.guess && (better || guess) {
                    self.tell(task, same);
                }
            }
            None => {
                if !answer.guess {
                    self.tell(task, &answer);
                }
                found.answers.push((meaning, answer));
            }
        }
        found.answers.sort_by(|(_, a), (_, b)| order(a, b));
        found.answers.truncate(options.top * KEPT);
        let good = found.answers.iter().filter(|(_, a)| !a.guess).count();
        if let Some(patience) = options.patience.filter(|_| good >= options.top) {
            // The time allowed for better answers grows with the time spent until enough were found.
            let (spent, more) = (self.search.gauge.spent(), self.search.gauge.amount(patience.time, patience.work));
            let enough_at = spent.saturating_mul(3).saturating_add(more).min(u64::MAX - 1);
            page.enough_at.fetch_min(enough_at, Ordering::Relaxed);
        }
        let sure = found.answers.iter().filter(|(_, a)| !a.guess && a.confidence >= SURE).count();
        if sure >= options.top {
            page.open.store(false, Ordering::Relaxed);
        }
    }

    /// Searches smaller equivalents of the answers that were found.
    pub(crate) fn improve(&self) {
        let mut verifier = Verifier::new(&self.library, &self.limits, self.search.cancel);
        for (task, (page, Task { terms, .. })) in self.pages.iter().zip(self.search.tasks).enumerate() {
            let answers: Vec<Answer> = lock(&page.found).answers.iter().map(|(_, a)| a.clone()).collect();
            for old in answers {
                if self.search.cancel.is_raised() {
                    return;
                }
                let Some(new) = verifier.smaller(&old, terms, BEYOND) else { continue };
                let mut found = lock(&page.found);
                if let Some((_, answer)) = found.answers.iter_mut().find(|(_, a)| a.source == old.source) {
                    *answer = new;
                    self.tell(task, answer);
                }
            }
        }
    }

    /// The answers of each task, best first, and the tallies by name of the proposer.
    pub(crate) fn finish(self) -> (Vec<Vec<Answer>>, Vec<(&'static str, Tally)>) {
        let answers = self.pages.iter().enumerate().map(|(task, page)| self.best(task, page)).collect();
        let mut tallies: Vec<_> = lock(&self.tallies).iter().map(|(n, t)| (*n, *t)).collect();
        tallies.sort_by_key(|(n, _)| *n);
        (answers, tallies)
    }

    fn best(&self, task: usize, page: &Page) -> Vec<Answer> {
        let options = self.search.options;
        let all: Vec<Answer> = lock(&page.found).answers.drain(..).map(|(_, a)| a).collect();
        let bits: Vec<f64> = all.iter().map(|a| a.bits).collect();
        let finish = |(k, mut a): (usize, Answer)| {
            // Without next terms, no answer is known to continue differently from another.
            let rival = bits.iter().enumerate().find(|(j, _)| *j != k).map(|(_, b)| *b);
            let rival = if a.next.is_empty() { None } else { rival };
            self.judge(&mut a, rival);
            a
        };
        let all: Vec<Answer> = all.into_iter().enumerate().map(finish).collect();
        let mut best = self.shown(task, &all, options.top);
        best.iter_mut().for_each(|a| a.next.truncate(options.next));
        best
    }
}

/// The text of a program and the outcome of its verification. None if it was tried before.
fn verify(
    program: &Candidate,
    terms: &[Int],
    page: &Page,
    verifier: &mut Verifier,
) -> Option<(String, Result<Verified, Refusal>)> {
    let is_new = |text: &str| {
        let (key, mut found) = (hash(text), lock(&page.found));
        let is_new = !found.tried.contains(&key);
        if is_new {
            found.tried.push(key);
        }
        is_new
    };
    let source = match program {
        Candidate::Source(formula) => formula.source(NAME),
        Candidate::Core { text, from } => {
            if !is_new(&format!("{from}: {text}")) {
                return None;
            }
            match verifier.verify_core(text, *from, terms) {
                Ok(source) => source,
                Err(refusal) => return Some((text.clone(), Err(refusal))),
            }
        }
    };
    is_new(&source).then(|| (source.clone(), verifier.verify_source(source, terms)))
}

/// The order of answers, best first: those that no listed sequence refutes, then description length, then size, cost
/// and text.
fn order(a: &Answer, b: &Answer) -> std::cmp::Ordering {
    let refuted = |a: &Answer| refuted_by(&a.listed).is_some();
    refuted(a)
        .cmp(&refuted(b))
        .then(a.bits.total_cmp(&b.bits))
        .then(a.size.cmp(&b.size))
        .then(a.cost.cmp(&b.cost))
        .then(a.source.cmp(&b.source))
}

/// The sink of one proposer: passes its proposals to the answer book.
pub(crate) struct ProposerSink<'a> {
    proposer: &'a ProposerInfo,
    book: &'a AnswerBook<'a>,
}

impl Sink for ProposerSink<'_> {
    fn offer(&self, proposal: Proposal) -> bool {
        self.book.offer(self.proposer, &proposal)
    }

    fn wants(&self, task: usize) -> bool {
        self.book.wants(task)
    }

    fn progress(&self, progress: &Progress) {
        self.book.search.watcher.progress(self.proposer, progress);
    }
}
