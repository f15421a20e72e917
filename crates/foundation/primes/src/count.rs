//! The number of primes up to a bound, and the n-th prime.

use std::sync::LazyLock;

use num_prime::nt_funcs::is_prime64;
use primal_sieve::Sieve;

use crate::{Failure, Stop};

/// Primes are tabulated below this.
const TABULATED: usize = 1 << 24;

/// Largest number up to which primes are counted. Counting takes 16 bytes for each number up to the square root.
pub const MOST_COUNTED: u64 = 1 << 48;

/// Table of the primes below 2²⁴: half a megabyte, made in ten milliseconds when it is first used.
pub(crate) static TABLE: LazyLock<Sieve> = LazyLock::new(|| Sieve::new(TABULATED));

/// The number of primes p ≤ n.
///
/// # Errors
/// [`Failure::Stopped`], and [`Failure::Beyond`] for n > [`MOST_COUNTED`].
pub fn count_primes(n: u64, stop: Stop<'_>) -> Result<u64, Failure> {
    match usize::try_from(n) {
        Ok(n) if n < TABULATED => Ok(TABLE.prime_pi(n) as u64),
        Ok(_) | Err(_) if n <= MOST_COUNTED => count_by_remainders(n, stop),
        Ok(_) | Err(_) => Err(Failure::Beyond),
    }
}

/// The n-th prime, for n ≥ 1.
///
/// # Errors
/// Those of [`count_primes`], at the prime.
pub fn nth_prime(n: u64, stop: Stop<'_>) -> Result<u64, Failure> {
    if n <= TABLE.prime_pi(TABULATED - 1) as u64 {
        return Ok(TABLE.nth_prime(usize::try_from(n).unwrap_or(1)) as u64);
    }
    if n > MOST_COUNTED {
        return Err(Failure::Beyond);
    }
    // The estimate misses by about the square root of the prime, so the rest of the way is short.
    let mut k = inverse_logarithmic_integral(n as f64) as u64;
    let mut count = count_primes(k, stop)?;
    let mut steps = 0_u32;
    let mut go_on = || {
        steps = steps.wrapping_add(1);
        if steps.is_multiple_of(1 << 16) && stop() { Err(Failure::Stopped) } else { Ok(()) }
    };
    while count < n {
        k += 1;
        count += u64::from(is_prime64(k));
        go_on()?;
    }
    // Now the n-th prime is at most k.
    loop {
        if is_prime64(k) {
            if count == n {
                return Ok(k);
            }
            count -= 1;
        }
        k -= 1;
        go_on()?;
    }
}

/// The number of primes p ≤ n for n ≥ 4, from the numbers of integers up to n / k that have no prime factor below p,
/// for each p up to the square root (Legendre's method for all quotients at once). Takes n^(3/4) / log n steps.
fn count_by_remainders(n: u64, stop: Stop<'_>) -> Result<u64, Failure> {
    let root = n.isqrt();
    let len = root as usize;
    // Odd numbers only: up to x, 2 and the odd numbers from 3 on are (x + 1) / 2.
    let mut small: Vec<u64> = (0..=root).map(|x| x.div_ceil(2)).collect();
    let mut large: Vec<u64> = (0..=root).map(|k| n.checked_div(k).map_or(0, |x| x.div_ceil(2))).collect();
    small[1] = 0;
    for p in (3..=len).step_by(2) {
        if small[p] == small[p - 1] {
            continue;
        }
        if stop() {
            return Err(Failure::Stopped);
        }
        let before = small[p - 1];
        let (prime, square) = (p as u64, p * p);
        if square as u64 > n {
            break;
        }
        let last = usize::try_from(n / square as u64).unwrap_or(len).min(len);
        // Up to here k · p is at most the root.
        let near = (len / p).min(last);
        for k in 1..=near {
            large[k] -= large[k * p] - before;
        }
        let quotient = n / prime;
        for k in near + 1..=last {
            large[k] -= small[(quotient / k as u64) as usize] - before;
        }
        for x in (square..=len).rev() {
            small[x] -= small[x / p] - before;
        }
    }
    Ok(large[1])
}

/// The x with li(x) = n, for n ≥ 10.
fn inverse_logarithmic_integral(n: f64) -> f64 {
    let mut x = n * n.ln();
    for _ in 0..20 {
        let step = (logarithmic_integral(x) - n) * x.ln();
        x -= step;
        if step.abs() < 0.5 {
            break;
        }
    }
    x
}

/// li(x) for x > 1, by Ramanujan's series.
fn logarithmic_integral(x: f64) -> f64 {
    const EULER: f64 = 0.577_215_664_901_532_9;
    let log = x.ln();
    let (mut sum, mut term, mut inner, mut k) = (0.0, -1.0, 0.0, 0_u32);
    for n in 1..=200_u32 {
        term *= -log / f64::from(n);
        if n > 1 {
            term /= 2.0;
        }
        while k <= (n - 1) / 2 {
            inner += 1.0 / f64::from(2 * k + 1);
            k += 1;
        }
        sum += term * inner;
        if (term * inner).abs() < 1e-17 * sum.abs() {
            break;
        }
    }
    EULER + log.ln() + x.sqrt() * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_agrees_with_the_table() {
        for n in (4..3000).chain((1 << 20) - 50..(1 << 20) + 50).chain([9_999_991, (1 << 24) - 1]) {
            assert_eq!(count_by_remainders(n, &|| false), Ok(TABLE.prime_pi(n as usize) as u64), "{n}");
        }
        assert_eq!(count_primes(10_u64.pow(9), &|| false), Ok(50_847_534));
        assert_eq!(count_primes(10_u64.pow(9), &|| true), Err(Failure::Stopped));
        assert_eq!(count_primes(u64::MAX, &|| false), Err(Failure::Beyond));
    }

    #[test]
    fn the_nth_prime_is_the_prime_that_is_counted() {
        assert_eq!((nth_prime(1, &|| false), nth_prime(100_000, &|| false)), (Ok(2), Ok(1_299_709)));
        for n in [1_077_871, 1_077_872, 1_100_000, 2_000_003, 30_000_000] {
            let p = nth_prime(n, &|| false).unwrap();
            assert!(is_prime64(p));
            assert_eq!(count_primes(p, &|| false), Ok(n));
        }
        assert_eq!(nth_prime(u64::MAX, &|| false), Err(Failure::Beyond));
    }
}
