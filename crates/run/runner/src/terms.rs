//! The terms of a program, one after the other.

use nth_base::{Cancel, Cost, Limits};
use nth_core::EvalError;
use nth_eval::Evaluator;
use nth_num::Int;

use crate::{Engines, Executable, Execution, Stopwatch, Timing};

/// A term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its place among the terms, from 0.
    pub position: u64,
    /// Its index; for triangles and arrays both.
    pub index: Vec<i64>,
    /// Its value.
    pub value: Int,
    /// What the run has spent so far.
    pub spent: Cost,
}

/// Why there are no further terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The index of the term that has no value.
    pub index: Vec<i64>,
    /// Why.
    pub error: EvalError,
}

/// The account of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermRun {
    /// Number of terms computed.
    pub computed: u64,
    /// What they cost.
    pub spent: Cost,
    /// Why the run stopped early, if it did.
    pub stopped: Option<Stop>,
    /// How long it took, where there is a clock.
    pub timing: Option<Timing>,
}

/// Computes the terms at the given indices, the first of which is the term at position `from`, and gives each to `each` until that says
/// no. The stopwatch has been started by whoever compiled the program.
pub fn run_terms(
    executable: &Executable,
    engines: &Engines,
    from: u64,
    indices: impl Iterator<Item = Vec<i64>>,
    (limits, cancel): (&Limits, &Cancel),
    mut watch: Stopwatch,
    each: &mut dyn FnMut(Term) -> bool,
) -> TermRun {
    let mut evaluator = Evaluator::new(limits, cancel);
    let mut execution = Execution::new(&mut evaluator, executable, engines);
    watch.compiled();
    let mut out = TermRun::default();
    for (position, index) in (from..).zip(indices) {
        match watch.term(position, || execution.term(&index)) {
            Ok(value) => {
                out.computed += 1;
                out.spent = execution.cost();
                if !each(Term { position, index, value, spent: out.spent }) {
                    break;
                }
            }
            Err(error) => {
                out.spent = execution.cost();
                out.stopped = Some(Stop { index, error });
                break;
            }
        }
    }
    out.timing = watch.finish(out.computed, from, execution.native_from().map(|k| from + k));
    out
}
