//! Exact integers: 64 bits while they fit, big integers after that.
//!
//! [`Int`] is always in normal form: `Small` whenever the value fits an `i64`. Division and modulus floor
//! (the remainder has the divisor's sign), as in the published language. Nothing here panics on any value;
//! operations that can blow up take a size limit and answer [`NumError`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod in_place;
mod int;
mod list;
mod long;
mod ops;

pub use in_place::Operand;
pub use int::Int;
pub use list::{ListError, NotAnInteger, parse_list, parse_words};
pub use num_bigint::BigInt;
pub use ops::{NumError, floor_div_i64, floor_mod_i64, isqrt_u64, max_bits_for_digits};
