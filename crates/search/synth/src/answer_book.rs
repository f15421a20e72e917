//! The answer book: takes proposals, verifies and scores them, and keeps the answers of each task, best first.
//!
//! What is kept does not depend on the order in which proposals arrive. Decisions that proposers can see (whether a
//! task wants further proposals) are made in [`AnswerBook::settle`] only, which is called between two rounds.

use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use nth_algebra::Terms;
use nth_base::{Cancel, Clock, Limits, lock};
use nth_compiler::Library;
use nth_num::Int;
use nth_propose::{Candidate, Evidence, Progress, Proposal, Sink, Task};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::answer::{Answer, Tally};
use crate::confidence::{is_complete, lead, rivals_needed};
use crate::idle::Idle;
use crate::known::{Catalogue, LibrarySequences};
use crate::listed::{Listed, ListedSequence, refuted_by};
use crate::meter::Meter;
use crate::options::{DEFAULT_WORK, Options};
use crate::presenter::Presenter;
use crate::registry::ProposerInfo;
use crate::score::{Score, score};
use crate::verifier::{NAME, Refusal, Verified, Verifier};
use crate::watcher::Watcher;

/// Number of terms after the known ones that are computed of each answer, whatever is printed.
const BEYOND: usize = 10;
/// Number of terms after the known ones that are compared to recognise programs of the same sequence.
const COMPARED: usize = 8;
/// Largest confidence of an answer that a listed sequence refutes: the terms would be those of a sequence that is not
/// listed, though one that begins with them is.
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
    /// The meter of the work that the proposers have spent.
    pub(crate) meter: &'a Meter,
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

/// Number of first terms that proposers are shown if the last `hold_out` of `terms` are held back. All are shown if
/// there are too few.
pub(crate) fn shown(terms: usize, hold_out: usize) -> usize {
    if terms / 2 < hold_out { terms } else { terms - hold_out }
}

/// Answers and search state of one task.
struct Page {
    found: Mutex<Found>,
    /// Whether further answers of the task are wanted.
    open: AtomicBool,
    /// Listed sequences that have the known terms, looked up for the first right program.
    listed: OnceLock<Vec<ListedSequence>>,
}

/// An answer with what is known of it.
struct Kept {
    /// A hash of the next terms; of the text, if no next terms can be computed.
    meaning: u64,
    answer: Answer,
    /// Description length with what stands behind names, in bits ([`Score::weight`]).
    weight: f64,
    /// Whether the watcher was told of this answer.
    told: bool,
}

/// What scores and runs tell of a program that has the terms.
struct Measured {
    score: Score,
    /// The terms after the known ones, as far as they can be computed.
    next: Vec<Int>,
    /// Comparisons with listed sequences.
    listed: Vec<Listed>,
    /// As [`Kept::meaning`].
    meaning: u64,
}

#[derive(Default)]
struct Found {
    /// The answers until the search for rivals was complete, best first.
    answers: Vec<Kept>,
    /// The answers after that, best first. They come after the others and do not change their confidence.
    later: Vec<Kept>,
    /// Meanings of the programs that were known or computed from the terms.
    computed: FxHashSet<u64>,
    /// The weight of the lightest program of each meaning that no listed sequence refutes, until the search for rivals
    /// was complete. Unlike the answers, these are all kept, so that the confidence does not depend on how many answers
    /// are asked for.
    weights: FxHashMap<u64, f64>,
    /// Hashes of all programs that were tried, with their evidence.
    tried: FxHashSet<u64>,
    /// Units of work that were spent when the search for rivals was complete; none before.
    settled: Option<u64>,
}

