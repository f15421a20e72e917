//! Polynomials as source expressions, and their code lengths.

use nth_algebra::{LinearFactor, Poly};
use nth_num::Int;
use nth_propose::build::Expr;
use nth_propose::sums::{Term, integer, sum};

use crate::bits::{count_bits, denominator_bits, int_bits, ints_bits};

/// Characters that a product may be longer than the sum it is equal to.
const ROOM_FOR_FACTORS: usize = 4;
/// Bits by which a product must be shorter to be written whatever its length.
const BITS_FOR_FACTORS: f64 = 8.0;

/// The numerator, as a sum of powers or as a product, whichever is shorter, and its code length in bits.
pub(crate) fn numerator(poly: &Poly) -> (Expr, f64) {
    let expanded = sum(&powers(&poly.num));
    let expanded_bits = ints_bits(&poly.num);
    if poly.num.iter().filter(|c| !c.is_zero()).count() < 2 {
        return (expanded, expanded_bits);
    }
    let (content, linear, rest) = poly.factors();
    let single = rest.len() == 1 && matches!(linear.as_slice(), [LinearFactor { times: 1, .. }]);
    if (linear.is_empty() || single) && content.abs() == Int::ONE {
        return (expanded, expanded_bits);
    }
    let mut bits = int_bits(&content) + ints_bits(&rest);
    let mut factors = Vec::new();
    for LinearFactor { p, q, times } in &linear {
        #[allow(clippy::cast_precision_loss)]
        let each = *times as f64;
        bits += each * (int_bits(&Int::from(*p)) + int_bits(&Int::from(q - 1)));
        let base = sum(&powers(&[Int::from(-p), Int::from(*q)]));
        factors.extend(power(base, *times));
    }
    if rest.len() > 1 {
        factors.push(sum(&powers(&rest)));
    }
    let product = sum(&[Term { coefficient: content, of: factors.into_iter().reduce(|a, b| a * b) }]);
    let short = product.to_string().len() <= expanded.to_string().len() + ROOM_FOR_FACTORS;
    let written = if short || bits + BITS_FOR_FACTORS < expanded_bits { product } else { expanded };
    (written, bits.min(expanded_bits))
}

/// The polynomial as a source expression: the numerator over the denominator.
pub(crate) fn whole(poly: &Poly) -> Expr {
    let (numerator, _) = numerator(poly);
    if poly.den == Int::ONE { numerator } else { numerator / integer(&poly.den) }
}

/// Bits of a polynomial: its numerator in the form in which it is written, its degree and its denominator.
pub(crate) fn poly_bits(poly: &Poly) -> f64 {
    numerator(poly).1 + count_bits(poly.degree()) + denominator_bits(&poly.den)
}

/// The terms of a polynomial in `n`, the highest power first.
fn powers(coefficients: &[Int]) -> Vec<Term> {
    let term = |(k, c): (usize, &Int)| Term { coefficient: c.clone(), of: power(Expr::name("n"), k) };
    coefficients.iter().enumerate().rev().map(term).collect()
}

/// A power with a natural exponent; `None` for the exponent 0.
fn power(base: Expr, exponent: usize) -> Option<Expr> {
    match exponent {
        0 => None,
        1 => Some(base),
        _ => Some(base.pow(Expr::digits(&exponent.to_string()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(x0: i64, values: &[i64]) -> String {
        let values: Vec<Int> = values.iter().map(|x| Int::from(*x)).collect();
        let p = Poly::through(x0, &values);
        for (n, v) in (x0..).zip(&values) {
            assert_eq!(p.at(n).as_ref(), Some(v));
        }
        whole(&p).to_string()
    }

    #[test]
    fn polynomials_are_readable() {
        assert_eq!(text(0, &[0, 1, 3]), "n * (n + 1) / 2");
        assert_eq!(text(1, &[1, 4, 9]), "n ^ 2");
        assert_eq!(text(0, &[1, 4, 9]), "(n + 1) ^ 2");
        assert_eq!(text(0, &[1, 3]), "2 * n + 1");
        assert_eq!(text(5, &[0, -1]), "5 - n");
        assert_eq!(text(0, &[0, 0, 0]), "0");
        assert_eq!(text(0, &[0, -1, -2]), "-n");
        assert_eq!(text(0, &[0, 1, 5, 14]), "n * (n + 1) * (2 * n + 1) / 6");
        assert_eq!(text(-2, &[3, 1, 1, 3]), "n ^ 2 + n + 1");
    }
}
