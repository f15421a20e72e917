//! Limits of a run: what a stopped run costs, and that all that grows with it is bounded.

#![allow(clippy::unwrap_used)]

use nth_base::{Cancel, Cost, CostReading, Limits};
use nth_core::{Arena, EvalError, Ty};
use nth_dialects::qsynt;
use nth_eval::{Code, Evaluator, compile, compile_candidate};
use nth_num::Int;
use nth_reference::{Reference, parse_case, with_stack};

/// Terms of a program in Core text at 0, 1, …: how many there are, how the run ends, and its cost.
fn run(text: &str, limits: &Limits, terms: i64) -> (i64, Option<EvalError>, Cost) {
    let case = parse_case(text).unwrap();
    let code = compile(&case.arena, &case.program, case.entry).unwrap();
    let mut evaluator = Evaluator::new(limits, &Cancel::new());
    let mut run = evaluator.run(&code);
    for n in 0..terms {
        if let Err(e) = run.value(&[Int::from(n)], Ty::INT) {
            return (n, Some(e), run.cost());
        }
    }
    (terms, None, run.cost())
}

#[test]
fn a_stopped_run_costs_the_terms_that_it_finished() {
    let text = "f0(Int) -> Int = (search (lam1 (if (gt 8 $0) (ge 2 $0) false)) 0 $0)";
    for reading in [CostReading::Published, CostReading::Continued] {
        let limits = Limits { budget: 1_000, reading, ..Limits::CANDIDATE };
        let case = parse_case(text).unwrap();
        let mut reference = Reference::new(&case.arena, &case.program, case.entry, limits);
        let published = (0..4).map(|n| reference.term(&case.args(n)).1).last().unwrap();
        assert_eq!(published, 30);
        let expected = Cost { published, continued: reference.continued() };
        assert_eq!(run(text, &limits, 9), (3, Some(EvalError::Budget), expected));
    }
}

/// 2 ^ 2 ^ k in letters.
fn tower(k: u32) -> String {
    if k == 0 { "C".to_owned() } else { format!("{0} {0} F", tower(k - 1)) }
}

/// Runs a candidate from 0 on.
fn candidate(evaluator: &mut Evaluator, limits: &Limits, letters: &str) -> (Vec<Int>, Result<(), EvalError>, Cost) {
    let mut arena = Arena::new();
    let e = qsynt::parse(&mut arena, letters.as_bytes(), &mut Vec::new()).unwrap();
    let mut code = Code::default();
    compile_candidate(&arena, e, limits, &mut code).unwrap();
    let mut run = evaluator.run(&code);
    let mut terms = Vec::new();
    let end = run.terms(0, |x, _| {
        terms.push(x.clone());
        terms.len() < 5
    });
    (terms, end, run.cost())
}

#[test]
fn indices_go_on_beyond_64_bits() {
    let case = parse_case("f0(Int) -> Int = (sub $0 9223372036854775806)").unwrap();
    let code = compile(&case.arena, &case.program, case.entry).unwrap();
    let mut evaluator = Evaluator::new(&Limits::CANDIDATE, &Cancel::new());
    let mut terms = Vec::new();
    let outcome = evaluator.run(&code).terms(i64::MAX - 1, |x, _| {
        terms.push(x.clone());
        terms.len() < 4
    });
    assert_eq!((outcome, terms), (Ok(()), [0, 1, 2, 3].map(Int::from).to_vec()));
}

#[test]
fn positions_of_searches_are_bounded() {
    let limits = Limits { budget: 10_000_000_000, ..Limits::CANDIDATE };
    let mut evaluator = Evaluator::new(&limits, &Cancel::new());
    // The number at position 2^32 among all numbers.
    let giant = format!("A {} M", tower(5));
    let first = candidate(&mut evaluator, &limits, &giant);
    assert_eq!(first, (Vec::new(), Err(EvalError::Memory), Cost::default()));
    assert!(evaluator.entries() < 1 << 24, "{}", evaluator.entries());
    // What was found is shared, and changes neither the end of a run nor its cost.
    assert_eq!(candidate(&mut evaluator, &limits, &giant), first);
    let small = candidate(&mut evaluator, &limits, "A K C F M");
    assert_eq!((small.0.len(), small.1), (5, Ok(())));
    assert_eq!(candidate(&mut Evaluator::new(&limits, &Cancel::new()), &limits, "A K C F M"), small);
    // The bound counts all searches of a program.
    let other = "A B E";
    let two = format!("{other} {} M A {} M D", tower(4), tower(5));
    assert_eq!(candidate(&mut evaluator, &limits, &two).1, Err(EvalError::Memory));
}

#[test]
fn registers_and_numbers_of_active_calls_are_bounded() {
    with_stack(|| {
        let limits = Limits { max_words: 1, max_depth: u32::MAX, ..Limits::INTERACTIVE };
        let deep =
            "f0(Int) -> Int = (f1:Int 1000000000)\nf1(Int) -> Int = (if (lt $0 1) 0 (add (f1:Int (sub $0 1)) 1))";
        assert_eq!(run(deep, &limits, 1).1, Some(EvalError::Memory));
        let heavy = "f0(Int) -> Int = (f1:Int 1000000000)\nf1(Int) -> Int = \
                     (if (lt $0 1) 0 (let (add (pow 2 300000) $0) (add (f1:Int (sub $1 1)) (mod $0 7))))";
        assert_eq!(run(heavy, &limits, 1).1, Some(EvalError::Memory));
        // One value far out for each of many functions: the places before it count, too.
        let mut far = String::from("f0(Int) -> Int = ");
        (1..=40).for_each(|k| far += &format!("(add (f{k}:Int 1048575) "));
        far += &format!("0{}\n", ")".repeat(40));
        (1..=40).for_each(|k| far += &format!("memo f{k}(Int) -> Int = (add $0 {k})\n"));
        assert_eq!(run(&far, &limits, 1).1, Some(EvalError::Memory));
        assert_eq!(run(&far, &Limits::INTERACTIVE, 1).1, Some(EvalError::Memory));
    });
}
