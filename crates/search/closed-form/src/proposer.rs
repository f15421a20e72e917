//! The proposer: closed forms of each task.

use nth_propose::{Budget, Evidence, Origin, Proposal, Proposer, Sink, Task, for_each_task};

use crate::fit::{fit_all, fit_short};

/// Units of work for each term of a task.
const TERM_UNITS: u64 = 1000;

/// Proposes closed forms that are fitted to the terms.
#[derive(Clone, Copy, Debug, Default)]
pub struct Families;

impl Proposer for Families {
    fn propose(&mut self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink) {
        for_each_task(tasks, budget, |at, task| {
            if sink.wants(at) {
                // About one candidate formula for each order and degree.
                budget.spend(task.terms.len() as u64 * TERM_UNITS);
                offer(at, task, budget, sink);
            }
        });
    }
}

/// Offers the closed forms of one task.
fn offer(at: usize, task: &Task, budget: &Budget<'_>, sink: &dyn Sink) {
    let from = task.first.unwrap_or(0);
    let mut fits = fit_all(&task.terms, from, &|| budget.is_over());
    if fits.is_empty() {
        // Little evidence, so this is a guess.
        fits.extend(fit_short(&task.terms, from));
    }
    for fit in fits {
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
