//! Core: the typed, first-order, hash-consed expressions that everything runs.
//!
//! An [`Arena`] holds expressions; equal expressions have equal ids, whatever program they are part of. Variables are
//! de Bruijn indices, so an expression means the same wherever it stands. Function arguments of primitives are
//! [`Node::Lam`]; they stand nowhere else. A [`Program`] is a set of first-order functions and an entry.
//!
//! This crate knows no source syntax, no type inference and no evaluator.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod arena;
pub mod cost;
mod descent;
mod error;
mod meta;
mod node;
mod program;
mod rename;

pub use arena::Arena;
pub use descent::Descent;
pub use error::EvalError;
pub use meta::Meta;
pub use node::{ArgList, BigId, ExprId, FuncId, Node, Ty};
pub use program::{Func, Program, callees};
pub use rename::{free_vars, rename, replace, substitute};
