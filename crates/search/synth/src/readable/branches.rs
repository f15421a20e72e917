//! Conditions on the index that are decided by conditions around them.

use nth_syntax::build::{BinOp, Expr, Node};

use super::program::INDEX;
use super::tree::{binds, map, substitute};

/// The expression without branches that no index from `from` on reaches. In the branch of a single index the index is
/// that number.
pub(super) fn prune(e: &Expr, from: i64) -> Expr {
    if let Node::If(test, a, b) = e.node()
        && let Some((op, bound)) = condition(test)
    {
        let (least, equal) = (op == BinOp::LT, op == BinOp::EQ);
        if (least && from >= bound) || (equal && from > bound) {
            return prune(b, from);
        }
        // The first index that the second branch is for.
        let next = if least {
            bound
        } else if bound == from {
            from + 1
        } else {
            from
        };
        let only = equal || bound == from + 1;
        let a = if only { substitute(a, INDEX, &Expr::int(if equal { bound } else { from })) } else { prune(a, from) };
        return Expr::new(Node::If(test.clone(), a, prune(b, next)));
    }
    map(e, &mut |k, part| if binds(e, k, INDEX) { part.clone() } else { prune(part, from) })
}

/// A condition `n < b` or `n == b`.
fn condition(test: &Expr) -> Option<(BinOp, i64)> {
    let Node::Binary(op, a, b) = test.node() else { return None };
    let Node::Int(digits) = b.node() else { return None };
    let bound = digits.parse::<i64>().ok()?;
    let (op, bound) = if *op == BinOp::LE { (BinOp::LT, bound + 1) } else { (*op, bound) };
    (a.is_name(INDEX) && (op == BinOp::LT || op == BinOp::EQ)).then_some((op, bound))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_that_are_not_reached_go() {
        for (e, from, new) in [
            ("if n == 0 then f(n) else (if n == 0 then 2 else g(n))", 0, "if n == 0 then f(0) else g(n)"),
            ("if n < 2 then [1, 2][n] else (if n < 2 then 5 else n)", 0, "if n < 2 then [1, 2][n] else n"),
            ("if n == 0 then 1 else n", 1, "n"),
            ("if n < 1 then n + 3 else n", 0, "if n < 1 then 0 + 3 else n"),
            ("if n == 5 then n else (if n < 5 then 1 else 2)", 0, "if n == 5 then 5 else if n < 5 then 1 else 2"),
        ] {
            assert_eq!(prune(&Expr::template(e).unwrap(), from).to_string(), new);
        }
    }
}
