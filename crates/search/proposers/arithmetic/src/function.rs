//! Functions of one integer as vectors of their values, and the operations on them.

use std::borrow::Borrow;

use nth_propose::build::{BinOp, Expr};

use crate::rows::{Eval, Row};
use nth_algebra::gcd;
use nth_algebra::primes::PrimeTables;

/// Marks a place without a value.
pub const NONE: i64 = i64::MIN;

/// Number of values that are kept of a function: more than the OEIS shows of most sequences.
pub const KEPT_VALUES: usize = 120;
/// Number of values that are computed first of a function that is not kept.
pub const FIRST_VALUES: usize = 19;

/// A function: its source and its values at 0, 1, ….
#[derive(Clone, Debug)]
pub struct Fun {
    /// The source, a template.
    pub source: Expr,
    /// The values; [`NONE`] where there is none or it is not known.
    pub values: Vec<i64>,
}

/// The places from the first value to the next gap.
pub fn range(values: &[i64]) -> (usize, usize) {
    let lo = values.iter().position(|&v| v != NONE).unwrap_or(values.len());
    let hi = values[lo..].iter().position(|&v| v == NONE).map_or(values.len(), |i| lo + i);
    (lo, hi)
}

/// Notation of an operation.
pub enum Form {
    /// Infix operator, written between the operands.
    Infix(BinOp),
    /// Name of a library function, called with the operands.
    Call(&'static str),
}

/// An operation on two functions.
pub struct Op {
    /// The notation in source text.
    pub form: Form,
    /// Whether the order of the operands does not matter.
    pub commutes: bool,
    /// The value of two numbers, where there is one.
    pub apply: fn(i64, i64) -> Option<i64>,
}

/// The operations, the most common ones first.
pub static OPS: &[Op] = &[
    infix(BinOp::ADD, true, i64::checked_add),
    infix(BinOp::SUB, false, i64::checked_sub),
    infix(BinOp::MUL, true, i64::checked_mul),
    infix(BinOp::DIV, false, floor_div),
    infix(BinOp::MOD, false, floor_mod),
    call("gcd", true, |a, b| Some(gcd(a, b))),
    call("bit_xor", true, |a, b| (a >= 0 && b >= 0).then_some(a ^ b)),
    call("bit_and", true, |a, b| (a >= 0 && b >= 0).then_some(a & b)),
    call("lcm", true, lcm),
    infix(BinOp::POW, false, power),
    call("max", true, |a, b| Some(a.max(b))),
    call("min", true, |a, b| Some(a.min(b))),
];

const fn infix(op: BinOp, commutes: bool, apply: fn(i64, i64) -> Option<i64>) -> Op {
    Op { form: Form::Infix(op), commutes, apply }
}

/// An operation that is a function of the library.
pub const fn call(name: &'static str, commutes: bool, apply: fn(i64, i64) -> Option<i64>) -> Op {
    Op { form: Form::Call(name), commutes, apply }
}

impl Op {
    /// The source of the operation on two sources.
    pub fn source(&self, a: &Expr, b: &Expr) -> Expr {
        match self.form {
            Form::Infix(op) => a.clone().join(op, b.clone()),
            Form::Call(name) => Expr::call(name, [a.clone(), b.clone()]),
        }
    }

    /// The value of two numbers; [`NONE`] if there is none.
    pub fn value(&self, a: i64, b: i64) -> i64 {
        if a == NONE || b == NONE { NONE } else { (self.apply)(a, b).unwrap_or(NONE) }
    }

    /// The values of two functions, place by place.
    pub fn values(&self, a: &[i64], b: &[i64]) -> Vec<i64> {
        a.iter().zip(b).map(|(&a, &b)| self.value(a, b)).collect()
    }
}

/// Quotient of floor division.
pub fn floor_div(a: i64, b: i64) -> Option<i64> {
    (b != 0).then(|| nth_num::floor_div_i64(a, b)).flatten()
}

/// Remainder of floor division.
pub fn floor_mod(a: i64, b: i64) -> Option<i64> {
    (b != 0).then(|| a.checked_rem(b).map_or(0, |r| if r != 0 && (r < 0) != (b < 0) { r + b } else { r }))
}

fn lcm(a: i64, b: i64) -> Option<i64> {
    if a == 0 { Some(0) } else { a.checked_mul(b)?.checked_abs().map(|x| x / gcd(a, b)) }
}

/// Power with an exponent that is not negative.
pub fn power(a: i64, b: i64) -> Option<i64> {
    a.checked_pow(u32::try_from(b).ok()?)
}

/// The values of all rows at the values of a function; each number is factored once.
pub fn apply_all<R: Borrow<Row>>(numbers: &PrimeTables, rows: &[R], values: &[i64]) -> Vec<Vec<i64>> {
    let mut out = vec![vec![NONE; values.len()]; rows.len()];
    let factored = rows.iter().any(|r| matches!(r.borrow().eval, Eval::Factors(_)));
    for (i, &x) in values.iter().enumerate() {
        if x == NONE {
            continue;
        }
        let parts = if factored { numbers.factor(x) } else { None };
        for (row, column) in rows.iter().zip(&mut out) {
            column[i] = match row.borrow().eval {
                Eval::Plain(f) => f(x),
                Eval::Factors(f) => parts.as_ref().and_then(|p| f(x, p.parts())),
                Eval::Tables(f) => f(numbers, x),
            }
            .unwrap_or(NONE);
        }
    }
    out
}
