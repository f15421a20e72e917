//! Dialects: the notations that programs are read from and written in.
//!
//! [`DIALECTS`] is the list of dialects, read wherever a choice of notations is offered. A [`Dialect`] makes readers
//! ([`Reader`]: from a line of text to a [`Candidate`]) and prints candidates. The functions behind them
//! ([`core_text`], [`lisp`], [`qsynt`]) can be called directly.
//!
//! A new dialect is a file that implements [`Dialect`], and a row in [`DIALECTS`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod candidate;
pub mod core_text;
mod dialect;
pub mod lisp;
pub mod qsynt;
mod sexp;
mod source;
mod typing;

pub use candidate::{Candidate, Invalid, Reader};
pub use dialect::{CannotWrite, DIALECTS, Dialect, Info, Options, by_name};
pub use sexp::{MAX_NESTING, TextError};
pub use source::SourceLanguage;
