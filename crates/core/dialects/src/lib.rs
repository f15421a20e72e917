//! Dialects: other ways to write Core. Each is a parser and a printer with a round-trip test.

pub mod core_text;
pub mod lisp;
pub mod qsynt;
mod sexp;
mod typing;

pub use sexp::{MAX_NESTING, TextError};
