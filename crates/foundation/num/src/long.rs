//! Steps on long numbers: common divisors, roots, modular powers, and decimal text.
//!
//! `num-bigint` holds the digits. Where its algorithm takes quadratic time and that of `dashu-int` does not (or takes
//! much less), the numbers are converted, which takes linear time.

use dashu_int::UBig;
use dashu_int::ops::{Gcd, SquareRoot};
use num_bigint::{BigInt, BigUint, Sign};
use num_traits::{One, Zero};

use crate::Int;

/// Bits of an exponent or a modulus from which a modular power looks at `stop` now and then.
const LONG: u64 = 4096;
/// Bits of an exponent that are taken at one time.
const WINDOW: u64 = 4;
/// Decimal digits from which text is converted by `dashu-int`.
const LONG_TEXT: usize = 2_000;
/// Bits from which a number is written by `dashu-int`.
const LONG_PRINT: u64 = 1 << 17;

fn fast(x: &BigUint) -> UBig {
    UBig::from_le_bytes(&x.to_bytes_le())
}

fn plain(x: &UBig) -> BigUint {
    BigUint::from_bytes_le(&x.to_le_bytes())
}

/// Greatest common divisor, by Lehmer's algorithm.
pub(crate) fn gcd(a: &BigInt, b: &BigInt) -> BigInt {
    plain(&fast(a.magnitude()).gcd(&fast(b.magnitude()))).into()
}

/// Integer square root of a number ≥ 0, in the time of a division.
pub(crate) fn isqrt(a: &BigInt) -> BigInt {
    plain(&fast(a.magnitude()).sqrt()).into()
}

/// Reads decimal digits without a sign, and nothing else.
pub(crate) fn parse(digits: &str) -> Option<BigUint> {
    if digits.len() < LONG_TEXT {
        return digits.parse().ok();
    }
    UBig::from_str_radix(digits, 10).ok().map(|x| plain(&x))
}

/// Decimal digits of the absolute value.
pub(crate) fn print(x: &BigUint) -> String {
    if x.bits() < LONG_PRINT { x.to_string() } else { fast(x).to_string() }
}

impl Int {
    /// Modular power `self ^ exponent % modulus`, for exponent ≥ 0 and modulus ≠ 0. The result has the modulus's sign.
    /// `None` if `stop` returned true before the result was there; it is asked after each few steps on long numbers.
    #[must_use]
    pub fn powmod_unless(&self, exponent: &Self, modulus: &Self, stop: impl Fn() -> bool) -> Option<Self> {
        let (base, exponent, modulus) = (self.to_big(), exponent.to_big(), modulus.to_big());
        if exponent.bits().max(modulus.bits()) <= LONG {
            return Some(Self::from_big(base.modpow(&exponent, &modulus)));
        }
        let m = modulus.magnitude();
        let rest = base.magnitude() % m;
        let base = if base.sign() == Sign::Minus && !rest.is_zero() { m - rest } else { rest };
        let result = modular_power(&base, exponent.magnitude(), m, stop)?;
        let fix = modulus.sign() == Sign::Minus && !result.is_zero();
        let result = BigInt::from(result);
        Some(Self::from_big(if fix { result + modulus } else { result }))
    }
}

/// Power of `base` < m, by squaring, with four bits of the exponent at a time.
fn modular_power(base: &BigUint, exponent: &BigUint, m: &BigUint, stop: impl Fn() -> bool) -> Option<BigUint> {
    let mut powers = vec![BigUint::one() % m];
    for k in 1..1 << WINDOW {
        powers.push(&powers[k - 1] * base % m);
    }
    let mut result = powers[0].clone();
    for at in (0..exponent.bits().div_ceil(WINDOW)).rev() {
        let mut digit = 0;
        for bit in (0..WINDOW).rev() {
            result = &result * &result % m;
            digit = 2 * digit + usize::from(exponent.bit(WINDOW * at + bit));
        }
        if digit > 0 {
            result = &result * &powers[digit] % m;
        }
        if stop() {
            return None;
        }
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use num_integer::Integer;

    use super::*;

    /// Numbers of many lengths; the same in each run.
    fn numbers() -> Vec<BigInt> {
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 32) as u32
        };
        let lengths = [1, 2, 3, 4, 7, 16, 65, 130, 257];
        let random = lengths.map(|n| BigInt::from(BigUint::new((0..n).map(|_| next()).collect())));
        let powers = [64_u32, 128, 4096, 5000].map(|e| BigInt::from(2).pow(e));
        random.into_iter().chain(powers.iter().map(|p| p - 1)).chain(powers.iter().cloned()).collect()
    }

    #[test]
    fn divisors_and_roots_are_those_of_the_other_library() {
        for a in numbers() {
            assert_eq!(isqrt(&a), a.sqrt(), "{a}");
            for b in numbers() {
                let c = &a * &b;
                assert_eq!(gcd(&-&a, &b), a.gcd(&b), "{a}, {b}");
                assert_eq!(gcd(&c, &(&b * 6)), c.gcd(&(&b * 6)), "{c}, {b}");
            }
        }
    }

    #[test]
    fn powers_by_windows_are_those_of_the_other_library() {
        let long = BigInt::from(3).pow(3000);
        for m in numbers().iter().flat_map(|m| [m.clone(), -m]) {
            for base in [BigInt::from(-5), BigInt::zero(), long.clone(), -&long] {
                for e in [BigInt::zero(), BigInt::one(), BigInt::from(2).pow(4100) + 77, BigInt::from(12345)] {
                    let ours = [&base, &e, &m].map(|x| Int::from_big(x.clone()));
                    let ours = ours[0].powmod_unless(&ours[1], &ours[2], || false);
                    if e.bits().max(m.bits()) < 4200 {
                        assert_eq!(ours.unwrap().to_big(), base.modpow(&e, &m), "{base} ^ {e} % {m}");
                    }
                }
            }
        }
        let x = Int::from_big(long);
        assert_eq!(x.powmod_unless(&x, &x.add(&Int::ONE), || true), None);
    }

    #[test]
    fn text_of_long_numbers_is_read_and_written() {
        for e in [1_998_u32, 2_000, 5_000, 45_000] {
            let text = format!("-12{}7", "0".repeat(e as usize));
            let x: Int = text.parse().unwrap();
            let value = BigInt::from(12) * BigInt::from(10).pow(e + 1) + 7;
            assert_eq!(x.to_big(), BigInt::zero() - value);
            assert_eq!((x.to_string() == text, x.digits()), (true, text.len() - 1), "{e}");
            assert!(format!("{text}x").parse::<Int>().is_err() && format!("1_{}", &text[1..]).parse::<Int>().is_err());
        }
    }
}
