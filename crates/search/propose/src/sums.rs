//! Sums with integer coefficients as source expressions.

use nth_num::Int;
use nth_syntax::build::{BinOp, Expr, Node, UnOp};

/// A summand: a coefficient times an expression, or the coefficient alone.
#[derive(Clone, Debug)]
pub struct Term {
    /// The integer factor of the summand; may be 0.
    pub coefficient: Int,
    /// The expression; `None` for the coefficient alone.
    pub of: Option<Expr>,
}

impl Term {
    /// The summand `coefficient` times `of`, not yet an expression.
    #[must_use]
    pub fn times(coefficient: Int, of: Expr) -> Self {
        Self { coefficient, of: Some(of) }
    }

    /// The summand with the absolute value of its coefficient.
    fn without_sign(&self) -> Expr {
        let size = self.coefficient.abs();
        match &self.of {
            None => integer(&size),
            Some(of) if size == Int::ONE => of.clone(),
            Some(of) => multiple(integer(&size), of),
        }
    }
}

/// The literal of an integer, as an expression.
#[must_use]
pub fn integer(x: &Int) -> Expr {
    Expr::digits(&x.to_string())
}

/// The sum of the terms that are not 0; the literal 0 if there are none. If there is a positive term, one comes first,
/// which is easier to read.
#[must_use]
pub fn sum(terms: &[Term]) -> Expr {
    let mut terms: Vec<&Term> = terms.iter().filter(|t| !t.coefficient.is_zero()).collect();
    if let Some(at) = terms.iter().position(|t| t.coefficient.signum() > 0) {
        terms[..=at].rotate_right(1);
    }
    let mut sum: Option<Expr> = None;
    for term in terms {
        let size = term.without_sign();
        sum = Some(match (sum, term.coefficient.signum() < 0) {
            (None, false) => size,
            (None, true) => negative(&size),
            (Some(s), false) => plus(s, &size),
            (Some(s), true) => s - size,
        });
    }
    sum.unwrap_or_else(|| Expr::int(0))
}

/// The sum of the terms divided by a positive denominator. A denominator of 1 is left out.
#[must_use]
pub fn quotient(terms: &[Term], den: &Int) -> Expr {
    let sum = sum(terms);
    if *den == Int::ONE { sum } else { sum / integer(den) }
}

/// The operator and the operands of a binary expression; none for another expression.
fn infix(e: &Expr) -> Option<(BinOp, &Expr, &Expr)> {
    if let Node::Binary(op, a, b) = e.node() { Some((*op, a, b)) } else { None }
}

/// The product with an expression that may be a product itself, without brackets.
fn multiple(factor: Expr, e: &Expr) -> Expr {
    match infix(e) {
        Some((BinOp::MUL, a, b)) => multiple(factor, a) * b.clone(),
        Some(_) | None => factor * e.clone(),
    }
}

/// The sum with an expression that may be a sum itself, without brackets.
fn plus(sum: Expr, e: &Expr) -> Expr {
    match infix(e) {
        Some((BinOp::ADD, a, b)) => plus(sum, a) + b.clone(),
        Some((BinOp::SUB, a, b)) => plus(sum, a) - b.clone(),
        Some(_) | None => sum + e.clone(),
    }
}

/// The expression with a minus before its first factor.
fn negative(e: &Expr) -> Expr {
    match infix(e) {
        Some((BinOp::MUL, a, b)) => negative(a) * b.clone(),
        Some(_) | None => Expr::new(Node::Unary(UnOp::Neg, e.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_need_few_brackets() {
        let of = |terms: &[(i64, &str)], den: i64| {
            let terms: Vec<Term> = terms
                .iter()
                .map(|(c, t)| Term { coefficient: Int::from(*c), of: Expr::template(t).filter(|_| !t.is_empty()) })
                .collect();
            quotient(&terms, &Int::from(den)).to_string()
        };
        assert_eq!(of(&[], 3), "0 / 3");
        assert_eq!(of(&[(-2, ""), (1, "n")], 1), "n - 2");
        assert_eq!(of(&[(-2, "n * k"), (0, "x"), (-1, "n ^ 2")], 7), "(-2 * n * k - n ^ 2) / 7");
        assert_eq!(of(&[(-1, "n * k")], 2), "-n * k / 2");
        assert_eq!(of(&[(3, "(n + 1) * n"), (3, "n / 2"), (1, "n / 2")], 1), "3 * (n + 1) * n + 3 * (n / 2) + n / 2");
        assert_eq!(of(&[(1, "2 ^ n"), (1, "n + 1"), (1, "-n - 1")], 1), "2 ^ n + n + 1 + -n - 1");
    }
}
