//! The precedence table: which operand needs brackets. The formatter and the source builder both print from it.
//!
//! `grammar.rs` parses with the same levels.

use crate::ast::{ArithOp, BinOp, LogicOp, UnOp};

/// Precedence of the forms that extend as far to the right as possible: `if`, `let`, `nth`, lambdas.
pub(crate) const OPEN: u16 = 0;
/// Precedence of calls and of indexing.
pub(crate) const POSTFIX: u16 = 12;
/// Precedence of names, numbers, lists and whatever stands in brackets.
pub(crate) const ATOM: u16 = 13;

/// Precedence of an infix operator; a higher one binds tighter.
pub(crate) fn level(op: BinOp) -> u16 {
    match op {
        BinOp::Pipe => 1,
        BinOp::Logic(LogicOp::Or) => 2,
        BinOp::Logic(LogicOp::And) => 3,
        BinOp::Compare(_) => 5,
        BinOp::Range(_) => 6,
        BinOp::Append => 7,
        BinOp::Arith(ArithOp::Add | ArithOp::Sub) => 8,
        BinOp::Arith(ArithOp::Mul | ArithOp::Div | ArithOp::Mod) => 9,
        BinOp::Arith(ArithOp::Pow) => 11,
    }
}

/// Precedence of a prefix operator, and the lowest one that its operand may have without brackets.
pub(crate) fn prefix_level(op: UnOp) -> u16 {
    match op {
        UnOp::Not => 4,
        UnOp::Neg => 10,
    }
}

/// Lowest precedences that the left and the right operand of an infix operator may have without brackets.
pub(crate) fn operand_powers(op: BinOp) -> (u16, u16) {
    let l = level(op);
    if op.is_comparison() {
        (l + 1, l + 1)
    } else if op == BinOp::POW {
        (l + 1, prefix_level(UnOp::Neg))
    } else if op == BinOp::Append {
        (l + 1, l)
    } else {
        (l, l + 1)
    }
}
