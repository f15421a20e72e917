//! The primes next to a number.

use nth_num::{BigInt, Int};
use num_bigint::BigUint;
use num_prime::nt_funcs::is_prime64;

use crate::count::TABLE;
use crate::primality::is_big_prime;
use crate::{Failure, Stop};

/// Number of primes whose multiples are sieved out before numbers beyond 64 bits are tested.
const SIEVED: usize = 1000;

/// The smallest prime above `n`.
///
/// # Errors
/// [`Failure::Stopped`].
pub fn next_prime(n: &Int, stop: Stop<'_>) -> Result<Int, Failure> {
    let Int::Big(big) = n else {
        let start = n.to_i64().map_or(0, |x| x.saturating_add(1).max(2)).unsigned_abs();
        return Ok((start..).find(|k| is_prime64(*k)).map_or(Int::ZERO, |p| Int::from(i128::from(p))));
    };
    if n.signum() < 0 {
        return Ok(Int::from(2));
    }
    let mut start = big.magnitude() + 1_u32;
    loop {
        let length = window(&start);
        let open = sieve(&start, length);
        for (k, _) in open.iter().enumerate().filter(|(_, open)| **open) {
            let candidate = &start + k;
            if is_big_prime(&candidate, stop)? {
                return Ok(Int::from_big(BigInt::from(candidate)));
            }
            if stop() {
                return Err(Failure::Stopped);
            }
        }
        start += length;
    }
}

/// The largest prime below `n`; `None` if n < 3.
///
/// # Errors
/// [`Failure::Stopped`].
pub fn previous_prime(n: &Int, stop: Stop<'_>) -> Result<Option<Int>, Failure> {
    let Int::Big(big) = n else {
        let end = n.to_i64().map_or(0, |x| x.max(0)).unsigned_abs();
        return Ok((2..end).rev().find(|k| is_prime64(*k)).map(|p| Int::from(i128::from(p))));
    };
    if n.signum() < 0 {
        return Ok(None);
    }
    let mut end = big.magnitude().clone();
    loop {
        // There is a prime between n / 2 and n, so a window never begins below 0.
        let length = window(&end);
        let start = &end - length;
        let open = sieve(&start, length);
        for (k, _) in open.iter().enumerate().rev().filter(|(_, open)| **open) {
            let candidate = &start + k;
            if is_big_prime(&candidate, stop)? {
                return Ok(Some(Int::from_big(BigInt::from(candidate))));
            }
            if stop() {
                return Err(Failure::Stopped);
            }
        }
        end = start;
    }
}

/// Length of the windows that are searched: about twice the mean distance of primes.
fn window(n: &BigUint) -> usize {
    usize::try_from(n.bits()).unwrap_or(usize::MAX / 4) * 3 / 2
}

/// For each of the numbers from `start` on, of more than 63 bits: whether no small prime divides it.
fn sieve(start: &BigUint, length: usize) -> Vec<bool> {
    let mut open = vec![true; length];
    for p in TABLE.primes_from(2).take(SIEVED) {
        let rest = usize::try_from(&(start % p)).unwrap_or(0);
        open.iter_mut().skip((p - rest) % p).step_by(p).for_each(|open| *open = false);
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::is_prime;

    #[test]
    fn neighbours_are_the_nearest_numbers_that_pass_the_test() {
        let mut starts: Vec<Int> = (-3..300).map(Int::from).collect();
        for text in
            ["9223372036854775780", "18446744073709551600", "1000000000000000000000000000000", "-99999999999999999999"]
        {
            let first: Int = text.parse().unwrap();
            starts.extend((0..40).map(|k| first.add(&Int::from(k * 7))));
        }
        for n in starts {
            let next = next_prime(&n, &|| false).unwrap();
            let mut k = n.add(&Int::ONE).max(Int::from(2));
            while !is_prime(&k, &|| false).unwrap() {
                k = k.add(&Int::ONE);
            }
            assert_eq!(next, k, "after {n}");
            let previous = previous_prime(&next, &|| false).unwrap();
            if next == Int::from(2) {
                assert_eq!(previous, None);
            } else {
                let previous = previous.unwrap();
                assert!(previous <= n && is_prime(&previous, &|| false).unwrap(), "{previous} before {next}");
                assert_eq!(next_prime(&previous, &|| false).unwrap(), next);
            }
        }
        let far = Int::from(10).pow(&Int::from(100), 400).unwrap();
        assert_eq!(next_prime(&far, &|| false).unwrap(), far.add(&Int::from(267)));
        assert_eq!(next_prime(&far, &|| true), Err(Failure::Stopped));
    }
}
