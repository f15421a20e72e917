//! Systems of linear equations modulo the prime, with solutions in small fractions.

use nth_algebra::{Echelon, Residue};
use nth_num::Int;
use nth_propose::build::Expr;
use nth_propose::sums::{Term, sum};

/// Largest common denominator of an accepted solution.
const MAX_DENOMINATOR: i64 = 5040;
/// Largest numerator of an unknown.
const MAX_NUMERATOR: i64 = 100_000;

/// A solution in which free unknowns are 0.
pub(crate) struct Solution {
    /// The unknowns that are not 0, with their numerators.
    pub parts: Vec<(usize, i64)>,
    /// The denominator of all unknowns.
    pub den: i64,
    /// Number of independent equations.
    pub rank: usize,
    /// Bits of what was chosen in the solution.
    pub bits: f64,
}

/// The solution of equations, each given as coefficients and a right side, in small fractions. `None` as soon as they
/// contradict one another.
pub(crate) fn solve(unknowns: usize, rows: impl Iterator<Item = Vec<Residue>>) -> Option<Solution> {
    let system = Echelon::system(unknowns, rows)?;
    let mut parts: Vec<(usize, (i64, i64))> = Vec::new();
    for (i, x) in system.solution()?.into_iter().enumerate() {
        if !x.is_zero() {
            parts.push((i, x.fraction()?));
        }
    }
    let den = parts.iter().fold(1i64, |d, p| num_integer::lcm(d, p.1.1));
    if den > MAX_DENOMINATOR || parts.iter().any(|p| p.1.0.abs() > MAX_NUMERATOR) {
        return None;
    }
    let parts: Vec<(usize, i64)> = parts.iter().map(|(i, (a, b))| (*i, a * (den / b))).collect();
    let size = |x: i64| f64::from(64 - x.unsigned_abs().leading_zeros()) * 1.5 + 1.0;
    let bits = unknowns as f64 + parts.iter().map(|p| size(p.1)).sum::<f64>() + size(den) - 2.5;
    Some(Solution { parts, den, rank: system.rank(), bits })
}

impl Solution {
    /// The sum, with these names of the unknowns; "1" is the name of the number.
    pub(crate) fn source(&self, name: impl Fn(usize) -> String) -> Expr {
        let named: Vec<(i64, String)> = self.parts.iter().map(|(i, c)| (*c, name(*i))).collect();
        let named: Vec<(i64, &str)> = named.iter().map(|(c, name)| (*c, name.as_str())).collect();
        linear(&named, self.den)
    }

    /// The sum times a factor; the product is divided by the denominator.
    pub(crate) fn times(&self, factor: &str, name: impl Fn(usize) -> String) -> Expr {
        let factor = template(factor);
        let whole = Self { parts: self.parts.clone(), den: 1, ..*self }.source(name);
        let product = if self.den == 1 && whole.is_int("1") { factor } else { factor * whole.in_brackets() };
        if self.den == 1 { product } else { product / Expr::int(self.den) }
    }
}

/// The sum of coefficients times expressions over a denominator, positive terms first. The expression "1" is not
/// written.
pub(crate) fn linear(terms: &[(i64, &str)], den: i64) -> Expr {
    let mut terms: Vec<&(i64, &str)> = terms.iter().collect();
    terms.sort_by_key(|t| t.0 < 0);
    let term =
        |(c, text): &(i64, &str)| Term { coefficient: Int::from(*c), of: (*text != "1").then(|| template(text)) };
    let sum = sum(&terms.into_iter().map(term).collect::<Vec<_>>());
    if den == 1 { sum } else { sum.in_brackets() / Expr::int(den) }
}

/// The expression of a text of this crate.
fn template(text: &str) -> Expr {
    Expr::template(text).unwrap_or_else(|| Expr::name(text.to_owned()))
}
