//! Smaller and faster programs of the same terms: rewriting and mutation; random programs.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod copy;
mod effort;
mod improve;
mod known;
mod mutate;
mod rewrite;
mod rng;
mod sample;
mod signature;

pub use effort::Effort;
pub use improve::{Better, How, Improved, improve, simplify};
pub use known::{At, Known};
pub use sample::{Sampler, Weights};
