//! The proposer: all kinds of structure, with tasks in parallel.

use nth_algebra::Terms;
use nth_num::Int;
use nth_propose::build::words;
use nth_propose::{Budget, Formula, Progress, Proposal, Proposer, Sink, Task, for_each_task};
use rustc_hash::FxHashMap;

use crate::chain::Plan;
use crate::constants;
use crate::discovery::Discovery;
use crate::known::{Index, Known};
use crate::multiplicative;
use crate::tables;

/// Largest number of proposals for one task.
const MAX_PROPOSALS: usize = 6;
/// Units of work of a chain of transforms.
const CHAIN_UNITS: u64 = 80;
/// Progress is reported once in this number of tasks.
const TASKS_PER_REPORT: usize = 256;

/// Proposes transforms of simple sequences and of known ones, and other structure beyond plain recurrences.
pub struct Transforms {
    plan: Plan,
    index: Index,
    /// The programs of known sequences that nth source has no name for.
    programs: FxHashMap<String, Formula>,
}

impl Default for Transforms {
    fn default() -> Self {
        Self::new()
    }
}

impl Transforms {
    /// The proposer without known sequences.
    #[must_use]
    pub fn new() -> Self {
        Self { plan: Plan::new(), index: Index::default(), programs: FxHashMap::default() }
    }

    /// The proposer that also looks for these sequences behind transforms. Pairs are made of the first of them: the
    /// most common ones come first.
    #[must_use]
    pub fn with_known(known: &[Known]) -> Self {
        let programs = known.iter().filter_map(|k| Some((k.call.clone(), k.program.clone()?))).collect();
        Self { plan: Plan::new(), index: Index::new(known), programs }
    }

    /// All proposals for these terms as task 0, the simplest first.
    #[must_use]
    pub fn find(&self, terms: &[Int], first: Option<i64>) -> Vec<Proposal> {
        self.discoveries(&Terms::from(terms.to_vec()), first).into_iter().map(|f| f.proposal(0)).collect()
    }

    /// Programs for these terms, the simplest first.
    fn discoveries(&self, terms: &Terms, first: Option<i64>) -> Vec<Discovery> {
        let from = first.unwrap_or(0);
        let mut found = multiplicative::search(terms, from);
        found.extend(self.plan.search(&self.index, terms, from));
        found.extend(tables::search(terms, from));
        found.extend(constants::search(terms, first));
        found.sort_by(|a, b| a.bits.total_cmp(&b.bits));
        found.truncate(MAX_PROPOSALS);
        for f in &mut found {
            self.substitute(&mut f.formula);
        }
        found
    }

    /// Puts programs of known sequences in the place of their names, as further parts of the formula.
    fn substitute(&self, formula: &mut Formula) {
        if self.programs.is_empty() {
            return;
        }
        for part in &mut formula.parts {
            self.substitute(part);
        }
        let first = formula.parts.len();
        let mut names: Vec<&str> = Vec::new();
        let mut body = String::new();
        for word in words(&formula.body) {
            match self.programs.get_key_value(word) {
                Some((name, program)) => {
                    let place = names.iter().position(|n| n == name).unwrap_or(names.len());
                    if place == names.len() {
                        names.push(name);
                        formula.parts.push(program.clone());
                    }
                    body.push_str(&format!("@{}", first + place + 1));
                }
                None => body.push_str(word),
            }
        }
        formula.body = body;
    }
}

impl Transforms {
    /// Proposes as [`Proposer::propose`] does. One instance serves several searches, also at once.
    pub fn propose_shared(&self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink) {
        for_each_task(tasks, budget, |at, task| {
            if at.is_multiple_of(TASKS_PER_REPORT) {
                sink.progress(&Progress {
                    programs: at as u64,
                    stage: "transforms".into(),
                    part: Some(at as f64 / tasks.len() as f64),
                    ..Progress::default()
                });
            }
            if !sink.wants(at) {
                return;
            }
            budget.spend(self.plan.chains() * CHAIN_UNITS);
            for found in self.discoveries(&task.terms, task.first) {
                if !sink.offer(found.proposal(at)) {
                    break;
                }
            }
        });
    }
}

impl Proposer for Transforms {
    fn propose(&mut self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink) {
        self.propose_shared(tasks, budget, sink);
    }
}

#[cfg(test)]
mod tests {
    use nth_base::Cancel;
    use nth_testkit::{Collector, Still};

    use super::*;

    fn offered(jobs: usize, cancelled: bool) -> Vec<usize> {
        // Partial products of 2ⁿ + 1: ratios of neighbours are simple.
        let mut terms = vec![Int::ONE];
        for i in 0..20 {
            terms.push(Int::mul(&terms[i], &Int::from((1i64 << i) + 1)));
        }
        let tasks = vec![Task { terms: terms.into(), first: Some(0) }; 5];
        let cancel = Cancel::new();
        if cancelled {
            cancel.raise();
        }
        let budget = Budget { jobs, ..Budget::new(&cancel, &Still) };
        let seen = Collector::new().one_each().only(|task| task != 1);
        Transforms::new().propose(&tasks, &budget, &seen);
        let mut tasks = seen.into_proposals().into_iter().map(|p| p.task).collect::<Vec<_>>();
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
