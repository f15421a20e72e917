//! The place of an error that native code meets is the one that bytecode finds.

#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;

use nth_base::{Cancel, CostReading, Limits};
use nth_core::EvalError;
use nth_eval::{Code, Evaluator, Native, Trace, compile};
use nth_llvm::{Compiler, OptLevel};
use nth_reference::{Case, generate, with_stack};
use nth_testkit::case_count as cases;

use support::llvm_is_here;

const LIMITS: Limits =
    Limits { budget: 2_000, reading: CostReading::Continued, max_digits: 100, max_words: 1_000, max_depth: 20 };

/// The error of the first term that fails, and its place.
fn failure(case: &Case, code: &Code, native: Option<Arc<dyn Native>>) -> Option<(EvalError, Option<Trace>)> {
    let mut evaluator = Evaluator::new(&LIMITS, &Cancel::new());
    let mut run = evaluator.run(code);
    if let Some(native) = native {
        run.switch(native);
    }
    for n in 0..8 {
        let args = case.args(n);
        if let Err(error) = run.value(&args, case.program.func(case.entry).ret) {
            return Some((error, run.trace(&args)));
        }
    }
    None
}

#[test]
fn native_code_has_the_places_of_bytecode() {
    if !llvm_is_here() {
        return;
    }
    with_stack(|| {
        let mut compiler = Compiler::new(OptLevel::Light).unwrap();
        let mut failed = 0;
        for seed in 0..cases(600) {
            let case = generate::program(seed);
            let code = compile(&case.arena, &case.program, case.entry).unwrap();
            let Some(expected) = failure(&case, &code, None) else { continue };
            let native = compiler.compile(&[&code]).unwrap().remove(0);
            let found = failure(&case, &code, Some(native)).unwrap();
            assert_eq!(found, expected, "{case}");
            failed += 1;
        }
        assert!(failed > 100, "only {failed}");
    });
}
