//! Operators on expressions: `a + b` in Rust builds `a + b` in nth.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use super::{Expr, Node};
use crate::ast::{ArithOp, BinOp, CmpOp, LogicOp, UnOp};

impl Expr {
    /// Two expressions with an infix operator between them, as the method of this operator joins them.
    #[must_use]
    pub fn join(self, op: BinOp, other: Self) -> Self {
        match op {
            BinOp::Arith(ArithOp::Pow) => self.pow(other),
            BinOp::Logic(LogicOp::And) => self.and(other),
            BinOp::Logic(LogicOp::Or) => self.or(other),
            BinOp::Arith(ArithOp::Add | ArithOp::Sub | ArithOp::Mul | ArithOp::Div | ArithOp::Mod) => {
                self.binary(op, other)
            }
            BinOp::Compare(_) | BinOp::Range(_) | BinOp::Append | BinOp::Pipe => self.binary(op, other),
        }
    }

    fn binary(self, op: BinOp, other: Self) -> Self {
        Self::new(Node::Binary(op, self, other))
    }

    /// `self ^ other`. An exponent that is a power or begins with a minus keeps brackets that only readers need.
    #[must_use]
    pub fn pow(self, other: Self) -> Self {
        let closed = !matches!(other.node(), Node::Binary(BinOp::POW, ..) | Node::Unary(UnOp::Neg, _));
        let other = if closed { other } else { other.in_brackets() };
        self.binary(BinOp::POW, other)
    }

    /// `self and other`; without brackets where `other` is a conjunction itself, since the order does not matter.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.associated(BinOp::AND, other)
    }

    /// `self or other`; without brackets where `other` is a disjunction itself.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.associated(BinOp::OR, other)
    }

    fn associated(self, op: BinOp, other: Self) -> Self {
        if let Node::Binary(o, a, b) = other.node()
            && *o == op
        {
            return self.associated(op, a.clone()).binary(op, b.clone());
        }
        self.binary(op, other)
    }

    /// Comparison `self == other`, of type `Bool`.
    #[must_use]
    pub fn equals(self, other: Self) -> Self {
        self.binary(BinOp::EQ, other)
    }

    /// Comparison `self < other`, of type `Bool`.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        self.binary(BinOp::LT, other)
    }

    /// Comparison `self <= other`, of type `Bool`.
    #[must_use]
    pub fn at_most(self, other: Self) -> Self {
        self.binary(BinOp::LE, other)
    }

    /// Comparison `self > other`, of type `Bool`.
    #[must_use]
    pub fn greater(self, other: Self) -> Self {
        self.binary(BinOp::GT, other)
    }

    /// The opposite of a property: another comparison where there is one, else `not self`.
    #[must_use]
    pub fn negated(&self) -> Self {
        let opposite = |op: BinOp| match op {
            BinOp::Compare(CmpOp::Eq) => Some(BinOp::NE),
            BinOp::Compare(CmpOp::Lt) => Some(BinOp::GE),
            BinOp::Compare(CmpOp::Gt) => Some(BinOp::LE),
            BinOp::Compare(CmpOp::Ne | CmpOp::Le | CmpOp::Ge) | BinOp::Arith(_) | BinOp::Logic(_) => None,
            BinOp::Range(_) | BinOp::Append | BinOp::Pipe => None,
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
        self.binary(BinOp::ADD, other)
    }
}

impl Sub for Expr {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.binary(BinOp::SUB, other)
    }
}

impl Mul for Expr {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        self.binary(BinOp::MUL, other)
    }
}

/// Floor division `self / other`, as nth defines `/`.
impl Div for Expr {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        self.binary(BinOp::DIV, other)
    }
}

impl Rem for Expr {
    type Output = Self;
    fn rem(self, other: Self) -> Self {
        self.binary(BinOp::MOD, other)
    }
}

impl Neg for Expr {
    type Output = Self;
    fn neg(self) -> Self {
        Self::new(Node::Unary(UnOp::Neg, self))
    }
}
