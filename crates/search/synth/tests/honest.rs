//! Tests that no wrong program is reported as right, for any terms and any claims of proposers.

#![allow(clippy::unwrap_used)]

mod common;

use common::{SYNTHESIZER, options, request, search};
use nth_base::Cancel;
use nth_num::Int;
use nth_propose::{Budget, Evidence, Formula, Origin, Proposal, Proposer, Sink, Task};
use nth_synth::{DEFAULT_WORK, Ended, Instance, Options, ProposerInfo, Silent, select_proposers};
use nth_testkit::{Random, Still, each_on_all_cores};

/// A proposer that offers these bodies for the first task and claims that they are certain.
struct Liar(Vec<&'static str>);

impl Proposer for Liar {
    fn propose(&mut self, _: &[Task], _: &Budget<'_>, sink: &dyn Sink) {
        for body in &self.0 {
            sink.offer(Proposal {
                task: 0,
                program: Formula::new(*body).into(),
                origin: Origin::Searched,
                evidence: Evidence::default(),
                description: "a lie".to_owned(),
            });
        }
    }
}

fn told(bodies: &[&'static str], terms: &[i64], options: &Options) -> nth_synth::Found {
    let info = ProposerInfo {
        name: "liar",
        group: "liars",
        summary: "programs that it claims to be certain",
        share: 1.0,
        searches: true,
        systematic: true,
        default: false,
        looks_up: false,
    };
    let liar: Vec<Instance> = vec![(info, Box::new(Liar(bodies.to_vec())))];
    SYNTHESIZER.search_with(liar, &[request(terms)], options, &Still, &Cancel::new(), &Silent)
}

#[test]
fn every_proposal_is_executed() {
    let squares: Vec<i64> = (0..12).map(|n| n * n).collect();
    let bodies = [
        "n * n + (if n == 11 then 1 else 0)",
        "n * n / (11 - n)",
        "loop(|x, i| x, 10 ^ 15, n * n)",
        "2 ^ 2 ^ 2 ^ 2 ^ 2 ^ n",
        "n *",
        "mystery(n)",
        "@(n)",
        "n * n",
        "n * n * 1",
    ];
    let found = told(&bodies, &squares, &Options { top: 5, ..options() });
    let answers: Vec<_> = found.answers[0].iter().map(|a| a.source.trim_end()).collect();
    assert_eq!(answers, ["seq a(n) = n ^ 2"], "and equal meanings are told once");
    let tally = found.tallies[0].1;
    assert_eq!((tally.offered, tally.right, tally.wrong, tally.invalid), (9, 2, 5, 2));
}

#[test]
fn terms_that_are_held_back_must_agree() {
    let mut terms: Vec<i64> = (0..20).map(|n| n * n).collect();
    terms[19] += 1;
    let found = told(&["n * n"], &terms, &Options { hold_out: 5, ..options() });
    assert!(found.answers[0].is_empty());
    assert_eq!(found.tallies[0].1.refuted, 1);
    terms[19] -= 1;
    let found = told(&["n * n"], &terms, &Options { hold_out: 5, ..options() });
    assert_eq!((found.answers[0][0].verified, found.answers[0][0].held_back), (15, 5));
}

#[test]
fn random_terms_have_no_program() {
    let mut random = Random::new(1);
    for bound in [2, 3, 10, 100, 1_000_000] {
        let requests: Vec<Task> = (0..40)
            .map(|_| request(&(0..25).map(|_| random.below(bound) as i64 - (bound as i64) / 3).collect::<Vec<_>>()))
            .collect();
        let found = search(&requests, &options());
        for (request, answers) in requests.iter().zip(&found.answers) {
            assert!(answers.iter().all(|a| a.guess), "{:?}: {}", request.terms, answers[0].source);
        }
    }
}

/// With all proposers, but less work than by default: `nth-benches confidence` searches with the default options.
#[test]
fn short_random_lists_have_guesses_only() {
    let mut random = Random::new(5);
    let options = Options { time: None, work: Some(100_000), jobs: 1, ..Options::default() };
    let count = if nth_testkit::full() { 100 } else { 15 };
    let lists: Vec<Vec<i64>> = (0..count).map(|k| (0..6 + k % 5).map(|_| random.below(4) as i64).collect()).collect();
    each_on_all_cores(&lists, |terms| {
        let found = search(&[request(terms)], &options);
        assert!(found.answers[0].iter().all(|a| a.guess), "{terms:?}: {}", found.answers[0][0].source);
    });
}

/// Confidence of an answer that a narrow search finds is not more than that of a whole one.
#[test]
fn less_search_gives_no_more_confidence() {
    let lists: [&[i64]; 6] = [
        &[1, 2, 6, 24, 120, 720, 5040],
        &[1, 2, 6, 24, 120, 720],
        &[0, 1, 4, 9, 16, 25, 36, 49, 64, 81],
        &[1, 3, 4, 7, 6, 12, 8, 15],
        &[2, 3, 5, 7, 11, 13, 17, 19],
        &[3, 2, 0, 1, 2, 2],
    ];
    let with = |words: &[&str], work| {
        let proposers = select_proposers(words).unwrap();
        Options { time: None, work: Some(work), top: 8, proposers, ..Options::default() }
    };
    let all = ["known", "families", "enumerate", "sample"];
    each_on_all_cores(&lists, |terms| {
        let told = |words: &[&str], work| search(&[request(terms)], &with(words, work)).answers.remove(0);
        let whole = told(&all, DEFAULT_WORK);
        for (words, work) in [
            (&all[1..], DEFAULT_WORK),
            (&["known"], DEFAULT_WORK),
            (&["enumerate"], DEFAULT_WORK),
            (&["families"], DEFAULT_WORK),
            (&all, 20_000),
        ] {
            for a in told(words, work) {
                let same = whole.iter().find(|b| b.source == a.source);
                let most = same.map_or(1.0, |b| b.confidence) + 1e-9;
                assert!(a.confidence <= most, "{terms:?}, {words:?}: {} has {}, not {most}", a.source, a.confidence);
            }
        }
    });
}

#[test]
fn one_changed_term_is_noticed() {
    let catalan = |n: usize| {
        let mut c = vec![1i64];
        for k in 0..n as i64 {
            c.push(c[k as usize] * 2 * (2 * k + 1) / (k + 2));
        }
        c
    };
    let fib = |n: usize| {
        let mut f = vec![0i64, 1];
        while f.len() < n {
            f.push(f[f.len() - 1] + f[f.len() - 2]);
        }
        f
    };
    for terms in [catalan(24), fib(40), (0..30).map(|n| n * n * n - n).collect()] {
        let whole = search(&[request(&terms)], &options());
        assert!(!whole.answers[0].is_empty() && !whole.answers[0][0].guess);
        for at in [8, terms.len() / 2, terms.len() - 1] {
            let mut changed = terms.clone();
            changed[at] += 1;
            let found = search(&[request(&changed)], &options());
            // An answer gives all the changed terms, so it may only be trusted if it contains the changed term as an
            // exception.
            for a in &found.answers[0] {
                assert!(a.guess || a.determined_by > at, "term {at} of {changed:?}: {}", a.source);
            }
        }
    }
}

#[test]
fn few_terms_are_never_more_than_a_guess() {
    for terms in [&[][..], &[5], &[1, 2], &[0, 0], &[1, 2, 3], &[7, 7, 7]] {
        let found = search(&[request(terms)], &options());
        assert!(found.answers[0].iter().all(|a| a.guess), "{terms:?}: {}", found.answers[0][0].source);
    }
}

#[test]
fn huge_negative_and_many_terms() {
    let big = |n: i64| (0..n).fold(Int::from(1), |x, _| x.mul(&Int::from(-1_000_003)));
    let powers = Task { terms: (0..40).map(big).collect(), first: None };
    let many = request(&(0..10_000).map(|n| 3 * n - 7).collect::<Vec<_>>());
    let huge = Task { terms: (0..3).map(|k| big(400 + 13 * k * k)).collect(), first: None };
    let found = search(&[powers, many, huge], &options());
    assert!(!found.answers[0][0].guess && found.answers[0][0].verified == 40);
    assert!(!found.answers[1][0].guess && found.answers[1][0].verified == 10_000);
    assert!(found.answers[2].iter().all(|a| a.guess));
}

#[test]
fn a_raised_flag_ends_the_search_at_once() {
    let cancel = Cancel::new();
    cancel.raise();
    let found = SYNTHESIZER.search(&[request(&[1, 2, 4, 8, 16, 32])], &options(), &Still, &cancel, &Silent);
    assert_eq!(found.ended, Ended::Interrupted);
}
