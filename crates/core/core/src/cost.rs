//! Cost model: abstract units, the same in every evaluator and on every machine.
//!
//! The published model in its current form (reference: the cost table of the Alien Coding checker): each node costs 1,
//! a division or modulus 5. Where an operand or the result of `+ − × / %` is *large* (outside −2⁶² … 2⁶²−1), the step
//! costs instead the largest (`+ −`) or the sum (`× / %`) of floor(log2 |·|) over the operands, log2 of 0 counting 1.
//! Our other primitives follow the same pattern; lists cost 1 an element made or examined.
//!
//! **Order of charges.** Arguments are charged first, from the left, then the step itself, when it is done; a step that
//! fails is not charged. A node that controls others (`if`, `cond`, `let`, loops, searches, folds, calls) is charged
//! after its strict arguments and before the nodes it controls. A run out of budget stops with `budget` exactly when
//! the charge exceeds what is left; evaluators may notice late, but not beyond the next error or the end of the term.

//!
//! **Two readings.** *Published*: every loop is charged from its start. *Continued*: a loop that goes on where it ended
//! before ([`Arena::continues`](crate::Arena::continues)) is charged for its new steps only.

use nth_num::Int;

/// Number of iterations up to which a loop continues; iterations beyond it are charged each time.
pub const MAX_CONTINUED: i64 = 1 << 17;

/// Largest integer that is not large; the smallest is `-SMALL_MAX - 1`.
pub const SMALL_MAX: i64 = (1 << 62) - 1;

/// Cost of a plain step.
pub const STEP: u64 = 1;

/// Cost of a division step.
pub const DIVISION: u64 = 5;

// Rates of the work of long steps. A unit of cost is about a nanosecond; `docs/internals/long-steps.md` has the
// measurements behind these.
/// Rate of a product.
const PRODUCT: u64 = 8;
/// Rate of a quotient or remainder, by the words of quotient and divisor.
const QUOTIENT: u64 = 20;
/// Rate of a power, by the words of the result.
const POWER: u64 = 6;
/// Rate of a square modulo a long number, and of the product that is needed for every fourth of them.
const MODULAR_SQUARE: u64 = 36;
/// Rate of a square root.
const ROOT: u64 = 6;
/// Rate of a greatest common divisor, by the product of the words of both.
const GCD: u64 = 2;

/// Whether a 64-bit value is large.
#[inline]
#[must_use]
pub fn is_large_i64(x: i64) -> bool {
    (x >> 62) != (x >> 63)
}

/// Whether a value is large.
#[inline]
#[must_use]
pub fn is_large(x: &Int) -> bool {
    match x {
        Int::Small(x) => is_large_i64(*x),
        Int::Big(_) => true,
    }
}

/// floor(log2 |x|), and 1 for 0.
#[must_use]
pub fn log2(x: &Int) -> u64 {
    if x.is_zero() { 1 } else { x.bits() - 1 }
}

/// Numbers whose log2 is beyond this are *long*: a product, quotient, root, power or common divisor of long numbers
/// takes time that grows faster than their length. It costs this work beside what it costs in the published model.
pub const LONG: u64 = 4096;

/// Length in words of 64 bits of a number of this log2 if it is long, else 0.
fn long(log2: u64) -> u64 {
    if log2 > LONG { log2 / 64 } else { 0 }
}

/// Work of a step on two long numbers of `n` and `k` words: `rate` · max · ⌊√min⌋. The exponent 3/2 is that of the
/// multiplication in use; 0 if one of them is not long.
fn work(rate: u64, n: u64, k: u64) -> u64 {
    rate.saturating_mul(n.max(k)).saturating_mul(n.min(k).isqrt())
}

/// Cost of an additive step.
#[must_use]
pub fn additive(a: &Int, b: &Int, result: &Int) -> u64 {
    if is_large(a) || is_large(b) || is_large(result) { log2(a).max(log2(b)) } else { STEP }
}

/// Cost of a multiplicative step.
#[must_use]
pub fn multiplicative(a: &Int, b: &Int, result: &Int) -> u64 {
    if is_large(a) || is_large(b) || is_large(result) { product(log2(a), log2(b)) } else { STEP }
}

/// Cost of a multiplicative step on large numbers, by the log2 of the operands.
#[must_use]
pub fn product(a: u64, b: u64) -> u64 {
    (a + b).saturating_add(work(PRODUCT, long(a), long(b)))
}

/// Cost of a division or modulus.
#[must_use]
pub fn division(a: &Int, b: &Int, result: &Int) -> u64 {
    if is_large(a) || is_large(b) || is_large(result) { quotient(log2(a), log2(b)) } else { DIVISION }
}

/// Cost of a division of large numbers, by the log2 of the operands.
#[must_use]
pub fn quotient(a: u64, b: u64) -> u64 {
    (a + b).saturating_add(work(QUOTIENT, long(a.saturating_sub(b)), long(b)))
}

/// Cost of a greatest common divisor.
#[must_use]
pub fn gcd(a: &Int, b: &Int, result: &Int) -> u64 {
    if is_large(a) || is_large(b) || is_large(result) {
        let (a, b) = (log2(a), log2(b));
        (a + b).saturating_add((GCD * long(a)).saturating_mul(long(b)))
    } else {
        DIVISION
    }
}

