//! The REPL without a terminal: lines in, text out.
//!
//! [`Repl::feed`] runs one input (definitions, an expression or a command), passes its output on, and changes the
//! session only if the input has no errors. What was typed is one module: a definition that is typed again takes the
//! place of the old one, also for what uses it. [`inputs`] takes a pasted block apart, and [`is_incomplete`] says
//! whether an input continues in the next line; [`Assistant`] serves a line editor with completions, colours and
//! hints, which come from `nth_ide`. This crate uses no terminal, file or history: the command line adds them, through
//! [`Host`].
//!
//! To add a command, add a row to `COMMANDS` in `command.rs`; dispatch, `:help` and completion read that table.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod assist;
mod command;
mod define;
mod evaluate;
mod export;
mod find;
mod heads;
mod help;
mod host;
mod input;
mod load;
mod measure;
mod names;
mod oeis;
mod plot;
mod prompt;
mod repl;
mod results;
mod rewrite;
mod show;
mod state;

pub use assist::{Assistant, Candidate, Class, Completions};
pub use host::Host;
pub use input::{inputs, is_expression, is_incomplete};
pub use nth_ide::SemanticKind;
pub use repl::{Options, Repl, Response};
