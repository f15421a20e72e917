//! Small sequences and the programs found for them: `tests/cases.txt`, one case a line: terms; the body of the best fit.

#![allow(clippy::unwrap_used)]

mod common;

use common::Bench;
use nth_closed_form::{fit_all, fit_simple};
use nth_num::Int;

fn ints(text: &str) -> Vec<Int> {
    text.split(',').map(|t| t.trim().parse().unwrap()).collect()
}

#[test]
fn the_best_fit_is_as_written() {
    let mut bench = Bench::new();
    let mut wrong = String::new();
    for line in include_str!("cases.txt").lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#')) {
        let mut cells = line.split(';').map(str::trim);
        let (from, terms) = (cells.next().unwrap().parse().unwrap(), ints(cells.next().unwrap()));
        let wanted = cells.next().unwrap();
        let fits = fit_all(&terms, from, &|| false);
        let best = fits.first().map_or("none", |f| f.formula.body.as_str());
        if best != wanted {
            wrong.push_str(&format!("{from}; {:?}; {best}\n", terms));
        }
        for fit in &fits {
            match bench.terms(&fit.formula, terms.len()) {
                Ok(run) if run == terms => {}
                other => wrong.push_str(&format!("{}: {other:?}\n", fit.formula.source("a"))),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
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
