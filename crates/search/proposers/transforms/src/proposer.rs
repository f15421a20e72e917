//! The proposer: all kinds of structure, tasks in parallel.

use std::sync::atomic::{AtomicUsize, Ordering};

use nth_num::Int;
use nth_propose::{Budget, Evidence, Origin, Progress, Proposal, Proposer, Sink, Task};

use crate::chain::{Found, Plan};
use crate::constants;
use crate::known::{Index, Known};
use crate::multiplicative;
use crate::tables;

/// Most proposals for one task.
const MOST: usize = 6;

/// Proposes transforms of simple sequences and other structure beyond plain recurrences.
pub struct Transforms {
    plan: Plan,
    index: Index,
}

impl Default for Transforms {
    fn default() -> Self {
        Self::new()
    }
}

impl Transforms {
    /// The proposer.
    #[must_use]
    pub fn new() -> Self {
        Self { plan: Plan::new(), index: Index::default() }
    }

    /// The proposer, which looks for these sequences behind transforms too. Pairs are made of the first of them, so the
    /// most common ones come first.
    #[must_use]
    pub fn with_known(known: &[Known]) -> Self {
        Self { plan: Plan::new(), index: Index::new(known) }
    }

    /// All proposals for these terms, simplest first.
    #[must_use]
    pub fn find(&self, terms: &[Int], first: Option<i64>) -> Vec<Proposal> {
        let from = first.unwrap_or(0);
        let mut found = multiplicative::search(terms, from);
        found.extend(self.plan.search(&self.index, terms, from));
        found.extend(tables::search(terms, from));
        found.extend(constants::search(terms, first));
        found.sort_by(|a: &Found, b| a.bits.total_cmp(&b.bits));
        found
            .into_iter()
            .take(MOST)
            .map(|f| Proposal {
                task: 0,
                program: f.formula.into(),
                origin: Origin::Computed,
                evidence: Evidence { determined_by: f.fitted, verbatim: f.given, bits: f.bits },
                description: f.says,
            })
            .collect()
    }
}

impl Proposer for Transforms {
    fn propose(&mut self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink) {
        let next = AtomicUsize::new(0);
        let this = &*self;
        let work = || {
            loop {
                let i = next.fetch_add(1, Ordering::Relaxed);
                let Some(task) = tasks.get(i) else { return };
                if budget.is_over() {
                    return;
                }
                if i.is_multiple_of(256) {
                    sink.progress(&Progress {
                        programs: i as u64,
                        stage: "transforms".into(),
                        part: Some(i as f64 / tasks.len() as f64),
                        ..Progress::default()
                    });
                }
                if !sink.wants(i) {
                    continue;
                }
                budget.spend(this.plan.chains());
                for proposal in this.find(&task.terms, task.first) {
                    if !sink.offer(Proposal { task: i, ..proposal }) {
                        break;
                    }
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..budget.jobs.min(tasks.len()) {
                scope.spawn(work);
            }
            work();
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use nth_base::{Cancel, Clock};

    use super::*;

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Duration {
            Duration::ZERO
        }
        fn thread_time(&self) -> Option<Duration> {
            None
        }
    }

    #[derive(Default)]
    struct Seen(Mutex<Vec<usize>>);

    impl Sink for Seen {
        fn offer(&self, proposal: Proposal) -> bool {
            self.0.lock().unwrap().push(proposal.task);
            false
        }
        fn wants(&self, task: usize) -> bool {
            task != 1
        }
        fn progress(&self, _: &Progress) {}
    }

    fn offered(jobs: usize, cancelled: bool) -> Vec<usize> {
        // Partial products of 2ⁿ + 1: ratios of neighbours are simple.
        let mut terms = vec![Int::ONE];
        for i in 0..20 {
            terms.push(Int::mul(&terms[i], &Int::from((1i64 << i) + 1)));
        }
        let tasks = vec![Task { terms, first: Some(0) }; 5];
        let cancel = Cancel::new();
        if cancelled {
            cancel.raise();
        }
        let budget = Budget { jobs, ..Budget::new(&cancel, &Still) };
        let seen = Seen::default();
        Transforms::new().propose(&tasks, &budget, &seen);
        let mut tasks = seen.0.into_inner().unwrap();
        tasks.sort_unstable();
        tasks
    }

    #[test]
    fn wanted_tasks_get_one_offer_each() {
        assert_eq!(offered(1, false), [0, 2, 3, 4]);
        assert_eq!(offered(3, false), [0, 2, 3, 4]);
        assert_eq!(offered(2, true), [0usize; 0]);
    }
}
