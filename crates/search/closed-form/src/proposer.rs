//! The proposer: tasks one by one, on several threads.

use std::sync::atomic::{AtomicUsize, Ordering};

use nth_propose::{Proposal, Proposer, Sink, Task, Watch};

use crate::fit::fit_all;

/// Proposes the closed families.
#[derive(Clone, Copy, Debug, Default)]
pub struct Families;

/// The name of the proposer.
const NAME: &str = "families";

impl Proposer for Families {
    fn name(&self) -> &'static str {
        NAME
    }

    fn propose(&mut self, tasks: &[Task], watch: &Watch<'_>, sink: &dyn Sink) {
        let next = AtomicUsize::new(0);
        let work = || {
            while !watch.is_over() {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(task) = tasks.get(at) else { break };
                if sink.wants(at) {
                    offer(at, task, watch, sink);
                }
            }
        };
        let threads = watch.jobs.min(tasks.len());
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

fn offer(at: usize, task: &Task, watch: &Watch<'_>, sink: &dyn Sink) {
    for fit in fit_all(&task.terms, task.first.unwrap_or(0), &|| watch.is_over()) {
        let proposal = Proposal {
            task: at,
            formula: fit.formula,
            proposer: NAME,
            says: fit.says,
            fitted: fit.fitted,
            given: fit.given,
            bits: fit.bits,
        };
        if !sink.offer(proposal) {
            break;
        }
    }
}
