//! Lowering of typed programs to Core, and raising of Core back to source text.
//!
//! [`Lowerer`] turns definitions into first-order functions of a Core program, on demand. Every call of a generic or
//! higher-order definition becomes a call of a copy made for its types and function arguments, so that no functions are
//! left as values. The raise functions go the other way, from Core to readable source.
//!
//! This crate knows no source text beyond the trees it makes, no type inference and no evaluator.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod body;
mod call;
mod error;
mod function;
mod limits;
mod lowerer;
mod places;
mod raise;

pub use error::{LowerError, Reason};
pub use lowerer::{Checkpoint, Entry, Lowerer};
pub use places::Places;
pub use raise::{Raise, raise_expr, raise_postfix, raise_program, share};
