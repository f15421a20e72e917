//! Transforms of known sequences: of the library's, and of those whose programs were found before.

use std::sync::Arc;

use nth_num::Int;
use nth_propose::build::words;
use nth_propose::{Budget, Candidate, Formula, Progress, Proposal, Proposer, Sink, Task};
use nth_transforms::{Known, Transforms};
use rustc_hash::FxHashMap;

use crate::known::LibrarySequences;

/// A sequence whose program was found before.
#[derive(Clone, Debug)]
pub struct FoundBefore {
    /// What it is called, a word such as `A000045` that is no name of the library.
    pub name: String,
    /// Its program.
    pub formula: Formula,
    /// Its first terms.
    pub terms: Vec<Int>,
}

/// Closed families behind transforms, and, if they may be known, other sequences behind transforms.
pub(crate) struct Related {
    /// Whether the library's sequences may be used.
    library: Option<Arc<LibrarySequences>>,
    found: Arc<Vec<FoundBefore>>,
}

impl Related {
    pub(crate) fn new(library: Option<Arc<LibrarySequences>>, found: Arc<Vec<FoundBefore>>) -> Self {
        Self { library, found }
    }
}

impl Proposer for Related {
    fn propose(&mut self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink) {
        let Some(library) = &self.library else {
            Transforms::new().propose(tasks, budget, sink);
            return;
        };
        let sequences = library.get(budget.cancel);
        let mut known: Vec<Known> = sequences
            .iter()
            .map(|s| Known { call: s.formula.body.replace("(n)", ""), terms: s.terms.clone(), from: s.formula.from })
            .collect();
        let found =
            self.found.iter().map(|f| Known { call: f.name.clone(), terms: f.terms.clone(), from: f.formula.from });
        known.extend(found);
        let formulas = self.found.iter().map(|f| (f.name.as_str(), &f.formula)).collect();
        Transforms::with_known(&known).propose(tasks, budget, &Linker { sink, formulas });
    }
}

/// Puts the programs of found sequences in the place of their names.
struct Linker<'a> {
    sink: &'a dyn Sink,
    formulas: FxHashMap<&'a str, &'a Formula>,
}

impl Linker<'_> {
    fn link(&self, formula: &mut Formula) {
        for part in &mut formula.parts {
            self.link(part);
        }
        if self.formulas.is_empty() {
            return;
        }
        let mut names: Vec<&str> = Vec::new();
        let mut body = String::new();
        for word in words(&formula.body) {
            match self.formulas.get_key_value(word) {
                Some((name, known)) => {
                    let place = names.iter().position(|n| n == name).unwrap_or(names.len());
                    if place == names.len() {
                        names.push(name);
                        formula.parts.push((*known).clone());
                    }
                    let k = formula.parts.len() - names.len() + place + 1;
                    body.push('@');
                    body.push_str(&k.to_string());
                }
                None => body.push_str(word),
            }
        }
        formula.body = body;
    }
}

impl Sink for Linker<'_> {
    fn offer(&self, mut proposal: Proposal) -> bool {
        match &mut proposal.program {
            Candidate::Source(formula) => self.link(formula),
            Candidate::Core { .. } => {}
        }
        self.sink.offer(proposal)
    }

    fn wants(&self, task: usize) -> bool {
        self.sink.wants(task)
    }

    fn progress(&self, progress: &Progress) {
        self.sink.progress(progress);
    }
}
