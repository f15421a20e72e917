//! Arithmetic on [`Int`], exact, with floor division and size limits.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Pow, Signed};

use crate::{Int, long};

/// Reason why an operation has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumError {
    /// Division by zero, or a remainder by zero.
    DivByZero,
    /// The result would have more bits than the limit.
    TooBig,
    /// An argument is outside the domain: a negative exponent, or the root of a negative number.
    Domain,
}

/// Floor division; `None` for a divisor of 0 and for `i64::MIN / -1`.
#[inline]
#[must_use]
pub fn floor_div_i64(a: i64, b: i64) -> Option<i64> {
    let q = a.checked_div(b)?;
    Some(if a % b != 0 && (a ^ b) < 0 { q - 1 } else { q })
}

/// Floor modulus, with the divisor's sign; `None` for a divisor of 0.
#[inline]
#[must_use]
pub fn floor_mod_i64(a: i64, b: i64) -> Option<i64> {
    if b == 0 {
        return None;
    }
    let r = a.wrapping_rem(b);
    Some(if r != 0 && (r ^ b) < 0 { r + b } else { r })
}

/// Integer square root, rounded down.
#[inline]
#[must_use]
pub fn isqrt_u64(x: u64) -> u64 {
    x.isqrt()
}

/// Smallest number of bits that holds every number of `digits` decimal digits: `ceil(digits · log2 10)`. A cheap test
/// before the exact one.
#[must_use]
pub fn max_bits_for_digits(digits: u32) -> u64 {
    // log2(10) = 3.3219280948…
    (u64::from(digits) * 33_219_280_949).div_ceil(10_000_000_000)
}

macro_rules! checked_or_big {
    ($name:ident, $checked:ident, $op:tt, $doc:literal) => {
        #[doc = $doc]
        #[must_use]
        #[inline]
        pub fn $name(&self, other: &Self) -> Self {
            if let (Self::Small(a), Self::Small(b)) = (self, other)
                && let Some(c) = a.$checked(*b)
            {
                return Self::Small(c);
            }
            match (self, other) {
                (Self::Big(a), Self::Big(b)) => Self::from_big(&**a $op &**b),
                (Self::Big(a), Self::Small(b)) => Self::from_big(&**a $op *b),
                (Self::Small(a), Self::Big(b)) => Self::from_big(*a $op &**b),
                (Self::Small(a), Self::Small(b)) => Self::from_big(BigInt::from(*a) $op *b),
            }
        }
    };
}

impl Int {
    checked_or_big!(add, checked_add, +, "The sum.");
    checked_or_big!(sub, checked_sub, -, "The difference.");
    checked_or_big!(mul, checked_mul, *, "The product.");

    /// The number with the opposite sign.
    #[must_use]
    pub fn neg(&self) -> Self {
        Self::ZERO.sub(self)
    }

    /// Floor division.
    ///
    /// # Errors
    /// [`NumError::DivByZero`].
    pub fn floor_div(&self, other: &Self) -> Result<Self, NumError> {
        if other.is_zero() {
            return Err(NumError::DivByZero);
        }
        if let (Self::Small(a), Self::Small(b)) = (self, other)
            && let Some(q) = floor_div_i64(*a, *b)
        {
            return Ok(Self::Small(q));
        }
        Ok(Self::from_big(match (self, other) {
            (Self::Big(a), Self::Big(b)) => a.div_floor(b),
            // The quotient is computed in a single copy of `a`, and was rounded towards zero.
            (Self::Big(a), Self::Small(b)) if self.signum() == b.signum() => &**a / *b,
            (Self::Big(a), Self::Small(b)) => a.div_floor(&BigInt::from(*b)),
            (Self::Small(_), _) => self.to_big().div_floor(&other.to_big()),
        }))
    }

    /// Floor modulus: the remainder with the divisor's sign.
    ///
    /// # Errors
    /// [`NumError::DivByZero`].
    pub fn floor_mod(&self, other: &Self) -> Result<Self, NumError> {
        if other.is_zero() {
            return Err(NumError::DivByZero);
        }
        if let (Self::Small(a), Self::Small(b)) = (self, other)
            && let Some(r) = floor_mod_i64(*a, *b)
        {
            return Ok(Self::Small(r));
        }
        Ok(Self::from_big(match (self, other) {
            (Self::Big(a), Self::Big(b)) => a.mod_floor(b),
            (Self::Big(a), Self::Small(b)) if self.signum() == b.signum() => &**a % *b,
            (Self::Big(a), Self::Small(b)) => a.mod_floor(&BigInt::from(*b)),
            (Self::Small(_), _) => self.to_big().mod_floor(&other.to_big()),
        }))
    }

    /// Checks that the power `self ^ exponent` may have a value, without computing it.
    ///
    /// # Errors
    /// [`NumError::Domain`] for a negative exponent; [`NumError::TooBig`] when the result is sure to have more than
    /// `max_bits` bits.
    pub fn check_power(&self, exponent: &Self, max_bits: u64) -> Result<(), NumError> {
        if exponent.signum() < 0 {
            return Err(NumError::Domain);
        }
        if matches!(self, Self::Small(-1..=1)) {
            return Ok(());
        }
        let e = exponent.to_i64().ok_or(NumError::TooBig)?.unsigned_abs();
        // |self| ≥ 2^(bits−1), so the result has at least (bits−1)·e + 1 bits.
        if (self.bits() - 1).saturating_mul(e) >= max_bits { Err(NumError::TooBig) } else { Ok(()) }
    }

