//! Checking candidate programs against every known sequence at once.
//!
//! [`Targets`] is the index: a trie over the terms. A [`Checker`] walks it with the terms of one candidate and says
//! which sequences end on the path ([`Verdict`]). [`engine`] does so for streams of candidates on several threads, in
//! order, and can go on after a kill. This crate prints nothing and knows no source syntax: readers of candidates are
//! passed in.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod check;
pub mod engine;
mod lines;
mod pieces;
mod queue;
mod record;
mod tally;
mod targets;
mod tiers;
mod winners;

pub use check::{Checker, Invalid, Solved, Status, Verdict};
pub use lines::MAX_LINE;
pub use pieces::{Hit, Piece};
pub use record::SolvedLine;
pub use tally::Tally;
pub use targets::{Targets, Walk};
pub use tiers::{Share, Shares, Tier, Tiering};
pub use winners::{Winner, Winners};
