//! The bytecode agrees with the reference evaluator on terms, errors and cost.

#![allow(clippy::unwrap_used)]

use nth_base::{Cancel, Cost, CostReading, Limits};
use nth_core::{Arena, EvalError, ExprId, Ty};
use nth_dialects::qsynt;
use nth_eval::{Code, Evaluator, Output, compile, compile_candidate};
use nth_num::Int;
use nth_prims::Prim;
use nth_reference::generate::{Random, Shape};
use nth_reference::{Case, Reference, Value, generate, minimise, with_stack};
use nth_testkit::case_count as cases;

fn same(a: &Output, b: &Value) -> bool {
    match (a, b) {
        (Output::Int(x), Value::Int(y)) => x == y,
        (Output::Bool(x), Value::Bool(y)) => x == y,
        (Output::List(xs), Value::List(ys)) => xs.len() == ys.len() && xs.iter().zip(ys).all(|(x, y)| same(x, y)),
        (Output::Int(_) | Output::Bool(_) | Output::List(_), Value::Int(_) | Value::Bool(_) | Value::List(_)) => false,
    }
}

const TERMS: i64 = 12;

/// Budgets that end in the middle of things, and limits that bind.
fn limits(seed: u64) -> Limits {
    let budget = [30, 100, 300, 1_000, 5_000][seed as usize % 5];
    let max_digits = [285, 40, 12, 1000][seed as usize / 5 % 4];
    let max_words = [10_000, 60][seed as usize / 20 % 2];
    let max_depth = [500, 6][seed as usize / 40 % 2];
    let reading = [CostReading::Published, CostReading::Continued][seed as usize / 3 % 2];
    Limits { budget, reading, max_digits, max_words, max_depth }
}

/// The bound on tables, on which costs must not depend.
fn kept(seed: u64) -> usize {
    [usize::MAX, usize::MAX, 100, 7, 0][seed as usize / 7 % 5]
}

/// The difference between the two evaluators, if there is one.
fn difference(case: &Case, limits: Limits, kept: usize) -> Option<String> {
    let mut evaluator = Evaluator::new(&limits, &Cancel::new());
    evaluator.keep_at_most(kept);
    let code = compile(&case.arena, &case.program, case.entry).unwrap();
    difference_in(case, &code, limits, &mut evaluator)
}

