//! Simplifying and explaining, on chosen and on random expressions.

#![allow(clippy::unwrap_used)]

use nth_base::{Cancel, CostReading, Limits};
use nth_core::{Arena, ExprId, Program, Ty};
use nth_dialects::core_text::{parse_expr, print_expr};
use nth_num::Int;
use nth_prims::Prim;
use nth_reference::{Case, Reference, Value, generate, with_stack};
use nth_rewrite::{Bounds, Param, Range, equivalent, facts, replays, simplify};

const LIMITS: Limits =
    Limits { budget: 100_000, reading: CostReading::Published, max_digits: 1_000, max_words: 10_000, max_depth: 100 };

fn many() -> u64 {
    if nth_testkit::full() { 2_000 } else { 150 }
}

fn any(types: &[Ty]) -> Vec<Param> {
    types.iter().map(|&ty| Param::any(ty)).collect()
}

/// The outcome of a case with another body at these arguments; `None` if it meets a limit.
fn outcome(case: &Case, body: ExprId, args: &[Int]) -> Option<Result<Value, nth_core::EvalError>> {
    let mut program = case.program.clone();
    program.funcs[case.entry.0 as usize].body = body;
    let found = Reference::new(&case.arena, &program, case.entry, LIMITS).term(args).0;
    (!found.as_ref().is_err_and(|e| e.is_limit())).then_some(found)
}

#[test]
fn simplifying_keeps_values_and_errors() {
    with_stack(|| {
        let mut simpler = 0;
        for seed in 0..many() {
            let mut case = generate::program_of(seed, generate::Shape::SMALL);
            let func = case.program.func(case.entry).clone();
            let bounds = Bounds { nodes: 1_500, iterations: 4 };
            let body = simplify(&mut case.arena, func.body, &any(&func.params), &bounds, &Cancel::new());
            simpler += u64::from(body != func.body);
            for i in 0..6 {
                let args = case.args(i);
                let (old, new) = (outcome(&case, func.body, &args), outcome(&case, body, &args));
                assert!(old.is_none() || new.is_none() || old == new, "{case}\n{old:?} {new:?}");
            }
        }
        assert!(simpler > many() / 5, "{simpler}");
    });
}

/// Pairs of equal expressions of one integer, or, if `natural`, of one that is at least 0.
const EQUAL: &[(&str, &str, bool)] = &[
    ("(add (var 0) 1)", "(add 1 (var 0))", false),
    ("(mul (var 0) (add (var 0) 1))", "(add (var 0) (mul (var 0) (var 0)))", false),
    ("(sub (mul (var 0) (var 0)) 9)", "(mul (add (var 0) 3) (sub (var 0) 3))", false),
    ("(add (add (var 0) (var 0)) (var 0))", "(mul 3 (var 0))", false),
    ("(if (not (lt (var 0) 3)) 1 2)", "(if (ge (var 0) 3) 1 2)", false),
    ("(mod (mod (var 0) 12) 4)", "(mod (var 0) 4)", false),
    ("(let (add (var 0) 1) (mul (var 0) (var 0)))", "(mul (add (var 0) 1) (add (var 0) 1))", false),
    ("(loop (lam 2 (add (var 1) 0)) (var 0) (var 0))", "(loop (lam 2 (var 1)) (var 0) (var 0))", false),
    ("(length (reverse (range 0 (var 0))))", "(max (var 0) 0)", false),
    ("(abs (var 0))", "(var 0)", true),
    ("(if (eq (var 0) 0) 5 6)", "(cond (var 0) 5 6)", true),
];

/// Pairs of which no explanation may be found: they differ, or one fails where the other does not.
const DIFFERENT: &[(&str, &str)] = &[
    ("(add (var 0) 1)", "(add (var 0) 2)"),
    ("(abs (var 0))", "(var 0)"),
    ("(div (mul (var 0) 2) (var 0))", "2"),
    ("(mul 0 (div 1 (var 0)))", "0"),
    ("(add (div 1 (var 0)) (isqrt (var 0)))", "(add (isqrt (var 0)) (div 1 (var 0)))"),
    ("(mod (var 0) 3)", "(mod (var 0) 4)"),
];

#[test]
fn equal_expressions_are_explained_and_each_step_replays() {
    for (a, b, natural) in EQUAL {
        let mut arena = Arena::new();
        let mut parse = |text| parse_expr(&mut arena, text, &Program::default(), &[Ty::INT]).unwrap();
        let (a, b) = (parse(a), parse(b));
        let params = [if *natural { Param::int(Range::at_least(0)) } else { Param::any(Ty::INT) }];
        let found = equivalent(&mut arena, a, b, &params, &Bounds::default(), &Cancel::new());
        let found = found.unwrap_or_else(|| panic!("{} = {}: not found", print_expr(&arena, a), print_expr(&arena, b)));
        assert!(!found.steps.is_empty() && found.start == a);
        let mut before = a;
        for step in &found.steps {
            let text = || {
                format!("{}: {} = {}", step.reason.name(), print_expr(&arena, before), print_expr(&arena, step.expr))
            };
            assert!(replays(&arena, before, step, 1), "{}", text());
            before = step.expr;
        }
        assert_eq!(before, b);
        if *natural {
            let any = [Param::any(Ty::INT)];
            let without = equivalent(&mut arena, a, b, &any, &Bounds::default(), &Cancel::new());
            assert!(without.is_none(), "{}", print_expr(&arena, a));
        }
    }
}

