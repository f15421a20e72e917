//! Places of run-time errors: the instruction that failed, and the calls that were active.

use nth_core::EvalError;

use crate::instr::Pc;
use crate::output::Output;

/// Number of active calls that are kept at each end of a long chain.
const KEPT: usize = 3;

/// Place of a run-time error: the calls that were active, the innermost first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Error of the term.
    pub error: EvalError,
    /// Innermost calls; at least one.
    pub inner: Vec<ActiveCall>,
    /// Number of calls between the inner and the outer ones, which are left out.
    pub left_out: usize,
    /// Outermost calls, the last of which is that of the entry; none if the inner ones are all.
    pub outer: Vec<ActiveCall>,
}

/// Call that was active when a term failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveCall {
    /// Position of the function in the code.
    pub func: usize,
    /// Instruction that was executed last: the one that failed, or the call of the next inner function.
    pub pc: Pc,
    /// Arguments of the call.
    pub args: Vec<Output>,
}

impl Trace {
    /// Takes the ends of a chain of `count` calls, the innermost first.
    pub(crate) fn new<T>(
        error: EvalError,
        count: usize,
        mut chain: impl Iterator<Item = T>,
        call: impl Fn(T) -> ActiveCall,
    ) -> Self {
        let left_out = if count <= 2 * KEPT + 1 { 0 } else { count - 2 * KEPT };
        let inner = if left_out == 0 { count } else { KEPT };
        let inner = chain.by_ref().take(inner).map(&call).collect();
        Self { error, inner, left_out, outer: chain.skip(left_out).map(call).collect() }
    }
}
