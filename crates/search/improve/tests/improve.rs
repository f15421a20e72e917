//! Tests of `improve`: programs that become smaller and cheaper, and the guarantees for all results.

#![allow(clippy::unwrap_used)]

use nth_base::{Cancel, Limits};
use nth_core::{Arena, FuncId, Program, Ty};
use nth_dialects::core_text::{parse_program, print_program};
use nth_eval::{Evaluator, compile};
use nth_improve::{At, Better, Effort, ExpectedTerms, How, Improved, improve};
use nth_num::Int;
use nth_reference::{generate, with_stack};
use nth_rewrite::Bounds;

const ENTRY: FuncId = FuncId(0);

/// The terms of a program from index `first` on, at most `count`, and their cost in the continued reading.
fn terms(arena: &Arena, program: &Program, first: i64, count: usize) -> (Vec<Int>, u64) {
    let code = compile(arena, program, ENTRY).unwrap();
    let mut evaluator = Evaluator::new(&Limits::CANDIDATE, &Cancel::new());
    let mut run = evaluator.run(&code);
    let params = program.func(ENTRY).params.len();
    let mut all = Vec::new();
    let mut cost = 0;
    for i in 0..count as i64 {
        let args: Vec<Int> = [Int::from(first + i), Int::ZERO].into_iter().take(params).collect();
        match run.value(&args, Ty::INT) {
            Ok(x) => all.push(x.integer_value()),
            Err(_) => break,
        }
        cost = run.cost().continued;
    }
    (all, cost)
}

trait IntegerValue {
    fn integer_value(self) -> Int;
}

impl IntegerValue for nth_eval::Output {
    fn integer_value(self) -> Int {
        match self {
            Self::Int(x) => x,
            Self::Bool(_) | Self::List(_) => panic!("no integer"),
        }
    }
}

fn body(arena: &Arena, better: &Option<Better>) -> String {
    better.as_ref().map_or("-".to_owned(), |b| {
        let text = print_program(arena, &b.program, b.entry);
        let body = text.trim().strip_prefix("(func f (Int) Int ").and_then(|t| t.strip_suffix(')'));
        body.unwrap_or(&text).to_owned()
    })
}

/// Rewriting alone: the program, what becomes of it by size, and a size that the fastest has at most.
const REWRITTEN: &[(&str, &str)] = &[
    ("(add (mul (var 0) 2) (mul (var 0) 3))", "(mul 5 (var 0))"),
    ("(add (var 0) (add (var 0) (add 1 (add (var 0) 1))))", "(add 2 (mul 3 (var 0)))"),
    ("(sub (add (var 0) 7) (add 3 (var 0)))", "4"),
    ("(div (mul 6 (var 0)) 3)", "(mul 2 (var 0))"),
    ("(mod (add (mul 12 (var 0)) (mod (var 0) 12)) 4)", "(mod (var 0) 4)"),
    ("(loop (lam 2 (add (var 1) 3)) (var 0) 1)", "(add 1 (mul 3 (var 0)))"),
    ("(loop (lam 2 (mul (var 1) 2)) (var 0) 1)", "(pow 2 (var 0))"),
    ("(loop (lam 2 (add (var 1) (var 2))) (var 0) 0)", "(mul (var 0) (var 0))"),
    ("(loop (lam 2 (add (var 1) (mul (var 2) (var 2)))) 1 0)", "(mul (var 0) (var 0))"),
    ("(let (add (var 0) 1) (mul (var 0) 2))", "(mul 2 (add 1 (var 0)))"),
    ("(if (le (var 0) (sub 0 1)) 5 (abs (var 0)))", "(var 0)"),
    ("(if (not (not (lt (var 0) 3))) (cond (sub 1 1) (var 0) 9) (var 0))", "(var 0)"),
    (
        "(fold (range_inclusive 1 (var 0)) 0 (lam 2 (add (var 1) (mul (var 0) (var 0)))))",
        "(loop (lam 2 (add (var 1) (mul (var 0) (var 0)))) (var 0) 0)",
    ),
    ("(gcd (var 0) (mul (var 0) (add (var 0) 5)))", "(var 0)"),
];

#[test]
fn rules_make_programs_smaller() {
    for (given, wanted) in REWRITTEN {
        let mut arena = Arena::new();
        let program = parse_program(&mut arena, &format!("(func f (Int) Int {given})")).unwrap();
        let (known, _) = terms(&arena, &program, 0, 20);
        assert_eq!(known.len(), 20, "{given}");
        let effort = Effort { tries: 0, ..Effort::default() };
        let known = ExpectedTerms { terms: &known, at: At::From(0) };
        let found = improve(&mut arena, &program, ENTRY, &known, &effort, &Cancel::new());
        let wanted = parse_program(&mut arena, &format!("(func f (Int) Int {wanted})")).unwrap();
        let size = found.smallest.as_ref().unwrap_or_else(|| panic!("{given}: nothing found")).size;
        assert!(size <= wanted.size(&arena, ENTRY), "{given}: {}", body(&arena, &found.smallest));
        assert!(found.smallest.as_ref().is_some_and(|b| b.how == How::Rewritten));
    }
}

#[test]
fn sums_become_closed_forms_for_speed() {
    let mut arena = Arena::new();
    let text = "(func f (Int) Int (loop (lam 2 (add (var 1) (add (mul 3 (var 0)) 1))) (mul (var 0) (var 0)) 0))";
    let program = parse_program(&mut arena, text).unwrap();
    let (known, cost) = terms(&arena, &program, 0, 30);
    let effort = Effort { tries: 0, ..Effort::default() };
    let known = ExpectedTerms { terms: &known, at: At::From(0) };
    let found = improve(&mut arena, &program, ENTRY, &known, &effort, &Cancel::new());
    let fastest = found.fastest.as_ref().unwrap();
    assert!(!body(&arena, &found.fastest).contains("loop"), "{}", body(&arena, &found.fastest));
    assert!(fastest.cost < cost / 2, "{} of {cost}", fastest.cost);
}

