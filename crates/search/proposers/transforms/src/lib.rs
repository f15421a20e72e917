//! Sequences that are a transform of a simpler one, or two-dimensional, or multiplicative.
//!
//! [`Transforms`] is the proposer. Each file is one kind of structure: `chain` undoes transforms (`step`, on the rings of
//! `catalogue`) until something simple is left, `multiplicative` fits functions of prime powers, `tables` fits
//! tables of two numbers, `constants` knows decimal expansions by integer relations (`lattice`), `known` finds known sequences behind transforms. The search is modulo the prime
//! 2⁶¹ − 1; what passes is made exact, so an offer has all the terms that were looked at.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod catalogue;
mod chain;
mod constants;
mod known;
mod lattice;
mod multiplicative;
mod powers;
mod proposer;
mod screen;
mod series;
mod solve;
mod step;
#[cfg(test)]
mod step_tests;
mod tables;
mod views;
mod weights;

pub use known::Known;
pub use proposer::Transforms;
