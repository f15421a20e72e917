//! Comparison of trees: two trees are the same program if they are equal except for spans and parentheses.

use crate::ast::{
    Check, Def, Expr, ExprKind, Ident, IntLit, Item, ItemKind, Module, Param, TypeExpr, TypeExprKind, Use,
};

/// Whether two modules are the same, documentation included.
#[must_use]
pub fn same_module(a: &Module, b: &Module) -> bool {
    lines(&a.docs).eq(lines(&b.docs)) && pairwise(&a.items, &b.items, same_item)
}

/// Whether two expressions are the same.
#[must_use]
pub fn same_expr(a: &Expr, b: &Expr) -> bool {
    let (a, b) = (bare(a), bare(b));
    match (&a.kind, &b.kind) {
        (ExprKind::Int(x), ExprKind::Int(y)) => x == y,
        (ExprKind::Bool(x), ExprKind::Bool(y)) => x == y,
        (ExprKind::Name { module: m, name: x }, ExprKind::Name { module: n, name: y }) => {
            same_name(x, y) && m.as_ref().map(|m| &m.name) == n.as_ref().map(|n| &n.name)
        }
        (ExprKind::Call(f, xs), ExprKind::Call(g, ys)) => same_expr(f, g) && pairwise(xs, ys, same_expr),
        (ExprKind::Index(x, i), ExprKind::Index(y, j)) => same_expr(x, y) && same_expr(i, j),
        (ExprKind::Unary(o, x), ExprKind::Unary(p, y)) => o == p && same_expr(x, y),
        (ExprKind::Binary(o, _, x, i), ExprKind::Binary(p, _, y, j)) => o == p && same_expr(x, y) && same_expr(i, j),
        (ExprKind::If(c, x, i), ExprKind::If(d, y, j)) => same_expr(c, d) && same_expr(x, y) && same_expr(i, j),
        (ExprKind::Let(m, x, i), ExprKind::Let(n, y, j)) | (ExprKind::Nth(m, x, i), ExprKind::Nth(n, y, j)) => {
            same_name(m, n) && same_expr(x, y) && same_expr(i, j)
        }
        (ExprKind::Lambda(ms, x), ExprKind::Lambda(ns, y)) => pairwise(ms, ns, same_name) && same_expr(x, y),
        (ExprKind::List(xs), ExprKind::List(ys)) => pairwise(xs, ys, same_expr),
        (ExprKind::Hole, ExprKind::Hole) | (ExprKind::Error, ExprKind::Error) => true,
        (_, _) => false,
    }
}

/// Whether two types are the same.
#[must_use]
pub fn same_type(a: &TypeExpr, b: &TypeExpr) -> bool {
    match (&a.kind, &b.kind) {
        (TypeExprKind::Name(x), TypeExprKind::Name(y)) => x == y,
        (TypeExprKind::List(x), TypeExprKind::List(y)) => same_type(x, y),
        (TypeExprKind::Fun(xs, r), TypeExprKind::Fun(ys, s)) => pairwise(xs, ys, same_type) && same_type(r, s),
        (TypeExprKind::Error, TypeExprKind::Error) => true,
        (_, _) => false,
    }
}

fn bare(mut e: &Expr) -> &Expr {
    while let ExprKind::Paren(inner) = &e.kind {
        e = inner;
    }
    e
}

fn lines(docs: &[crate::ast::DocLine]) -> impl Iterator<Item = &str> {
    docs.iter().map(|d| d.text.as_str())
}

fn pairwise<T>(a: &[T], b: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| same(x, y))
}

fn same_name(a: &Ident, b: &Ident) -> bool {
    a.name == b.name
}

fn same_int(a: Option<&IntLit>, b: Option<&IntLit>) -> bool {
    a.map(|n| &n.text) == b.map(|n| &n.text)
}

fn same_opt<T>(a: Option<&T>, b: Option<&T>, same: impl Fn(&T, &T) -> bool) -> bool {
    match (a, b) {
        (Some(x), Some(y)) => same(x, y),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn same_item(a: &Item, b: &Item) -> bool {
    let heads = lines(&a.docs).eq(lines(&b.docs)) && pairwise(&a.attrs, &b.attrs, |x, y| same_name(&x.name, &y.name));
    heads
        && match (&a.kind, &b.kind) {
            (ItemKind::Use(x), ItemKind::Use(y)) => same_use(x, y),
            (ItemKind::Def(x), ItemKind::Def(y)) => same_def(x, y),
            (ItemKind::Check(x), ItemKind::Check(y)) => same_check(x, y),
            (ItemKind::Error, ItemKind::Error) => true,
            (_, _) => false,
        }
}

fn same_use(a: &Use, b: &Use) -> bool {
    pairwise(&a.path, &b.path, same_name)
        && same_opt(a.names.as_ref(), b.names.as_ref(), |x, y| pairwise(x, y, same_name))
}

fn same_def(a: &Def, b: &Def) -> bool {
    a.kind == b.kind
        && same_name(&a.name, &b.name)
        && pairwise(&a.params, &b.params, same_param)
        && same_opt(a.ret.as_ref(), b.ret.as_ref(), same_type)
        && same_expr(&a.body, &b.body)
}

fn same_param(a: &Param, b: &Param) -> bool {
    same_name(&a.name, &b.name)
        && same_int(a.from.as_ref(), b.from.as_ref())
        && same_opt(a.ty.as_ref(), b.ty.as_ref(), same_type)
}

fn same_check(a: &Check, b: &Check) -> bool {
    same_name(&a.name, &b.name)
        && same_int(a.from.as_ref(), b.from.as_ref())
        && pairwise(&a.terms, &b.terms, |x, y| x.text == y.text)
}
