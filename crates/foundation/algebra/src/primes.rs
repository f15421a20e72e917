//! Tables of primes and smallest factors, from which everything else is computed.

/// Smallest prime factors are tabled below this.
const SPF: usize = 1 << 20;
/// Primes are tabled below this.
const PRIMES: usize = 1 << 24;
/// Numbers below this are factored; beyond, a function of the factors is not known.
const FACTORED: i64 = 1 << 29;

/// What is tried before a test that costs more.
const SMALL: [i64; 12] = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41];

/// Tables of primes.
pub struct Numbers {
    smallest: Vec<u32>,
    sieve: Vec<u64>,
    primes: Vec<u32>,
}

/// A factorisation: primes in increasing order with their exponents.
#[derive(Clone, Debug, Default)]
pub struct Factors {
    len: usize,
    parts: [(i64, u32); 10],
}

impl Factors {
    /// Primes and exponents.
    pub fn parts(&self) -> &[(i64, u32)] {
        &self.parts[..self.len]
    }

    fn push(&mut self, p: i64, e: u32) {
        self.parts[self.len] = (p, e);
        self.len += 1;
    }
}

impl Numbers {
    /// Makes the tables.
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
        // Bit i stands for 2i + 1.
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

    /// Whether x is prime, where that is known.
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

    /// The factorisation of x ≥ 1, where it is known.
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

    /// The n-th prime, from 1.
    pub fn prime(&self, n: i64) -> Option<i64> {
        if n < 1 { None } else { self.primes.get(n as usize - 1).map(|&p| i64::from(p)) }
    }

    /// How many primes are at most x.
    pub fn prime_pi(&self, x: i64) -> Option<i64> {
        if !(1..SPF as i64).contains(&x) {
            return None;
        }
        Some(self.primes.partition_point(|&p| i64::from(p) <= x) as i64)
    }

    /// The smallest prime above x.
    pub fn next_prime(&self, x: i64) -> Option<i64> {
        let mut k = x.saturating_add(1).max(2);
        while !self.is_prime(k)? {
            k += 1;
        }
        Some(k)
    }

    /// The largest prime below x ≥ 3.
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

/// Whether the odd x passes Miller and Rabin's test.
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

/// `base` to the power e modulo m ≥ 1.
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

/// The integer part of the root of x ≥ 0.
pub fn isqrt(x: i64) -> i64 {
    nth_num::isqrt_u64(x as u64) as i64
}

/// The greatest common divisor, not negative.
pub fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i64::try_from(a).unwrap_or(i64::MAX)
}
