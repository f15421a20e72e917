//! Sequences that were made by a rule are recognised, and random numbers are not.

#![allow(clippy::unwrap_used)]

mod common;

use common::Bench;
use nth_algebra::Terms;
use nth_closed_form::{Fit, fit_all, fit_simple};
use nth_num::Int;
use proptest::prelude::*;

fn all(terms: &[Int], from: i64) -> Vec<Fit> {
    fit_all(&Terms::from(terms.to_vec()), from, &|| false)
}

fn ints(xs: &[i64]) -> Vec<Int> {
    xs.iter().map(|x| Int::from(*x)).collect()
}

/// Every fit of the first terms has them, and one has the terms after them too.
fn found_again(terms: &[Int], shown: usize, from: i64) -> Result<(), TestCaseError> {
    let mut bench = Bench::new();
    let fits = all(&terms[..shown], from);
    let mut again = false;
    for fit in &fits {
        let run = bench.terms(&fit.form.formula(), terms.len());
        match run {
            Ok(run) => {
                prop_assert_eq!(&run[..shown], &terms[..shown], "{}", fit.form.formula().source("a"));
                again |= run == terms;
            }
            Err(e) => prop_assert!(false, "{}", e),
        }
        prop_assert!(
            fit.determined_by >= fit.verbatim && fit.determined_by + 2 <= shown && fit.bits > 0.0,
            "{:?}",
            fit
        );
    }
    let bodies: Vec<String> = fits.iter().map(|f| f.form.formula().body).collect();
    prop_assert!(again, "{:?}: {:?}", terms, bodies);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn linear_recurrences(
        coefs in prop::collection::vec(-3_i64..4, 1..5),
        first in prop::collection::vec(-5_i64..6, 7),
        skip in 0_usize..3,
        from in -2_i64..4,
    ) {
        let start = skip + coefs.len();
        let mut terms = ints(&first[..start]);
        while terms.len() < 36 {
            let next = coefs.iter().zip(terms.iter().rev()).fold(Int::ZERO, |s, (c, x)| s.add(&x.mul(&Int::from(*c))));
            terms.push(next);
        }
        found_again(&terms, 26, from)?;
    }

    #[test]
    fn polynomials(values in prop::collection::vec(-20_i64..20, 1..7), from in -2_i64..4) {
        // Newton's form: values are the differences at the first index.
        let terms: Vec<Int> = (0..24_i64).map(|x| {
            let (mut c, mut s) = (1, 0);
            for (k, v) in (0_i64..).zip(&values) {
                s += v * c;
                c = c * (x - k) / (k + 1);
            }
            Int::from(s)
        }).collect();
        found_again(&terms, 16, from)?;
    }

    #[test]
    fn rounded_quotients(a in 0_i64..9, b in -9_i64..9, c in -9_i64..9, d in 2_i64..9, from in -2_i64..4) {
        let terms: Vec<Int> = (from..from + 60).map(|n| Int::from((a * n * n + b * n + c).div_euclid(d))).collect();
        found_again(&terms, 48, from)?;
    }

    #[test]
    fn hypergeometric(a in 1_i64..5, b in 1_i64..5, c in 0_i64..4, first in 1_i64..5) {
        let mut terms = vec![Int::from(first)];
        for n in 1..30_i64 {
            let last = terms.last().unwrap().mul(&Int::from((a * n + c) * (b * n + 1)));
            terms.push(last);
        }
        found_again(&terms, 20, 0)?;
    }

    #[test]
    fn regular(a in -2_i64..3, b in -2_i64..3, c in -3_i64..4, d in -3_i64..4, first in 1_i64..4) {
        let mut terms = vec![Int::from(first)];
        for n in 1..80_usize {
            let half = &terms[n / 2];
            let (x, y) = if n % 2 == 0 { (a, c) } else { (b, d) };
            let next = half.mul(&Int::from(x)).add(&Int::from(y));
            terms.push(next);
        }
        prop_assume!(a != 0 && b != 0);
        found_again(&terms, 50, 0)?;
    }

    #[test]
    fn noise_is_not_found(terms in prop::collection::vec(-1_000_000_i64..1_000_000, 3..60)) {
        let terms = ints(&terms);
        prop_assert!(fit_simple(&terms, 0).is_none());
        prop_assert!(all(&terms, 0).is_empty());
    }

    #[test]
    fn digits_at_random_are_not_found(terms in prop::collection::vec(0_i64..10, 60)) {
        let fits = all(&ints(&terms), 0);
        prop_assert!(fits.is_empty(), "{:?}", fits);
    }
}