#[test]
fn different_expressions_have_no_explanation() {
    for (a, b) in DIFFERENT {
        let mut arena = Arena::new();
        let mut parse = |text| parse_expr(&mut arena, text, &Program::default(), &[Ty::INT]).unwrap();
        let (a, b) = (parse(a), parse(b));
        let params = [Param::any(Ty::INT)];
        let found = equivalent(&mut arena, a, b, &params, &Bounds::default(), &Cancel::new());
        assert!(found.is_none(), "{} = {}: {found:?}", print_expr(&arena, a), print_expr(&arena, b));
    }
}

#[test]
fn explanations_of_random_expressions_replay_and_keep_values_and_errors() {
    with_stack(|| {
        let (mut found, mut steps) = (0, 0);
        for seed in 0..many() {
            let mut case = generate::program_of(seed, generate::Shape::SMALL);
            let func = case.program.func(case.entry).clone();
            let params = any(&func.params);
            let bounds = Bounds { nodes: 1_500, iterations: 4 };
            let body = simplify(&mut case.arena, func.body, &params, &bounds, &Cancel::new());
            let Some(why) = equivalent(&mut case.arena, func.body, body, &params, &bounds, &Cancel::new()) else {
                continue;
            };
            found += u64::from(body != func.body);
            let mut before = func.body;
            for step in &why.steps {
                steps += 1;
                let text = || {
                    let [x, y] = [before, step.expr].map(|e| print_expr(&case.arena, e));
                    format!("{}: {x} = {y}", step.reason.name())
                };
                assert!(replays(&case.arena, before, step, params.len()), "{}", text());
                for i in 0..4 {
                    let args = case.args(i);
                    let (old, new) = (outcome(&case, before, &args), outcome(&case, step.expr, &args));
                    assert!(old.is_none() || new.is_none() || old == new, "{}\n{old:?} {new:?}", text());
                }
                before = step.expr;
            }
            assert_eq!(before, body);
        }
        assert!(found > many() / 6 && steps > many() / 2, "{found} {steps}");
    });
}

#[test]
fn facts_are_true_of_random_expressions() {
    with_stack(|| {
        let mut bounded = 0;
        for seed in 0..5 * many() {
            let case = generate::program_of(seed, generate::Shape::SMALL);
            let func = case.program.func(case.entry).clone();
            let params = vec![Param::int(Range::at_least(0)); func.params.len()];
            let known = facts(&case.arena, func.body, &params);
            // A call below the first index fails whatever the body is, so the facts say nothing of it.
            for i in (0..5).filter(|i| func.first.is_none_or(|first| first <= *i)) {
                let Some(outcome) = outcome(&case, func.body, &case.args(i)) else { continue };
                match outcome {
                    Ok(Value::Int(x)) => {
                        let range = &known.known.range;
                        bounded += u64::from(*range != Range::default());
                        assert!(range.lo.as_ref().is_none_or(|lo| *lo <= x), "{case}: {x} in {range:?}");
                        assert!(range.hi.as_ref().is_none_or(|hi| x <= *hi), "{case}: {x} in {range:?}");
                        assert!(!known.fails, "{case}");
                    }
                    Ok(Value::Bool(_) | Value::List(_)) => panic!("{case}: no integer"),
                    Err(_) => assert!(!known.total, "{case}"),
                }
            }
        }
        assert!(bounded > many(), "{bounded}");
    });
}

/// The facts of each primitive against its values at small arguments.
#[test]
fn facts_are_true_of_each_primitive() {
    with_stack(|| {
        let values = ["-3", "-1", "0", "1", "2", "5"];
        for p in nth_grammar::binary().iter().copied().chain([Prim::Neg, Prim::Abs, Prim::Isqrt, Prim::BitLength]) {
            for a in values {
                for b in values {
                    let ranges = [a, b].map(|x| x.parse::<Int>().unwrap());
                    let mut arena = Arena::new();
                    let vars = [arena.var(1, Ty::INT), arena.var(0, Ty::INT)];
                    let body = arena.prim(p, &vars[..p.arity()]);
                    let case = generate::of_expression(arena, body);
                    // Each argument is known up to a distance of one.
                    let one = Int::ONE;
                    let around = |x: &Int| Param::int(Range::of(x.sub(&one), x.add(&one)));
                    let known = facts(&case.arena, body, &[around(&ranges[0]), around(&ranges[1])]);
                    let Some(found) = outcome(&case, body, &ranges) else { continue };
                    let text = || format!("{}({a}, {b}) = {found:?}, {:?}", p.name(), known);
                    match &found {
                        Ok(Value::Int(x)) => {
                            let range = &known.known.range;
                            assert!(range.lo.as_ref().is_none_or(|lo| lo <= x), "{}", text());
                            assert!(range.hi.as_ref().is_none_or(|hi| x <= hi), "{}", text());
                            assert!(!known.fails, "{}", text());
                        }
                        Ok(Value::Bool(_) | Value::List(_)) => panic!("{}", text()),
                        Err(_) => assert!(!known.total, "{}", text()),
                    }
                }
            }
        }
    });
}