/// Cost of a power: like a multiplication that gives the result, but a large result costs its bits.
#[must_use]
pub fn power(base: &Int, exponent: &Int, result: &Int) -> u64 {
    let large = is_large(base) || is_large(exponent) || is_large(result);
    if large { large_power(base, exponent, log2(result)) } else { STEP }
}

/// Cost of a power whose result has this log2 and is large.
fn large_power(base: &Int, exponent: &Int, result: u64) -> u64 {
    let words = long(result);
    (log2(base) + log2(exponent) + result).saturating_add(work(POWER, words, words))
}

/// Lower bound of the cost of a power, before the result is known: 0 unless the result is sure to be long.
#[must_use]
pub fn power_ahead(base: &Int, exponent: &Int) -> u64 {
    let result = match exponent {
        Int::Small(e) => base.bits().saturating_sub(1).saturating_mul(e.unsigned_abs()),
        Int::Big(_) => 0,
    };
    if result > LONG { large_power(base, exponent, result) } else { 0 }
}

/// Cost of a modular power: a division for each bit of the exponent.
#[must_use]
pub fn powmod(base: &Int, exponent: &Int, modulus: &Int) -> u64 {
    let step = if is_large(base) || is_large(modulus) {
        let words = long(log2(modulus));
        (log2(base).max(log2(modulus)) * 2).saturating_add(work(MODULAR_SQUARE, words, words))
    } else {
        DIVISION
    };
    step.saturating_mul(exponent.bits().max(1))
}

/// Cost of an integer square root.
#[must_use]
pub fn root(a: &Int) -> u64 {
    if is_large(a) {
        let words = long(log2(a));
        (2 * log2(a)).saturating_add(work(ROOT, words, words))
    } else {
        DIVISION
    }
}

/// Cost of a test of primality: a few modular powers of that size.
#[must_use]
pub fn primality(n: &Int) -> u64 {
    let bits = n.bits();
    if is_large(n) { bits.saturating_mul(bits).saturating_mul(8 + bits / 512) } else { DIVISION + bits }
}

/// Cost of a search for the next prime: the test of as many candidates as are left on the average when multiples of
/// small primes are taken out.
#[must_use]
pub fn next_prime(n: &Int) -> u64 {
    let bits = n.bits();
    if is_large(n) { primality(n).saturating_mul(1 + bits / 32) } else { DIVISION + 4 * bits }
}

/// Cost of counting the primes up to n. More than any budget for large n.
#[must_use]
pub fn count_primes(n: &Int) -> u64 {
    match n {
        Int::Small(x) if *x < 1 << 24 => DIVISION + n.bits(),
        Int::Small(x) => {
            let root = x.unsigned_abs().isqrt();
            root.saturating_mul(root.isqrt())
        }
        Int::Big(_) => u64::MAX,
    }
}

/// Cost of finding the n-th prime: that of counting up to a bound on it. More than any budget for large n.
#[must_use]
pub fn nth_prime(n: &Int) -> u64 {
    match n {
        Int::Small(x) if *x < 1 << 20 => DIVISION + n.bits(),
        Int::Small(_) | Int::Big(_) => count_primes(&n.mul(&Int::from(n.bits().cast_signed()))),
    }
}

/// Bits of the primes that are found by trial division.
const TRIED: u64 = 16;

/// Bits from which on a prime counts as a part of a composite that needs a sieve.
const SIEVED: u64 = 32;

/// Largest number of bits of a composite that a sieve can factor.
const MOST_SIEVED: u64 = 400;

/// Cost of finding a prime factor of this many bits: by Pollard's rho up to 56 bits, by elliptic curves beyond.
fn hidden_factor(bits: u64) -> u64 {
    match bits {
        0..=TRIED => 0,
        17..=56 => 1 << (8 + bits / 2),
        _beyond_rho => 1 << (36 + (bits - 56) / 6).min(61),
    }
}

/// Cost of factoring a composite of this many bits by a quadratic sieve.
fn sieve(bits: u64) -> u64 {
    if bits > MOST_SIEVED { u64::MAX } else { 1 << (14 + 3 * bits / 32) }
}

/// Cost of factoring n ≥ 1, whose prime factors with their exponents are given in increasing order. It is a function of
/// the sizes of n and of its prime factors.
#[must_use]
pub fn factor(n: &Int, parts: &[(Int, u32)]) -> u64 {
    let second = match parts {
        [.., (p, 2..)] | [.., (p, _), (_, _)] => p.bits(),
        [] | [_] => 0,
    };
    if !is_large(n) {
        return DIVISION + 2 * n.bits() + (1 << (second / 2));
    }
    let hard = parts.iter().filter(|(p, _)| p.bits() > SIEVED);
    let (mut count, mut bits) = (0, 0);
    for (p, e) in hard {
        count += u64::from(*e);
        bits += p.bits() * u64::from(*e);
    }
    let by_sieve = if count > 1 { sieve(bits) } else { u64::MAX };
    primality(n).saturating_add(hidden_factor(second).min(by_sieve))
}

/// Sizes that units pay for when a number is factored: bits of a prime factor that is found without a sieve, and bits
/// of a composite that is factored by one.
#[must_use]
pub fn factor_reach(units: u64) -> (u64, u64) {
    let most = |cost: fn(u64) -> u64| (0..=256).rev().find(|bits| cost(*bits) <= units).unwrap_or(0);
    let composite = (0..=MOST_SIEVED).rev().find(|bits| sieve(*bits) <= units).unwrap_or(0);
    (most(hidden_factor), composite)
}
