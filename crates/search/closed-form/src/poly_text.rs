//! Polynomials as source text.

use nth_algebra::{LinearFactor, Poly};
use nth_num::Int;

use crate::text::{count_bits, int_bits, ints_bits, sum};

/// Text, and whether it is a sum.
pub(crate) struct Text {
    pub text: String,
    pub is_sum: bool,
}

impl Text {
    /// Fit to be a factor.
    pub(crate) fn factor(self) -> String {
        if self.is_sum { format!("({})", self.text) } else { self.text }
    }
}

/// The numerator, in the shorter of its forms, and its bits.
pub(crate) fn shown(poly: &Poly) -> (Text, f64) {
    let parts: Vec<(Int, String)> =
        poly.num.iter().enumerate().rev().map(|(k, c)| (c.clone(), power("n", k))).collect();
    let expanded = Text { text: sum(&parts), is_sum: crate::text::count(&parts) > 1 };
    let expanded_bits = ints_bits(&poly.num);
    if !expanded.is_sum {
        return (expanded, expanded_bits);
    }
    let (content, linear, rest) = poly.factors();
    let single = rest.len() == 1 && matches!(linear.as_slice(), [LinearFactor { times: 1, .. }]);
    if (linear.is_empty() || single) && content.abs() == Int::ONE {
        return (expanded, expanded_bits);
    }
    let mut bits = int_bits(&content) + ints_bits(&rest);
    let mut texts = Vec::new();
    for LinearFactor { p, q, times } in &linear {
        #[allow(clippy::cast_precision_loss)]
        let each = *times as f64;
        bits += each * (int_bits(&Int::from(*p)) + int_bits(&Int::from(q - 1)));
        let base = match (*p, *q) {
            (0, _) => "n".to_owned(),
            (p, q) => format!("({})", sum(&[(Int::from(q), "n".into()), (Int::from(-p), String::new())])),
        };
        texts.push(power(&base, *times));
    }
    if rest.len() > 1 {
        let parts: Vec<(Int, String)> =
            rest.iter().enumerate().rev().map(|(k, c)| (c.clone(), power("n", k))).collect();
        texts.push(format!("({})", sum(&parts)));
    }
    let text = sum(&[(content, texts.join(" * "))]);
    let is_sum = false;
    if text.len() <= expanded.text.len() + 4 || bits + 8.0 < expanded_bits {
        (Text { text, is_sum }, bits.min(expanded_bits))
    } else {
        (expanded, bits.min(expanded_bits))
    }
}

/// All of it as text, and its bits.
pub(crate) fn text(poly: &Poly) -> (Text, f64) {
    let (numerator, bits) = shown(poly);
    let bits = bits + count_bits(poly.degree()) + int_bits(&poly.den.sub(&Int::ONE));
    if poly.den == Int::ONE {
        return (numerator, bits);
    }
    (Text { text: format!("{} / {}", numerator.factor(), poly.den), is_sum: false }, bits)
}

/// `n ^ 2`, `n`, nothing.
fn power(base: &str, k: usize) -> String {
    match k {
        0 => String::new(),
        1 => base.to_owned(),
        _ => format!("{base} ^ {k}"),
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
        super::text(&p).0.text
    }

    #[test]
    fn polynomials_read_well() {
        assert_eq!(text(0, &[0, 1, 3]), "n * (n + 1) / 2");
        assert_eq!(text(1, &[1, 4, 9]), "n ^ 2");
        assert_eq!(text(0, &[1, 4, 9]), "(n + 1) ^ 2");
        assert_eq!(text(0, &[1, 3]), "2 * n + 1");
        assert_eq!(text(5, &[0, -1]), "5 - n");
        assert_eq!(text(0, &[0, 0, 0]), "0");
        assert_eq!(text(0, &[0, 1, 5, 14]), "n * (n + 1) * (2 * n + 1) / 6");
        assert_eq!(text(-2, &[3, 1, 1, 3]), "n ^ 2 + n + 1");
    }
}
