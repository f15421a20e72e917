//! Divisibility, powers and roots of integers.

use nth_num::Int;

/// The quotient a / b, where b is not 0 and divides a.
#[must_use]
pub fn exact_div(a: &Int, b: &Int) -> Int {
    a.floor_div(b).unwrap_or(Int::ZERO)
}

/// Whether `b`, which is not 0, divides `a`.
#[must_use]
pub fn divides(b: &Int, a: &Int) -> bool {
    a.floor_mod(b).is_ok_and(|r| r.is_zero())
}

/// The least common multiple of two integers that are not both 0, up to its sign.
#[must_use]
pub fn lcm(a: &Int, b: &Int) -> Int {
    exact_div(&a.mul(b), &a.gcd(b))
}

/// The greatest common divisor; never negative.
#[must_use]
pub fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i64::try_from(a).unwrap_or(i64::MAX)
}

/// The integer part of the square root of x ≥ 0.
#[must_use]
pub fn isqrt(x: i64) -> i64 {
    nth_num::isqrt_u64(x as u64) as i64
}

/// `base` to the power e modulo m ≥ 1.
#[must_use]
pub fn power_mod(base: u64, mut e: u64, m: u64) -> u64 {
    let mut out = 1 % m;
    let mut b = base % m;
    while e > 0 {
        if e & 1 == 1 {
            out = (u128::from(out) * u128::from(b) % u128::from(m)) as u64;
        }
        b = (u128::from(b) * u128::from(b) % u128::from(m)) as u64;
        e >>= 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisors_and_multiples() {
        assert_eq!((gcd(12, -18), gcd(0, 0), gcd(0, 5), gcd(i64::MIN, 0)), (6, 0, 5, i64::MAX));
        assert_eq!(lcm(&Int::from(4), &Int::from(6)), Int::from(12));
        assert_eq!((isqrt(0), isqrt(8), isqrt(9)), (0, 2, 3));
        assert_eq!((power_mod(3, 0, 1), power_mod(3, 4, 100), power_mod(u64::MAX, 2, u64::MAX - 1)), (0, 81, 1));
    }
}
