//! Test of primality.

use std::sync::LazyLock;

use nth_num::Int;
use num_bigint::{BigUint, Sign};
use num_prime::PrimalityTestConfig;
use num_prime::nt_funcs::is_prime64;

use crate::long;
use crate::{Failure, Stop};

/// Bound below which [`is_prime`] is proved to be right: 3317044064679887385961981. Strong tests to the bases 2, 3, …,
/// 41 decide below it (Sorenson and Webster 2015).
pub static EXACT_BELOW: LazyLock<BigUint> = LazyLock::new(|| BigUint::from(3_317_044_064_679_887_385_961_981_u128));

/// Bases of the strong tests that decide below [`EXACT_BELOW`].
const BASES: [u32; 13] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41];

/// Bits from which a test takes so long that it must be possible to end it, which the library does not allow.
const LONG: u64 = 2048;

/// Product of the primes from 3 to 53.
const SMALL_PRIMES: u64 = 16_294_579_238_595_022_365;

/// Whether `n` is prime. Below [`EXACT_BELOW`] the answer is proved; beyond, it is that of the test of Baillie,
/// Pomerance, Selfridge and Wagstaff, for which no wrong answer is known.
///
/// # Errors
/// [`Failure::Stopped`]: numbers of many thousand bits take seconds to hours.
pub fn is_prime(n: &Int, stop: Stop<'_>) -> Result<bool, Failure> {
    match n {
        Int::Small(x) => Ok(u64::try_from(*x).is_ok_and(is_prime64)),
        Int::Big(b) if b.sign() == Sign::Minus => Ok(false),
        Int::Big(b) => is_big_prime(b.magnitude(), stop),
    }
}

/// Whether a number is prime.
pub(crate) fn is_big_prime(n: &BigUint, stop: Stop<'_>) -> Result<bool, Failure> {
    if let Ok(x) = u64::try_from(n) {
        return Ok(is_prime64(x));
    }
    if !n.bit(0) || has_small_factor(n) {
        return Ok(false);
    }
    if *n < *EXACT_BELOW {
        return Ok(BASES.iter().all(|base| is_strong_probable_prime(n, *base)));
    }
    if n.bits() > LONG {
        return long::is_probable_prime(n, stop);
    }
    Ok(num_prime::nt_funcs::is_prime(n, Some(PrimalityTestConfig::bpsw())).probably())
}

/// Whether one of the primes from 3 to 53 divides a number beyond 64 bits.
fn has_small_factor(n: &BigUint) -> bool {
    let rest = n % SMALL_PRIMES;
    let rest = u64::try_from(&rest).unwrap_or(0);
    num_integer::gcd(rest, SMALL_PRIMES) != 1
}

/// Whether an odd number n > base passes the strong test of Miller and Rabin.
fn is_strong_probable_prime(n: &BigUint, base: u32) -> bool {
    let less = n - 1_u32;
    let twos = less.trailing_zeros().unwrap_or(0);
    let mut x = BigUint::from(base).modpow(&(&less >> twos), n);
    if x == BigUint::from(1_u32) || x == less {
        return true;
    }
    for _ in 1..twos {
        x = &x * &x % n;
        if x == less {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_primes_are_multiplied_rightly() {
        let product = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53].iter().product::<u64>();
        assert_eq!(product, SMALL_PRIMES);
    }

    #[test]
    fn known_primes_and_pseudoprimes() {
        let primes = ["2", "18446744073709551557", "18446744073709551629", "618970019642690137449562111"];
        let composites = [
            "-7",
            "0",
            "1",
            "18446744073709551615",
            // Strong pseudoprimes to the bases up to 37 and up to 31.
            "318665857834031151167461",
            "3317044064679887385961981",
            // The Fermat number 2^128 + 1.
            "340282366920938463463374607431768211457",
        ];
        primes.iter().for_each(|p| assert_eq!(is_prime(&p.parse().unwrap(), &|| false), Ok(true), "{p}"));
        composites.iter().for_each(|c| assert_eq!(is_prime(&c.parse().unwrap(), &|| false), Ok(false), "{c}"));
    }

    #[test]
    fn the_two_tests_agree_around_the_bound() {
        let below = &*EXACT_BELOW - 2000_u32;
        for k in 0..4000_u32 {
            let n = &below + k;
            let other = num_prime::nt_funcs::is_prime(&n, None).probably();
            assert_eq!(is_big_prime(&n, &|| false), Ok(other), "{n}");
        }
    }
}
