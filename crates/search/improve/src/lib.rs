//! Smaller and faster programs of the same terms, by rewriting and by random changes.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod copy;
mod effort;
mod improve;
mod known;
mod mutate;

pub use effort::Effort;
pub use improve::{Better, How, Improved, improve};
pub use nth_runner::{At, ExpectedTerms};
