//! Sequences that are a transform of a simpler one, two-dimensional, multiplicative or decimal expansions.
//!
//! [`Transforms`] is the proposer. Each kind of structure has a file: `chain` undoes transforms (the table in
//! `transform`) until a simple closed form or a known sequence is left; `known` is the index of known sequences and of
//! what is derived from them (the table in `derived`); `multiplicative` fits functions of prime powers (`powers`);
//! `tables` fits tables of two numbers; `constants` finds decimal expansions by integer relations (`lattice`). The
//! search is modulo the prime 2⁶¹ − 1. What it finds is made exact, so a proposal has all the terms that were looked
//! at.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod catalogue;
mod chain;
mod constants;
mod derived;
mod discovery;
mod known;
mod lattice;
mod multiplicative;
mod powers;
mod proposer;
mod screen;
mod series;
mod solve;
mod tables;
mod transform;
#[cfg(test)]
mod transform_tests;
mod weights;

pub use known::Known;
pub use proposer::Transforms;
