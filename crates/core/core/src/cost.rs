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

/// Cost of an additive step.
#[must_use]
pub fn additive(a: &Int, b: &Int, result: &Int) -> u64 {
    if is_large(a) || is_large(b) || is_large(result) { log2(a).max(log2(b)) } else { STEP }
}

/// Cost of a multiplicative step.
#[must_use]
pub fn multiplicative(a: &Int, b: &Int, result: &Int) -> u64 {
    if is_large(a) || is_large(b) || is_large(result) { log2(a) + log2(b) } else { STEP }
}

/// Cost of a division, modulus or greatest common divisor.
#[must_use]
pub fn division(a: &Int, b: &Int, result: &Int) -> u64 {
    if is_large(a) || is_large(b) || is_large(result) { log2(a) + log2(b) } else { DIVISION }
}

/// Cost of a power: like a multiplication that gives the result, but a large result costs its bits.
#[must_use]
pub fn power(base: &Int, exponent: &Int, result: &Int) -> u64 {
    let large = is_large(base) || is_large(exponent) || is_large(result);
    if large { log2(base) + log2(exponent) + log2(result) } else { STEP }
}

/// Cost of a modular power: a division for each bit of the exponent.
#[must_use]
pub fn powmod(base: &Int, exponent: &Int, modulus: &Int) -> u64 {
    let step = if is_large(base) || is_large(modulus) { log2(base).max(log2(modulus)) * 2 } else { DIVISION };
    step * exponent.bits().max(1)
}

/// Cost of an integer square root.
#[must_use]
pub fn root(a: &Int) -> u64 {
    if is_large(a) { 2 * log2(a) } else { DIVISION }
}

/// Cost of a test of primality: a few modular powers of that size.
#[must_use]
pub fn primality(n: &Int) -> u64 {
    let bits = n.bits();
    if is_large(n) { bits.saturating_mul(bits).saturating_mul(8 + bits / 512) } else { DIVISION + bits }
}

/// Cost of a search for the next prime: the test of as many candidates as are left on the average when multiples of small
/// primes are taken out.
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

/// Sizes that units pay for when a number is factored: bits of a prime factor that is found without a sieve, and bits of a
/// composite that is factored by one.
#[must_use]
pub fn factor_reach(units: u64) -> (u64, u64) {
    let most = |cost: fn(u64) -> u64| (0..=256).rev().find(|bits| cost(*bits) <= units).unwrap_or(0);
    let composite = (0..=MOST_SIEVED).rev().find(|bits| sieve(*bits) <= units).unwrap_or(0);
    (most(hidden_factor), composite)
}
