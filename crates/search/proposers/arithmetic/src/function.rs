//! Functions of one integer as vectors of their values, and how they are put together.

use crate::numbers::{Numbers, gcd};
use crate::rows::Eval;
use crate::source::Source;

/// A place without a value.
pub const NONE: i64 = i64::MIN;

/// A function: its source and its values at 0, 1, ….
#[derive(Clone, Debug)]
pub struct Fun {
    /// Its source.
    pub source: Source,
    /// Its values; [`NONE`] where there is none or it is not known.
    pub values: Vec<i64>,
}

/// The places from the first value to the next gap.
pub fn range(values: &[i64]) -> (usize, usize) {
    let lo = values.iter().position(|&v| v != NONE).unwrap_or(values.len());
    let hi = values[lo..].iter().position(|&v| v == NONE).map_or(values.len(), |i| lo + i);
    (lo, hi)
}

/// An operation on two functions.
pub struct Op {
    /// A template with `#1` and `#2`, or an infix operator.
    pub symbol: &'static str,
    /// The level of the infix operator; 0 for a call.
    pub level: u8,
    /// Whether the order does not matter.
    pub commutes: bool,
    /// The value.
    pub apply: fn(i64, i64) -> Option<i64>,
}

/// The operations.
pub static OPS: &[Op] = &[
    Op { symbol: "+", level: 3, commutes: true, apply: i64::checked_add },
    Op { symbol: "-", level: 3, commutes: false, apply: i64::checked_sub },
    Op { symbol: "*", level: 2, commutes: true, apply: i64::checked_mul },
    Op { symbol: "/", level: 2, commutes: false, apply: floor_div },
    Op { symbol: "%", level: 2, commutes: false, apply: floor_mod },
    Op { symbol: "gcd", level: 0, commutes: true, apply: |a, b| Some(gcd(a, b)) },
    Op { symbol: "bit_xor", level: 0, commutes: true, apply: |a, b| (a >= 0 && b >= 0).then_some(a ^ b) },
    Op { symbol: "bit_and", level: 0, commutes: true, apply: |a, b| (a >= 0 && b >= 0).then_some(a & b) },
    Op { symbol: "lcm", level: 0, commutes: true, apply: lcm },
    Op { symbol: "^", level: 1, commutes: false, apply: power },
    Op { symbol: "max", level: 0, commutes: true, apply: |a, b| Some(a.max(b)) },
    Op { symbol: "min", level: 0, commutes: true, apply: |a, b| Some(a.min(b)) },
];

impl Op {
    /// The source of the whole.
    pub fn source(&self, a: &Source, b: &Source) -> Source {
        if self.level == 0 {
            Source::atom(format!("{}({}, {})", self.symbol, a.text, b.text))
        } else {
            a.join(self.symbol, self.level, b)
        }
    }

    /// The value, where there is one.
    pub fn value(&self, a: i64, b: i64) -> i64 {
        if a == NONE || b == NONE { NONE } else { (self.apply)(a, b).unwrap_or(NONE) }
    }
}

fn floor_div(a: i64, b: i64) -> Option<i64> {
    (b != 0).then(|| nth_num::floor_div_i64(a, b)).flatten()
}

/// Remainder of floor division.
pub fn floor_mod(a: i64, b: i64) -> Option<i64> {
    (b != 0).then(|| a.checked_rem(b).map_or(0, |r| if r != 0 && (r < 0) != (b < 0) { r + b } else { r }))
}

fn lcm(a: i64, b: i64) -> Option<i64> {
    if a == 0 { Some(0) } else { a.checked_mul(b)?.checked_abs().map(|x| x / gcd(a, b)) }
}

fn power(a: i64, b: i64) -> Option<i64> {
    if b < 0 { None } else { a.checked_pow(u32::try_from(b).ok()?) }
}

/// Whether rows give a factorisation.
fn wants_factors(rows: &[crate::rows::Row]) -> bool {
    rows.iter().any(|r| matches!(r.eval, Eval::Factors(_)))
}

/// Applies all rows to the values of a function; numbers are factored once.
pub fn apply_all(numbers: &Numbers, rows: &[crate::rows::Row], values: &[i64]) -> Vec<Vec<i64>> {
    let mut out = vec![vec![NONE; values.len()]; rows.len()];
    let factored = wants_factors(rows);
    for (i, &x) in values.iter().enumerate() {
        if x == NONE {
            continue;
        }
        let parts = if factored { numbers.factor(x) } else { None };
        for (row, column) in rows.iter().zip(&mut out) {
            column[i] = match row.eval {
                Eval::Plain(f) => f(x),
                Eval::Factors(f) => parts.as_ref().and_then(|p| f(x, p.parts())),
                Eval::Tables(f) => f(numbers, x),
            }
            .unwrap_or(NONE);
        }
    }
    out
}
