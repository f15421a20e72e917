//! Primes: tables up to a bound, tests and factorisations.

use std::sync::OnceLock;

use crate::integers::power_mod;

/// Smallest prime factors are tabulated below this.
const SPF: usize = 1 << 20;
/// Primes are tabulated below this.
const PRIMES: usize = 1 << 24;
/// [`PrimeTables::factor`] factors numbers below this.
const FACTORED: i64 = 1 << 29;

/// Primes that are tried as divisors before the strong test.
const SMALL: [i64; 12] = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41];

/// Tables of primes and smallest prime factors, for many fast look-ups. They hold 6 MB.
pub struct PrimeTables {
    /// The smallest prime factor of each number.
    smallest: Vec<u32>,
    /// Bit i is set if 2i + 1 is prime.
    sieve: Vec<u64>,
    /// The primes below [`SPF`].
    primes: Vec<u32>,
}

/// A factorisation: prime factors in increasing order with their exponents.
#[derive(Clone, Debug, Default)]
pub struct Factors {
    len: usize,
    parts: [(i64, u32); 10],
}

impl Factors {
    /// The prime factors with their exponents.
    #[must_use]
    pub fn parts(&self) -> &[(i64, u32)] {
        &self.parts[..self.len]
    }

    fn push(&mut self, p: i64, e: u32) {
        self.parts[self.len] = (p, e);
        self.len += 1;
    }
}

impl Default for PrimeTables {
    fn default() -> Self {
        Self::new()
    }
}

impl PrimeTables {
    /// Tables that are computed once for the process.
    #[must_use]
    pub fn shared() -> &'static Self {
        static TABLES: OnceLock<PrimeTables> = OnceLock::new();
        TABLES.get_or_init(Self::new)
    }

    /// Computes the tables, by a sieve.
    #[must_use]
    pub fn new() -> Self {
        let mut smallest = vec![0u32; SPF];
        for i in 2..SPF {
            if smallest[i] == 0 {
                smallest[i] = i as u32;
                for j in (i.saturating_mul(i)..SPF).step_by(i) {
                    if smallest[j] == 0 {
                        smallest[j] = i as u32;
                    }
                }
            }
        }
        let half = PRIMES / 2;
        let mut sieve = vec![u64::MAX; half / 64];
        sieve[0] &= !1;
        for i in 1..2048 {
            if sieve[i / 64] >> (i % 64) & 1 == 1 {
                for j in (2 * i * (i + 1)..half).step_by(2 * i + 1) {
                    sieve[j / 64] &= !(1 << (j % 64));
                }
            }
        }
        let primes = (2..SPF).filter(|&i| smallest[i] as usize == i).map(|i| i as u32).collect();
        Self { smallest, sieve, primes }
    }

    /// Whether x is prime; `None` for large x that are not even.
    #[must_use]
    pub fn is_prime(&self, x: i64) -> Option<bool> {
        if x < 4 {
            return Some(x > 1);
        }
        if x % 2 == 0 {
            return Some(false);
        }
        if (x as usize) < PRIMES {
            let i = x as usize / 2;
            return Some(self.sieve[i / 64] >> (i % 64) & 1 == 1);
        }
        if x >= 1 << 40 {
            return None;
        }
        if SMALL.iter().any(|p| x % p == 0) {
            return Some(false);
        }
        Some(
            strong(x as u64, 2)
                && strong(x as u64, 3)
                && strong(x as u64, 5)
                && strong(x as u64, 7)
                && strong(x as u64, 11),
        )
    }

    /// The factorisation of x, for 1 ≤ x < 2²⁹.
    #[must_use]
    pub fn factor(&self, x: i64) -> Option<Factors> {
        if !(1..FACTORED).contains(&x) {
            return None;
        }
        let mut out = Factors::default();
        let mut rest = x;
        if rest as usize >= SPF {
            for &p in &self.primes {
                let p = i64::from(p);
                if p * p > rest || (rest as usize) < SPF {
                    break;
                }
                let mut e = 0;
                while rest % p == 0 {
                    rest /= p;
                    e += 1;
                }
                if e > 0 {
                    out.push(p, e);
                }
            }
            if rest as usize >= SPF {
                out.push(rest, 1);
                return Some(out);
            }
        }
        while rest > 1 {
            let p = i64::from(self.smallest[rest as usize]);
            let mut e = 0;
            while rest % p == 0 {
                rest /= p;
                e += 1;
            }
            out.push(p, e);
        }
        Some(out)
    }

    /// The n-th prime, counted from 1, as far as the table goes.
    #[must_use]
    pub fn prime(&self, n: i64) -> Option<i64> {
        if n < 1 { None } else { self.primes.get(n as usize - 1).map(|&p| i64::from(p)) }
    }

    /// The number of primes that are at most x, for 1 ≤ x < 2²⁰.
    #[must_use]
    pub fn prime_pi(&self, x: i64) -> Option<i64> {
        if !(1..SPF as i64).contains(&x) {
            return None;
        }
        Some(self.primes.partition_point(|&p| i64::from(p) <= x) as i64)
    }

    /// The smallest prime above x, where [`PrimeTables::is_prime`] knows it.
    #[must_use]
    pub fn next_prime(&self, x: i64) -> Option<i64> {
        let mut k = x.saturating_add(1).max(2);
        while !self.is_prime(k)? {
            k += 1;
        }
        Some(k)
    }

    /// The largest prime below x ≥ 3, where [`PrimeTables::is_prime`] knows it.
    #[must_use]
    pub fn previous_prime(&self, x: i64) -> Option<i64> {
        if x < 3 {
            return None;
        }
        let mut k = x - 1;
        while !self.is_prime(k)? {
            k -= 1;
        }
        Some(k)
    }
}

