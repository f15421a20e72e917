//! Factorisation: trial division, then num-prime below 2⁶⁴ and rusqsieve beyond, or Pollard's rho where the caller does
//! not pay for a sieve.

use nth_num::{BigInt, Int};
use num_bigint::BigUint;
use num_integer::Integer;
use num_prime::nt_funcs::factorize64;
use rusqsieve::{FactorConfig, Natural, Parallelism, ProgressAction, factor_with_progress};

use crate::count::TABLE;
use crate::primality::is_big_prime;
use crate::{Failure, Stop};

/// Bound on the primes that are tried as divisors of numbers beyond 64 bits.
const TRIED: usize = 1 << 16;

/// Words of the numbers that rusqsieve takes.
const SIEVE_WORDS: usize = 16;

/// Bits of the primes that rho looks for at least, and at most: beyond, it would take days.
const RHO_BITS: std::ops::RangeInclusive<u64> = 32..=56;

/// Steps of rho between two greatest common divisors.
const RHO_STEPS: u64 = 128;

/// Sizes of the parts that a caller pays for. A number is factored if all its prime factors but the largest have at
/// most `hidden` bits, or if the product of its prime factors beyond 32 bits has at most `composite` bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Bits of a prime factor that is found without a sieve.
    pub hidden: u64,
    /// Bits of a composite that is factored by a sieve.
    pub composite: u64,
}

impl Reach {
    /// Reach without a bound from the caller.
    pub const FULL: Self = Self { hidden: u64::MAX, composite: u64::MAX };
}

/// The prime factors of n ≥ 1 with their exponents, in increasing order.
///
/// # Errors
/// [`Failure::Stopped`]; [`Failure::Beyond`] if a part is beyond the reach, or beyond the libraries: when two prime
/// factors have more than some 30 digits and their product more than 120.
pub fn factor(n: &Int, reach: Reach, stop: Stop<'_>) -> Result<Vec<(Int, u32)>, Failure> {
    if let Some(x) = n.to_i64() {
        let x = x.unsigned_abs();
        if x < 2 {
            return Ok(Vec::new());
        }
        let parts = factorize64(x).into_iter();
        return Ok(parts.map(|(p, e)| (Int::from(i128::from(p)), e as u32)).collect());
    }
    let mut primes: Vec<BigUint> = Vec::new();
    let mut rest = n.to_big().magnitude().clone();
    for (k, p) in TABLE.primes_from(2).take_while(|p| *p < TRIED).enumerate() {
        while (&rest % p) == BigUint::ZERO {
            rest /= p;
            primes.push(BigUint::from(p));
        }
        if k % 256 == 0 && stop() {
            return Err(Failure::Stopped);
        }
    }
    let mut parts = vec![rest];
    while let Some(part) = parts.pop() {
        if let Ok(x) = u64::try_from(&part) {
            for (p, e) in factorize64(x).into_iter().filter(|_| x > 1) {
                primes.extend(std::iter::repeat_n(BigUint::from(p), e));
            }
        } else if is_big_prime(&part, stop)? {
            primes.push(part);
        } else if part.bits() <= reach.composite && part.bits() <= 64 * SIEVE_WORDS as u64 {
            primes.extend(factor_by_sieve(&part, stop)?);
        } else {
            let divisor = match exact_root(&part) {
                Some(root) => root,
                None => divisor_by_rho(&part, reach.hidden, stop)?,
            };
            parts.push(&part / &divisor);
            parts.push(divisor);
        }
    }
    primes.sort();
    let mut grouped: Vec<(Int, u32)> = Vec::new();
    for p in primes {
        let p = Int::from_big(BigInt::from(p));
        match grouped.last_mut() {
            Some((last, e)) if *last == p => *e += 1,
            Some(_) | None => grouped.push((p, 1)),
        }
    }
    Ok(grouped)
}

/// The root of a number that is a square, a cube or a fifth power, …, of which it is a power.
fn exact_root(n: &BigUint) -> Option<BigUint> {
    // The parts have no prime factors below 2^16.
    let most = u32::try_from(n.bits() / 16).unwrap_or(u32::MAX);
    let exponents = TABLE.primes_from(2).map_while(|p| u32::try_from(p).ok().filter(|p| *p <= most));
    exponents.map(|e| (n.nth_root(e), e)).find(|(root, e)| root.pow(*e) == *n).map(|(root, _)| root)
}

/// The prime factors of a composite, by rusqsieve.
fn factor_by_sieve(n: &BigUint, stop: Stop<'_>) -> Result<Vec<BigUint>, Failure> {
    let number = Natural::<SIEVE_WORDS>::from_le_bytes(&n.to_bytes_le()).map_err(|_| Failure::Beyond)?;
    let mut config = FactorConfig::default();
    if let Some(one) = Parallelism::threads(1) {
        config = config.with_parallelism(one);
    }
    let observe = |_: &_| if stop() { ProgressAction::Cancel } else { ProgressAction::Continue };
    match factor_with_progress(number, config, observe) {
        Ok(factors) => {
            let bytes = factors.expanded().map(|p| p.to_string());
            bytes.map(|text| text.parse().map_err(|_| Failure::Beyond)).collect()
        }
        Err(_) if stop() => Err(Failure::Stopped),
        Err(_) => Err(Failure::Beyond),
    }
}

