//! Near misses and short lists: what can be said where no answer is sure.

#![allow(clippy::unwrap_used)]

mod common;

use common::{options, request, search};
use nth_num::Int;
use nth_synth::{NearMiss, Options, select_proposers};
use nth_testkit::Random;

fn near(terms: &[i64], words: &[&str]) -> Option<NearMiss> {
    let found = search(&[request(terms)], &Options { proposers: select_proposers(words).unwrap(), ..options() });
    assert!(found.answers[0].iter().all(|a| a.guess), "{terms:?}: {}", found.answers[0][0].source);
    found.near.into_iter().next().unwrap()
}

fn differs(miss: &NearMiss) -> Vec<(usize, i64)> {
    miss.differs.iter().map(|(k, t)| (*k, t.to_string().parse().unwrap())).collect()
}

#[test]
fn one_or_two_slips_are_told() {
    let fib = [0, 1, 1, 2, 3, 5, 8, 13, 21, 35];
    let miss = near(&fib, &["known"]).unwrap();
    assert_eq!((miss.source.trim_end(), differs(&miss)), ("seq a(n) = fib(n)", vec![(10, 34)]));
    // Without the library, closed forms of the first terms remain.
    let miss = near(&fib, &["families"]).unwrap();
    assert_eq!(differs(&miss), [(10, 34)]);

    let mut primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];
    primes[3] = 9;
    primes[12] = 39;
    let miss = near(&primes, &["known"]).unwrap();
    assert_eq!((miss.source.trim_end(), differs(&miss)), ("seq a(n from 1) = prime(n)", vec![(4, 7), (13, 41)]));
    assert_eq!(near(&primes[..15], &["known"]), None, "two slips in fifteen terms");

    let mut cubes: Vec<i64> = (0..12).map(|n| n * n * n + 2 * n + 7).collect();
    cubes[10] += 10;
    let miss = near(&cubes, &["families"]).unwrap();
    assert_eq!(differs(&miss), [(11, 1027)]);
}

#[test]
fn random_terms_are_near_nothing() {
    let mut random = Random::new(3);
    for _ in 0..50 {
        let terms: Vec<i64> = (0..10).map(|_| random.below(4) as i64).collect();
        assert_eq!(search(&[request(&terms)], &options()).near, [None], "{terms:?}");
    }
}

#[test]
fn short_lists_have_guesses() {
    // A cubic, a quadratic, a line: each has one term to confirm it.
    for (terms, next) in [(&[1, 5, 15, 34, 65][..], 111), (&[7, 3, 1, 1], 3), (&[5, 9, 13], 17)] {
        let found = search(&[request(terms)], &Options { next: 1, ..options() });
        let best = &found.answers[0][0];
        assert!(best.guess && best.next == [Int::from(next)], "{terms:?}: {}", best.source);
    }
}
