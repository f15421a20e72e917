//! Closed families: sequences whose program is computed from the terms, not searched.
//!
//! Each family has a file. It turns terms into [`Fit`]s: programs with an account of what was fitted. Work is done modulo
//! a prime or modulo 2⁶⁴ first, so that what does not belong is dropped early; what is left is made exact and compared with
//! every term before it is offered. [`fit_simple`] and [`fit_all`] are the two ways in; [`Families`] is the proposer.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod closed;
mod data;
mod fit;
mod holonomic;
mod interleaved;
mod nonlinear;
mod periodic;
mod poly_text;
mod polynomial;
mod proposer;
mod quasi;
mod recurrence;
mod regular;
mod text;

pub use fit::{Fit, fit_all, fit_simple};
pub use proposer::Families;
