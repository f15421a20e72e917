//! Code lengths: the bits of what a closed form was chosen among.

use nth_num::Int;

/// Bits of an integer: its sign, a length prefix and its digits.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn int_bits(x: &Int) -> f64 {
    match x {
        Int::Small(0) => 1.0,
        Int::Small(x) => prefixed((x.unsigned_abs() as f64).log2()),
        Int::Big(b) => prefixed(b.bits() as f64),
    }
}

/// Bits of a signed number of this many digits, with a prefix for the number of digits.
fn prefixed(bits: f64) -> f64 {
    2.0 + bits + bits.min(2.0 * (1.0 + bits).log2())
}

/// Bits of a count.
pub(crate) fn count_bits(x: usize) -> f64 {
    int_bits(&Int::from(i64::try_from(x).unwrap_or(i64::MAX)))
}

/// Bits of a list of integers whose length is known.
pub(crate) fn ints_bits(xs: &[Int]) -> f64 {
    xs.iter().map(int_bits).sum()
}

/// Bits of a positive denominator; 1 is the shortest.
pub(crate) fn denominator_bits(den: &Int) -> f64 {
    int_bits(&den.sub(&Int::ONE))
}

/// Bits of terms that stand in a program. Each term counts for about the bits of its distance from 0 or from the term
/// before, whichever is less.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn verbatim_bits(terms: &[Int]) -> f64 {
    let mut before = &Int::ZERO;
    let mut sum = 0.0;
    for x in terms {
        let least = x.bits().min(x.sub(before).bits());
        sum += least as f64 + 1.0;
        before = x;
    }
    sum
}
