//! A search on one thread that is bounded by work gives the same answers in every run.

#![allow(clippy::unwrap_used)]

mod common;

use common::{request, search};
use nth_num::Int;
use nth_synth::{Found, Options, Patience, Task};

/// Test sequences: some that each proposer solves, and some that none solves.
fn tasks(count: usize) -> Vec<Task> {
    let terms: [&dyn Fn(i64) -> i64; 6] = [
        &|n| n * n * n - n,
        &|n| if n < 2 { 0 } else { i64::from((2..n).all(|d| n % d != 0)) },
        &|n| (n * n + n % 3) / (n + 1),
        &|n| (1..=n).filter(|d| n % d == 0).sum::<i64>() * (n + 1),
        &|n| (n * 7919 + 13) * (n + 5) % 1009,
        &|n| (n * n / 2) % (n + 3),
    ];
    (0..count).map(|k| request(&(0..25).map(|n| terms[k % 6](n + (k / 6) as i64)).collect::<Vec<_>>())).collect()
}

fn run(count: usize, work: u64, jobs: usize) -> Found {
    let patience = (count == 1).then_some(Patience { time: std::time::Duration::ZERO, work: 10_000 });
    let options = Options {
        time: None,
        work: Some(work),
        top: 3,
        next: 5,
        patience,
        jobs,
        memory: 1 << 28,
        ..Options::default()
    };
    search(&tasks(count), &options)
}

#[test]
fn equal_work_gives_equal_answers() {
    // One sequence in interactive mode, several with proposers side by side, and more with proposers in turn.
    for count in [1, 6, 12] {
        let (first, again) = (run(count, 300_000, 1), run(count, 300_000, 1));
        assert_eq!(format!("{:?}", first.answers), format!("{:?}", again.answers));
        assert_eq!(first.tallies, again.tallies);
        let best = &first.answers[0][0];
        assert!(!best.guess && best.next[0] == Int::from(25 * 25 * 25 - 25), "{best:?}");
    }
}

#[test]
fn no_work_gives_no_answers() {
    for count in [1, 12] {
        assert!(run(count, 0, 1).answers.iter().all(Vec::is_empty));
    }
}
