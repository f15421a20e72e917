//! The published programs (`../shared/oeis/qsynt_pairs.txt.gz`, see `crates/search/batch/tests/pairs.rs`) in native
//! code: terms, errors and costs are those of the bytecode. Skipped where the data is absent.
//!
//! All go through T1 under 3,000 units a term; every 26th (some 2,000) through T2 as well, and those also under 100,000
//! units a term. Evaluators keep what programs share.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and print")]
#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use nth_base::{Cancel, CostReading, Limits};
use nth_core::{Arena, Ty};
use nth_dialects::qsynt;
use nth_eval::{Code, Evaluator, Native, compile_candidate};
use nth_llvm::{Compiler, OptLevel};
use nth_num::Int;
use nth_testkit::on_all_cores;

use support::{Counted, Counts, llvm_is_here, run};

const TERMS: i64 = 20;
/// Programs in a module.
const BATCH: usize = 104;
/// Ratio of the sample: every 26th program is in it.
const SAMPLE: usize = 26;
const BUDGETS: [u64; 2] = [3_000, 100_000];

fn programs() -> Option<Vec<String>> {
    Some(nth_testkit::published_programs()?.into_iter().flat_map(|(_, programs)| programs).collect())
}

struct Worker {
    arena: Arena,
    light: Compiler,
    full: Compiler,
    /// Evaluators for bytecode, T1 and T2, for each budget.
    evaluators: [[Evaluator; 3]; 2],
}

impl Worker {
    fn new() -> Self {
        let evaluators = BUDGETS.map(|budget| {
            let reading = if budget == BUDGETS[0] { CostReading::Continued } else { CostReading::Published };
            let limits = Limits { budget, reading, ..Limits::CANDIDATE };
            [(); 3].map(|()| Evaluator::new(&limits, &Cancel::new()))
        });
        let compiler = |level| Compiler::new(level).unwrap();
        Self { arena: Arena::new(), light: compiler(OptLevel::Light), full: compiler(OptLevel::Full), evaluators }
    }
}

#[test]
fn published_programs() {
    if !llvm_is_here() {
        return;
    }
    let Some(programs) = programs() else { return };
    assert!(programs.len() > 53_000, "only {} programs", programs.len());
    let counts = Arc::new(Counts::default());
    let terms = AtomicU64::new(0);
    let args: Vec<Vec<Int>> = (0..TERMS).map(|n| vec![Int::from(n)]).collect();
    on_all_cores(programs.len().div_ceil(BATCH), Worker::new, |w, batch| {
        w.arena.clear();
        if w.evaluators.iter().flatten().any(|e| e.entries() > 1_000_000) {
            w.evaluators.iter_mut().flatten().for_each(Evaluator::clear);
        }
        let texts = &programs[batch * BATCH..programs.len().min((batch + 1) * BATCH)];
        let codes: Vec<Code> = texts
            .iter()
            .map(|text| {
                let e = qsynt::parse(&mut w.arena, text.as_bytes(), &mut Vec::new()).unwrap();
                let mut code = Code::default();
                compile_candidate(&w.arena, e, &Limits::CANDIDATE, &mut code).unwrap();
                code
            })
            .collect();
        let light = w.light.compile(&codes.iter().collect::<Vec<_>>()).unwrap();
        let sample = batch % SAMPLE;
        let sampled: Vec<&Code> = codes.iter().skip(sample).step_by(SAMPLE).collect();
        let mut full = w.full.compile(&sampled).unwrap().into_iter();
        for (k, code) in codes.iter().enumerate() {
            let full = if k % SAMPLE == sample { full.next() } else { None };
            let budgets = if full.is_some() { 2 } else { 1 };
            let light: Arc<dyn Native> = Counted::of(&light[k], &counts);
            for (budget, evaluators) in BUDGETS.iter().zip(&mut w.evaluators).take(budgets) {
                let [bytecode, others @ ..] = evaluators;
                let expected = run(bytecode, code, &args, Ty::INT, None);
                terms.fetch_add(expected.0.len() as u64 + u64::from(expected.1.is_some()), Ordering::Relaxed);
                for (native, evaluator) in [Some(&light), full.as_ref()].into_iter().flatten().zip(others) {
                    let ours = run(evaluator, code, &args, Ty::INT, Some((native, 0)));
                    assert!(
                        expected == ours,
                        "{}, {budget} units, {}:\n{expected:?}\n{ours:?}\n{code}",
                        native.tier(),
                        texts[k]
                    );
                }
            }
        }
    });
    let (terms, ended) = (terms.into_inner(), counts.ended.load(Ordering::Relaxed));
    println!("{} programs, {terms} terms, {ended} of them in T1", programs.len());
    assert!(2 * ended > terms, "only {ended} of {terms} terms were computed natively");
}
