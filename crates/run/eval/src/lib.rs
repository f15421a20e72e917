//! Core to terms and costs: the register bytecode (tier T0).
//!
//! A program is compiled to a flat list of instructions over registers (`code.rs`); one interpreter, generic over the
//! value, runs it: first on 64-bit integers that leave as soon as a value is large (beyond 62 bits), then, from the
//! term that left on, on 128-bit integers, then on big ones. Straight pieces of code are charged in one step. What
//! repeats across terms, and across programs of one [`Evaluator`], is kept in [`tables`](crate::Evaluator): it saves
//! time and never changes a value or a cost.
//!
//! The meaning is that of `docs/reference/core.md`. This crate knows no source text and does no I/O.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod code;
mod compile;
mod instr;
mod lists;
mod machine;
mod memory;
mod meter;
mod native;
mod operands;
mod output;
mod primes;
mod run;
mod steps;
mod sums;
mod tables;
mod trace;
mod value;
mod wide;

pub use code::{Code, FuncCode, NO_BLOCK};
pub use compile::{CompileError, Origins, SMALL_DIGITS, compile, compile_candidate, compile_with_origins};
pub use instr::{Instr, Pc, Rare, Reg};
pub use native::{Backend, BatchBackend, BatchCompiler, Form, Host, Leave, Native, OptLevel};
pub use operands::{Operand, Operands};
pub use output::Output;
pub use run::{Evaluator, Run};
pub use tables::MAX_STATES;
pub use trace::{ActiveCall, Trace};
