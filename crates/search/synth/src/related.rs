//! Transforms of known sequences: of the library's, and of those whose programs were found before.

use std::sync::Arc;

use nth_num::Int;
use nth_propose::{Budget, Formula, Proposer, Sink, Task};
use nth_transforms::{Known, Transforms};

use crate::known::LibrarySequences;

/// A sequence whose program was found before.
#[derive(Clone, Debug)]
pub struct FoundBefore {
    /// Its name: a word such as `A000045` that is no name of the library.
    pub name: String,
    /// Its program.
    pub formula: Formula,
    /// Its first terms.
    pub terms: Vec<Int>,
}

/// Proposes transforms of simple sequences and, if they may be known, of the library's sequences and of those found before.
pub(crate) struct Related {
    /// The library's sequences, if they may be used.
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
            .map(|s| Known {
                call: s.formula.body.replace("(n)", ""),
                terms: s.terms.clone(),
                from: s.formula.from,
                program: None,
            })
            .collect();
        known.extend(self.found.iter().map(|f| Known {
            call: f.name.clone(),
            terms: f.terms.clone(),
            from: f.formula.from,
            program: Some(f.formula.clone()),
        }));
        Transforms::with_known(&known).propose(tasks, budget, sink);
    }
}
