//! Where proposals end: each is executed, and what is right is kept, best first.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use nth_algebra::information;
use nth_base::{Cancel, Clock, Limits};
use nth_compiler::Library;
use nth_core::{Arena, FuncId};
use nth_dialects::core_text;
use nth_improve::{At, Effort, ExpectedTerms, improve};
use nth_lower::{Raise, raise_program};
use nth_num::Int;
use nth_propose::{Candidate, Origin, Progress, Proposal, Sink, Task};
use rustc_hash::{FxHashMap, FxHasher};

use crate::answer::{Answer, Tally};
use crate::compile::Compiler;
use crate::confidence::{Features, code_length, tokens};
use crate::options::Options;
use crate::trial::Bench;
use crate::watcher::Watcher;

/// Terms beyond the known ones by which equal meanings are recognised.
const BEYOND: usize = 8;
/// A program of fewer evidence bits is not even a guess: it holds more than the terms.
const MIN_EVIDENCE_BITS: f64 = -20.0;
/// An answer of this confidence needs no rivals: it ends the search.
const SURE: f64 = 0.95;
/// So many answers are kept for each that is asked for.
const SPARE: usize = 4;

/// Compiles and executes; one for each thread at work.
struct Worker {
    compiler: Compiler,
    bench: Bench,
}

/// What is known of one sequence.
struct Slot {
    answers: Vec<(u64, Answer)>,
    /// Hashes of the sources that were tried.
    tried: Vec<u64>,
}

/// All sequences of a search.
pub(crate) struct Board<'a> {
    library: Arc<Library>,
    options: &'a Options,
    limits: Limits,
    cancel: &'a Cancel,
    clock: &'a dyn Clock,
    start: Duration,
    /// What proposers see.
    tasks: &'a [Task],
    /// What they do not.
    held: &'a [Vec<Int>],
    slots: Vec<Mutex<Slot>>,
    wanted: Vec<AtomicBool>,
    /// When to be content with what was found, in nanoseconds of the clock; only where a person waits.
    content: Vec<AtomicU64>,
    workers: Mutex<Vec<Worker>>,
    tallies: Mutex<FxHashMap<&'static str, Tally>>,
    watcher: &'a dyn Watcher,
}

/// A poisoned lock means that a thread panicked; what it guards is still whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn nanoseconds(t: Duration) -> u64 {
    u64::try_from(t.as_nanos()).unwrap_or(u64::MAX - 1)
}

fn hash(value: impl Hash) -> u64 {
    let mut h = FxHasher::default();
    value.hash(&mut h);
    h.finish()
}

/// A smaller program with the same terms as an answer, as source, with its size. Only for programs of one function: those of the
/// library would have to be written out.
fn smaller(answer: &Answer, terms: &[Int], limits: Limits, cancel: &Cancel) -> Option<(String, u64)> {
    let mut arena = Arena::new();
    let program = core_text::parse_program(&mut arena, &answer.core).ok()?;
    if program.funcs.len() != 1 {
        return None;
    }
    let known = ExpectedTerms { terms, at: At::From(answer.first) };
    let effort = Effort { limits, ..Effort::default() };
    let better = improve(&mut arena, &program, FuncId(0), &known, &effort, cancel).smallest?;
    let how = Raise { offsets: &[answer.first], ..Raise::named("a") };
    Some((raise_program(&arena, &better.program, better.entry, &how), better.size))
}

/// A Core program as source.
fn raise(text: &str, from: i64) -> Result<String, String> {
    let mut arena = Arena::new();
    let program = core_text::parse_program(&mut arena, text).map_err(|e| e.to_string())?;
    let how = Raise { offsets: &[from], ..Raise::named("a") };
    Ok(raise_program(&arena, &program, FuncId(0), &how))
}