#[test]
fn mutation_finds_what_rules_do_not() {
    let mut arena = Arena::new();
    // The second loop runs to a multiple of n, and its values are not used.
    let text = "(func f (Int) Int (mod (loop2 (lam 2 (add (var 1) (var 0))) (lam 2 (add (var 1) (mul 0 (var 0)))) \
                (add (var 0) (loop (lam 2 (mod (add (var 1) (var 0)) 1)) (mul 2 (var 0)) 0)) 0 1) 1000000007))";
    let program = parse_program(&mut arena, text).unwrap();
    let (values, cost) = terms(&arena, &program, 0, 30);
    assert_eq!(values[10], Int::from(55));
    let effort = Effort { rewriting: Bounds { nodes: 0, iterations: 0 }, tries: 20_000, ..Effort::default() };
    let known = ExpectedTerms { terms: &values, at: At::From(0) };
    let found = improve(&mut arena, &program, ENTRY, &known, &effort, &Cancel::new());
    let wanted = "(loop2 (lam 2 (add (var 1) (var 0))) (lam 2 (var 1)) (var 0) 0 1)";
    assert_eq!(body(&arena, &found.smallest), wanted);
    assert!(found.fastest.is_some_and(|b| b.cost < cost && b.how == How::Mutated));
}

/// Checks the guarantees of `improve`: results are well-typed, give the known terms, are better, and have the stated
/// size and cost.
fn check(arena: &mut Arena, given: &Program, known: &ExpectedTerms<'_>, found: &Improved, cost: u64) -> usize {
    let first = if let At::From(first) = known.at { first } else { 0 };
    let size = given.size(arena, ENTRY);
    let mut count = 0;
    for (better, is_smallest) in [(&found.smallest, true), (&found.fastest, false)] {
        let Some(b) = better else { continue };
        let text = print_program(arena, &b.program, b.entry);
        let again = parse_program(arena, &text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
        assert_eq!(print_program(arena, &again, ENTRY), text);
        let (values, now) = terms(arena, &b.program, first, known.terms.len());
        assert_eq!(values, known.terms, "{text}");
        assert_eq!((b.size, b.cost), (b.program.size(arena, b.entry), now), "{text}");
        let (old, new) = if is_smallest { ((size, cost), (b.size, b.cost)) } else { ((cost, size), (b.cost, b.size)) };
        assert!(new < old, "{text}");
        count += 1;
    }
    count
}

#[test]
fn random_programs_become_better_and_keep_their_known_terms() {
    with_stack(|| {
        let many = if nth_testkit::full() { 2_000 } else { 150 };
        let mut better = 0;
        for seed in 0..many {
            let case = generate::program(seed);
            let (mut arena, program) = (case.arena, case.program);
            let (values, cost) = terms(&arena, &program, 0, 8);
            if values.len() < 3 {
                continue;
            }
            let rewriting = Bounds { nodes: 1_500, iterations: 4 };
            let effort = Effort { rewriting, tries: 200, seed, ..Effort::default() };
            let known = ExpectedTerms { terms: &values, at: At::From(0) };
            let mut other = arena.clone();
            let found = improve(&mut arena, &program, ENTRY, &known, &effort, &Cancel::new());
            let cost = if values.len() == 8 { cost } else { terms(&arena, &program, 0, values.len()).1 };
            better += check(&mut arena, &program, &known, &found, cost);
            if seed % 10 == 0 {
                let again = improve(&mut other, &program, ENTRY, &known, &effort, &Cancel::new());
                assert_eq!(body(&arena, &found.smallest), body(&other, &again.smallest));
                assert_eq!(body(&arena, &found.fastest), body(&other, &again.fastest));
            }
        }
        assert!(better > many as usize / 2, "{better}");
    });
}

#[test]
fn a_wrong_program_is_not_improved_and_a_raised_flag_ends_the_work() {
    let mut arena = Arena::new();
    let program = parse_program(&mut arena, "(func f (Int) Int (add (var 0) (mul 0 (var 0))))").unwrap();
    let right: Vec<Int> = (0..5).map(Int::from).collect();
    let wrong: Vec<Int> = (0..5).map(|i| Int::from(i * i)).collect();
    let cancel = Cancel::new();
    let go = |arena: &mut Arena, terms: &[Int]| {
        improve(arena, &program, ENTRY, &ExpectedTerms { terms, at: At::From(0) }, &Effort::default(), &cancel)
    };
    assert!(go(&mut arena, &wrong).smallest.is_none());
    let found = go(&mut arena, &right);
    assert_eq!(body(&arena, &found.smallest), "(var 0)");
    cancel.raise();
    assert!(go(&mut arena, &right).smallest.is_none());
}

#[test]
fn two_indices_can_be_known() {
    let mut arena = Arena::new();
    let text = "(func f (Int Int) Int (add (add (var 1) (var 0)) (sub (var 1) (var 0))))";
    let program = parse_program(&mut arena, text).unwrap();
    let places: Vec<Vec<Int>> = (0..4).flat_map(|n| (0..=n).map(move |k| vec![Int::from(n), Int::from(k)])).collect();
    let values: Vec<Int> = places.iter().map(|p| p[0].add(&p[0])).collect();
    let known = ExpectedTerms { terms: &values, at: At::Each(&places) };
    let found = improve(&mut arena, &program, ENTRY, &known, &Effort::default(), &Cancel::new());
    assert_eq!(found.smallest.as_ref().unwrap().size, 3, "{}", body(&arena, &found.smallest));
}
