//! Bytecode to native code: tiers T1 (light passes, many programs a module) and T2 (`default<O2>`), through LLVM 19.
//!
//! The compiler reads the bytecode of `nth_eval`, not Core. Bytecode reduces each construct to a few dozen
//! instructions, with the charges in place, so native code has the same values, errors and costs because it is made
//! from the same list. Registers become values in SSA form, in which LLVM finds the expressions again.
//!
//! - [`load()`]: libLLVM is loaded when it is first wanted. The `nth` binary does not link it: it starts fast, builds
//!   where LLVM is not installed, and says so when it has to do without.
//! - `emit`: one function of bytecode to one function of LLVM IR. Integers are kept *doubled*: the 62 bits and the
//!   sign of a value fill the machine word, so the processor's overflow flag is the exact test for leaving to big
//!   integers, and an odd word says 'stopped' where a function returns.
//! - `runtime`: what compiled code calls: steps on tables, searches and lists, which the evaluator does.
//! - `jit`: modules in memory, through ORC, each freed on its own.
//! - [`Compiler`]: the tiers.
//!
//! Must not know: source text, files, the clock. This is the one crate with `unsafe` code: for calls of LLVM's C
//! interface, for calls of compiled code, and for the state that compiled code shares with the evaluator.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod batch;
mod compile;
mod emit;
mod jit;
mod load;
mod runtime;
mod state;

pub use batch::Batches;
pub use compile::{Batch, Compiler, Llvm};
pub use load::load;
pub use nth_eval::OptLevel;