impl<'a> Board<'a> {
    #[expect(clippy::too_many_arguments, reason = "made in one place")]
    pub(crate) fn new(
        library: Arc<Library>,
        options: &'a Options,
        cancel: &'a Cancel,
        clock: &'a dyn Clock,
        start: Duration,
        tasks: &'a [Task],
        held: &'a [Vec<Int>],
        watcher: &'a dyn Watcher,
    ) -> Self {
        let digits = tasks.iter().flat_map(|t| &t.terms).chain(held.iter().flatten()).map(Int::digits).max();
        let digits = u32::try_from(digits.unwrap_or(0)).unwrap_or(u32::MAX / 4);
        let limits = Limits { max_digits: options.limits.max_digits.max(digits.saturating_mul(2)), ..options.limits };
        Self {
            library,
            options,
            limits,
            cancel,
            clock,
            start,
            tasks,
            held,
            slots: tasks.iter().map(|_| Mutex::new(Slot { answers: Vec::new(), tried: Vec::new() })).collect(),
            wanted: tasks.iter().map(|t| AtomicBool::new(!t.terms.is_empty())).collect(),
            content: tasks.iter().map(|_| AtomicU64::new(u64::MAX)).collect(),
            workers: Mutex::default(),
            tallies: Mutex::default(),
            watcher,
        }
    }

    /// Executes a proposal. None if it is not right on every term.
    fn check(
        &self,
        proposer: &'static str,
        worker: &mut Worker,
        p: &Proposal,
        source: String,
        tally: &mut Tally,
    ) -> Option<(u64, Answer)> {
        let compiled = match worker.compiler.compile(&source) {
            Ok(c) => c,
            Err(why) => {
                tally.invalid += 1;
                self.watcher.invalid(proposer, &source, &why);
                return None;
            }
        };
        let terms = self.all_terms(p.task);
        let (shown, terms) = (self.tasks.get(p.task)?.terms.len(), terms.as_ref());
        let trial = worker.bench.compare(&compiled, terms);
        if trial.matched < terms.len() {
            tally.wrong += u64::from(trial.matched < shown);
            tally.refuted += u64::from(trial.matched >= shown);
            if trial.matched < shown {
                self.watcher.wrong(p.task, proposer, &source, &trial);
            }
            return None;
        }
        tally.right += 1;
        let known = information(terms);
        // What was computed or known was not chosen among many programs.
        let (computed, chosen) = match p.origin {
            Origin::Known | Origin::Computed => (true, p.evidence.bits),
            Origin::Searched => (false, p.evidence.bits.max(code_length(&source))),
        };
        let bits = chosen + known.iter().take(p.evidence.verbatim).sum::<f64>();
        let evidence_bits = known.iter().sum::<f64>() - bits;
        if evidence_bits < MIN_EVIDENCE_BITS {
            return None;
        }
        let beyond = if self.options.next == 0 && self.options.top == 1 { 0 } else { BEYOND.max(self.options.next) };
        let next = if beyond == 0 {
            Vec::new()
        } else {
            worker.bench.terms(&compiled, terms.len() + beyond).split_off(terms.len())
        };
        let features = Features {
            evidence_bits,
            tokens: tokens(&source),
            computed,
            confirming: terms.len().saturating_sub(p.evidence.determined_by),
            lead: None,
        };
        let mut answer = Answer {
            core: worker.compiler.core_text(&compiled),
            source,
            first: compiled.first,
            size: compiled.size,
            cost: trial.cost,
            verified: shown,
            held_back: terms.len() - shown,
            determined_by: p.evidence.determined_by,
            proposer,
            description: p.description.clone(),
            bits,
            evidence_bits,
            features,
            confidence: 0.0,
            guess: true,
            next,
            after: self.clock.now().saturating_sub(self.start),
        };
        self.judge(&mut answer, None);
        // Without further terms nothing tells two programs apart but their text.
        let meaning = if answer.next.is_empty() { hash(&answer.source) } else { hash(&answer.next) };
        Some((meaning, answer))
    }

