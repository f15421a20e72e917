//! Sequences of the library as rivals of the answers of a search that looks nothing up: the confidence of an answer
//! does not rise because nobody looked.

use std::sync::Arc;

use nth_propose::{Budget, Progress, Proposal, Proposer as _, Sink, Task};

use crate::answer_book::AnswerBook;
use crate::known::{Known, LibrarySequences};

/// Records what it is offered as rivals of the answers.
struct Rivals<'a>(&'a AnswerBook<'a>);

impl Sink for Rivals<'_> {
    fn offer(&self, proposal: Proposal) -> bool {
        self.0.rival(&proposal);
        true
    }

    fn wants(&self, _task: usize) -> bool {
        true
    }

    fn progress(&self, _progress: &Progress) {}
}

/// Records the sequences of the library that begin with the terms of a task, for all tasks.
pub(crate) fn count_library_rivals(
    sequences: &Arc<LibrarySequences>,
    tasks: &[Task],
    budget: &Budget<'_>,
    book: &AnswerBook<'_>,
) {
    Known::new(Some(Arc::clone(sequences)), None).propose(tasks, budget, &Rivals(book));
}
