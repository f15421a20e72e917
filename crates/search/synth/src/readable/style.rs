//! The usual way to write an expression, among ways of the same length.

use nth_syntax::ast::CmpOp;
use nth_syntax::build::{BinOp, Expr, Node, UnOp};

use super::program::{INDEX, weight};
use super::tree::{map, occurrences, parts, substitute};

/// The expression as people write it: numbers first in products and last in sums, `a - b` for `a + -b`, powers for
/// products of equal factors, `n == 0` for `n < 1` where n is from 0 on, functions by their names instead of lambdas
/// that only call them, and names for values only where they are used more than once. `from` is the smallest value of
/// the index, if the index is bound.
pub(super) fn usual(e: &Expr, from: Option<i64>) -> Expr {
    let e = &map(e, &mut |_, part| usual(part, from));
    match e.node() {
        Node::Binary(op, a, b) => binary(e, *op, a, b, from),
        Node::Unary(UnOp::Neg, x) => {
            if let Some(y) = negated(x) {
                y.clone()
            } else if let Node::Binary(BinOp::SUB, a, b) = x.node() {
                b.clone() - a.clone()
            } else {
                e.clone()
            }
        }
        Node::Lambda(names, body) => called(names, body).unwrap_or_else(|| match names.as_slice() {
            [name] if occurrences(body, name) == 0 => body.clone().lambda(["_".into()]),
            [..] => e.clone(),
        }),
        Node::Let(name, value, body) => {
            let once = occurrences(body, name) <= 1 && !under_binder(body, name);
            if once || weight(value) == 1 { usual(&substitute(body, name, value), from) } else { e.clone() }
        }
        Node::Index(xs, i) => element(xs, i).unwrap_or_else(|| e.clone()),
        Node::Int(_) | Node::Bool(_) | Node::Name(_) | Node::Call(..) | Node::Unary(UnOp::Not, _) => e.clone(),
        Node::If(..) | Node::List(_) | Node::Nth(..) | Node::Brackets(_) => e.clone(),
    }
}

fn is_number(e: &Expr) -> bool {
    match e.node() {
        Node::Int(_) => true,
        Node::Unary(UnOp::Neg, x) => is_number(x),
        Node::Bool(_) | Node::Name(_) | Node::Call(..) | Node::Index(..) | Node::Unary(UnOp::Not, _) => false,
        Node::Binary(..) | Node::If(..) | Node::Let(..) | Node::Lambda(..) | Node::List(_) => false,
        Node::Nth(..) | Node::Brackets(_) => false,
    }
}

/// The operand of a minus sign.
fn negated(e: &Expr) -> Option<&Expr> {
    if let Node::Unary(UnOp::Neg, x) = e.node() { Some(x) } else { None }
}

fn binary(e: &Expr, op: BinOp, a: &Expr, b: &Expr, from: Option<i64>) -> Expr {
    if op == BinOp::ADD {
        return match (negated(a), negated(b)) {
            (_, Some(b)) => a.clone() - b.clone(),
            (Some(a), None) => b.clone() - a.clone(),
            (None, None) if is_number(a) && !is_number(b) => usual(&(b.clone() + a.clone()), from),
            (None, None) if a == b && !is_number(a) => Expr::int(2) * a.clone(),
            (None, None) if is_square_of(b, a) => a.clone() * (a.clone() + Expr::int(1)),
            (None, None) if is_square_of(a, b) => b.clone() * (b.clone() + Expr::int(1)),
            (None, None) => e.clone(),
        };
    }
    if op == BinOp::SUB {
        if is_square_of(a, b) {
            return b.clone() * (b.clone() - Expr::int(1));
        }
        return negated(b).map_or_else(|| e.clone(), |b| a.clone() + b.clone());
    }
    if op == BinOp::MUL {
        if a == b && !is_number(a) {
            return a.clone().pow(Expr::int(2));
        }
        return if is_number(b) && !is_number(a) { b.clone() * a.clone() } else { e.clone() };
    }
    if let Node::Binary(BinOp::Compare(compare), ..) = e.node()
        && is_number(a)
        && !is_number(b)
    {
        return binary(e, mirrored(*compare), b, a, from);
    }
    let first = from.filter(|_| a.is_name(INDEX));
    let e = &Expr::new(Node::Binary(op, a.clone(), b.clone()));
    match (first, b.node()) {
        (Some(first), Node::Int(digits)) => {
            let bound: Option<i64> = digits.parse().ok();
            let is_first = op == BinOp::LE && bound == Some(first) || op == BinOp::LT && bound == Some(first + 1);
            let is_later = op == BinOp::GT && bound == Some(first) || op == BinOp::GE && bound == Some(first + 1);
            if is_first {
                a.clone().equals(Expr::int(first))
            } else if is_later {
                Expr::new(Node::Binary(BinOp::NE, a.clone(), Expr::int(first)))
            } else {
                e.clone()
            }
        }
        (_, _) => e.clone(),
    }
}

/// Whether an expression is the square of a name.
fn is_square_of(e: &Expr, x: &Expr) -> bool {
    let Node::Binary(BinOp::POW, base, exponent) = e.node() else { return false };
    matches!(x.node(), Node::Name(_)) && base == x && exponent.is_int("2")
}

/// The comparison of the operands in the other order.
fn mirrored(op: CmpOp) -> BinOp {
    BinOp::Compare(match op {
        CmpOp::Eq => CmpOp::Eq,
        CmpOp::Ne => CmpOp::Ne,
        CmpOp::Lt => CmpOp::Gt,
        CmpOp::Le => CmpOp::Ge,
        CmpOp::Gt => CmpOp::Lt,
        CmpOp::Ge => CmpOp::Le,
    })
}

/// The function that a lambda calls with its own parameters and nothing else.
fn called(names: &[nth_syntax::build::Name], body: &Expr) -> Option<Expr> {
    let Node::Call(f, arguments) = body.node() else { return None };
    let same = names.len() == arguments.len() && names.iter().zip(arguments).all(|(name, a)| a.is_name(name));
    (same && matches!(f.node(), Node::Name(_)) && !names.iter().any(|n| f.is_name(n))).then(|| f.clone())
}

/// Whether a name occurs inside a lambda or a search, where its value would be computed again and again.
fn under_binder(e: &Expr, name: &str) -> bool {
    if matches!(e.node(), Node::Lambda(..) | Node::Nth(..)) {
        return occurrences(e, name) > 0;
    }
    parts(e).into_iter().any(|part| under_binder(part, name))
}

/// The element of a list of equal numbers, or of a list of numbers that are their positions.
fn element(xs: &Expr, i: &Expr) -> Option<Expr> {
    let Node::List(items) = xs.node() else { return None };
    let first = items.first().filter(|first| is_number(first))?;
    if items.len() > 1 && items.iter().all(|x| x == first) {
        return Some(first.clone());
    }
    let counts = items.len() > 2 && items.iter().zip(0..).all(|(x, k)| *x == Expr::int(k));
    counts.then(|| i.clone())
}