    /// Says how sure an answer is, beside its rival: the best one that goes on differently.
    fn judge(&self, answer: &mut Answer, rival: Option<f64>) {
        answer.features.lead = rival.map(|bits| bits - answer.bits);
        answer.confidence = answer.features.confidence();
        let short = answer.next.len() < self.options.next;
        answer.guess =
            answer.evidence_bits < self.options.evidence_bits || answer.confidence < self.options.confidence || short;
    }

    /// Keeps an answer; tells whether more are wanted.
    fn keep(&self, task: usize, meaning: u64, answer: Answer) {
        let Some(slot) = self.slots.get(task) else { return };
        let mut slot = lock(slot);
        let order = |a: &Answer, b: &Answer| {
            (a.bits.total_cmp(&b.bits))
                .then(a.size.cmp(&b.size))
                .then(a.cost.cmp(&b.cost))
                .then(a.source.cmp(&b.source))
        };
        match slot.answers.iter_mut().find(|(m, _)| *m == meaning) {
            Some((_, same)) => {
                // What was searched and what was computed agree: the answer is as good as both.
                let computed = same.features.computed || answer.features.computed;
                let (better, guess) = (order(&answer, same).is_lt(), same.guess);
                if better {
                    *same = answer;
                }
                same.features.computed = computed;
                self.judge(same, None);
                if !same.guess && (better || guess) {
                    self.watcher.answer(task, same);
                }
            }
            None => {
                if !answer.guess {
                    self.watcher.answer(task, &answer);
                }
                slot.answers.push((meaning, answer));
            }
        }
        slot.answers.sort_by(|(_, a), (_, b)| order(a, b));
        slot.answers.truncate(self.options.top * SPARE);
        let found = slot.answers.iter().filter(|(_, a)| !a.guess).count();
        if let Some(patience) = self.options.patience.filter(|_| found >= self.options.top)
            && let Some(content) = self.content.get(task)
        {
            // The later something is found, the longer a better one may take.
            let now = self.clock.now();
            let until = now + patience + 2 * now.saturating_sub(self.start);
            content.fetch_min(nanoseconds(until), Ordering::Relaxed);
        }
        let sure = slot.answers.iter().filter(|(_, a)| !a.guess && a.confidence >= SURE).count();
        if sure >= self.options.top
            && let Some(w) = self.wanted.get(task)
        {
            w.store(false, Ordering::Relaxed);
        }
    }

    /// Looks for smaller programs of what was found. A program that the rules alone have made smaller has the same terms wherever
    /// both have one; one that was found by trying must also agree on the terms that follow.
    pub(crate) fn improve(&self) {
        let mut worker = self.worker();
        for (task, slot) in self.slots.iter().enumerate() {
            let answers: Vec<Answer> = lock(slot).answers.iter().map(|(_, a)| a.clone()).collect();
            for answer in answers {
                if self.cancel.is_raised() {
                    return;
                }
                let all = self.all_terms(task);
                let Some((source, size)) = smaller(&answer, &all, self.limits, self.cancel) else { continue };
                let Ok(compiled) = worker.compiler.compile(&source) else { continue };
                let count = all.len() + BEYOND;
                let new = worker.bench.terms(&compiled, count);
                let core = worker.compiler.core_text(&compiled);
                let Ok(old) = worker.compiler.compile(&answer.source) else { continue };
                let trial = worker.bench.compare(&compiled, &all);
                if new != worker.bench.terms(&old, count) || trial.matched < all.len() || compiled.size != size {
                    continue;
                }
                let mut slot = lock(slot);
                if let Some((_, a)) = slot.answers.iter_mut().find(|(_, a)| a.source == answer.source) {
                    *a = Answer { source, core, size, cost: trial.cost, ..answer };
                    self.watcher.answer(task, a);
                }
            }
        }
    }

