//! Small sequences and the programs found for them (`tests/closed-form`), and input of any size.

#![allow(clippy::unwrap_used)]

mod common;

use common::Bench;
use nth_algebra::Terms;
use nth_closed_form::{ClosedForm, Fit, Rule, fit_all, fit_simple};
use nth_num::Int;
use nth_testkit::{Part, cases};

fn all(terms: &[Int], from: i64) -> Vec<Fit> {
    fit_all(&Terms::from(terms.to_vec()), from, &|| false)
}

fn ints(text: &str) -> Vec<Int> {
    text.split(',').map(|t| t.trim().parse().unwrap()).collect()
}

#[test]
fn the_best_fit_is_as_written() {
    let mut bench = Bench::new();
    cases("tests/closed-form", |case| {
        let (from, terms) = case.input.trim().split_once(": ").unwrap();
        let (from, terms) = (from.parse().unwrap(), ints(terms));
        let fits = all(&terms, from);
        for fit in &fits {
            let source = fit.form.formula().source("a");
            assert_eq!(bench.terms(&fit.form.formula(), terms.len()).as_ref(), Ok(&terms), "{}: {source}", case.at());
        }
        vec![Part::new("fit", fits.first().map_or_else(|| "none".to_owned(), |f| f.form.formula().body))]
    });
}

#[test]
fn long_and_big_input_is_exact() {
    // 10,000 terms of 1,000 digits; the last of them does not belong.
    let big: Int = "7".repeat(1000).parse().unwrap();
    let mut terms: Vec<Int> = (0..10_000_i64).map(|k| big.add(&Int::from(k * k))).collect();
    assert!(fit_simple(&terms, 0).is_some());
    assert!(all(&terms, 0).iter().any(|f| f.form.description() == "polynomial of degree 2" && f.determined_by == 3));
    terms[9_999] = Int::ONE;
    assert!(fit_simple(&terms, 0).is_none());
    assert!(all(&terms, 0).is_empty());
    assert!(fit_all(&Terms::from(terms), 0, &|| true).is_empty());
}

#[test]
fn hostile_input_is_quick() {
    for n in [0, 1, 2, 3, 10_000] {
        let zeros = vec![Int::ZERO; n];
        assert_eq!(fit_simple(&zeros, 0).is_some(), n > 2);
        let _ = all(&zeros, i64::MAX);
        let _ = all(&zeros, i64::MIN);
        let big: Int = "9".repeat(1000).parse().unwrap();
        let bigs: Vec<Int> = (0..n.min(400)).map(|k| big.mul(&Int::from((k * k * 7919 % 1013) as i64))).collect();
        let _ = all(&bigs, 0);
    }
}

#[test]
fn forms_are_data() {
    let best = |text: &str| all(&ints(text), 0).swap_remove(0).form;
    let form = best("0, 1, 1, 2, 3, 5, 8, 13, 21, 34");
    let coefficients = vec![Int::ONE, Int::ONE];
    let rule = Rule::LinearRecurrence { coefficients, divisor: Int::ONE, added: None };
    assert_eq!(form, ClosedForm { first: 0, initial: vec![Int::ZERO, Int::ONE], exceptions: 0, rule });
    assert_eq!(form.description(), "linear recurrence of order 2 (rational generating function)");
    let form = best("7, 7, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1");
    let rule = Rule::Periodic { cycle: vec![Int::ZERO, Int::ONE] };
    assert_eq!(form, ClosedForm { first: 0, initial: vec![Int::from(7); 2], exceptions: 2, rule });
    // n a(n) = (4n − 2) a(n − 1) gives the central binomial coefficients.
    let form = best("1, 2, 6, 20, 70, 252, 924, 3432, 12870, 48620, 184756, 705432");
    let Rule::PRecursive { coefficients, divisor, added: None, .. } = form.rule else { panic!("{form:?}") };
    assert_eq!(
        (coefficients[0].num.clone(), divisor.num),
        (vec![Int::from(-2), Int::from(4)], vec![Int::ZERO, Int::ONE])
    );
}
