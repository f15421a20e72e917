//! The value of a program without parameters, on the engine that pays.

use nth_base::{Cancel, Cost, Limits};
use nth_core::EvalError;
use nth_eval::{Evaluator, Output, Trace};

use crate::execution::{MAX_INSTRUCTIONS, PROMOTION_BUDGET};
use crate::{EnginePolicy, Engines, Executable, Execution};

/// The value of a program without parameters, or the error that ended it.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// Value of the type of the entry, or the error.
    pub outcome: Result<Output, EvalError>,
    /// Cost in both readings; 0 if there is no value.
    pub spent: Cost,
    /// Place of the error, if there is one and it was found.
    pub trace: Option<Trace>,
}

/// Evaluates a program without parameters. A long evaluation begins again in native code, since a value cannot change
/// the engine halfway; it has the same value, error and cost there.
#[must_use]
pub fn evaluate(executable: &Executable, engines: &Engines, limits: &Limits, cancel: &Cancel) -> Evaluated {
    let mut evaluator = Evaluator::new(limits, cancel);
    if let Some(backend) = &engines.native
        && engines.policy == EnginePolicy::Auto
        && executable.made().is_none()
        && executable.code().instrs.len() <= MAX_INSTRUCTIONS
    {
        let mut execution = Execution::in_bytecode(&mut evaluator, executable);
        execution.pause_at(PROMOTION_BUDGET);
        let outcome = execution.value(&[]);
        if !execution.is_paused() {
            return ended(execution, outcome);
        }
        executable.make(backend.as_ref());
    }
    let mut execution = Execution::new(&mut evaluator, executable, engines);
    let outcome = execution.value(&[]);
    ended(execution, outcome)
}

/// The result of an execution that has ended.
fn ended(mut execution: Execution<'_>, outcome: Result<Output, EvalError>) -> Evaluated {
    let spent = execution.cost();
    let trace = match outcome {
        Ok(_) | Err(EvalError::Interrupted) => None,
        Err(_) => execution.trace(&[]),
    };
    Evaluated { outcome, spent, trace }
}
