//! Native code of both tiers agrees with the bytecode on terms, errors and both readings of the cost.
//!
//! 100,000 random typed programs (some 65,000 distinct ones) go through both tiers: of each hundred, 90 have up to 7
//! nodes (most defects show in small programs, and T2 takes milliseconds for each), 8 have up to 14, and 2 are as large
//! as those of the evaluator's own test. Half of them have numbers at the ends of what machine integers hold. Budgets
//! end in the middle, limits bind, and a third of the runs switch to native code only after some terms. A program that
//! fails is shrunk and printed.
//!
//! Candidates of the published language share an evaluator and what it keeps: 20,000 in T1, 2,000 of them in T2.
//!
//! That is with `NTH_FULL`, which `.ci/run` sets; else 15,000. `NTH_CASES` sets another number of programs.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read the environment and print")]
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use nth_base::{Cancel, CostReading, Limits};
use nth_core::{Arena, Ty};
use nth_dialects::qsynt;
use nth_eval::{Code, Evaluator, Native, compile, compile_candidate};
use nth_llvm::{Compiler, OptLevel};
use nth_num::Int;
use nth_reference::generate::{self, Random, Shape};
use nth_reference::{Case, minimise};
use nth_testkit::{case_count as cases, on_all_cores};

use support::{Counted, Counts, Outcome, fresh, llvm_is_here, run};

const LEVELS: [OptLevel; 2] = [OptLevel::Light, OptLevel::Full];
const TERMS: i64 = 12;
/// Programs in a module.
const BATCH: u64 = 100;
/// The native code is there from this term on.
const SWITCH: [usize; 3] = [0, 0, 3];

/// Budgets that end in the middle of things, and limits that bind.
fn limits(seed: u64) -> Limits {
    let budget = [30, 100, 300, 1_000, 5_000][seed as usize % 5];
    // Below 39 digits, a run has no small machine at all.
    let max_digits = [285, 40, 39, 1000][seed as usize / 5 % 4];
    let max_words = [10_000, 60][seed as usize / 20 % 2];
    let max_depth = [500, 6][seed as usize / 40 % 2];
    let reading = [CostReading::Published, CostReading::Continued][seed as usize / 3 % 2];
    Limits { budget, reading, max_digits, max_words, max_depth }
}

fn shape(seed: u64) -> Shape {
    let shape = match seed % 100 {
        0..=89 => Shape::TINY,
        90..=97 => Shape::SMALL,
        _large => Shape::LARGE,
    };
    Shape { edges: (seed / 7).is_multiple_of(2), ..shape }
}

/// The indices are mostly small; where numbers are at the edges, indices are, too.
fn arguments(case: &Case, seed: u64) -> Vec<Vec<Int>> {
    let mut rng = Random::new(seed ^ 0x5eed);
    let first = match rng.below(16) {
        0 => (1 << 62) - 6,
        1 => -(1 << 62),
        2 => -6,
        3 => (1 << 31) - 3,
        4 => (1 << 61) - 6,
        _most => 0,
    };
    let first = if shape(seed).edges { first } else { 0 };
    let second = if shape(seed).edges { rng.pick(&[0, 0, 5, -1, (1 << 62) - 1, -(1 << 62)]) } else { 0 };
    let take = case.program.func(case.entry).params.len();
    (first..first + TERMS).map(|i| [i, second].into_iter().take(take).map(Int::from).collect()).collect()
}

/// The difference between native code and bytecode, if there is one.
fn difference(case: &Case, seed: u64, level: OptLevel) -> Option<String> {
    let code = compile(&case.arena, &case.program, case.entry).unwrap();
    let native = Compiler::new(level).unwrap().compile(&[&code]).unwrap().remove(0);
    let (args, ty) = (arguments(case, seed), case.program.func(case.entry).ret);
    let bytecode = fresh(&limits(seed), &code, &args, ty, None);
    let ours = fresh(&limits(seed), &code, &args, ty, Some((&native, 0)));
    (bytecode != ours).then(|| format!("bytecode {bytecode:?}\n  native {ours:?}"))
}

/// Shrinks a program that fails, and prints it.
fn report(case: Case, seed: u64, level: OptLevel, bytecode: &Outcome, ours: &Outcome) -> ! {
    let small = minimise(case, |c| difference(c, seed, level).is_some());
    let how = difference(&small, seed, level).unwrap_or_else(|| "only together with others".to_owned());
    let code = compile(&small.arena, &small.program, small.entry).unwrap();
    let limits = limits(seed);
    panic!("seed {seed}, {level:?}, {limits:?}\n{small}\n{how}\n{code}\nbytecode {bytecode:?}\n  native {ours:?}");
}

fn compilers() -> [Compiler; 2] {
    LEVELS.map(|level| Compiler::new(level).unwrap())
}

fn program(seed: u64) -> Case {
    generate::program_of(seed, shape(seed))
}

/// The seeds below `count`, those of equal programs together. A program that came up twice is compiled once, and run
/// with the limits and indices of each seed.
fn distinct(count: u64) -> Vec<Vec<u64>> {
    let mut by_text: HashMap<String, Vec<u64>> = HashMap::new();
    for seed in 0..count {
        by_text.entry(program(seed).to_string()).or_default().push(seed);
    }
    let mut groups: Vec<Vec<u64>> = by_text.into_values().collect();
    groups.sort();
    groups
}

