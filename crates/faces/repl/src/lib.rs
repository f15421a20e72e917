//! The REPL without a terminal: lines in, text out.
//!
//! A [`Repl`] is a state machine: [`Repl::feed`] takes one input (definitions, an expression or a command), gives text out,
//! and changes its state only if the input is right. [`is_incomplete`] says whether an input goes on, [`complete`] and
//! [`classes`] serve a line editor. It knows no terminal, no history and no clock; those are the face's.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod command;
mod complete;
mod define;
mod evaluate;
mod help;
mod highlight;
mod input;
mod oeis;
mod repl;
mod results;

pub use complete::complete;
pub use highlight::{Class, classes};
pub use input::is_incomplete;
pub use repl::{Options, Repl, Response};
