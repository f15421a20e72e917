//! When the evaluation of one value asks for native code, and that the value does not depend on it.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use nth_base::{Cancel, Limits};
use nth_core::{Arena, EvalError, FuncId};
use nth_dialects::core_text::parse_program;
use nth_eval::{Backend, Code, Form, Native, Output};
use nth_runner::{EnginePolicy, Engines, Evaluated, Executable, evaluate};

/// A backend that counts what it is asked to compile, and compiles nothing.
#[derive(Default)]
struct Counting(AtomicUsize);

impl Backend for Counting {
    fn name(&self) -> String {
        "counting".to_owned()
    }

    fn check(&self) -> Result<(), String> {
        Ok(())
    }

    fn compile(&self, _: &Code) -> Result<Arc<dyn Native>, String> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Err("nothing is compiled".to_owned())
    }

    fn emit(&self, _: &Code, _: &str, _: Form) -> Result<String, String> {
        Err("nothing is compiled".to_owned())
    }
}

/// Evaluates a program under a policy. Returns the result, and how often the backend was asked.
fn run(core: &str, policy: EnginePolicy, limits: &Limits, cancel: &Cancel) -> (Evaluated, usize) {
    let mut arena = Arena::new();
    let program = parse_program(&mut arena, core).unwrap();
    let executable = Executable::new(&arena, &program, FuncId(0)).unwrap();
    let backend = Arc::new(Counting::default());
    let engines = Engines { native: Some(Arc::clone(&backend) as _), policy, ..Engines::default() };
    let result = evaluate(&executable, &engines, limits, cancel);
    (result, backend.0.load(Ordering::Relaxed))
}

/// A remainder computed over and over, so that values stay small: the number of steps decides the cost.
fn steps(count: u64) -> String {
    format!("(func f0 () Int (loop (lam 2 (mod (add (mul (var 1) 3) (var 0)) 1000)) {count} 1))")
}

#[test]
fn only_a_long_evaluation_asks_for_native_code_and_nothing_else_changes() {
    for (count, asked) in [(100, 0), (20_000_000, 1)] {
        let core = steps(count);
        let auto = run(&core, EnginePolicy::Auto, &Limits::INTERACTIVE, &Cancel::new());
        let never = run(&core, EnginePolicy::Never, &Limits::INTERACTIVE, &Cancel::new());
        assert_eq!((auto.1, never.1), (asked, 0), "{count} steps");
        assert_eq!(auto.0.outcome, never.0.outcome);
        assert_eq!(auto.0.spent, never.0.spent);
        assert!(matches!(auto.0.outcome, Ok(Output::Int(_))));
    }
}

#[test]
fn a_budget_and_the_flag_end_it_as_in_bytecode() {
    let limits = Limits { budget: 30_000_000, ..Limits::INTERACTIVE };
    let (auto, _) = run(&steps(20_000_000), EnginePolicy::Auto, &limits, &Cancel::new());
    assert_eq!(auto.outcome, Err(EvalError::Budget));
    assert!(auto.trace.is_some());
    let cancel = Cancel::new();
    cancel.raise();
    let (stopped, asked) = run(&steps(20_000_000), EnginePolicy::Auto, &Limits::INTERACTIVE, &cancel);
    assert_eq!((stopped.outcome, asked), (Err(EvalError::Interrupted), 0));
}
