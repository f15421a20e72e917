//! Whether a program has given terms: how comparisons end, and what they cost.

#![allow(clippy::unwrap_used)]

use nth_base::{Cancel, Cost, CostReading, Limits};
use nth_core::{Arena, EvalError, FuncId};
use nth_dialects::core_text::parse_program;
use nth_eval::Evaluator;
use nth_num::Int;
use nth_runner::{Agreement, At, End, Executable, Execution, ExpectedTerms, agree, agree_within};

fn ints(terms: &[i64]) -> Vec<Int> {
    terms.iter().copied().map(Int::from).collect()
}

/// Runs the first function of a Core program, and gives what `compare` says of the run.
fn run<T>(core: &str, limits: &Limits, cancel: &Cancel, compare: impl FnOnce(&mut Execution<'_>) -> T) -> T {
    let mut arena = Arena::new();
    let program = parse_program(&mut arena, core).unwrap();
    let executable = Executable::new(&arena, &program, FuncId(0)).unwrap();
    let mut evaluator = Evaluator::new(limits, cancel);
    compare(&mut Execution::in_bytecode(&mut evaluator, &executable))
}

fn from_zero(core: &str, terms: &[i64], limits: &Limits) -> Agreement {
    let terms = ints(terms);
    run(core, limits, &Cancel::new(), |e| agree(e, &ExpectedTerms { terms: &terms, at: At::From(0) }))
}

const SMALL: Limits =
    Limits { budget: 1_000, reading: CostReading::Published, max_digits: 20, max_words: 1_000, max_depth: 10 };

#[test]
fn comparisons_end_in_four_ways() {
    let twice = "(func f0 (Int) Int (mul (var 0) 2))";
    let endless = "(func f0 (Int) Int (if (lt (var 0) 2) (var 0) (add 1 (call 1 (var 0)))))\n(func f1 (Int) Int (add 1 (call 1 (var 0))))";
    for (core, terms, matched, end) in [
        (twice, &[0, 2, 4][..], 3, End::All),
        (twice, &[], 0, End::All),
        (twice, &[0, 2, 5, 6], 2, End::Differs(Int::from(4))),
        ("(func f0 (Int) Int (div 6 (sub 2 (var 0))))", &[3, 6, 0], 2, End::Failed(EvalError::DivByZero)),
        ("(func f0 (Int) Int (pow 2 (sub 0 (var 0))))", &[1, 0], 1, End::Failed(EvalError::Domain)),
        ("(func f0 (Int) Int (pow 10 (mul (var 0) 30)))", &[1, 0], 1, End::Limit(EvalError::TooBig)),
        (endless, &[0, 1, 2], 2, End::Limit(EvalError::Depth)),
    ] {
        let agreement = from_zero(core, terms, &SMALL);
        assert_eq!((agreement.matched, agreement.end), (matched, end), "{core}");
    }
}

#[test]
fn the_cost_is_that_of_the_terms_that_agree() {
    let core = "(func f0 (Int) Int (add (var 0) 3))";
    let cost = |units| Cost { published: units, continued: units };
    assert_eq!(from_zero(core, &[3, 4, 5], &SMALL).cost, cost(9));
    assert_eq!(from_zero(core, &[3, 4, 7], &SMALL).cost, cost(6));
    let terms = ints(&[3, 4, 5]);
    for (most, expected) in [
        (9, Agreement { matched: 3, end: End::All, cost: cost(9) }),
        (8, Agreement { matched: 2, end: End::Limit(EvalError::Budget), cost: cost(6) }),
        (0, Agreement { matched: 0, end: End::Limit(EvalError::Budget), cost: cost(0) }),
    ] {
        let known = ExpectedTerms { terms: &terms, at: At::From(0) };
        let found = run(core, &SMALL, &Cancel::new(), |e| agree_within(e, &known, CostReading::Published, most));
        assert_eq!(found, expected, "at most {most}");
    }
}

#[test]
fn terms_stand_at_indices_or_at_arguments() {
    let two = "(func f0 (Int Int) Int (add (mul (var 1) 10) (var 0)))";
    let terms = ints(&[30, 40]);
    let from = ExpectedTerms { terms: &terms, at: At::From(3) };
    assert!(run(two, &SMALL, &Cancel::new(), |e| agree(e, &from)).is_full(), "a second parameter is 0");
    let (terms, places) = (ints(&[12, 34]), [ints(&[1, 2]), ints(&[3, 4])]);
    let each = ExpectedTerms { terms: &terms, at: At::Each(&places) };
    assert!(run(two, &SMALL, &Cancel::new(), |e| agree(e, &each)).is_full());
    let terms = ints(&[i64::MAX]).into_iter().chain(["9223372036854775808".parse().unwrap()]).collect::<Vec<Int>>();
    let beyond = ExpectedTerms { terms: &terms, at: At::From(i64::MAX) };
    assert!(run("(func f0 (Int) Int (var 0))", &SMALL, &Cancel::new(), |e| agree(e, &beyond)).is_full());
}

#[test]
fn a_raised_flag_says_nothing_of_the_program() {
    let cancel = Cancel::new();
    cancel.raise();
    let terms = ints(&[0]);
    let limits = Limits { budget: 1_000_000_000, ..Limits::INTERACTIVE };
    let core = "(func f0 (Int) Int (loop (lam 2 (add (var 1) (var 0))) 100000000 (var 0)))";
    let found = run(core, &limits, &cancel, |e| agree(e, &ExpectedTerms { terms: &terms, at: At::From(0) }));
    assert_eq!(found.end, End::Limit(EvalError::Interrupted));
}
