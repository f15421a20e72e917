//! Small sequences and the programs found for them (`tests/closed-form`), and input of any size.

#![allow(clippy::unwrap_used)]

mod common;

use common::Bench;
use nth_closed_form::{fit_all, fit_simple};
use nth_num::Int;
use nth_testkit::{Part, cases};

fn ints(text: &str) -> Vec<Int> {
    text.split(',').map(|t| t.trim().parse().unwrap()).collect()
}

#[test]
fn the_best_fit_is_as_written() {
    let mut bench = Bench::new();
    cases("tests/closed-form", |case| {
        let (from, terms) = case.input.trim().split_once(": ").unwrap();
        let (from, terms) = (from.parse().unwrap(), ints(terms));
        let fits = fit_all(&terms, from, &|| false);
        for fit in &fits {
            let source = fit.formula.source("a");
            assert_eq!(bench.terms(&fit.formula, terms.len()).as_ref(), Ok(&terms), "{}: {source}", case.at());
        }
        vec![Part::new("fit", fits.first().map_or("none", |f| f.formula.body.as_str()))]
    });
}

#[test]
fn long_and_big_input_is_exact() {
    // 10,000 terms of 1,000 digits; the last of them does not belong.
    let big: Int = "7".repeat(1000).parse().unwrap();
    let mut terms: Vec<Int> = (0..10_000_i64).map(|k| big.add(&Int::from(k * k))).collect();
    assert!(fit_simple(&terms, 0).is_some());
    assert!(fit_all(&terms, 0, &|| false).iter().any(|f| f.says == "polynomial of degree 2" && f.fitted == 3));
    terms[9_999] = Int::ONE;
    assert!(fit_simple(&terms, 0).is_none());
    assert!(fit_all(&terms, 0, &|| false).is_empty());
    assert!(fit_all(&terms, 0, &|| true).is_empty());
}

#[test]
fn hostile_input_is_quick() {
    for n in [0, 1, 2, 3, 10_000] {
        let zeros = vec![Int::ZERO; n];
        assert_eq!(fit_simple(&zeros, 0).is_some(), n > 2);
        let _ = fit_all(&zeros, i64::MAX, &|| false);
        let _ = fit_all(&zeros, i64::MIN, &|| false);
        let big: Int = "9".repeat(1000).parse().unwrap();
        let bigs: Vec<Int> = (0..n.min(400)).map(|k| big.mul(&Int::from((k * k * 7919 % 1013) as i64))).collect();
        let _ = fit_all(&bigs, 0, &|| false);
    }
}
