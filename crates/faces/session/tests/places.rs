//! Places of run-time errors: the expression, and the calls around it, in each engine.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_core::EvalError;
use nth_session::{EnginePolicy, ErrorPlace, Library, NoFiles, Scope, Session};

/// Definitions, the text that fails, and the calls.
const CASES: &[(&str, &str, &[&str])] = &[
    ("seq a(n) = 6 / (n - 2)", "6 / (n - 2)", &["`a(2)`"]),
    ("fn f(n: Int) -> Int = 1 + f(n - 1) / n\nseq a(n) = f(n)", "f(n - 1)", &["`f(-59)`"]),
    ("fn f(n: Int) -> Int = if n == 0 then 5 % n else 1 + f(n - 1)\nseq a(n) = f(3)", "5 % n", &["`f(0)`", "`f(1)`"]),
    // The same expression twice, and the second one fails.
    ("seq a(n) = if n > 3 then 6 / (n - 2) else 1 + 6 / (n - 2)", "6 / (n - 2)", &["`a(2)`"]),
    // In a function that a library function calls, with a captured variable.
    ("seq a(n) = sum_over(0, 5, |k| 8 / (k - n))", "8 / (k - n)", &["`sum_over(0, 5, …)`", "`a(0)`"]),
    ("seq a(n) = let g = |x| x / n in g(7)", "x / n", &["`a(0)`"]),
    ("seq a(n) = length(filter(map(0..4, |x| 9 % (x - n)), |y| y > 2))", "9 % (x - n)", &["`a(0)`"]),
    ("seq a(n) = all(filter(0..9, |x| 2 / (x - 3) > 0), |y| y > 2) |> indicator", "2 / (x - 3)", &["`a(0)`"]),
    ("seq a(n) = fold([3, 0], 9, |s, x| s / x)", "s / x", &["`a(0)`"]),
    ("seq a(n) = nth k from 1 where 6 / (k - 4) > 3", "6 / (k - 4)", &["`a(0)`"]),
    ("seq a(n) = loop(|x, i| x / (i - 3), 5, n)", "x / (i - 3)", &["`a(0)`"]),
    ("seq a(n) = [1, 2][n]", "[1, 2][n]", &["`a(2)`"]),
    ("seq a(n) = 2 ^ (3 - n)", "2 ^ (3 - n)", &["`a(4)`"]),
    ("seq a(n) = isqrt(2 - n)", "isqrt(2 - n)", &["`a(3)`"]),
    ("seq f(n from 1) = n\nseq a(n) = 2 * f(n)", "f(n)", &["`a(0)`"]),
    // Values of a `seq` that calls itself at smaller indices are computed from below.
    ("seq f(n) = f(n - 2) + 1\nseq a(n) = f(5)", "f(n - 2)", &["`f(1)`", "`f(5)`"]),
    ("seq a(n) = if n < 3 then n else 2 ^ (2 ^ (2 ^ n))", "2 ^ (2 ^ (2 ^ n))", &["`a(5)`"]),
];

fn place(source: &str, policy: EnginePolicy) -> (String, ErrorPlace, EvalError) {
    let mut session = Session::new(Arc::new(Library::embedded()), Arc::new(NoFiles));
    session.engines_mut().policy = policy;
    let loaded = session.check_text("t.nth", source, &Scope::default());
    assert!(!loaded.has_errors(), "{source}");
    let id = *session.sequences(loaded.module).last().unwrap();
    let limits = Limits { max_depth: 60, max_digits: 1_000_000, ..Limits::INTERACTIVE };
    let (_, run) = session.first_terms(id, 20, &limits, &Cancel::new()).unwrap();
    let stop = run.stopped.unwrap_or_else(|| panic!("{source} does not fail"));
    let place = session.stop_place(id, &stop).unwrap_or_else(|| panic!("{source}: no place"));
    (session.sources().slice(place.span).to_owned(), place, stop.error)
}

#[test]
fn the_expression_and_the_calls_are_named() {
    for (source, text, calls) in CASES {
        let (found, place, _) = place(source, EnginePolicy::Never);
        assert_eq!(found, *text, "{source}");
        assert_eq!(&place.calls[..calls.len().min(place.calls.len())], *calls, "{source}");
    }
}

#[test]
fn a_call_below_the_first_index_is_named() {
    let (_, place, error) = place("seq f(n from 1) = n\nseq a(n) = 2 * f(n - 4)", EnginePolicy::Never);
    assert_eq!(error, EvalError::BelowFirstIndex);
    assert_eq!(place.what, "`f(-4)` is below the first index of `f`, which is 1");
    assert_eq!(place.chain(), "in `a(0)`");
}

#[test]
fn a_long_chain_is_shortened() {
    let source = "fn f(n: Int) -> Int = if n == 0 then 1 / n else 1 + f(n - 1)\nseq a(n) = f(30)";
    let (_, place, _) = place(source, EnginePolicy::Never);
    let calls = ["`f(0)`", "`f(1)`", "`f(2)`", "… (26 calls more)", "`f(29)`", "`f(30)`", "`a(0)`"];
    assert_eq!(place.calls, calls);
}
