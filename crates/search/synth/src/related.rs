//! Transforms of known sequences: those of the library, and those whose programs were found before.

use std::sync::Arc;

use nth_num::Int;
use nth_propose::{Budget, Formula, Proposer, Sink, Task};
use nth_transforms::{Known, Transforms};

use crate::known::{KnownSequence, LibrarySequences};

/// A sequence whose program was found before.
#[derive(Clone, Debug)]
pub struct FoundBefore {
    /// The name of the sequence: a word such as `A000045` that is not a name of the library.
    pub name: String,
    /// The program of the sequence, as nth source.
    pub formula: Formula,
    /// The first terms, from index [`Formula::from`] on.
    pub terms: Vec<Int>,
}

/// The proposer of transforms: of simple sequences and, if known sequences may be used, of the library's sequences and
/// of those found before.
pub(crate) struct Related {
    /// The sequences of the library; none if known sequences may not be used.
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
        if self.found.is_empty() {
            library.transforms(budget.cancel).propose_shared(tasks, budget, sink);
            return;
        }
        let mut known = of_library(&library.get(budget.cancel));
        known.extend(self.found.iter().map(|f| Known {
            call: f.name.clone(),
            terms: f.terms.clone(),
            from: f.formula.from,
            program: Some(f.formula.clone()),
        }));
        Transforms::with_known(&known).propose(tasks, budget, sink);
    }
}

/// The sequences of the library, as the proposer knows them.
pub(crate) fn of_library(sequences: &[KnownSequence]) -> Vec<Known> {
    let known = |s: &KnownSequence| Known {
        call: s.formula.body.replace("(n)", ""),
        terms: s.terms.clone(),
        from: s.formula.from,
        program: None,
    };
    sequences.iter().map(known).collect()
}
