//! Walks over trees, for the tests.

#![allow(dead_code)]

use nth_base::Span;
use nth_syntax::Parsed;
use nth_syntax::ast::{Expr, ExprKind, ItemKind, Module, TypeExpr, TypeExprKind};

/// The parts of an expression that are expressions.
pub fn children(e: &Expr) -> Vec<&Expr> {
    match &e.kind {
        ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Name { .. } | ExprKind::Hole | ExprKind::Error => vec![],
        ExprKind::Call(f, xs) => std::iter::once(&**f).chain(xs).collect(),
        ExprKind::Unary(_, a) | ExprKind::Lambda(_, a) | ExprKind::Paren(a) => vec![a],
        ExprKind::Index(a, b) | ExprKind::Binary(_, _, a, b) | ExprKind::Let(_, a, b) | ExprKind::Nth(_, a, b) => {
            vec![a, b]
        }
        ExprKind::If(a, b, c) => vec![a, b, c],
        ExprKind::List(xs) => xs.iter().collect(),
    }
}

/// Calls `f` for `e` and all expressions in it.
pub fn walk(e: &Expr, f: &mut impl FnMut(&Expr)) {
    f(e);
    for c in children(e) {
        walk(c, f);
    }
}

/// Calls `f` for all expressions of a module.
pub fn walk_module(m: &Module, f: &mut impl FnMut(&Expr)) {
    for item in &m.items {
        if let ItemKind::Def(d) = &item.kind {
            walk(&d.body, f);
        }
    }
}

/// Levels of an expression.
pub fn depth_expr(e: &Expr) -> usize {
    1 + children(e).into_iter().map(depth_expr).max().unwrap_or(0)
}

/// The parts of a type.
pub fn type_children(t: &TypeExpr) -> Vec<&TypeExpr> {
    match &t.kind {
        TypeExprKind::Name(_) | TypeExprKind::Error => vec![],
        TypeExprKind::List(a) => vec![a],
        TypeExprKind::Fun(xs, r) => xs.iter().chain(std::iter::once(&**r)).collect(),
    }
}

/// Spans lie in the text, on characters, children in their parents and in order; the tree is not too deep.
pub fn check_parsed(text: &str, parsed: &Parsed) {
    for item in &parsed.module.items {
        check_span(text, item.span);
        for line in &item.docs {
            assert_eq!(&text[line.span.range()], line.text);
        }
        if let ItemKind::Def(d) = &item.kind {
            check_expr(text, &d.body, item.span);
            for t in d.params.iter().filter_map(|p| p.ty.as_ref()).chain(&d.ret) {
                check_type(text, t, item.span);
            }
        }
    }
    for line in &parsed.module.docs {
        assert_eq!(&text[line.span.range()], line.text);
    }
    for pair in parsed.comments.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start);
    }
    for c in &parsed.comments {
        assert_eq!(text[c.span.range()].trim_end(), c.text);
    }
    for d in &parsed.diagnostics {
        check_span(text, d.primary.span);
        for l in &d.secondary {
            check_span(text, l.span);
        }
        for e in &d.edits {
            check_span(text, e.span);
        }
    }
}

fn check_span(text: &str, s: Span) {
    assert!(text.get(s.range()).is_some(), "{s:?} of {text:?}");
}

fn inside(inner: Span, outer: Span, text: &str) {
    assert!(outer.start <= inner.start && inner.end <= outer.end, "{inner:?} in {outer:?} of {text:?}");
}

/// Checks an expression that stands within `outer`.
pub fn check_expr(text: &str, e: &Expr, outer: Span) {
    check_span(text, e.span);
    inside(e.span, outer, text);
    let parts = children(e);
    for pair in parts.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "{:?} before {:?} of {text:?}", pair[0].span, pair[1].span);
    }
    for c in parts {
        check_expr(text, c, e.span);
    }
}

fn check_type(text: &str, t: &TypeExpr, outer: Span) {
    check_span(text, t.span);
    inside(t.span, outer, text);
    for c in type_children(t) {
        check_type(text, c, t.span);
    }
}