    /// All known terms of a task.
    fn all_terms(&self, task: usize) -> Cow<'a, [Int]> {
        let shown = self.tasks.get(task).map_or(&[][..], |t| &t.terms);
        match self.held.get(task).map_or(&[][..], Vec::as_slice) {
            [] => Cow::Borrowed(shown),
            held => Cow::Owned(shown.iter().chain(held).cloned().collect()),
        }
    }

    fn worker(&self) -> Worker {
        lock(&self.workers).pop().unwrap_or_else(|| Worker {
            compiler: Compiler::new(&self.library),
            bench: Bench::new(&self.limits, self.cancel),
        })
    }

    /// Whether anything is still wanted.
    pub(crate) fn is_done(&self) -> bool {
        (0..self.wanted.len()).all(|k| !self.wants(k))
    }

    /// What was found, best first, and what became of the proposals.
    pub(crate) fn finish(self) -> (Vec<Vec<Answer>>, Vec<(&'static str, Tally)>) {
        let (top, next) = (self.options.top, self.options.next);
        let answers = self
            .slots
            .iter()
            .map(|slot| {
                let all: Vec<Answer> = lock(slot).answers.drain(..).map(|(_, a)| a).collect();
                let bits: Vec<f64> = all.iter().map(|a| a.bits).collect();
                let finish = |(k, mut a): (usize, Answer)| {
                    // Without further terms nothing is known of how answers go on.
                    let rival = bits.iter().enumerate().find(|(j, _)| *j != k).map(|(_, b)| *b);
                    let rival = if a.next.is_empty() { None } else { rival };
                    self.judge(&mut a, rival);
                    a.next.truncate(next);
                    a
                };
                all.into_iter().enumerate().take(top).map(finish).collect()
            })
            .collect();
        let mut tallies: Vec<_> = lock(&self.tallies).iter().map(|(n, t)| (*n, *t)).collect();
        tallies.sort_by_key(|(n, _)| *n);
        (answers, tallies)
    }
}

impl Board<'_> {
    fn offer(&self, proposer: &'static str, p: &Proposal) -> bool {
        if !self.wants(p.task) || self.cancel.is_raised() {
            return false;
        }
        let source = match &p.program {
            Candidate::Source(formula) => formula.source("a"),
            Candidate::Core { text, from } => match raise(text, *from) {
                Ok(source) => source,
                Err(why) => {
                    lock(&self.tallies).entry(proposer).or_default().add(Tally {
                        offered: 1,
                        invalid: 1,
                        ..Tally::default()
                    });
                    self.watcher.invalid(proposer, text, &why);
                    return true;
                }
            },
        };
        let key = hash(&source);
        {
            let Some(slot) = self.slots.get(p.task) else { return false };
            let mut slot = lock(slot);
            if slot.tried.contains(&key) {
                return true;
            }
            slot.tried.push(key);
        }
        let mut worker = self.worker();
        let mut tally = Tally { offered: 1, ..Tally::default() };
        let found = self.check(proposer, &mut worker, p, source, &mut tally);
        lock(&self.workers).push(worker);
        lock(&self.tallies).entry(proposer).or_default().add(tally);
        if let Some((meaning, answer)) = found {
            self.keep(p.task, meaning, answer);
        }
        self.wants(p.task)
    }

    fn wants(&self, task: usize) -> bool {
        if !self.wanted.get(task).is_some_and(|w| w.load(Ordering::Relaxed)) {
            return false;
        }
        let until = self.content.get(task).map_or(u64::MAX, |c| c.load(Ordering::Relaxed));
        until == u64::MAX || nanoseconds(self.clock.now()) < until
    }
}

/// Takes what one proposer offers.
pub(crate) struct ProposerSink<'a> {
    /// The name of the proposer.
    pub(crate) proposer: &'static str,
    /// Where its proposals go.
    pub(crate) board: &'a Board<'a>,
}

impl Sink for ProposerSink<'_> {
    fn offer(&self, proposal: Proposal) -> bool {
        self.board.offer(self.proposer, &proposal)
    }

    fn wants(&self, task: usize) -> bool {
        self.board.wants(task)
    }

    fn progress(&self, progress: &Progress) {
        self.board.watcher.progress(progress);
    }
}
