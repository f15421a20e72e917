//! Native code of both tiers agrees with the bytecode on terms, errors and cost.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read the environment and print")]
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use nth_base::{Cancel, Cost, CostReading, Limits};
use nth_core::dialect::qsynt;
use nth_core::{Arena, EvalError};
use nth_eval::{Code, Evaluator, Native, Output, compile, compile_candidate};
use nth_llvm::{Compiler, Level};
use nth_reference::{Case, generate, minimise, with_stack};

/// Random programs in each of the tests; set `NTH_CASES` for another number.
fn cases(default: u64) -> u64 {
    std::env::var("NTH_CASES").ok().and_then(|s| s.parse().ok()).unwrap_or(default)
}

const TERMS: i64 = 12;
/// Programs in a module.
const BATCH: u64 = 250;

/// Budgets that end in the middle of things, and limits that bind.
fn limits(seed: u64) -> Limits {
    let budget = [30, 100, 300, 1_000, 5_000][seed as usize % 5];
    let max_digits = [285, 40, 21, 1000][seed as usize / 5 % 4];
    let max_words = [10_000, 60][seed as usize / 20 % 2];
    let max_depth = [500, 6][seed as usize / 40 % 2];
    let reading = [CostReading::Published, CostReading::Continued][seed as usize / 3 % 2];
    Limits { budget, reading, max_digits, max_words, max_depth }
}

type Outcome = (Vec<(Output, Cost)>, Option<EvalError>);

/// The terms with what was spent up to each, and how it ended.
fn outcome(case: &Case, code: &Code, limits: &Limits, native: Option<&Arc<dyn Native>>, from: i64) -> Outcome {
    let func = case.program.func(case.entry);
    let mut evaluator = Evaluator::new(limits, &Cancel::new());
    let mut run = evaluator.run(code);
    let mut terms = Vec::new();
    for i in 0..TERMS {
        if let Some(native) = native
            && i == from
        {
            run.switch(Arc::clone(native));
        }
        match run.value(&case.args(i), func.ret) {
            Ok(x) => terms.push((x, run.cost())),
            Err(e) => return (terms, Some(e)),
        }
    }
    (terms, None)
}

fn difference(case: &Case, limits: &Limits, level: Level) -> Option<String> {
    let code = compile(&case.arena, &case.program, case.entry).unwrap();
    let native = Compiler::new(level).unwrap().compile(&[&code]).unwrap().remove(0);
    let (bytecode, ours) = (outcome(case, &code, limits, None, 0), outcome(case, &code, limits, Some(&native), 0));
    (bytecode != ours).then(|| format!("bytecode {bytecode:?}\n  native {ours:?}"))
}

fn agree(level: Level, count: u64) {
    if let Err(why) = nth_llvm::load() {
        eprintln!("skipped: {why}");
        return;
    }
    with_stack(move || {
        let mut compiler = Compiler::new(level).unwrap();
        for first in (0..count).step_by(BATCH as usize) {
            let seeds = first..count.min(first + BATCH);
            let programs: Vec<(u64, Case)> = seeds.map(|s| (s, generate::program(s))).collect();
            let codes: Vec<Code> =
                programs.iter().map(|(_, c)| compile(&c.arena, &c.program, c.entry).unwrap()).collect();
            let natives = compiler.compile(&codes.iter().collect::<Vec<_>>()).unwrap();
            for ((seed, case), (code, native)) in programs.into_iter().zip(codes.iter().zip(&natives)) {
                let limits = limits(seed);
                let bytecode = outcome(&case, code, &limits, None, 0);
                // Some switch in the middle of the run.
                let ours = outcome(&case, code, &limits, Some(native), [0, 0, 3][seed as usize % 3]);
                if bytecode != ours {
                    let small = minimise(case, |c| difference(c, &limits, level).is_some());
                    let how = difference(&small, &limits, level).unwrap_or_default();
                    let code = compile(&small.arena, &small.program, small.entry).unwrap();
                    panic!("seed {seed}, {limits:?}\n{small}\n{how}\n{code}\nbytecode {bytecode:?}\n  native {ours:?}");
                }
            }
        }
    });
}

#[test]
fn light_code_agrees_with_bytecode() {
    agree(Level::Light, cases(2_000));
}

#[test]
fn full_code_agrees_with_bytecode() {
    agree(Level::Full, cases(2_000));
}

/// Candidates keep more from run to run than other programs do, and take short cuts in loops.
fn candidate(seed: u64) -> String {
    let steps = [
        "K C G",
        "K C D C C D H",
        "K C H K B C D G K I",
        "K C C F E K E",
        "K L D",
        "K L L F D",
        "K L C D G",
        "K L D C H",
    ];
    let counts = ["K", "K K F", "K C C F C F F", "C C F C F C F C F C F C F"];
    let starts = ["A", "K", "K K F", "B K D", "K C C F C F F"];
    let of = |all: &[&'static str], k: u64| all[(seed / k) as usize % all.len()];
    let (step, other) = (of(&steps, 2), of(&steps, 16));
    let (count, start) = (of(&counts, 128), of(&starts, 512));
    match seed % 8 {
        0 => format!("{step} {other} {count} {start} A N"),
        1 => format!("{step} {count} {start} J K D"),
        2 => format!("K {step} {count} {start} J D K K J"),
        3 => format!("{step} K L J L D {count} {start} J"),
        _ => generate::postfix(seed),
    }
}

fn candidates_agree(level: Level, count: u64) {
    if let Err(why) = nth_llvm::load() {
        eprintln!("skipped: {why}");
        return;
    }
    with_stack(move || {
        let mut compiler = Compiler::new(level).unwrap();
        for first in (0..count).step_by(BATCH as usize) {
            let limits = limits(first / BATCH);
            let mut arena = Arena::new();
            let mut programs = Vec::new();
            for seed in first..count.min(first + BATCH) {
                let text = candidate(seed);
                let e = qsynt::parse(&mut arena, text.as_bytes(), &mut Vec::new()).unwrap();
                let mut code = Code::default();
                if compile_candidate(&arena, e, &limits, &mut code).is_ok() {
                    programs.push((text, code));
                }
            }
            let natives = compiler.compile(&programs.iter().map(|p| &p.1).collect::<Vec<_>>()).unwrap();
            let [mut one, mut two] = [(); 2].map(|()| Evaluator::new(&limits, &Cancel::new()));
            for ((text, code), native) in programs.iter().zip(&natives) {
                let terms = |evaluator: &mut Evaluator, native: Option<&Arc<dyn Native>>| {
                    let mut run = evaluator.run(code);
                    if let Some(native) = native {
                        run.switch(Arc::clone(native));
                    }
                    let mut terms = Vec::new();
                    let end = run.terms(0, |x, cost| {
                        terms.push((x.clone(), cost));
                        terms.len() < 40
                    });
                    (terms, end)
                };
                let (bytecode, ours) = (terms(&mut one, None), terms(&mut two, Some(native)));
                assert!(bytecode == ours, "{text}, {limits:?}\n{code}\nbytecode {bytecode:?}\n  native {ours:?}");
            }
        }
    });
}

#[test]
fn light_code_of_candidates_agrees_with_bytecode() {
    candidates_agree(Level::Light, cases(2_000));
}

#[test]
fn full_code_of_candidates_agrees_with_bytecode() {
    candidates_agree(Level::Full, cases(1_000));
}
