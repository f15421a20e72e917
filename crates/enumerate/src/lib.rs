//! Enumeration of programs by size, equal values once.
//!
//! The bank ([`bank`]) holds expressions of the index `n` by increasing size, each distinct vector of values once. Each is
//! looked up among the targets ([`targets`]). Sums, differences and products of two members of the bank are not
//! enumerated but met in the middle: the target less one of them is looked up ([`meet`]). For each target a small bank of
//! its own, of the terms before, is made ([`recur`]): recurrences with any right-hand side.
//!
//! Values are 32 lanes of 64 bits ([`lanes`]); what overflows is known modulo 2⁶⁴. Every proposal agrees with its task
//! on all lanes that are known. No result depends on the number of threads.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod bank;
pub mod lanes;
pub mod meet;
pub mod recur;
pub mod targets;

mod enumerate;
mod expr;
mod work;

pub use enumerate::{Enumerate, Layer};
pub use expr::{Expr, Op};
