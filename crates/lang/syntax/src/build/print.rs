//! Expressions as text: one line, the fewest brackets.

use std::fmt;

use super::{Expr, Name, Node};
use crate::ast::{BinOp, UnOp};
use crate::precedence::{ATOM, OPEN, POSTFIX, level, operand_powers, prefix_level};

impl Expr {
    fn power(&self) -> u16 {
        match self.node() {
            Node::If(..) | Node::Let(..) | Node::Lambda(..) | Node::Nth(..) => OPEN,
            Node::Binary(op, ..) => level(*op),
            Node::Unary(op, _) => prefix_level(*op),
            Node::Call(..) | Node::Index(..) => POSTFIX,
            Node::Int(_) | Node::Bool(_) | Node::Name(_) | Node::List(_) | Node::Brackets(_) => ATOM,
        }
    }

    /// Whether it needs no brackets anywhere: a name, a number, a list, a call, an element of a list, or brackets.
    #[must_use]
    pub(super) fn is_closed(&self) -> bool {
        self.power() >= POSTFIX
    }
}

/// `e`, in brackets if it binds less tightly than `least`.
fn operand(e: &Expr, least: u16, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if e.power() >= least { write!(f, "{e}") } else { write!(f, "({e})") }
}

fn commas<T: fmt::Display>(items: &[T], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        f.write_str(if i == 0 { "" } else { ", " })?;
        write!(f, "{item}")?;
    }
    Ok(())
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.node() {
            Node::Int(digits) => f.write_str(digits),
            Node::Bool(b) => write!(f, "{b}"),
            Node::Name(name) => f.write_str(name),
            Node::Call(callee, arguments) => {
                operand(callee, POSTFIX, f)?;
                f.write_str("(")?;
                commas(arguments, f)?;
                f.write_str(")")
            }
            Node::Index(xs, i) => {
                operand(xs, POSTFIX, f)?;
                write!(f, "[{i}]")
            }
            Node::Unary(op, x) => {
                f.write_str(match op {
                    UnOp::Neg => "-",
                    UnOp::Not => "not ",
                })?;
                operand(x, prefix_level(*op), f)
            }
            Node::Binary(op, a, b) => {
                let (left, right) = operand_powers(*op);
                operand(a, left, f)?;
                let space = if matches!(op, BinOp::Range(_)) { "" } else { " " };
                write!(f, "{space}{}{space}", op.symbol())?;
                operand(b, right, f)
            }
            Node::If(c, a, b) => write!(f, "if {c} then {a} else {b}"),
            Node::Let(x, a, b) => write!(f, "let {x} = {a} in {b}"),
            Node::Lambda(names, body) => {
                f.write_str("|")?;
                commas::<Name>(names, f)?;
                write!(f, "| {body}")
            }
            Node::List(items) => {
                f.write_str("[")?;
                commas(items, f)?;
                f.write_str("]")
            }
            Node::Nth(k, start, property) => write!(f, "nth {k} from {start} where {property}"),
            Node::Brackets(e) => write!(f, "({e})"),
        }
    }
}

impl From<Expr> for String {
    fn from(e: Expr) -> Self {
        e.to_string()
    }
}