/// Whether the odd x > 1 passes the strong test of Miller and Rabin to a base that it does not divide.
fn strong(x: u64, base: u64) -> bool {
    let s = (x - 1).trailing_zeros();
    let mut y = power_mod(base, (x - 1) >> s, x);
    if y == 1 || y == x - 1 {
        return true;
    }
    for _ in 1..s {
        y = (u128::from(y) * u128::from(y) % u128::from(x)) as u64;
        if y == x - 1 {
            return true;
        }
    }
    false
}

/// The primes in order.
pub fn primes() -> impl Iterator<Item = i64> {
    (2..).filter(|n| is_prime(*n))
}

/// Whether x is prime.
#[must_use]
pub fn is_prime(x: i64) -> bool {
    if x < 4 {
        return x > 1;
    }
    if x % 2 == 0 {
        return false;
    }
    if let Some(p) = SMALL.iter().find(|p| x % **p == 0) {
        return x == *p;
    }
    // The bases up to 37 decide below 3.3 · 10²⁴ (Sorenson and Webster 2015).
    x < 41 * 41 || [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37].iter().all(|base| strong(x.unsigned_abs(), *base))
}

/// The prime factors of n with their exponents, in increasing order, by trial division; none for n ≤ 1.
#[must_use]
pub fn factor(mut n: i64) -> Vec<(i64, u32)> {
    let (mut p, mut out) = (2_i64, Vec::new());
    while n > 1 {
        if p.saturating_mul(p) > n {
            p = n;
        }
        let mut e = 0;
        while n % p == 0 {
            n /= p;
            e += 1;
        }
        if e > 0 {
            out.push((p, e));
        }
        p += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_tests_agree() {
        let tables = PrimeTables::new();
        for x in (0..5000).chain(PRIMES as i64 - 200..PRIMES as i64 + 200).chain((1 << 39)..(1 << 39) + 100) {
            assert_eq!(tables.is_prime(x), Some(is_prime(x)), "{x}");
        }
        assert!(is_prime((1 << 61) - 1) && !is_prime(3_215_031_751) && !is_prime(i64::MAX));
        let counted = primes().enumerate().take(2000);
        counted.for_each(|(k, p)| assert_eq!(tables.prime(k as i64 + 1), Some(p)));
        for n in (1..2000).chain([1 << 28, (1 << 29) - 3, 999_983 * 499]) {
            let parts = factor(n);
            assert_eq!(parts.iter().map(|(p, e)| p.pow(*e)).product::<i64>(), n);
            assert_eq!(tables.factor(n).unwrap().parts(), parts);
        }
    }
}
