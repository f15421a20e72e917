//! Answers against listed sequences: what they refute is never sure, and what was looked up never outranks a simpler
//! program.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;

use common::{options, request, synthesizer};
use nth_base::Cancel;
use nth_num::Int;
use nth_synth::{Answer, Catalogue, Formula, ListedSequence, Options, Outcome, Silent, refuted_by};
use nth_testkit::Still;

/// A catalogue of one program and some listed sequences, whatever the terms are.
struct Data {
    program: Option<&'static str>,
    listed: Vec<(&'static str, usize, Vec<i64>)>,
}

impl Catalogue for Data {
    fn programs(&self, _: &[Int]) -> Vec<(String, Formula)> {
        self.program.iter().map(|p| ("looked up".to_owned(), Formula::new(*p))).collect()
    }

    fn listed(&self, terms: &[Int]) -> Vec<ListedSequence> {
        let has = |(_, position, all): &&(_, usize, Vec<i64>)| {
            all.iter().skip(*position).zip(terms).all(|(a, b)| Int::from(*a) == *b)
        };
        let listed = |(name, position, all): &(&str, usize, Vec<i64>)| ListedSequence {
            name: (*name).to_owned(),
            position: *position,
            terms: all.iter().skip(*position).copied().map(Int::from).collect(),
        };
        self.listed.iter().filter(has).map(listed).collect()
    }
}

fn answers(data: Data, terms: &[i64], top: usize) -> Vec<Answer> {
    let synthesizer = synthesizer().with_catalogue(Arc::new(data));
    let options = Options { top, ..options() };
    synthesizer.search(&[request(terms)], &options, &Still, &Cancel::new(), &Silent).answers.remove(0)
}

fn terms(count: i64, f: impl Fn(i64) -> i64) -> Vec<i64> {
    (0..count).map(f).collect()
}

/// The multiples of the square root of 2, rounded down.
fn beatty(n: i64) -> i64 {
    (2 * n * n).isqrt()
}

#[test]
fn a_refuted_program_is_never_sure() {
    let given = terms(12, |n| 7 * n / 5);
    assert_eq!(given, terms(12, beatty));
    let without = answers(Data { program: None, listed: vec![] }, &given, 1);
    let listed = vec![("A001951", 0, terms(60, beatty))];
    let with = answers(Data { program: Some("7 * n / 5"), listed: listed.clone() }, &given, 3);
    assert_eq!(with[0].source.trim_end(), "seq a(n) = beatty_sqrt2(n)");
    assert_eq!(refuted_by(&with[0].listed), None);
    let wrong = with.iter().find(|a| a.source.contains("7 * n / 5")).unwrap();
    let refuted = refuted_by(&wrong.listed).unwrap();
    let differs = terms(60, beatty).into_iter().zip(terms(60, |n| 7 * n / 5)).position(|(a, b)| a != b).unwrap() + 1;
    assert_eq!((refuted.name.as_str(), refuted.differs_at()), ("A001951", Some(differs)));
    assert!(wrong.guess && wrong.confidence < 0.5, "{}", wrong.confidence);
    assert!(without.iter().all(|a| a.listed.is_empty()));
    // Where no program goes on like the best known sequence, all are guesses.
    let other = vec![("A000001", 0, [given.clone(), vec![1, 2, 3]].concat()), ("A000002", 0, terms(60, beatty))];
    let guesses = answers(Data { program: Some("7 * n / 5"), listed: other }, &given, 3);
    assert!(!guesses.is_empty() && guesses.iter().all(|a| a.guess), "{guesses:?}");
    // A program that was looked up and has all listed terms comes before one that is refuted.
    let right = answers(Data { program: Some("isqrt(2 * n * n)"), listed }, &given, 3);
    assert_eq!(right[0].listed[0].outcome, Outcome::All);
    assert_eq!((right[0].listed[0].agrees, right[0].listed[0].of), (60, 60));
}

#[test]
fn a_simpler_program_comes_before_one_that_was_looked_up() {
    let given = [1, 5, 12, 22, 35, 51, 70];
    let listed = vec![("A000326", 1, terms(40, |n| n * (3 * n - 1) / 2))];
    let found = answers(Data { program: Some("(11 * n ^ 2 + 14 * n + 13) / 7"), listed }, &given, 2);
    assert_eq!(found[0].source.trim_end(), "seq a(n from 1) = pentagonal(n)");
    assert_eq!((found[0].listed[0].position, found[0].listed[0].outcome), (1, Outcome::All));
}