    /// Power `self ^ exponent`, with `0 ^ 0 = 1`.
    ///
    /// # Errors
    /// Those of [`Int::check_power`].
    pub fn pow(&self, exponent: &Self, max_bits: u64) -> Result<Self, NumError> {
        self.check_power(exponent, max_bits)?;
        match self {
            Self::Small(1) => return Ok(Self::ONE),
            Self::Small(0) => return Ok(Self::Small(i64::from(exponent.is_zero()))),
            Self::Small(-1) => {
                let odd = match exponent {
                    Self::Small(e) => e % 2 != 0,
                    Self::Big(e) => e.is_odd(),
                };
                return Ok(Self::Small(if odd { -1 } else { 1 }));
            }
            Self::Small(_) | Self::Big(_) => {}
        }
        let e = exponent.to_i64().ok_or(NumError::TooBig)?.unsigned_abs();
        if let Self::Small(a) = self
            && let Some(p) = u32::try_from(e).ok().and_then(|e| a.checked_pow(e))
        {
            return Ok(Self::Small(p));
        }
        Ok(Self::from_big(Pow::pow(&self.to_big(), e)))
    }

    /// Greatest common divisor, never negative; `gcd(0, 0) = 0`.
    #[must_use]
    pub fn gcd(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Small(a), Self::Small(b)) => {
                let g = a.unsigned_abs().gcd(&b.unsigned_abs());
                i64::try_from(g).map_or_else(|_| Self::from_big(BigInt::from(g)), Self::Small)
            }
            (Self::Big(a), Self::Big(b)) => Self::from_big(long::gcd(a, b)),
            (Self::Big(a), Self::Small(0)) | (Self::Small(0), Self::Big(a)) => Self::from_big(a.abs()),
            // Division of the big number reduces the problem to 64 bits.
            (Self::Big(a), Self::Small(b)) | (Self::Small(b), Self::Big(a)) => {
                Self::from_big(&**a % *b).gcd(&Self::Small(*b))
            }
        }
    }

    /// Integer square root: the largest r with r·r ≤ self.
    ///
    /// # Errors
    /// [`NumError::Domain`] for a negative number.
    pub fn isqrt(&self) -> Result<Self, NumError> {
        if self.signum() < 0 {
            return Err(NumError::Domain);
        }
        match self {
            Self::Small(a) => Ok(Self::Small(isqrt_u64(a.unsigned_abs()).cast_signed())),
            Self::Big(b) => Ok(Self::from_big(long::isqrt(b))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors() {
        for (a, b, q, r) in [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -4, -1), (-7, -2, 3, -1), (6, -3, -2, 0)] {
            assert_eq!(Int::from(a).floor_div(&Int::from(b)), Ok(Int::from(q)));
            assert_eq!(Int::from(a).floor_mod(&Int::from(b)), Ok(Int::from(r)));
        }
        let min = Int::from(i64::MIN);
        assert_eq!(min.floor_div(&Int::from(-1)).map(|x| x.to_string()), Ok("9223372036854775808".into()));
        assert_eq!(min.floor_mod(&Int::from(-1)), Ok(Int::ZERO));
        assert_eq!(min.gcd(&min).to_string(), "9223372036854775808");
    }

    #[test]
    fn big_by_small_is_as_big_by_big() {
        for text in ["9223372036854775808", "340282366920938463463374607431768211455", "18446744073709551618"] {
            for a in [text.parse::<Int>().unwrap(), text.parse::<Int>().unwrap().neg()] {
                for b in [1, -1, 2, -2, 3, -3, 10, -10, 1_000_003, i64::MAX, i64::MIN] {
                    let (x, y) = (a.to_big(), BigInt::from(b));
                    let b = Int::from(b);
                    assert_eq!(a.floor_div(&b), Ok(Int::from_big(x.div_floor(&y))), "{a} / {b}");
                    assert_eq!(a.floor_mod(&b), Ok(Int::from_big(x.mod_floor(&y))), "{a} % {b}");
                    assert_eq!(b.floor_div(&a), Ok(Int::from_big(y.div_floor(&x))), "{b} / {a}");
                    assert_eq!(b.floor_mod(&a), Ok(Int::from_big(y.mod_floor(&x))), "{b} % {a}");
                    assert_eq!(a.gcd(&b), Int::from_big(x.gcd(&y)), "gcd({a}, {b})");
                    assert_eq!(b.gcd(&a), a.gcd(&b));
                }
                assert_eq!(a.gcd(&Int::ZERO), a.abs());
            }
        }
    }

    #[test]
    fn towers_are_refused_before_they_are_built() {
        let limit = max_bits_for_digits(1000);
        let big = Int::from(2).pow(&Int::from(65536), limit);
        assert_eq!(big, Err(NumError::TooBig));
        assert_eq!(Int::from(2).pow(&Int::from(-1), limit), Err(NumError::Domain));
        assert_eq!(Int::from(-1).pow(&Int::from(i64::MAX), limit), Ok(Int::from(-1)));
    }
}
