//! Polynomials with rational coefficients, as values and as text.

use nth_num::Int;

use crate::text::{count_bits, int_bits, ints_bits, sum};

/// Largest numerator and denominator of the roots that are split off for reading.
const ROOTS: (i64, i64) = (40, 6);

/// Integer coefficients, lowest first and none 0 at the end, over a positive denominator, in lowest terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Poly {
    pub num: Vec<Int>,
    pub den: Int,
}

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

/// Exact division; the divisor is not 0 and divides.
pub(crate) fn exact(a: &Int, b: &Int) -> Int {
    a.floor_div(b).unwrap_or(Int::ZERO)
}

/// Whether `b`, not 0, divides `a`.
pub(crate) fn divides(b: &Int, a: &Int) -> bool {
    a.floor_mod(b).is_ok_and(|r| r.is_zero())
}

impl Poly {
    pub(crate) fn new(mut num: Vec<Int>, mut den: Int) -> Self {
        while num.last().is_some_and(Int::is_zero) {
            num.pop();
        }
        let mut g = num.iter().fold(den.clone(), |g, c| g.gcd(c));
        if den.signum() < 0 {
            g = g.neg();
        }
        if g != Int::ONE && !g.is_zero() {
            for c in &mut num {
                *c = exact(c, &g);
            }
            den = exact(&den, &g);
        }
        Self { num, den }
    }

    /// The polynomial of least degree with these values at `x0`, `x0` + 1, …
    pub(crate) fn through(x0: i64, values: &[Int]) -> Self {
        let mut diffs = values.to_vec();
        let mut heads = Vec::with_capacity(values.len());
        while let Some(head) = diffs.first() {
            heads.push(head.clone());
            diffs = diffs.windows(2).map(|w| w[1].sub(&w[0])).collect();
        }
        // Horner in Newton's form: P = h0 + (x − x0)/1 · (h1 + (x − x0 − 1)/2 · (…)).
        let (mut num, mut den) = (Vec::new(), Int::ONE);
        for (k, head) in heads.iter().enumerate().rev() {
            let k = i64::try_from(k).unwrap_or(i64::MAX);
            // What is inside counts (x − x0 − k) / (k + 1) times.
            let shift = Int::from(x0).add(&Int::from(k));
            num = times_linear(&num, &shift);
            den = den.mul(&Int::from(k + 1));
            if num.is_empty() {
                num.push(Int::ZERO);
            }
            num[0] = num[0].add(&head.mul(&den));
        }
        Self::new(num, den)
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.num.is_empty()
    }

    pub(crate) fn degree(&self) -> usize {
        self.num.len().saturating_sub(1)
    }

    /// The value of the numerator.
    pub(crate) fn numerator(&self, n: i64) -> Int {
        let n = Int::from(n);
        self.num.iter().rev().fold(Int::ZERO, |v, c| v.mul(&n).add(c))
    }

    /// The value, if it is an integer.
    pub(crate) fn at(&self, n: i64) -> Option<Int> {
        let v = self.numerator(n);
        divides(&self.den, &v).then(|| exact(&v, &self.den))
    }

    /// Content with the sign of the leading coefficient, linear factors (q·n − p, multiplicity), and the rest.
    fn factors(&self) -> (Int, Vec<(i64, i64, usize)>, Vec<Int>) {
        let mut content = self.num.iter().fold(Int::ZERO, |g, c| g.gcd(c));
        if self.num.last().is_some_and(|c| c.signum() < 0) {
            content = content.neg();
        }
        if content.is_zero() {
            return (content, Vec::new(), Vec::new());
        }
        let mut rest: Vec<Int> = self.num.iter().map(|c| exact(c, &content)).collect();
        let mut linear = Vec::new();
        let mut split = |p: i64, q: i64| {
            let mut times = 0;
            while rest.len() > 1
                && let Some(smaller) = without_root(&rest, p, q)
            {
                rest = smaller;
                times += 1;
            }
            if times > 0 {
                linear.push((p, q, times));
            }
        };
        split(0, 1);
        for q in 1..=ROOTS.1 {
            for p in 1..=ROOTS.0 {
                if gcd(p, q) == 1 {
                    split(-p, q);
                    split(p, q);
                }
            }
        }
        (content, linear, rest)
    }

    /// The numerator, in the shorter of its forms, and its bits.
    pub(crate) fn shown(&self) -> (Text, f64) {
        let parts: Vec<(Int, String)> =
            self.num.iter().enumerate().rev().map(|(k, c)| (c.clone(), power("n", k))).collect();
        let expanded = Text { text: sum(&parts), is_sum: crate::text::count(&parts) > 1 };
        let expanded_bits = ints_bits(&self.num);
        if !expanded.is_sum {
            return (expanded, expanded_bits);
        }
        let (content, linear, rest) = self.factors();
        let single = rest.len() == 1 && matches!(linear.as_slice(), [(_, _, 1)]);
        if (linear.is_empty() || single) && content.abs() == Int::ONE {
            return (expanded, expanded_bits);
        }
        let mut bits = int_bits(&content) + ints_bits(&rest);
        let mut texts = Vec::new();
        for (p, q, times) in &linear {
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
    pub(crate) fn text(&self) -> (Text, f64) {
        let (numerator, bits) = self.shown();
        let bits = bits + count_bits(self.degree()) + int_bits(&self.den.sub(&Int::ONE));
        if self.den == Int::ONE {
            return (numerator, bits);
        }
        (Text { text: format!("{} / {}", numerator.factor(), self.den), is_sum: false }, bits)
    }
}

/// `n ^ 2`, `n`, nothing.
fn power(base: &str, k: usize) -> String {
    match k {
        0 => String::new(),
        1 => base.to_owned(),
        _ => format!("{base} ^ {k}"),
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The product with x − root.
pub(crate) fn times_linear(num: &[Int], root: &Int) -> Vec<Int> {
    if num.is_empty() {
        return Vec::new();
    }
    let mut out = vec![Int::ZERO; num.len() + 1];
    for (k, c) in num.iter().enumerate() {
        out[k + 1] = out[k + 1].add(c);
        out[k] = out[k].sub(&c.mul(root));
    }
    out
}

/// The quotient by q·x − p, if it divides.
pub(crate) fn without_root(num: &[Int], p: i64, q: i64) -> Option<Vec<Int>> {
    let (p, q) = (Int::from(p), Int::from(q));
    let top = num.len() - 1;
    let mut out = vec![Int::ZERO; top];
    // From the top: num[k] = q·out[k − 1] − p·out[k].
    for k in (1..=top).rev() {
        let above = if k == top { Int::ZERO } else { p.mul(&out[k]) };
        let c = num[k].add(&above);
        if !divides(&q, &c) {
            return None;
        }
        out[k - 1] = exact(&c, &q);
    }
    num[0].add(&p.mul(&out[0])).is_zero().then_some(out)
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
        p.text().0.text
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
