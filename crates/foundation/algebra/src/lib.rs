//! The mathematics that all proposers share.
//!
//! [`Terms`] holds the terms of a sequence with everything that is computed from them once: their low words, their
//! residues modulo the prime 2⁶¹ − 1 and their information in bits. [`Residue`] is the arithmetic modulo that prime. On
//! it stand [`BerlekampMassey`] (shortest linear recurrences), [`Echelon`] (linear systems and kernels) and the
//! reconstruction of rational numbers. [`Poly`] is a polynomial with rational coefficients, and [`primes`] has tables
//! and tests of primes.
//!
//! The crate knows integers ([`nth_num::Int`]) and nothing of programs, tasks or source text.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod berlekamp_massey;
mod information;
mod integers;
mod linear;
mod polynomial;
pub mod primes;
mod residue;
mod ring;
mod terms;

pub use berlekamp_massey::BerlekampMassey;
pub use information::information;
pub use integers::{divides, exact_div, gcd, isqrt, lcm, power_mod};
pub use linear::{Echelon, solve};
pub use polynomial::{LinearFactor, Poly, divide_out, without_root};
pub use residue::{P, Residue, common_denominator};
pub use ring::Ring;
pub use terms::{Terms, low_word};
