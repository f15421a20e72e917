//! Computation of the terms of a program, one after the other.

use nth_base::{Cancel, Cost, Limits};
use nth_core::EvalError;
use nth_eval::{Evaluator, Trace};
use nth_num::Int;

use crate::{Engines, Executable, Execution, Stopwatch, Timing};

/// Term of a run, with its place and its cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Position among the terms, from 0.
    pub position: u64,
    /// Index of the term; for triangles and arrays both indices.
    pub index: Vec<i64>,
    /// Value of the term.
    pub value: Int,
    /// Cost of the run up to and including this term.
    pub spent: Cost,
}

/// Reason why there are no further terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The index of the term that has no value.
    pub index: Vec<i64>,
    /// Error of that term.
    pub error: EvalError,
    /// Place of the error; `None` if the run was interrupted, or if places are not looked for.
    pub trace: Option<Trace>,
}

/// Summary of a run of [`run_terms`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermRun {
    /// Number of terms computed.
    pub computed: u64,
    /// Cost of the whole run, in both readings.
    pub spent: Cost,
    /// Reason why the run stopped early, if it did.
    pub stopped: Option<Stop>,
    /// Times of the run, if there is a clock.
    pub timing: Option<Timing>,
}

/// Computes the terms at the given indices, and passes each to `each` until that returns false. The first index is that
/// of the term at position `from`. The caller has started the stopwatch before it compiled the program.
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
                let args: Vec<Int> = index.iter().map(|n| Int::from(*n)).collect();
                let wanted = engines.places && error != EvalError::Interrupted;
                let trace = if wanted { execution.trace(&args) } else { None };
                out.stopped = Some(Stop { index, error, trace });
                break;
            }
        }
    }
    out.timing = watch.finish(out.computed, from, execution.native_from().map(|k| from + k));
    out
}
