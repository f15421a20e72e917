//! Support for the tests of native code: runs to compare, and a count of the terms computed natively.

#![allow(dead_code, reason = "each test uses a part")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use nth_base::{Cancel, Cost, Limits};
use nth_core::{EvalError, Ty};
use nth_eval::{Code, Evaluator, Host, Leave, Native, Output};
use nth_num::Int;

/// The terms with what was spent up to each, and how it ended, at which cost.
pub type Outcome = (Vec<(Output, Cost)>, Option<(EvalError, Cost)>);

/// Counts the terms that native code began, and those that it gave a value or an error.
#[derive(Debug, Default)]
pub struct Counts {
    pub begun: AtomicU64,
    pub ended: AtomicU64,
}

/// Native code that is counted.
pub struct Counted {
    pub native: Arc<dyn Native>,
    pub counts: Arc<Counts>,
}

impl Native for Counted {
    fn call(&self, host: &mut Host<'_>, args: &[i64]) -> Result<i64, Leave> {
        self.counts.begun.fetch_add(1, Ordering::Relaxed);
        let outcome = self.native.call(host, args);
        if matches!(outcome, Ok(_) | Err(Leave::Error(_))) {
            self.counts.ended.fetch_add(1, Ordering::Relaxed);
        }
        outcome
    }

    fn tier(&self) -> &'static str {
        self.native.tier()
    }
}

impl Counted {
    pub fn of(native: &Arc<dyn Native>, counts: &Arc<Counts>) -> Arc<dyn Native> {
        Arc::new(Self { native: Arc::clone(native), counts: Arc::clone(counts) })
    }
}

/// Runs a program at each of these arguments; in native code, if there is some, from the given position on.
pub fn run(
    evaluator: &mut Evaluator,
    code: &Code,
    args: &[Vec<Int>],
    ty: Ty,
    native: Option<(&Arc<dyn Native>, usize)>,
) -> Outcome {
    let mut run = evaluator.run(code);
    let mut terms = Vec::new();
    for (k, args) in args.iter().enumerate() {
        if let Some((native, from)) = native
            && k == from
        {
            run.switch(Arc::clone(native));
        }
        match run.value(args, ty) {
            Ok(x) => terms.push((x, run.cost())),
            Err(e) => return (terms, Some((e, run.cost()))),
        }
    }
    (terms, None)
}

/// Runs a program as [`run`] does, with a new evaluator.
pub fn fresh(
    limits: &Limits,
    code: &Code,
    args: &[Vec<Int>],
    ty: Ty,
    native: Option<(&Arc<dyn Native>, usize)>,
) -> Outcome {
    run(&mut Evaluator::new(limits, &Cancel::new()), code, args, ty, native)
}

/// Whether LLVM can be loaded; reports the tests as skipped if not.
pub fn llvm_is_here() -> bool {
    nth_llvm::load().inspect_err(|why| nth_testkit::skipped(&why.to_string())).is_ok()
}
