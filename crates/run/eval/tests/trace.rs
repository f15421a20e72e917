//! Places of errors: the expression that failed and the calls around it, on random programs.

#![allow(clippy::unwrap_used)]

use nth_base::{Cancel, CostReading, Limits};
use nth_core::{Arena, EvalError, ExprId, Node, Program};
use nth_eval::{ActiveCall, Code, Evaluator, Origins, compile, compile_with_origins};
use nth_num::Int;
use nth_prims::Prim;
use nth_reference::{Case, generate, parse_case, with_stack};
use nth_testkit::case_count as cases;

const TERMS: i64 = 8;
const LIMITS: Limits =
    Limits { budget: 2_000, reading: CostReading::Continued, max_digits: 100, max_words: 1_000, max_depth: 20 };

/// The expression at the end of a path of child numbers.
fn part(arena: &Arena, mut e: ExprId, path: &[usize]) -> ExprId {
    for &child in path {
        let mut children = Vec::new();
        arena.for_children(e, |c| children.push(c));
        e = children[child];
    }
    e
}

/// The expression that a call executed last.
fn last(arena: &Arena, program: &Program, order: &[nth_core::FuncId], origins: &Origins, call: &ActiveCall) -> Node {
    let body = program.func(order[call.func]).body;
    arena.node(part(arena, body, &origins.path(call.pc)))
}

/// Whether an expression may fail with an error of its own.
fn may_fail(node: Node, error: EvalError) -> bool {
    let Node::Prim(p, _) = node else { return error == EvalError::Hole && matches!(node, Node::Hole(_)) };
    match error {
        EvalError::DivByZero => matches!(p, Prim::Div | Prim::Mod | Prim::Powmod | Prim::Compr | Prim::Search),
        EvalError::Domain => {
            matches!(p, Prim::Pow | Prim::Isqrt | Prim::Powmod | Prim::Factor | Prim::NthPrime | Prim::PreviousPrime)
        }
        EvalError::Index => matches!(p, Prim::Head | Prim::Tail | Prim::Get),
        EvalError::Hole | EvalError::BelowFirstIndex => false,
        EvalError::Budget | EvalError::TooBig | EvalError::Memory | EvalError::Depth | EvalError::Interrupted => true,
    }
}

fn check(case: &Case, seen: &mut Vec<EvalError>) {
    let (arena, program) = (&case.arena, &case.program);
    let code: Code = compile(arena, program, case.entry).unwrap();
    let (same, origins) = compile_with_origins(arena, program, case.entry).unwrap();
    assert_eq!(code.instrs, same.instrs, "{case}");
    let order = program.reachable(arena, case.entry);
    let mut evaluator = Evaluator::new(&LIMITS, &Cancel::new());
    let mut run = evaluator.run(&code);
    for n in 0..TERMS {
        let args: Vec<Int> = case.args(n);
        let Err(error) = run.value(&args, program.func(case.entry).ret) else { continue };
        let cost = run.cost();
        let trace = run.trace(&args).unwrap_or_else(|| panic!("no place of {error:?}\n{case}"));
        assert_eq!((trace.error, run.cost()), (error, cost), "{case}");
        let calls: Vec<&ActiveCall> = trace.inner.iter().chain(&trace.outer).collect();
        for call in &calls[1..] {
            let node = last(arena, program, &order, &origins, call);
            assert!(matches!(node, Node::Call(..)), "{node:?} is no call\n{case}");
        }
        let node = last(arena, program, &order, &origins, calls[0]);
        if error == EvalError::BelowFirstIndex {
            let func = program.func(order[calls[0].func]);
            let index: Int = calls[0].args[0].to_string().parse().unwrap();
            assert!(func.first.is_some_and(|first| index < Int::from(first)), "{case}");
        } else if !error.is_limit() {
            assert!(may_fail(node, error), "{error:?} at {node:?}\n{case}");
        }
        if !seen.contains(&error) {
            seen.push(error);
        }
        return;
    }
}

#[test]
fn random_programs_fail_at_an_expression_that_can_fail() {
    with_stack(|| {
        let mut seen = Vec::new();
        for seed in 0..cases(5_000) {
            check(&generate::program(seed), &mut seen);
        }
        for error in [EvalError::DivByZero, EvalError::Domain, EvalError::Index, EvalError::Hole] {
            assert!(seen.contains(&error), "{error:?} was not seen");
        }
        for error in [EvalError::BelowFirstIndex, EvalError::Budget, EvalError::TooBig, EvalError::Depth] {
            assert!(seen.contains(&error), "{error:?} was not seen");
        }
    });
}

/// The same division stands twice, and the second one fails.
#[test]
fn equal_expressions_are_told_apart() {
    let text = "f0(Int) -> Int = (if (gt $0 0) (div 6 (sub $0 0)) (add 1 (div 6 (sub $0 0))))";
    let case = parse_case(text).unwrap();
    let (code, origins) = compile_with_origins(&case.arena, &case.program, case.entry).unwrap();
    let mut evaluator = Evaluator::new(&LIMITS, &Cancel::new());
    let mut run = evaluator.run(&code);
    assert!(run.term(1).is_ok());
    assert_eq!(run.term(0), Err(EvalError::DivByZero));
    let trace = run.trace(&[Int::ZERO]).unwrap();
    // The branch that is child 2 of the choice, and in it the second operand.
    assert_eq!(origins.path(trace.inner[0].pc), [2, 1]);
}

/// Of a deep recursion the ends are kept.
#[test]
fn a_long_chain_is_shortened_in_the_middle() {
    let text = "f0(Int) -> Int = (f1:Int 15)
f1(Int) -> Int = (add 1 (if (gt $0 0) (f1:Int (sub $0 1)) (div 1 $0)))";
    let case = parse_case(text).unwrap();
    let code = compile(&case.arena, &case.program, case.entry).unwrap();
    let mut evaluator = Evaluator::new(&LIMITS, &Cancel::new());
    let mut run = evaluator.run(&code);
    assert_eq!(run.term(0), Err(EvalError::DivByZero));
    let trace = run.trace(&[Int::ZERO]).unwrap();
    let args = |calls: &[ActiveCall]| calls.iter().map(|c| c.args[0].to_string()).collect::<Vec<_>>().join(" ");
    // The entry is replaced by its tail call.
    assert_eq!((args(&trace.inner), trace.left_out, args(&trace.outer)), ("0 1 2".into(), 10, "13 14 15".into()));
}
