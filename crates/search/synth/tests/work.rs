//! A search that is bounded by work gives the same answers in every run, on any number of threads.

#![allow(clippy::unwrap_used)]

mod common;

use common::{request, search};
use nth_num::Int;
use nth_synth::{Ended, Found, Options, Task};

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

fn options(work: u64, jobs: usize) -> Options {
    Options { time: None, work: Some(work), top: 3, next: 5, jobs, memory: 1 << 28, ..Options::default() }
}

fn run(count: usize, work: u64, jobs: usize) -> Found {
    search(&tasks(count), &options(work, jobs))
}

/// The answers without the times at which they were found.
fn told(found: &Found) -> String {
    format!("{:?} {:?} {:?}", found.answers, found.tallies, found.ended)
}

#[test]
fn equal_work_gives_equal_answers() {
    // One sequence, several with proposers side by side, and more with proposers in turn.
    for count in [1, 6, 12] {
        let (first, again) = (run(count, 300_000, 1), run(count, 300_000, 1));
        assert_eq!(told(&first), told(&again));
        let best = &first.answers[0][0];
        assert!(!best.guess && best.next[0] == Int::from(25 * 25 * 25 - 25), "{best:?}");
    }
}

#[test]
fn the_number_of_threads_does_not_count() {
    let lists: [&[i64]; 4] = [
        &[2, 3, 5, 7, 11, 13],
        &[0, 1, 1, 2, 4, 7, 13, 24, 44, 81],
        &[3, 2, 0, 1, 2, 2],
        &[1, 3, 9, 19, 33, 51, 73, 99, 130],
    ];
    for terms in lists {
        let run = |jobs| told(&search(&[request(terms)], &options(200_000, jobs)));
        let first = run(1);
        for jobs in [2, 4, 1, 4, 2, 3, 8, 2, 4] {
            assert_eq!(first, run(jobs), "{terms:?} with {jobs} threads");
        }
    }
    for (count, work) in [(6, 200_000), (12, 100_000)] {
        let first = told(&run(count, work, 1));
        assert_eq!(first, told(&run(count, work, 4)), "{count} sequences");
    }
}

#[test]
fn confidence_does_not_depend_on_what_is_printed() {
    for terms in [&[3, 2, 0, 1, 2, 2][..], &[2, 3, 5, 7, 11, 13], &[1, 4, 9, 16, 25, 36, 49], &[1, 2, 3, 5, 9, 16, 28]]
    {
        let run = |top, next| search(&[request(terms)], &Options { top, next, ..options(300_000, 2) });
        let all = run(8, 0);
        let first = all.answers[0].first().map(|a| &a.source);
        for (top, next) in [(1, 0), (1, 6), (3, 0), (2, 30), (20, 1)] {
            let found = run(top, next);
            // A search for more answers may find others between those, but a program has one confidence.
            for a in &found.answers[0] {
                let Some(same) = all.answers[0].iter().find(|b| b.source == a.source) else { continue };
                assert_eq!(
                    (a.confidence, a.guess),
                    (same.confidence, same.guess),
                    "{terms:?}, {top}, {next}: {}",
                    a.source
                );
            }
            assert_eq!(found.answers[0].first().map(|a| &a.source), first);
            assert!(found.answers[0].iter().all(|a| a.next.len() <= next));
        }
    }
}

#[test]
fn less_work_never_gives_more_confidence() {
    for terms in
        [&[2, 3, 5, 7, 11, 13, 17, 19][..], &[1, 4, 9, 16, 25, 36, 49, 64, 81], &[1, 1, 2, 3, 5, 8, 13, 21, 34]]
    {
        let mut before = 0.0;
        for work in [1_000, 30_000, 100_000, 1_000_000] {
            let found = search(&[request(terms)], &Options { top: 1, ..options(work, 2) });
            let confidence = found.answers[0].first().map_or(0.0, |a| a.confidence);
            assert!(confidence >= before, "{terms:?}: {before} with less than {work}, then {confidence}");
            before = confidence;
        }
    }
}

#[test]
fn a_search_says_why_it_ended() {
    let terms = [[1, 1, 2, 3, 5, 8, 13, 21, 34, 55], [3, 1, 4, 1, 5, 9, 2, 6, 5, 3]];
    let ended = |terms: &[i64], work| search(&[request(terms)], &Options { top: 1, ..options(work, 1) }).ended;
    assert_eq!(ended(&terms[0], 1_000_000), Ended::Complete);
    assert_eq!(ended(&terms[1], 50_000), Ended::Work);
}

#[test]
fn no_work_gives_no_answers() {
    for count in [1, 12] {
        assert!(run(count, 0, 1).answers.iter().all(Vec::is_empty));
    }
}
