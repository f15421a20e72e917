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