impl Found {
    /// Keeps an answer among the best `most`. Of answers with the same meaning the best one is kept.
    fn keep(&mut self, new: Kept, most: usize) {
        if new.answer.features.computed {
            self.computed.insert(new.meaning);
        }
        let settled = self.settled.is_some();
        if !settled && !new.answer.is_refuted() {
            self.weigh(new.meaning, new.weight);
        }
        if settled && self.answers.iter().any(|k| k.meaning == new.meaning) {
            return;
        }
        let list = if settled { &mut self.later } else { &mut self.answers };
        match list.iter_mut().find(|k| k.meaning == new.meaning) {
            Some(same) if order(&new.answer, &same.answer).is_lt() => *same = new,
            Some(_) => return,
            None => list.push(new),
        }
        list.sort_by(|a, b| order(&a.answer, &b.answer));
        list.truncate(most);
    }

    /// Records the weight of a program that has the terms.
    fn weigh(&mut self, meaning: u64, weight: f64) {
        let lightest = self.weights.entry(meaning).or_insert(weight);
        *lightest = lightest.min(weight);
    }

    fn all(&mut self) -> impl Iterator<Item = &mut Kept> {
        self.answers.iter_mut().chain(&mut self.later)
    }

    /// Sets lead, confidence and guess of all answers, `searched` units of work being spent on the search for rivals.
    fn judge(&mut self, searched: u64, options: &Options) {
        let searched = self.settled.unwrap_or(searched);
        let lightest = lightest_two(&self.weights);
        for kept in self.answers.iter_mut().chain(&mut self.later) {
            let rival = lightest.iter().find(|(meaning, _)| *meaning != kept.meaning).map(|(_, weight)| *weight);
            let own = self.weights.get(&kept.meaning).map_or(kept.weight, |w| w.min(kept.weight));
            let information = kept.answer.evidence_bits + kept.answer.bits;
            let a = &mut kept.answer;
            // A searched and a computed program that agree make the answer count as computed.
            a.features.computed = self.computed.contains(&kept.meaning);
            let evidence = information - own;
            a.features.evidence_bits = evidence;
            let complete = options.is_broad() && is_complete(a.bits, searched);
            // Without next terms, no answer is known to continue differently from another.
            a.features.lead = if a.next.is_empty() { 0.0 } else { lead(own, evidence, rival, searched, complete) };
            a.confidence = a.features.confidence();
            let refuted = a.is_refuted();
            if refuted {
                a.confidence = a.confidence.min(REFUTED);
            }
            a.guess = refuted || a.evidence_bits < options.evidence_bits || a.confidence < options.confidence;
        }
    }
}

