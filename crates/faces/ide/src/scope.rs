//! Walks over the tree of a definition: expressions around an offset, names in scope at it.

use nth_syntax::ast::{Def, Expr, ExprKind, Ident};

/// Whether an offset lies within an expression or at one of its ends.
fn touches(e: &Expr, offset: usize) -> bool {
    e.span.touches(u32::try_from(offset).unwrap_or(u32::MAX))
}

/// The expressions around an offset, the outermost first. Behind an expression that is not complete, such as `if c
/// then`, its last part counts as one that goes on.
pub(crate) fn around(def: &Def, offset: usize) -> Vec<&Expr> {
    let mut out = Vec::new();
    if offset < def.body.span.start as usize && !touches(&def.body, offset) {
        return out;
    }
    let mut at = Some(&def.body);
    while let Some(e) = at {
        out.push(e);
        let parts = e.parts();
        let inside = parts.iter().rev().find(|p| touches(p, offset)).copied();
        let last = parts.last().copied().filter(|p| is_open(e) && p.span.end as usize <= offset);
        at = inside.or(last);
    }
    out
}

/// Whether the last part of an expression goes on to the right: nothing closes it.
fn is_open(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::If(..)
        | ExprKind::Let(..)
        | ExprKind::Lambda(..)
        | ExprKind::Nth(..)
        | ExprKind::Binary(..)
        | ExprKind::Unary(..) => true,
        ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Name { .. } | ExprKind::Hole | ExprKind::Error => false,
        ExprKind::Call(..) | ExprKind::Index(..) | ExprKind::List(_) | ExprKind::Paren(_) => false,
    }
}

/// Names of parameters and of locals that are in scope at an offset of a definition, the innermost last.
pub(crate) fn locals(def: &Def, offset: usize) -> Vec<&Ident> {
    let mut out: Vec<&Ident> = def.params.iter().map(|p| &p.name).collect();
    for e in around(def, offset) {
        match &e.kind {
            ExprKind::Let(x, value, _) if offset > value.span.end as usize => out.push(x),
            ExprKind::Lambda(params, body) if offset >= body.span.start as usize => out.extend(params),
            ExprKind::Nth(k, start, _) if offset > start.span.end as usize => out.push(k),
            ExprKind::Let(..) | ExprKind::Lambda(..) | ExprKind::Nth(..) => {}
            ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Name { .. } | ExprKind::Hole | ExprKind::Error => {}
            ExprKind::Call(..) | ExprKind::Index(..) | ExprKind::List(_) | ExprKind::Paren(_) => {}
            ExprKind::If(..) | ExprKind::Binary(..) | ExprKind::Unary(..) => {}
        }
    }
    out
}
