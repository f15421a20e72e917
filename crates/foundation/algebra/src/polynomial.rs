//! Polynomials in one variable with rational coefficients.

use nth_num::Int;

use crate::integers::{divides, exact_div, gcd};

/// Largest numerator of the roots that [`Poly::factors`] looks for.
const MAX_NUMERATOR: i64 = 40;
/// Largest denominator of the roots that [`Poly::factors`] looks for.
const MAX_DENOMINATOR: i64 = 6;

/// A polynomial: integer coefficients over a positive denominator. [`Poly::new`] and [`Poly::through`] bring it to
/// lowest terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poly {
    /// The coefficients of the numerator, the constant first; the last is not 0.
    pub num: Vec<Int>,
    /// The common denominator of the coefficients; it is positive.
    pub den: Int,
}

/// A linear factor q·n − p of a polynomial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinearFactor {
    /// Numerator of the root.
    pub p: i64,
    /// Denominator of the root; positive.
    pub q: i64,
    /// Multiplicity of the root.
    pub times: usize,
}

impl Poly {
    /// The polynomial num / den in lowest terms; `den` is not 0.
    #[must_use]
    pub fn new(mut num: Vec<Int>, mut den: Int) -> Self {
        while num.last().is_some_and(Int::is_zero) {
            num.pop();
        }
        let mut g = num.iter().fold(den.clone(), |g, c| g.gcd(c));
        if den.signum() < 0 {
            g = g.neg();
        }
        if g != Int::ONE && !g.is_zero() {
            for c in &mut num {
                *c = exact_div(c, &g);
            }
            den = exact_div(&den, &g);
        }
        Self { num, den }
    }

    /// The polynomial of least degree with these values at `x0`, `x0` + 1, …
    #[must_use]
    pub fn through(x0: i64, values: &[Int]) -> Self {
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
            // The inner polynomial is multiplied by (x − x0 − k) / (k + 1).
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

    /// Whether it is the zero polynomial.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.num.is_empty()
    }

    /// The degree; 0 for the zero polynomial.
    #[must_use]
    pub fn degree(&self) -> usize {
        self.num.len().saturating_sub(1)
    }

    /// The value of the numerator at `n`.
    #[must_use]
    pub fn numerator(&self, n: i64) -> Int {
        let n = Int::from(n);
        self.num.iter().rev().fold(Int::ZERO, |v, c| v.mul(&n).add(c))
    }

    /// The value at `n`, if it is an integer.
    #[must_use]
    pub fn at(&self, n: i64) -> Option<Int> {
        let v = self.numerator(n);
        divides(&self.den, &v).then(|| exact_div(&v, &self.den))
    }

    /// The numerator as a product: its content with the sign of the leading coefficient, the linear factors whose roots
    /// have a numerator of at most 40 and a denominator of at most 6, and what is left.
    #[must_use]
    pub fn factors(&self) -> (Int, Vec<LinearFactor>, Vec<Int>) {
        let mut content = self.num.iter().fold(Int::ZERO, |g, c| g.gcd(c));
        if self.num.last().is_some_and(|c| c.signum() < 0) {
            content = content.neg();
        }
        if content.is_zero() {
            return (content, Vec::new(), Vec::new());
        }
        let mut rest: Vec<Int> = self.num.iter().map(|c| exact_div(c, &content)).collect();
        let mut linear = Vec::new();
        let mut split = |p: i64, q: i64| {
            let times = divide_out(&mut rest, p, q);
            if times > 0 {
                linear.push(LinearFactor { p, q, times });
            }
        };
        split(0, 1);
        for q in 1..=MAX_DENOMINATOR {
            for p in 1..=MAX_NUMERATOR {
                if gcd(p, q) == 1 {
                    split(-p, q);
                    split(p, q);
                }
            }
        }
        (content, linear, rest)
    }
}

/// Divides by q·x − p as often as it divides, down to a constant. Returns the multiplicity of the root.
pub fn divide_out(num: &mut Vec<Int>, p: i64, q: i64) -> usize {
    let mut times = 0;
    while let Some(smaller) = without_root(num, p, q) {
        *num = smaller;
        times += 1;
    }
    times
}

/// The product of a polynomial, its constant first, with x − root.
fn times_linear(num: &[Int], root: &Int) -> Vec<Int> {
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

/// The quotient of a polynomial, its constant first, by q·x − p. `None` where it does not divide, and for constants.
#[must_use]
pub fn without_root(num: &[Int], p: i64, q: i64) -> Option<Vec<Int>> {
    let (p, q) = (Int::from(p), Int::from(q));
    let top = num.len().checked_sub(1).filter(|top| *top > 0)?;
    let mut out = vec![Int::ZERO; top];
    // Division from the top: num[k] = q·out[k − 1] − p·out[k].
    for k in (1..=top).rev() {
        let above = if k == top { Int::ZERO } else { p.mul(&out[k]) };
        let c = num[k].add(&above);
        if !divides(&q, &c) {
            return None;
        }
        out[k - 1] = exact_div(&c, &q);
    }
    num[0].add(&p.mul(&out[0])).is_zero().then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_roots_and_factors() {
        let p = Poly::through(0, &[0, 1, 5, 14].map(Int::from));
        assert_eq!((p.at(4), p.degree(), p.den.clone()), (Some(Int::from(30)), 3, Int::from(6)));
        // n (n + 1) (2n + 1)
        let (content, linear, rest) = p.factors();
        let linear: Vec<(i64, i64, usize)> = linear.iter().map(|f| (f.p, f.q, f.times)).collect();
        assert_eq!((content, linear, rest), (Int::ONE, vec![(0, 1, 1), (-1, 1, 1), (-1, 2, 1)], vec![Int::ONE]));
        assert_eq!(Poly::through(-2, &[3, 1, 1, 3].map(Int::from)).num, [1, 1, 1].map(Int::from));
        assert_eq!(Poly::new([2, 4].map(Int::from).to_vec(), Int::from(-6)).num, [-1, -2].map(Int::from));
        assert_eq!(Poly::through(0, &[1, 2].map(Int::from)).at(i64::MAX), Some(Int::from(1_i128 << 63)));
        assert!(Poly::through(3, &[0, 0].map(Int::from)).is_zero());
    }
}
