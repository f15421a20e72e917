//! Primes and factors of integers of any size.
//!
//! The work is done by libraries: num-prime (tests, factors below 2⁶⁴), primal-sieve (tables) and rusqsieve (rho,
//! elliptic curves and the quadratic sieve). This crate chooses between them, counts primes beyond the tables, and lets
//! the caller end what may take long. It knows no costs and no programs.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod count;
mod factors;
mod long;
mod near;
mod primality;

pub use count::{MOST_COUNTED, count_primes, nth_prime};
pub use factors::{Reach, factor};
pub use near::{next_prime, previous_prime};
pub use primality::{EXACT_BELOW, is_prime};

/// Question to the caller whether the work should end.
pub type Stop<'a> = &'a dyn Fn() -> bool;

/// Reason why a computation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The caller ended the work.
    Stopped,
    /// The work is beyond the reach that the caller allows, or beyond that of this crate.
    Beyond,
}
