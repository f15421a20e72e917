//! Tables of primes, under the names that this crate uses.

pub use nth_algebra::primes::PrimeTables as Numbers;
pub use nth_algebra::{gcd, isqrt, power_mod};
