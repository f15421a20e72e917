//! Systems of linear equations modulo the prime, with solutions in small fractions.

use nth_algebra::{Echelon, Residue};

/// A solution: free unknowns are 0.
pub(crate) struct Solution {
    /// The unknowns that are not 0: which, and the numerator.
    pub parts: Vec<(usize, i64)>,
    /// The denominator of all.
    pub den: i64,
    /// How many equations fixed it.
    pub rank: usize,
    /// How much was chosen, in bits.
    pub bits: f64,
}

/// The solution of equations given as coefficients and right side, if all of them agree; it stops at the first that
/// does not.
pub(crate) fn solve(unknowns: usize, rows: impl Iterator<Item = Vec<Residue>>) -> Option<Solution> {
    let mut system = Echelon::new(unknowns + 1);
    for row in rows {
        if system.take(row) == Some(unknowns) {
            return None;
        }
    }
    let mut parts: Vec<(usize, (i64, i64))> = Vec::new();
    for (i, x) in system.solution()?.into_iter().enumerate() {
        if !x.is_zero() {
            parts.push((i, x.fraction()?));
        }
    }
    let den = parts.iter().fold(1i64, |d, p| num_integer::lcm(d, p.1.1));
    if den > 5040 || parts.iter().any(|p| p.1.0.abs() > 100_000) {
        return None;
    }
    let parts: Vec<(usize, i64)> = parts.iter().map(|(i, (a, b))| (*i, a * (den / b))).collect();
    let size = |x: i64| f64::from(64 - x.unsigned_abs().leading_zeros()) * 1.5 + 1.0;
    let bits = unknowns as f64 + parts.iter().map(|p| size(p.1)).sum::<f64>() + size(den) - 2.5;
    Some(Solution { parts, den, rank: system.rank(), bits })
}

impl Solution {
    /// The sum, with these names of the unknowns; the name "1" is not written.
    pub(crate) fn written(&self, name: impl Fn(usize) -> String) -> String {
        let mut out = String::new();
        let mut order = self.parts.clone();
        // A positive term first.
        order.sort_by_key(|p| p.1 < 0);
        for (i, c) in order {
            out += match (out.is_empty(), c < 0) {
                (true, false) => "",
                (true, true) => "-",
                (false, false) => " + ",
                (false, true) => " - ",
            };
            let name = name(i);
            out += &match (c.abs(), name.as_str()) {
                (a, "1") => a.to_string(),
                (1, _) => name,
                (a, _) => format!("{a} * {name}"),
            };
        }
        if out.is_empty() {
            out.push('0');
        }
        if self.den == 1 { out } else { format!("({out}) / {}", self.den) }
    }

    /// The sum times something, so that the denominator divides the product.
    pub(crate) fn times(&self, factor: &str, written: &str) -> String {
        match (self.den, written) {
            (1, "1") => factor.to_owned(),
            (1, _) => format!("{factor} * ({written})"),
            (d, _) => {
                let inner = written.trim_end_matches(&format!(" / {d}"));
                format!("{factor} * {inner} / {d}")
            }
        }
    }
}
