//! Integers of any size as coordinates: common logarithms, and numbers divided by a power of ten.

use nth_num::Int;

/// log10 |t|; minus infinity for zero. The error is a few units in the last place, for any number of digits.
pub(crate) fn log10_abs(t: &Int) -> f64 {
    match t {
        Int::Small(x) => (x.unsigned_abs() as f64).log10(),
        Int::Big(b) => {
            let (mut top, mut next, mut words) = (0, 0, 0_u32);
            for word in b.iter_u64_digits() {
                (top, next) = (word, top);
                words += 1;
            }
            // The first 64 to 128 bits decide; |t| is this number times 2^(64 (words - 1)).
            let first = top as f64 + next as f64 / 2_f64.powi(64);
            first.log10() + 64.0 * f64::from(words.saturating_sub(1)) * 2_f64.log10()
        }
    }
}

/// Coordinate of a term on a logarithmic axis: sign(t) · log10(1 + |t|).
pub(crate) fn signed_log(t: &Int) -> f64 {
    let sign = t.signum() as f64;
    match t.to_i64() {
        Some(x) => sign * log_of_distance(x.unsigned_abs() as f64),
        None => sign * log10_abs(t),
    }
}

/// log10(1 + x), for x ≥ 0.
pub(crate) fn log_of_distance(x: f64) -> f64 {
    (1.0 + x).log10()
}

/// Decimal exponents up to which terms are used as they are on a linear axis.
const EXACT: f64 = 15.0;

/// Power of ten by which all terms of a linear axis are divided, so that they are coordinates: 0 while they have at
/// most 15 digits.
pub(crate) fn common_exponent<'t>(terms: impl Iterator<Item = &'t Int>) -> i64 {
    let largest = terms.map(log10_abs).fold(f64::NEG_INFINITY, f64::max);
    if largest > EXACT { largest.floor() as i64 } else { 0 }
}

/// t / 10^exponent, where exponent is [`common_exponent`] of terms with t among them.
pub(crate) fn divided(t: &Int, exponent: i64) -> f64 {
    match (t.to_i64(), exponent) {
        (Some(x), 0) => x as f64,
        _ if t.is_zero() => 0.0,
        _ => t.signum() as f64 * 10_f64.powf(log10_abs(t) - exponent as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn power(base: i64, exponent: i64) -> Int {
        Int::from(base).pow(&Int::from(exponent), u64::MAX).unwrap()
    }

    #[test]
    fn logarithms_of_large_numbers() {
        for (t, log) in [
            (Int::from(1), 0.0),
            (Int::from(1000), 3.0),
            (power(10, 30), 30.0),
            (power(10, 10_000), 10_000.0),
            (power(2, 64), 64.0 * 2_f64.log10()),
            (power(2, 63), 63.0 * 2_f64.log10()),
        ] {
            assert!((log10_abs(&t) - log).abs() <= 1e-14 * log, "{log}: {}", log10_abs(&t));
            assert_eq!(signed_log(&t.neg()), -signed_log(&t));
        }
        assert_eq!(log10_abs(&Int::ZERO), f64::NEG_INFINITY);
        assert_eq!(signed_log(&Int::ZERO), 0.0);
        assert_eq!(signed_log(&Int::from(9)), 1.0);
    }

    #[test]
    fn linear_coordinates() {
        let terms = [power(10, 400).neg(), Int::from(7), Int::ZERO];
        let exponent = common_exponent(terms.iter());
        assert_eq!(exponent, 400);
        assert!((divided(&terms[0], exponent) + 1.0).abs() < 1e-9);
        assert_eq!([divided(&terms[1], exponent), divided(&terms[2], exponent)], [0.0, 0.0]);
        assert_eq!(common_exponent([Int::from(-12)].iter()), 0);
        assert_eq!(common_exponent([].iter()), 0);
        assert_eq!(divided(&Int::from(-12), 0), -12.0);
    }
}
