//! Operators on expressions: `a + b` in Rust builds `a + b` in nth.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use super::{Expr, Node};
use crate::ast::{BinOp, UnOp};

impl Expr {
    /// Two expressions with an infix operator between them, as the constructor of this operator makes it.
    #[must_use]
    pub fn join(self, op: BinOp, other: Self) -> Self {
        match op {
            BinOp::Pow => self.pow(other),
            BinOp::And => self.and(other),
            BinOp::Or => self.or(other),
            BinOp::Pipe | BinOp::Eq | BinOp::Ne | BinOp::Lt | BinOp::Le | BinOp::Gt | BinOp::Ge => {
                self.binary(op, other)
            }
            BinOp::Range | BinOp::RangeInclusive | BinOp::Append | BinOp::Add | BinOp::Sub => self.binary(op, other),
            BinOp::Mul | BinOp::Div | BinOp::Mod => self.binary(op, other),
        }
    }

    fn binary(self, op: BinOp, other: Self) -> Self {
        Self::new(Node::Binary(op, self, other))
    }

    /// `self ^ other`. An exponent that is a power or begins with a minus keeps brackets that only readers need.
    #[must_use]
    pub fn pow(self, other: Self) -> Self {
        let other = match other.node() {
            Node::Binary(BinOp::Pow, ..) | Node::Unary(UnOp::Neg, _) => other.in_brackets(),
            Node::Binary(..) | Node::Unary(UnOp::Not, _) | Node::Int(_) | Node::Bool(_) | Node::Name(_) => other,
            Node::Call(..) | Node::Index(..) | Node::If(..) | Node::Let(..) | Node::Lambda(..) => other,
            Node::List(_) | Node::Nth(..) | Node::Brackets(_) => other,
        };
        self.binary(BinOp::Pow, other)
    }

    /// `self and other`; without brackets where `other` is a conjunction itself, since the order does not matter.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.associated(BinOp::And, other)
    }

    /// `self or other`; without brackets where `other` is a disjunction itself.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.associated(BinOp::Or, other)
    }

    fn associated(self, op: BinOp, other: Self) -> Self {
        if let Node::Binary(o, a, b) = other.node()
            && *o == op
        {
            return self.associated(op, a.clone()).binary(op, b.clone());
        }
        self.binary(op, other)
    }

    /// `self == other`
    #[must_use]
    pub fn equals(self, other: Self) -> Self {
        self.binary(BinOp::Eq, other)
    }

    /// `self < other`
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        self.binary(BinOp::Lt, other)
    }

    /// `self <= other`
    #[must_use]
    pub fn at_most(self, other: Self) -> Self {
        self.binary(BinOp::Le, other)
    }

    /// `self > other`
    #[must_use]
    pub fn greater(self, other: Self) -> Self {
        self.binary(BinOp::Gt, other)
    }

    /// The opposite of a property: another comparison where there is one, else `not self`.
    #[must_use]
    pub fn negated(&self) -> Self {
        let opposite = |op: BinOp| match op {
            BinOp::Eq => Some(BinOp::Ne),
            BinOp::Lt => Some(BinOp::Ge),
            BinOp::Gt => Some(BinOp::Le),
            BinOp::Ne | BinOp::Le | BinOp::Ge | BinOp::Pipe | BinOp::Or | BinOp::And | BinOp::Range => None,
            BinOp::RangeInclusive | BinOp::Append | BinOp::Add | BinOp::Sub | BinOp::Mul => None,
            BinOp::Div | BinOp::Mod | BinOp::Pow => None,
        };
        if let Node::Binary(op, a, b) = self.node()
            && let Some(op) = opposite(*op)
        {
            return a.clone().binary(op, b.clone());
        }
        Self::new(Node::Unary(UnOp::Not, self.clone()))
    }
}

impl Add for Expr {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.binary(BinOp::Add, other)
    }
}

impl Sub for Expr {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.binary(BinOp::Sub, other)
    }
}

impl Mul for Expr {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        self.binary(BinOp::Mul, other)
    }
}

/// Floor division.
impl Div for Expr {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        self.binary(BinOp::Div, other)
    }
}

impl Rem for Expr {
    type Output = Self;
    fn rem(self, other: Self) -> Self {
        self.binary(BinOp::Mod, other)
    }
}

impl Neg for Expr {
    type Output = Self;
    fn neg(self) -> Self {
        Self::new(Node::Unary(UnOp::Neg, self))
    }
}