fn difference_in(case: &Case, code: &Code, limits: Limits, evaluator: &mut Evaluator) -> Option<String> {
    let func = case.program.func(case.entry);
    let mut run = evaluator.run(code);
    let mut reference = Reference::new(&case.arena, &case.program, case.entry, limits);
    for i in 0..TERMS {
        let args = case.args(i);
        let ours = run.value(&args, func.ret);
        let (theirs, published) = reference.term(&args);
        let cost = Cost { published, continued: reference.continued() };
        let ok = match (&ours, &theirs) {
            (Ok(x), Ok(y)) => same(x, y) && run.cost() == cost,
            (Err(x), Err(y)) => x == y && run.cost() == cost,
            (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
        };
        if !ok {
            return Some(format!("term {i}: {ours:?} at {:?}, reference {theirs:?} at {cost:?}", run.cost()));
        }
        if theirs.is_err() {
            return None;
        }
    }
    None
}

#[test]
fn random_programs() {
    with_stack(|| {
        for seed in 0..cases(20_000) {
            let case = generate::program_of(seed, Shape { edges: seed % 4 == 3, ..Shape::LARGE });
            let (limits, kept) = (limits(seed), kept(seed));
            if difference(&case, limits, kept).is_some() {
                let small = minimise(case, |c| difference(c, limits, kept).is_some());
                let how = difference(&small, limits, kept).unwrap_or_default();
                let code = compile(&small.arena, &small.program, small.entry).unwrap();
                panic!("seed {seed}, {limits:?}\n{small}\n{how}\n{code}");
            }
        }
    });
}

/// A loop that comes to a state it has seen: its step divides or takes a remainder, the start or the count is the
/// index.
fn cycle(seed: u64) -> String {
    let mut rng = Random::new(!seed);
    let step = rng.pick(&["K C G", "K C D C C D H", "K C H K B C D G K I", "K C C F E K E", "K", "L K E", "B"]);
    let step = format!("{step}{}", rng.pick(&["", " L K G D", " C D C C F B D H"]));
    let start = rng.pick(&["K", "K K F", "B K D", "K C C F C F F"]);
    let count = rng.pick(&["K", "K K F", "K C C F C F F", "C C F C F C F C F C F C F"]);
    let other = rng.pick(&["L C G", "K L D", "K C H"]);
    match rng.below(4) {
        0 => format!("{step} {other} {count} {start} {start} N"),
        1 => format!("{other} {step} {count} A {start} N"),
        2 => format!("K {step} {count} {start} J D K K J"),
        _ => format!("{step} {count} {start} J"),
    }
}

/// Random function of the counter ($0) alone.
fn of_counter(a: &mut Arena, rng: &mut Random, fuel: usize) -> ExprId {
    let large = [1_i64 << 59, 1 << 61, -(1 << 60), (1 << 62) - 1];
    if fuel == 0 || rng.once_in(3) {
        return match rng.below(12) {
            0..=5 => a.var(0, Ty::INT),
            6 => a.int(&Int::from(rng.pick(&large))),
            k => a.int(&Int::from(k as i64 - 8)),
        };
    }
    let (x, y) = (of_counter(a, rng, fuel / 2), of_counter(a, rng, fuel / 2));
    let p = rng.pick(&[Prim::Add, Prim::Sub, Prim::Mul, Prim::Mul, Prim::Mod, Prim::Div]);
    a.prim(p, &[x, y])
}

/// Sum of the state ($1) and a function of the counter: a loop of such steps only adds to its start.
fn adding(a: &mut Arena, rng: &mut Random, fuel: usize) -> ExprId {
    if fuel == 0 || rng.once_in(5) {
        return a.var(1, Ty::INT);
    }
    let (state, other) = (adding(a, rng, fuel / 2), of_counter(a, rng, fuel / 2));
    match rng.below(5) {
        0 => a.prim(Prim::Add, &[other, state]),
        1 | 2 => a.prim(rng.pick(&[Prim::Add, Prim::Sub]), &[state, other]),
        3 => {
            let more = adding(a, rng, fuel / 2);
            a.prim(Prim::Cond, &[other, state, more])
        }
        _ => {
            let body = adding(a, rng, fuel / 2);
            let step = a.lam(2, body);
            a.prim(Prim::Loop, &[step, other, state])
        }
    }
}

/// Loops that only add to their start, from many small and large starts, in one evaluator that shares their sums.
#[test]
fn loops_that_only_add() {
    with_stack(|| {
        let mut evaluator = Evaluator::new(&limits(0), &Cancel::new());
        for seed in 0..cases(10_000) {
            let limits = Limits { budget: [200, 2_000, 20_000][seed as usize / 4 % 3], ..limits(seed / 4) };
            let mut rng = Random::new(seed / 4);
            let mut a = Arena::new();
            let body = adding(&mut a, &mut rng, 12);
            let step = a.lam(2, body);
            let mut rng = Random::new(seed);
            let start = [1_i64, 1 << 55, 1 << 61, 3 << 60, -(1 << 61), (1 << 62) - 9][rng.below(6)];
            let (count, start) = (of_counter(&mut a, &mut rng, 2), a.int(&Int::from(start)));
            // Variable 1 is the index of a candidate, variable 0 is 0.
            let (index, zero) = (a.var(1, Ty::INT), a.var(0, Ty::INT));
            let count = a.prim(Prim::Add, &[count, if rng.once_in(2) { index } else { zero }]);
            let start = a.prim(Prim::Sub, &[start, index]);
            let body = a.prim(Prim::Loop, &[step, count, start]);
            let case = generate::of_expression(a, body);
            let mut code = Code::default();
            compile_candidate(&case.arena, body, &limits, &mut code).unwrap();
            // The same step for four starts, and limits for a while.
            if seed % 4 == 0 {
                evaluator = Evaluator::new(&limits, &Cancel::new());
                evaluator.keep_at_most(kept(seed));
            }
            let how = difference_in(&case, &code, limits, &mut evaluator);
            assert!(how.is_none(), "seed {seed}, {limits:?}\n{case}\n{}", how.unwrap_or_default());
        }
    });
}

/// Random integer with numbers of some thousands of bits.
fn long_number(a: &mut Arena, rng: &mut Random, fuel: usize) -> ExprId {
    let int = |a: &mut Arena, x: i64| a.int(&Int::from(x));
    if fuel == 0 || rng.once_in(6) {
        let (base, exponent) = ([2, 3, -3, 10, 7][rng.below(5)], [1, 60, 3_000, 4_096, 5_000, 9_000][rng.below(6)]);
        let (base, exponent) = (int(a, base), int(a, exponent + rng.below(3) as i64));
        let power = a.prim(Prim::Pow, &[base, exponent]);
        let more = if rng.once_in(3) { a.var(0, Ty::INT) } else { int(a, rng.below(5) as i64 - 2) };
        return a.prim(Prim::Add, &[power, more]);
    }
    let (x, y) = (long_number(a, rng, fuel / 2), long_number(a, rng, fuel / 2));
    match rng.below(10) {
        0 => {
            let x = a.prim(Prim::Abs, &[x]);
            a.prim(Prim::Isqrt, &[x])
        }
        1 => {
            let e = int(a, [0, 1, 5, 1 << 40][rng.below(4)]);
            a.prim(Prim::Powmod, &[x, e, y])
        }
        2 => {
            // An error that comes after a long step, in the same straight piece of code.
            let (one, index) = (int(a, 1), a.var(0, Ty::INT));
            let rest = a.prim(Prim::Div, &[one, index]);
            a.prim(Prim::Add, &[x, rest])
        }
        3 => {
            let few = int(a, rng.below(4) as i64 - 1);
            a.prim(Prim::Pow, &[x, few])
        }
        _step => a.prim(rng.pick(&[Prim::Mul, Prim::Div, Prim::Mod, Prim::Gcd, Prim::Sub, Prim::Mul]), &[x, y]),
    }
}

/// Steps on long numbers, which the budget must pay for before they are done.
#[test]
fn steps_on_long_numbers() {
    with_stack(|| {
        let mut ends = [0; 3];
        for seed in 0..cases(1_500) {
            let mut rng = Random::new(seed);
            let mut a = Arena::new();
            let body = long_number(&mut a, &mut rng, 8);
            let case = generate::of_expression(a, body);
            let budget = 1_000 << rng.below(12);
            let limits = Limits { budget: budget + rng.below(1_000) as u64, max_digits: 6_000, ..limits(seed) };
            let how = difference(&case, limits, usize::MAX);
            assert!(how.is_none(), "seed {seed}, {limits:?}\n{case}\n{}", how.unwrap_or_default());
            let mut reference = Reference::new(&case.arena, &case.program, case.entry, limits);
            match reference.term(&case.args(0)).0 {
                Ok(_) => ends[0] += 1,
                Err(EvalError::Budget) => ends[1] += 1,
                Err(_) => ends[2] += 1,
            }
        }
        assert!(ends.iter().all(|&n| n as u64 > cases(1_500) / 12), "{ends:?}");
    });
}

/// Candidates share an evaluator, an arena and their tables; the reference starts anew each time.
#[test]
fn random_candidates_that_share_tables() {
    candidates(60, CostReading::Published, cases(30_000));
}

#[test]
fn random_candidates_by_continued_cost() {
    candidates(60, CostReading::Continued, cases(30_000));
}

/// Candidates under limits where even small numbers have too many digits.
#[test]
fn random_candidates_with_few_digits() {
    candidates(1, CostReading::Published, cases(10_000));
    candidates(3, CostReading::Continued, cases(10_000));
}

fn candidates(max_digits: u32, reading: CostReading, count: u64) {
    with_stack(|| {
        let mut arena = Arena::new();
        let limits = Limits { budget: 600, reading, max_digits, max_words: 1000, max_depth: 100 };
        let mut evaluator = Evaluator::new(&limits, &Cancel::new());
        let mut code = Code::default();
        for seed in 0..count {
            if arena.len() + evaluator.entries() > 200_000 {
                arena.clear();
                evaluator.clear();
            }
            // In every fourth block of 100 programs, the tables take no new entries.
            evaluator.keep_at_most(if seed / 100 % 4 == 3 { 0 } else { usize::MAX });
            let text = if seed % 3 == 0 { cycle(seed) } else { generate::postfix(seed) };
            let e = qsynt::parse(&mut arena, text.as_bytes(), &mut Vec::new()).unwrap();
            compile_candidate(&arena, e, &limits, &mut code).unwrap();
            let mut own = Arena::new();
            let body = qsynt::parse(&mut own, text.as_bytes(), &mut Vec::new()).unwrap();
            let case = generate::of_expression(own, body);
            let mut reference = Reference::new(&case.arena, &case.program, case.entry, limits);
            let mut run = evaluator.run(&code);
            let mut ours = Vec::new();
            let end = run.terms(0, |x, cost| {
                ours.push((x.clone(), cost));
                (ours.len() as i64) < TERMS
            });
            for n in 0..TERMS {
                let (theirs, published) = reference.term(&[Int::from(n), Int::ZERO]);
                let cost = Cost { published, continued: reference.continued() };
                let theirs: Result<Int, EvalError> = theirs.map(Value::int);
                match (ours.get(n as usize), &theirs) {
                    (Some((x, spent)), Ok(y)) => {
                        assert_eq!((x, *spent), (y, cost), "seed {seed}: {text}, term {n}\n{code}");
                    }
                    (None, Err(e)) => {
                        assert_eq!((end, run.cost()), (Err(*e), cost), "seed {seed}: {text}, term {n}\n{code}");
                        break;
                    }
                    (x, y) => panic!("seed {seed}: {text}, term {n}: {x:?}, reference {y:?}\n{code}"),
                }
            }
        }
    });
}
