//! Answers as they are shown: each rewritten by a [`Rewriter`], and executed again on all known terms.

use std::sync::{Arc, Mutex};

use nth_base::{Cancel, Limits, lock};
use nth_num::Int;
use rustc_hash::FxHashMap;

use crate::answer::Answer;
use crate::idle::Idle;
use crate::known::LibrarySequences;
use crate::readable::Rewriter;
use crate::verifier::Verifier;

/// Rewrites answers; each program once.
pub(crate) struct Presenter {
    sequences: Arc<LibrarySequences>,
    /// Whether sequences of the library may be recognised. If not, none of them is an answer by itself.
    looks_up: bool,
    limits: Limits,
    cancel: Cancel,
    /// Idle rewriters and verifiers.
    idle: Idle<(Rewriter, Verifier)>,
    /// Programs as they are shown, by task and source.
    shown: Mutex<FxHashMap<(usize, String), Answer>>,
}

impl Presenter {
    /// A presenter of programs that may use the library of these sequences. They are recognised if `looks_up`. Programs
    /// are executed under these limits.
    pub(crate) fn new(sequences: Arc<LibrarySequences>, looks_up: bool, limits: &Limits, cancel: &Cancel) -> Self {
        Self {
            sequences,
            looks_up,
            limits: *limits,
            cancel: cancel.clone(),
            idle: Idle::default(),
            shown: Mutex::default(),
        }
    }

    /// Whether a program may be an answer. If nothing is looked up, one that is a sequence of the library by itself is
    /// none.
    pub(crate) fn allows(&self, source: &str) -> bool {
        self.looks_up || !self.with(|rewriter, _| rewriter.is_library_sequence(source))
    }

    /// The answer with the shortest readable program that has the known terms of the task and the same next terms.
    /// Rank, confidence and evidence stay those of the program that was found.
    pub(crate) fn present(&self, task: usize, answer: &Answer, terms: &[Int]) -> Answer {
        let key = (task, answer.source.clone());
        let known = lock(&self.shown).get(&key).cloned();
        let shown = known.unwrap_or_else(|| {
            let new = self.with(|rewriter, verifier| rewritten(answer, terms, rewriter, verifier));
            lock(&self.shown).insert(key, new.clone());
            new
        });
        let Answer { source, core, first, size, cost, description, .. } = shown;
        Answer { source, core, first, size, cost, description, ..answer.clone() }
    }

    /// The answers as they are shown, in their order, each program once; at most `most`.
    pub(crate) fn present_all(&self, task: usize, answers: &[Answer], terms: &[Int], most: usize) -> Vec<Answer> {
        let mut out: Vec<Answer> = Vec::new();
        for answer in answers {
            if out.len() >= most {
                break;
            }
            let new = self.present(task, answer, terms);
            if out.iter().all(|other| other.source != new.source) {
                out.push(new);
            }
        }
        out
    }

    fn with<T>(&self, work: impl FnOnce(&mut Rewriter, &mut Verifier) -> T) -> T {
        let make = || {
            let rewriter = Rewriter::new(&self.sequences, self.looks_up, &self.cancel);
            (rewriter, Verifier::new(self.sequences.library(), &self.limits, &self.cancel))
        };
        self.idle.with(make, |(rewriter, verifier)| work(rewriter, verifier))
    }
}

/// The answer with a rewritten program; unchanged if that does not have the same terms under the limits of the search.
fn rewritten(answer: &Answer, terms: &[Int], rewriter: &mut Rewriter, verifier: &mut Verifier) -> Answer {
    let new = rewriter.rewrite(&answer.source, terms.len());
    if new.source == answer.source {
        return answer.clone();
    }
    let description = new.description().unwrap_or_else(|| answer.description.clone());
    let Ok(program) = verifier.verify_source(new.source, terms) else { return answer.clone() };
    if verifier.following(&program.compiled, terms.len(), answer.next.len()) != answer.next {
        return answer.clone();
    }
    Answer {
        core: verifier.core_text(&program),
        first: program.compiled.first,
        size: program.compiled.size,
        cost: program.trial.cost,
        description,
        source: program.source,
        ..answer.clone()
    }
}
