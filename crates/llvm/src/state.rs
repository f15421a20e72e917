//! What compiled code and the evaluator share while a term is computed.

use std::ffi::c_void;

use nth_eval::Leave;

/// The state; compiled code knows its layout (`FIELDS`), so it is `repr(C)`.
#[repr(C)]
pub struct State {
    /// Units left to spend.
    pub left: i64,
    /// Below this, `refill` must be called.
    pub stop_at: i64,
    /// Registers for operands of steps: plain values.
    pub registers: *mut i64,
    /// Calls that may still be begun.
    pub depth: i64,
    /// Below this address, the machine's stack is used up.
    pub stack_limit: usize,
    /// [`crate::runtime::step`].
    pub step: extern "C" fn(&mut State, u32) -> u32,
    /// [`crate::runtime::refill`].
    pub refill: extern "C" fn(&mut State) -> u32,
    /// [`crate::runtime::stop`].
    pub stop: extern "C" fn(&mut State, u32, u32),
    /// [`crate::runtime::recall`].
    pub recall: extern "C" fn(&mut State, u32, u32) -> u32,
    /// [`crate::runtime::remember`].
    pub remember: extern "C" fn(&mut State, u32, u32, i64) -> u32,
    /// [`crate::runtime::gcd`].
    pub gcd: extern "C" fn(u64, u64) -> u64,
    /// The value that `recall` found.
    pub value: i64,
    /// Why the code stopped.
    pub why: Leave,
    /// The evaluator's side: a `Host`.
    pub host: *mut c_void,
}

/// The fields that compiled code uses, in the order of the struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Field {
    Left,
    StopAt,
    Registers,
    Depth,
    StackLimit,
    Step,
    Refill,
    Stop,
    Recall,
    Remember,
    Gcd,
    Value,
}

/// Why code stops, as compiled code says it to `stop`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Reason {
    /// A value beyond 62 bits.
    Large,
    /// The machine's stack.
    Stack,
    /// Division by zero.
    DivByZero,
    /// Too many active calls.
    Depth,
    /// The error of a `Fail` instruction.
    Fail,
}
