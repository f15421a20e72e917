//! Test of primality of numbers of thousands of bits: what takes seconds to hours can be ended at any time.

use nth_num::Int;
use num_bigint::{BigInt, BigUint};
use num_integer::Integer as _;

use crate::{Failure, Stop};

/// Whether an odd number without small factors passes the test of Baillie, Pomerance, Selfridge and Wagstaff: the
/// strong test to the base 2 and the strong test of Lucas with Selfridge's parameters (Baillie and Wagstaff, *Lucas
/// pseudoprimes*, 1980, method A).
///
/// # Errors
/// [`Failure::Stopped`].
pub(crate) fn is_probable_prime(n: &BigUint, stop: Stop<'_>) -> Result<bool, Failure> {
    Ok(is_strong_probable_prime(n, stop)? && is_strong_lucas_probable_prime(n, stop)?)
}

/// The strong test of Miller and Rabin to the base 2.
fn is_strong_probable_prime(n: &BigUint, stop: Stop<'_>) -> Result<bool, Failure> {
    let less = n - 1_u32;
    let twos = less.trailing_zeros().unwrap_or(0);
    let exponent = Int::from_big(BigInt::from(&less >> twos));
    let modulus = Int::from_big(BigInt::from(n.clone()));
    let power = Int::from(2).powmod_unless(&exponent, &modulus, stop).ok_or(Failure::Stopped)?;
    let mut x = power.to_big().magnitude().clone();
    if x == BigUint::from(1_u32) || x == less {
        return Ok(true);
    }
    for _ in 1..twos {
        if stop() {
            return Err(Failure::Stopped);
        }
        x = &x * &x % n;
        if x == less {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The strong test of Lucas: with n + 1 = d·2^s, U(d) is 0, or one of V(d), V(2d), …, V(2^(s−1)·d) is.
fn is_strong_lucas_probable_prime(n: &BigUint, stop: Stop<'_>) -> Result<bool, Failure> {
    let root = n.sqrt();
    if &root * &root == *n {
        return Ok(false);
    }
    let Some(discriminant) = discriminant(n) else { return Ok(false) };
    let n = &BigInt::from(n.clone());
    let (d, q) = (BigInt::from(discriminant), BigInt::from((1 - discriminant) / 4));
    let more: BigInt = n + 1_u32;
    let twos = more.trailing_zeros().unwrap_or(0);
    let exponent = (&more >> twos).magnitude().clone();
    let half = |x: BigInt| if x.is_odd() { (x + n) >> 1_u32 } else { x >> 1_u32 };
    // U, V and the power of Q for the leading bits of the exponent.
    let (mut u, mut v, mut power) = (BigInt::from(1_u32), BigInt::from(1_u32), q.mod_floor(n));
    let twice = |v: &BigInt, power: &BigInt| (v * v - power * 2_u32).mod_floor(n);
    for bit in (0..exponent.bits().saturating_sub(1)).rev() {
        if stop() {
            return Err(Failure::Stopped);
        }
        (u, v) = ((&u * &v).mod_floor(n), twice(&v, &power));
        power = (&power * &power).mod_floor(n);
        if exponent.bit(bit) {
            (u, v) = (half(&u + &v).mod_floor(n), half(&d * &u + &v).mod_floor(n));
            power = (power * &q).mod_floor(n);
        }
    }
    let zero = BigInt::from(0_u32);
    if u == zero || v == zero {
        return Ok(true);
    }
    for _ in 1..twos {
        if stop() {
            return Err(Failure::Stopped);
        }
        v = twice(&v, &power);
        if v == zero {
            return Ok(true);
        }
        power = (&power * &power).mod_floor(n);
    }
    Ok(false)
}

/// The first of 5, −7, 9, −11, … that is no square modulo n; `None` if one of them has a factor in common with n.
fn discriminant(n: &BigUint) -> Option<i64> {
    let mut d = 5_i64;
    loop {
        match jacobi(d, n) {
            -1 => return Some(d),
            0 => return None,
            _one => d = if d > 0 { -d - 2 } else { 2 - d },
        }
    }
}

/// The Jacobi symbol of a small odd number over an odd n > |d|.
fn jacobi(d: i64, n: &BigUint) -> i32 {
    let rest = |m: u64| u64::try_from(&(n % m)).unwrap_or(0);
    let size = d.unsigned_abs();
    let mut sign = if d < 0 && rest(4) == 3 { -1 } else { 1 };
    if size % 4 == 3 && rest(4) == 3 {
        sign = -sign;
    }
    // From here on the symbol of n over |d|.
    let (mut a, mut b) = (rest(size), size);
    while a > 0 {
        let twos = a.trailing_zeros();
        a >>= twos;
        if twos % 2 == 1 && matches!(b % 8, 3 | 5) {
            sign = -sign;
        }
        if a % 4 == 3 && b % 4 == 3 {
            sign = -sign;
        }
        (a, b) = (b % a, a);
    }
    if b == 1 { sign } else { 0 }
}

#[cfg(test)]
mod tests {
    use num_prime::PrimalityTestConfig;

    use super::*;

    fn other(n: &BigUint) -> bool {
        num_prime::nt_funcs::is_prime(n, Some(PrimalityTestConfig::bpsw())).probably()
    }

    #[test]
    fn both_tests_are_right_about_small_numbers() {
        // Strong Lucas pseudoprimes (A217255) and strong pseudoprimes to the base 2 (A001262) have no number in common.
        for n in (101..60_000_u32).step_by(2) {
            let n = BigUint::from(n);
            assert_eq!(is_probable_prime(&n, &|| false), Ok(other(&n)), "{n}");
        }
        for n in [5459_u32, 5777, 10877, 16109, 18971] {
            let n = BigUint::from(n);
            assert_eq!(is_strong_lucas_probable_prime(&n, &|| false), Ok(true), "{n}");
            assert_eq!(is_strong_probable_prime(&n, &|| false), Ok(false), "{n}");
        }
    }

    #[test]
    fn long_numbers_agree_with_the_library() {
        for bits in [80_u64, 127, 256, 521] {
            for k in (1..400_u32).step_by(2) {
                let n = (BigUint::from(1_u32) << bits) - k;
                assert_eq!(is_probable_prime(&n, &|| false), Ok(other(&n)), "2^{bits} - {k}");
            }
        }
        let mersenne = (BigUint::from(1_u32) << 4423_u32) - 1_u32;
        assert_eq!(is_probable_prime(&mersenne, &|| false), Ok(true));
        assert_eq!(is_probable_prime(&(mersenne - 2_u32), &|| false), Ok(false));
    }

    #[test]
    fn a_test_ends_when_it_is_asked_to() {
        let mersenne = (BigUint::from(1_u32) << 9689_u32) - 1_u32;
        assert_eq!(is_probable_prime(&mersenne, &|| true), Err(Failure::Stopped));
    }
}