/// Verifies and scores what proposers offer, and keeps the best answers of each task.
pub(crate) struct AnswerBook<'a> {
    search: Search<'a>,
    library: Arc<Library>,
    limits: Limits,
    pages: Vec<Page>,
    /// Writes answers as they are shown.
    presenter: Presenter,
    verifiers: Idle<Verifier>,
    tallies: Mutex<FxHashMap<&'static str, Tally>>,
    catalogue: Option<Arc<dyn Catalogue>>,
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
            listed: OnceLock::new(),
        };
        let limits = search.limits();
        Self {
            search,
            presenter: Presenter::new(sequences, looks_up, &limits, search.cancel),
            library,
            limits,
            pages: search.tasks.iter().map(page).collect(),
            verifiers: Idle::default(),
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
        self.pages.get(task).is_some_and(|p| p.open.load(Ordering::Relaxed))
    }

    /// Judges the answers found so far, and closes the pages of tasks that want no more. Called while no proposer
    /// works.
    pub(crate) fn settle(&self) {
        let searched = self.search.meter.searched();
        let options = self.search.options;
        for (task, page) in self.pages.iter().enumerate().filter(|(_, p)| p.open.load(Ordering::Relaxed)) {
            let mut found = lock(&page.found);
            found.judge(searched, options);
            if found.settled.is_none() && is_settled(&found.answers, searched) {
                found.settled = Some(searched);
            }
            self.tell(task, &mut found);
            if found.settled.is_some() && found.answers.len() + found.later.len() >= options.top {
                page.open.store(false, Ordering::Relaxed);
            }
        }
    }

    /// Tells the watcher of the answers that are not guesses, each once, as they are shown.
    fn tell(&self, task: usize, found: &mut Found) {
        for kept in found.all().filter(|k| !k.told && !k.answer.guess) {
            kept.told = true;
            for shown in self.shown(task, std::slice::from_ref(&kept.answer), 1) {
                self.search.watcher.answer(task, &shown);
            }
        }
    }

    /// The best `most` of these answers as they are shown.
    fn shown(&self, task: usize, answers: &[Answer], most: usize) -> Vec<Answer> {
        match self.search.tasks.get(task).filter(|_| self.search.options.readable) {
            Some(Task { terms, .. }) => self.presenter.present_all(task, answers, terms, most),
            None => answers.iter().take(most).cloned().collect(),
        }
    }

    /// Verifies a proposal and records the answer. Returns whether more proposals are wanted for its task.
    fn offer(&self, proposer: &ProposerInfo, p: &Proposal) -> bool {
        let Some(page) = self.pages.get(p.task) else { return false };
        if !self.wants(p.task) || self.search.cancel.is_raised() {
            return false;
        }
        let mut tally = Tally::default();
        let make = || Verifier::new(&self.library, &self.limits, self.search.cancel);
        let kept = self.verifiers.with(make, |verifier| self.consider(proposer, p, page, verifier, &mut tally));
        lock(&self.tallies).entry(proposer.name).or_default().add(tally);
        if let Some(kept) = kept {
            lock(&page.found).keep(kept, self.search.options.top.saturating_mul(KEPT));
        }
        self.wants(p.task)
    }

    /// Makes an answer of a proposal. None if the program was tried before, is wrong, or scores below the minimum.
    fn consider(
        &self,
        proposer: &ProposerInfo,
        p: &Proposal,
        page: &Page,
        verifier: &mut Verifier,
        tally: &mut Tally,
    ) -> Option<Kept> {
        let terms = &self.search.tasks.get(p.task)?.terms;
        let shown = shown(terms.len(), self.search.options.hold_out);
        let (text, verified) = verify(proposer, p, terms, page, verifier)?;
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
        let Measured { score, next, listed, meaning } = self.measure(&program, p, terms, page, verifier)?;
        let (core, weight) = (verifier.core_text(&program), score.weight);
        let mut answer = self.answer(proposer, p, program, score, core, next);
        answer.listed = listed;
        answer.verified = shown;
        answer.held_back = terms.len() - shown;
        Some(Kept { meaning, answer, weight, told: false })
    }

    /// Scores a program that has the terms, and runs it on the terms after them and on listed sequences. None if it
    /// scores below the minimum.
    fn measure(
        &self,
        program: &Verified,
        p: &Proposal,
        terms: &Terms,
        page: &Page,
        verifier: &mut Verifier,
    ) -> Option<Measured> {
        let score = score(&program.source, program.compiled.size, p.origin, &p.evidence, terms)?;
        let next = verifier.following(&program.compiled, terms.len(), BEYOND);
        let look_up = || self.catalogue.as_ref().map_or_else(Vec::new, |c| c.listed(terms));
        let listed = verifier.listed(program, page.listed.get_or_init(look_up));
        // Without further terms, programs are told apart by their text.
        let compared = &next[..COMPARED.min(next.len())];
        let meaning = if compared.is_empty() { hash(&program.source) } else { hash(compared) };
        Some(Measured { score, next, listed, meaning })
    }

    /// Records a program that will be no answer as a rival of the answers, if it has all terms and no listed sequence
    /// refutes it.
    pub(crate) fn rival(&self, p: &Proposal) {
        let (Some(page), Some(Task { terms, .. })) = (self.pages.get(p.task), self.search.tasks.get(p.task)) else {
            return;
        };
        let Candidate::Source(formula) = &p.program else { return };
        let make = || Verifier::new(&self.library, &self.limits, self.search.cancel);
        let found = self.verifiers.with(make, |verifier| {
            let program = verifier.verify_source(formula.source(NAME), terms).ok()?;
            let Measured { score, listed, meaning, .. } = self.measure(&program, p, terms, page, verifier)?;
            refuted_by(&listed).is_none().then_some((meaning, score.weight))
        });
        if let Some((meaning, weight)) = found {
            lock(&page.found).weigh(meaning, weight);
        }
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

    /// Searches smaller equivalents of the answers that were found.
    pub(crate) fn improve(&self) {
        let mut verifier = Verifier::new(&self.library, &self.limits, self.search.cancel);
        for (task, (page, Task { terms, .. })) in self.pages.iter().zip(self.search.tasks).enumerate() {
            let answers: Vec<Answer> = lock(&page.found).all().map(|k| k.answer.clone()).collect();
            for old in answers {
                if self.search.cancel.is_raised() {
                    return;
                }
                let Some(new) = verifier.smaller(&old, terms, BEYOND) else { continue };
                let mut found = lock(&page.found);
                for kept in found.all().filter(|k| k.answer.source == old.source).take(1) {
                    (kept.answer, kept.told) = (new.clone(), false);
                }
                self.tell(task, &mut found);
            }
        }
    }

    /// The answers of each task, best first, and the tallies by name of the proposer.
    pub(crate) fn finish(self) -> (Vec<Vec<Answer>>, Vec<(&'static str, Tally)>) {
        let mut verifier = Verifier::new(&self.library, &self.limits, self.search.cancel);
        let answers = (0..self.pages.len()).map(|task| self.best(task, &mut verifier)).collect();
        for (name, work) in self.search.meter.by_proposer() {
            lock(&self.tallies).entry(name).or_default().work = work;
        }
        let mut tallies: Vec<_> = lock(&self.tallies).iter().map(|(n, t)| (*n, *t)).collect();
        tallies.sort_by_key(|(n, _)| *n);
        (answers, tallies)
    }

    /// The answers of a task as they are shown, with as many next terms as are asked for.
    fn best(&self, task: usize, verifier: &mut Verifier) -> Vec<Answer> {
        let (Some(page), Some(known)) = (self.pages.get(task), self.search.tasks.get(task)) else { return Vec::new() };
        let options = self.search.options;
        let mut found = lock(&page.found);
        found.judge(self.search.meter.searched(), options);
        let all: Vec<Answer> = found.all().map(|k| k.answer.clone()).collect();
        let mut best = self.shown(task, &all, options.top);
        for a in &mut best {
            if options.next > a.next.len() && a.next.len() == BEYOND {
                a.next = verifier.following_source(&a.source, known.terms.len(), options.next);
            }
            a.next.truncate(options.next);
        }
        best
    }
}

/// The two lightest meanings, the lightest first.
fn lightest_two(weights: &FxHashMap<u64, f64>) -> Vec<(u64, f64)> {
    let mut all: Vec<(u64, f64)> = weights.iter().map(|(meaning, weight)| (*meaning, *weight)).collect();
    all.sort_unstable_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    all.truncate(2);
    all
}

/// Whether what is left to search is not expected to beat the best answer: programs as short as that one have all been
/// looked at, or so many that an answer which is no guess is good enough.
fn is_settled(answers: &[Kept], searched: u64) -> bool {
    let Some(best) = answers.first() else { return false };
    searched >= rivals_needed(best.answer.bits) || (searched >= DEFAULT_WORK && answers.iter().any(|k| !k.answer.guess))
}

/// The text of a program and the outcome of its verification. None if it was tried before.
fn verify(
    proposer: &ProposerInfo,
    proposal: &Proposal,
    terms: &[Int],
    page: &Page,
    verifier: &mut Verifier,
) -> Option<(String, Result<Verified, Refusal>)> {
    // The same program is another proposal if it comes from another proposer or with other evidence, so that the order
    // in which proposals arrive does not count.
    let Evidence { determined_by, verbatim, bits } = proposal.evidence;
    let is_new = |text: &str| {
        let key = hash((proposer.name, determined_by, verbatim, bits.to_bits(), text));
        lock(&page.found).tried.insert(key)
    };
    let source = match &proposal.program {
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
    a.is_refuted()
        .cmp(&b.is_refuted())
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
