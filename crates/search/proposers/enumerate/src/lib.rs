//! Enumeration of programs by size, equal values once.
//!
//! The bank (`bank`) holds expressions of the index `n` by increasing size, each distinct vector of values once. Each
//! is looked up among the targets (`targets`). Sums, differences and products of two members of the bank are not
//! enumerated but met in the middle: the target less one of them is looked up (`meet`). For each target a small bank
//! of its own, of the terms before, is made (`recurrences`): recurrences with any right-hand side. Loops with small
//! bodies are leaves of the bank (`loops`). All this is done for expressions of the index, and again for those of the
//! row and the column of a triangle (`index_shape`).
//!
//! If targets are few, the search works towards them (`goals`): a small bank, then everything that a target could be
//! made from with it, by inverse operations (`inverse`); each program that is made from then on is looked up among
//! these (`goal_index`), too, also those that are not kept.
//!
//! Values are 32 lanes of 64 bits (`value_vec`); what overflows is known modulo 2⁶⁴. Every proposal agrees with its
//! task on all lanes that are known. No result depends on the number of threads.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod bank;
pub mod expr;
mod goal_index;
mod goals;
pub mod index_shape;
mod inverse;
mod loops;
mod meet;
mod proposal_writer;
mod recurrences;
mod targets;
pub mod value_vec;

mod few_targets;
mod many_targets;
mod parallel;
mod search;

pub use search::{Enumerate, Layer, Settings};
