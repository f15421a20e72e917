//! The REPL without a terminal: lines in, text out.
//!
//! [`Repl::feed`] runs one input (definitions, an expression or a command), passes its output on, and changes the
//! session only if the input has no errors. [`is_incomplete`] says whether an input continues in the next line;
//! [`complete`] and [`classes`] serve a line editor. This crate uses no terminal, history or clock: the command line
//! adds them.
//!
//! To add a command, add a row to `COMMANDS` in `command.rs`; dispatch, `:help` and completion read that table.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod command;
mod complete;
mod define;
mod evaluate;
mod highlight;
mod input;
mod load;
mod oeis;
mod repl;
mod results;

pub use complete::complete;
pub use highlight::{Class, classes};
pub use input::is_incomplete;
pub use repl::{Options, Repl, Response};
