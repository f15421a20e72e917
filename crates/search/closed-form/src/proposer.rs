//! The proposer: closed forms of each task.

use nth_propose::{Budget, Evidence, Origin, Proposal, Proposer, Sink, Task, for_each_task};

use crate::fit::fit_all;

/// Proposes closed forms that are fitted to the terms.
#[derive(Clone, Copy, Debug, Default)]
pub struct Families;

impl Proposer for Families {
    fn propose(&mut self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink) {
        for_each_task(tasks, budget, |at, task| {
            if sink.wants(at) {
                // Work of a task: about one candidate formula for each order and degree.
                budget.spend(task.terms.len() as u64);
                offer(at, task, budget, sink);
            }
        });
    }
}

/// Offers the closed forms of one task.
fn offer(at: usize, task: &Task, budget: &Budget<'_>, sink: &dyn Sink) {
    for fit in fit_all(&task.terms, task.first.unwrap_or(0), &|| budget.is_over()) {
        let proposal = Proposal {
            task: at,
            program: fit.form.formula().into(),
            origin: Origin::Computed,
            evidence: Evidence { determined_by: fit.determined_by, verbatim: fit.verbatim, bits: fit.bits },
            description: fit.form.description(),
        };
        if !sink.offer(proposal) {
            break;
        }
    }
}
