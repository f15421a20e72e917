//! The proposer: every task once, on any number of threads, until it is stopped.

#![allow(clippy::unwrap_used)]

use nth_base::Cancel;
use nth_closed_form::Families;
use nth_num::Int;
use nth_propose::{Budget, Proposer, Task};
use nth_testkit::{Collector, Still};

fn propose(jobs: usize, cancel: &Cancel) -> Vec<(usize, String)> {
    let task = |f: fn(i64) -> i64, first| Task { terms: (0..20).map(|n| Int::from(f(n))).collect(), first };
    let tasks = [
        task(|n| n * n, None),
        task(|n| n * n, Some(1)),
        task(|n| n, None),
        task(|n| 1 << n, Some(0)),
        Task::default(),
    ];
    let kept = Collector::new().one_each().only(|task| task != 2);
    let watch = Budget { jobs, memory: 1 << 20, ..Budget::new(cancel, &Still) };
    Families.propose(&tasks, &watch, &kept);
    let mut all: Vec<(usize, String)> =
        kept.into_proposals().into_iter().map(|p| (p.task, p.formula().unwrap().source("a"))).collect();
    all.sort();
    all
}

#[test]
fn each_task_has_its_best_fit() {
    let wanted = [(0, "seq a(n) = n ^ 2\n"), (1, "seq a(n from 1) = (n - 1) ^ 2\n"), (3, "seq a(n) = 2 ^ n\n")];
    let wanted = wanted.map(|(k, text)| (k, text.to_owned())).to_vec();
    for jobs in [1, 2, 8] {
        assert_eq!(propose(jobs, &Cancel::new()), wanted);
    }
    let raised = Cancel::new();
    raised.raise();
    assert_eq!(propose(2, &raised), []);
}
