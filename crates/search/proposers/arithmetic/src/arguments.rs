//! The simple expressions that functions are composed with, and their values.

use std::sync::LazyLock;

use nth_propose::build::{BinOp, Expr, Node, Template};

use crate::function::{NONE, floor_div, floor_mod, power};

/// Largest constant and largest factor of a linear argument.
const MAX_LINEAR: i64 = 10;

/// Constants that quadratic arguments are moved by.
const QUADRATIC_SHIFTS: [i64; 13] = [0, 1, -1, 2, -2, 3, -3, 4, 5, 6, 7, 8, 10];
/// Constants that quadratic arguments with larger coefficients are moved by.
const STEEP_SHIFTS: [i64; 4] = [1, 3, -1, -3];

static OTHERS: [Template; 33] = [
    Template::new("$ / 2"),
    Template::new("$ / 3"),
    Template::new("$ / 4"),
    Template::new("$ % 2"),
    Template::new("$ % 3"),
    Template::new("$ % 4"),
    Template::new("$ % 5"),
    Template::new("$ % 6"),
    Template::new("$ % 8"),
    Template::new("$ % 10"),
    Template::new("$ / 10"),
    Template::new("$ ^ 3"),
    Template::new("$ ^ 4"),
    Template::new("$ ^ 3 + 1"),
    Template::new("$ ^ 3 - 1"),
    Template::new("$ ^ 3 + 2"),
    Template::new("$ ^ 3 - $"),
    Template::new("$ ^ 3 + $"),
    Template::new("$ ^ 4 + 1"),
    Template::new("$ * ($ + 1) / 2"),
    Template::new("$ * ($ - 1) / 2"),
    Template::new("$ * (3 * $ - 1) / 2"),
    Template::new("2 ^ $"),
    Template::new("2 ^ $ - 1"),
    Template::new("2 ^ $ + 1"),
    Template::new("3 ^ $"),
    Template::new("10 ^ $"),
    Template::new("$ ^ 6 + 1"),
    Template::new("(10 ^ $ - 1) / 9"),
    Template::new("5 ^ $"),
    Template::new("$ ^ 3 + $ + 1"),
    Template::new("$ * $ / 4"),
    Template::new("$ * $ / 2"),
];

static ARGUMENTS: LazyLock<Vec<Expr>> = LazyLock::new(|| {
    let x = Expr::argument;
    let times = |c: i64, e: Expr| Expr::int(c) * e;
    let square = || x() * x();
    let mut out = vec![x()];
    for c in 1..=MAX_LINEAR {
        out.push(x() + Expr::int(c));
        out.push(x() - Expr::int(c));
        if c > 1 {
            out.push(times(c, x()));
        }
    }
    for a in 2..=MAX_LINEAR {
        for b in 1..a {
            out.push(times(a, x()) + Expr::int(b));
            if 2 * b < a || a < 5 {
                out.push(times(a, x()) - Expr::int(b));
            }
        }
    }
    for c in QUADRATIC_SHIFTS {
        out.push(square().moved(c));
        out.push((square() + x()).moved(c));
        out.push((square() - x()).moved(c));
        out.push((times(2, x()) * x()).moved(c));
    }
    for c in STEEP_SHIFTS {
        out.push((times(3, x()) * x()).moved(c));
        out.push((times(4, x()) * x()).moved(c));
        out.push((square() + times(2, x())).moved(c));
        out.push((times(2, x()) * x() + x()).moved(c));
    }
    out.extend(OTHERS.iter().map(|t| t.expr().clone()));
    out
});

/// Simple polynomials, residues, quotients and powers of the argument, the simplest first.
pub fn arguments() -> &'static [Expr] {
    &ARGUMENTS
}

/// The values of an argument at 0, 1, …, `len` − 1.
pub fn argument_values(argument: &Expr, len: usize) -> Vec<i64> {
    (0..len as i64).map(|x| value(argument, x).unwrap_or(NONE)).collect()
}

/// The value of an expression of integers and arithmetic at x. `None` where it has none, where it is beyond 64 bits,
/// and for all other expressions.
fn value(e: &Expr, x: i64) -> Option<i64> {
    match e.node() {
        Node::Int(digits) => digits.parse().ok(),
        Node::Name(_) => e.is_name(nth_propose::build::ARGUMENT).then_some(x),
        Node::Brackets(e) => value(e, x),
        Node::Binary(op, a, b) => {
            let (a, b) = (value(a, x)?, value(b, x)?);
            match *op {
                BinOp::ADD => a.checked_add(b),
                BinOp::SUB => a.checked_sub(b),
                BinOp::MUL => a.checked_mul(b),
                BinOp::DIV => floor_div(a, b),
                BinOp::MOD => floor_mod(a, b),
                BinOp::POW => power(a, b),
                BinOp::Compare(_) | BinOp::Logic(_) | BinOp::Range(_) | BinOp::Append | BinOp::Pipe => None,
            }
        }
        Node::Bool(_) | Node::Call(..) | Node::Index(..) | Node::Unary(..) | Node::If(..) | Node::Let(..) => None,
        Node::Lambda(..) | Node::List(_) | Node::Nth(..) => None,
    }
}
