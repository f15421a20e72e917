//! The proposer: closed forms of tasks, one by one, on several threads.

use std::sync::atomic::{AtomicUsize, Ordering};

use nth_propose::{Budget, Evidence, Origin, Proposal, Proposer, Sink, Task};

use crate::fit::fit_all;

/// Proposes closed forms that are fitted to the terms.
#[derive(Clone, Copy, Debug, Default)]
pub struct Families;

impl Proposer for Families {
    fn propose(&mut self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink) {
        let next = AtomicUsize::new(0);
        let work = || {
            while !budget.is_over() {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(task) = tasks.get(at) else { break };
                if sink.wants(at) {
                    // There is about a candidate formula for each order and degree.
                    budget.spend(task.terms.len() as u64);
                    offer(at, task, budget, sink);
                }
            }
        };
        let threads = budget.jobs.min(tasks.len());
        if threads <= 1 {
            work();
        } else {
            std::thread::scope(|s| {
                for _ in 0..threads {
                    s.spawn(work);
                }
            });
        }
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
