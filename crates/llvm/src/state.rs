//! What compiled code and the evaluator share while a term is computed.

use std::ffi::c_void;

use nth_eval::{Leave, Operands};

/// The state. Compiled code knows its first fields (`Field`), so it is `repr(C)`.
#[repr(C)]
pub struct State {
    /// Units left to spend, when the evaluator has the word.
    pub left: i64,
    /// Below this, `refill` must be called.
    pub stop_at: i64,
    /// Registers for operands of steps: plain values.
    pub registers: *mut i64,
    /// Calls that may still be begun.
    pub depth: i64,
    /// Below this address, the machine's stack is used up.
    pub stack_limit: usize,
    /// What the last step wrote, as compiled code keeps it: doubled values, and marks.
    pub out: [i64; OUT],
    /// Why the code stopped.
    pub why: Leave,
    /// The operands of each instruction of the program.
    pub operands: *const Option<Operands>,
    /// The evaluator's side: a `Host`.
    pub host: *mut c_void,
}

/// Most registers that a step writes.
pub const OUT: usize = 4;

/// The fields that compiled code uses, in the order of the struct; those after `Out` are its further words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Field {
    Left,
    StopAt,
    Registers,
    Depth,
    StackLimit,
    Out,
}

/// Why code stops, as compiled code says it to `stop`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u32)]
pub enum Reason {
    /// The machine's stack.
    Stack,
    /// Division by zero.
    DivByZero,
    /// Too many active calls.
    Depth,
    /// The error of a `Fail` instruction.
    Fail,
}