/// A divisor of a composite n that is no power, by Pollard's rho with Brent's cycles. If a prime factor has at most
/// `hidden` bits, it is found: eight times the square root of the prime is a number of steps that a random map does not
/// survive (the chance is below e⁻³²).
fn divisor_by_rho(n: &BigUint, hidden: u64, stop: Stop<'_>) -> Result<BigUint, Failure> {
    let bits = hidden.clamp(*RHO_BITS.start(), *RHO_BITS.end());
    let most = 8_u64 << bits.div_ceil(2);
    for offset in 1..=3_u32 {
        if let Some(divisor) = rho(n, offset, most, stop)? {
            return Ok(divisor);
        }
    }
    Err(Failure::Beyond)
}

/// One search of rho with x² + offset, of `most` steps.
fn rho(n: &BigUint, offset: u32, most: u64, stop: Stop<'_>) -> Result<Option<BigUint>, Failure> {
    let next = |x: &BigUint| (x * x + offset) % n;
    let apart = |x: &BigUint, y: &BigUint| if x > y { x - y } else { y - x };
    let one = BigUint::from(1_u32);
    let (mut fixed, mut length, mut steps) = (BigUint::from(2_u32), 1_u64, 0_u64);
    let mut x = fixed.clone();
    while steps < most {
        for done in (0..length).step_by(RHO_STEPS as usize) {
            if stop() {
                return Err(Failure::Stopped);
            }
            let (start, block) = (x.clone(), RHO_STEPS.min(length - done));
            let mut product = one.clone();
            for _ in 0..block {
                x = next(&x);
                product = product * apart(&fixed, &x) % n;
            }
            steps += block;
            let mut divisor = product.gcd(n);
            if divisor == *n {
                // Several primes were found in this block: its steps are looked at one by one.
                let mut y = start;
                divisor = one.clone();
                for _ in 0..block {
                    y = next(&y);
                    divisor = apart(&fixed, &y).gcd(n);
                    if divisor != one {
                        break;
                    }
                }
                if divisor == *n {
                    return Ok(None);
                }
            }
            if divisor != one {
                return Ok(Some(divisor));
            }
        }
        fixed = x.clone();
        length *= 2;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::is_prime;

    fn check(n: &Int, reach: Reach) -> Vec<(Int, u32)> {
        let parts = factor(n, reach, &|| false).unwrap_or_else(|e| panic!("{n}: {e:?}"));
        let mut product = Int::ONE;
        for (p, e) in &parts {
            assert!(is_prime(p, &|| false).unwrap(), "{p} divides {n}");
            product = product.mul(&p.pow(&Int::from(i64::from(*e)), u64::MAX).unwrap());
        }
        assert_eq!(product, *n);
        assert!(parts.windows(2).all(|pair| pair[0].0 < pair[1].0));
        parts
    }

    #[test]
    fn factors_are_primes_whose_product_is_the_number() {
        (1..2000).for_each(|n| drop(check(&Int::from(n), Reach::FULL)));
        let mut rng = nth_testkit::Random::new(7);
        for k in 0..120_u32 {
            let bits = 40 + k % 70;
            let n = Int::from(i128::from(rng.bits()) << 60 | i128::from(rng.bits() >> 4)).abs();
            let n = n.floor_div(&Int::from(1_i128 << (120 - bits))).unwrap().add(&Int::ONE);
            check(&n, Reach::FULL);
        }
    }

    #[test]
    fn powers_and_products_of_large_primes() {
        let p: Int = "1099511627791".parse().unwrap();
        let q: Int = "100000000000000000039".parse().unwrap();
        let square = p.mul(&p);
        assert_eq!(check(&square, Reach::FULL), [(p.clone(), 2)]);
        assert_eq!(check(&square.mul(&q), Reach::FULL), [(p.clone(), 2), (q.clone(), 1)]);
        assert_eq!(check(&q.mul(&q).mul(&q), Reach { hidden: 1, composite: 1 }), [(q, 3)]);
        let factorial = (1..=60).fold(Int::ONE, |f, k| f.mul(&Int::from(k)));
        assert_eq!(check(&factorial, Reach { hidden: 1, composite: 1 }).len(), 17);
    }

    #[test]
    fn the_reach_bounds_the_work() {
        let p: Int = "4294967311".parse().unwrap();
        let q: Int = "1000000000000000000000007".parse().unwrap();
        let n = p.mul(&q);
        let near = Reach { hidden: 33, composite: 0 };
        assert_eq!(check(&n, near), check(&n, Reach::FULL));
        let far = "618970019642690137449562111".parse::<Int>().unwrap().mul(&q);
        assert_eq!(factor(&far, Reach { hidden: 20, composite: 100 }, &|| false), Err(Failure::Beyond));
        assert_eq!(factor(&far, Reach::FULL, &|| true), Err(Failure::Stopped));
        assert_eq!(check(&far, Reach::FULL).len(), 2);
    }
}