#[test]
fn random_programs() {
    if !llvm_is_here() {
        return;
    }
    // The full test takes some six minutes of one core; `make test` at a desk must stay quick.
    let count = cases(if nth_testkit::full() { 100_000 } else { 15_000 });
    let groups = distinct(count);
    let counts: [Arc<Counts>; 2] = Default::default();
    let terms = AtomicU64::new(0);
    on_all_cores(groups.len().div_ceil(BATCH as usize), compilers, |compilers, batch| {
        let groups = groups.chunks(BATCH as usize).nth(batch).unwrap_or_default();
        let programs: Vec<Case> = groups.iter().map(|seeds| program(seeds[0])).collect();
        let codes: Vec<Code> = programs.iter().map(|c| compile(&c.arena, &c.program, c.entry).unwrap()).collect();
        let natives = compilers.each_mut().map(|c| c.compile(&codes.iter().collect::<Vec<_>>()).unwrap());
        for (k, (case, seeds)) in programs.into_iter().zip(groups).enumerate() {
            for &seed in seeds {
                let (limits, args, ty) = (limits(seed), arguments(&case, seed), case.program.func(case.entry).ret);
                let bytecode = fresh(&limits, &codes[k], &args, ty, None);
                terms.fetch_add(bytecode.0.len() as u64 + u64::from(bytecode.1.is_some()), Ordering::Relaxed);
                for tier in 0..2 {
                    let native = Counted::of(&natives[tier][k], &counts[tier]);
                    let ours = fresh(&limits, &codes[k], &args, ty, Some((&native, SWITCH[seed as usize % 3])));
                    if bytecode != ours {
                        report(case, seed, LEVELS[tier], &bytecode, &ours);
                    }
                }
            }
        }
    });
    let terms = terms.into_inner();
    for (level, counts) in LEVELS.iter().zip(&counts) {
        let ended = counts.ended.load(Ordering::Relaxed);
        let distinct = groups.len();
        println!("{level:?}: {count} programs ({distinct} distinct), {terms} terms, {ended} of them in native code");
        assert!(2 * ended > terms, "{level:?}: only {ended} of {terms} terms were computed natively");
    }
}

/// Evaluators that keep what candidates share: one for bytecode, one for each tier.
struct Candidates {
    arena: Arena,
    compilers: [Compiler; 2],
    evaluators: [Evaluator; 3],
    limits: Limits,
}

impl Candidates {
    fn new() -> Self {
        let limits =
            Limits { budget: 600, reading: CostReading::Continued, max_digits: 60, max_words: 1000, max_depth: 100 };
        let evaluators = [(); 3].map(|()| Evaluator::new(&limits, &Cancel::new()));
        Self { arena: Arena::new(), compilers: compilers(), evaluators, limits }
    }

    fn forget(&mut self, kept: usize) {
        self.arena.clear();
        for e in &mut self.evaluators {
            e.clear();
            e.keep_at_most(kept);
        }
    }
}

#[test]
fn random_candidates_that_share_tables() {
    if !llvm_is_here() {
        return;
    }
    let count = cases(20_000);
    let counts: [Arc<Counts>; 2] = Default::default();
    let terms = AtomicU64::new(0);
    on_all_cores(count.div_ceil(BATCH) as usize, Candidates::new, |all, batch| {
        let full = (batch % 20) < 2;
        if batch % 8 < 2 {
            // One third of these batches keep nothing.
            all.forget(if batch % 3 == 2 { 0 } else { usize::MAX });
        }
        let seeds = batch as u64 * BATCH..count.min((batch as u64 + 1) * BATCH);
        let mut codes = Vec::new();
        for seed in seeds.clone() {
            let text = candidate(seed);
            let e = qsynt::parse(&mut all.arena, text.as_bytes(), &mut Vec::new()).unwrap();
            let mut code = Code::default();
            compile_candidate(&all.arena, e, &all.limits, &mut code).unwrap();
            codes.push(code);
        }
        let natives: Vec<_> = all
            .compilers
            .iter_mut()
            .take(1 + usize::from(full))
            .map(|c| c.compile(&codes.iter().collect::<Vec<_>>()).unwrap())
            .collect();
        let args: Vec<Vec<Int>> = (0..TERMS).map(|n| vec![Int::from(n), Int::ZERO]).collect();
        for (k, seed) in seeds.enumerate() {
            let bytecode = run(&mut all.evaluators[0], &codes[k], &args, Ty::INT, None);
            if full {
                terms.fetch_add(bytecode.0.len() as u64 + u64::from(bytecode.1.is_some()), Ordering::Relaxed);
            }
            for (tier, natives) in natives.iter().enumerate() {
                let native: Arc<dyn Native> =
                    if full { Counted::of(&natives[k], &counts[tier]) } else { Arc::clone(&natives[k]) };
                // For one seed in seven, bytecode fills the tables that native code reads.
                let native = (seed % 7 != 6).then_some((&native, SWITCH[seed as usize % 3]));
                let ours = run(&mut all.evaluators[tier + 1], &codes[k], &args, Ty::INT, native);
                let (text, code) = (candidate(seed), &codes[k]);
                assert_eq!(bytecode, ours, "seed {seed}, {:?}: {text}\n{code}", LEVELS[tier]);
            }
        }
    });
    let terms = terms.into_inner();
    for (level, counts) in LEVELS.iter().zip(&counts) {
        let ended = counts.ended.load(Ordering::Relaxed);
        println!("{level:?}: of {terms} terms {ended} in native code");
        assert!(2 * ended > terms, "{level:?}: only {ended} of {terms} terms were computed natively");
    }
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
        _random => generate::postfix(seed),
    }
}
