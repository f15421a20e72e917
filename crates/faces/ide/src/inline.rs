//! Inlining of a `let`, and of a function of the same file at a call.

use std::ops::Range;
use std::sync::Arc;

use nth_analysis::Analysis;
use nth_syntax::ast::{self, Expr, ExprKind};
use nth_syntax::{TokenKind, in_place, tokens};
use nth_types::hir::{Def, DefKind};

use crate::actions::{Action, ActionKind};
use crate::find::{Target, name_at, names, names_of};
use crate::hints::tree_of;
use crate::rename::TextEdit;
use crate::scope::{around, locals};

/// Inlines the `let` whose name is bound or used at an offset: its value is written where the name is used. Refused
/// where a name in the value would mean something else there.
pub(crate) fn inline_let(m: &Analysis, def: &Def, tree: &ast::Def, offset: usize) -> Option<Action> {
    let named = name_at(m, offset)?;
    let Target::Local { def: of, local } = named.target else { return None };
    let binding = def.locals.get(local.0 as usize).filter(|_| of == def.span.start)?;
    let bound = binding.span.range();
    let (whole, value, body) = find_let(&tree.body, &bound)?;
    let text = m.text();
    let written = text.get(value.span.range())?;
    // A comment at the `let` belongs to it, and would be lost.
    if has_comment(text.get(whole.span.start as usize..body.span.start as usize)?) {
        return None;
    }
    let occurrences = names_of(m, &Target::Local { def: of, local });
    let uses: Vec<Range<usize>> = occurrences.iter().filter(|n| !n.defines).map(|n| n.range.clone()).collect();
    let is_lambda = matches!(bare(value).kind, ExprKind::Lambda(..));
    let called = |r: &Range<usize>| {
        around(tree, r.start).iter().any(|e| matches!(&e.kind, ExprKind::Call(f, _) if f.span.range() == *r))
    };
    let inside = free_names(m, &value.span.range());
    for r in &uses {
        let scope = locals(tree, r.start);
        let own = scope.iter().rposition(|i| i.span.range() == bound)?;
        // A binder between the `let` and the use would catch a name of the value.
        if scope[own + 1..].iter().any(|i| inside.contains(&i.name.as_str())) || is_lambda && called(r) {
            return None;
        }
    }
    // The brackets around a value have no use of their own.
    let written = if let ExprKind::Paren(e) = &value.kind { text.get(e.span.range())? } else { written };
    let mut edits = vec![edit(m, whole.span.start as usize..body.span.start as usize, String::new())];
    for r in uses {
        let new = in_place(text, &r, written);
        edits.push(edit(m, r, new));
    }
    Some(Action::new(format!("inline `{}`", binding.name), ActionKind::Inline, edits))
}

/// Whether a part of a text has a comment, which nothing may remove that keeps the meaning of the rest.
#[must_use]
pub fn has_comment(text: &str) -> bool {
    tokens(text)
        .iter()
        .any(|t| matches!(t.kind, TokenKind::LineComment | TokenKind::BlockComment | TokenKind::OpenComment))
}

/// The `let` that binds a name at these bytes, with its value and its body.
fn find_let<'t>(e: &'t Expr, bound: &Range<usize>) -> Option<(&'t Expr, &'t Expr, &'t Expr)> {
    let mut left = vec![e];
    while let Some(e) = left.pop() {
        if let ExprKind::Let(x, value, body) = &e.kind
            && x.span.range() == *bound
        {
            return Some((e, value, body));
        }
        left.extend(e.parts());
    }
    None
}

/// Names that stand within a range and are not bound there.
pub(crate) fn free_names<'m>(m: &'m Analysis, range: &Range<usize>) -> Vec<&'m str> {
    let within = |r: &Range<usize>| range.start <= r.start && r.end <= range.end;
    let bound_inside = |n: &crate::find::Named<'_>| match (&n.target, n.def) {
        (Target::Local { local, .. }, Some(def)) => {
            def.locals.get(local.0 as usize).is_some_and(|l| within(&l.span.range()))
        }
        (Target::Local { .. } | Target::Def { .. } | Target::Prim(_) | Target::Module(_), _) => false,
    };
    let all = names(m).into_iter().filter(|n| within(&n.range) && !bound_inside(n));
    all.filter_map(|n| m.text().get(n.range)).collect()
}

/// An expression without the brackets around it.
pub(crate) fn bare(e: &Expr) -> &Expr {
    let mut e = e;
    while let ExprKind::Paren(inner) = &e.kind {
        e = inner;
    }
    e
}

/// Inlines a call of a function of the same file: its body is written with the arguments in place of the parameters.
/// Refused for a function that calls itself, and where a name would mean something else.
pub(crate) fn inline_call(m: &Analysis, def: &Def, tree: &ast::Def, offset: usize) -> Option<Action> {
    let named = name_at(m, offset).filter(|n| !n.defines)?;
    let Target::Def { file, name } = named.target else { return None };
    if file != m.name() || name == def.name {
        return None;
    }
    let callee = m.defs().find(|d| d.name == name && d.kind == DefKind::Fn && !d.broken && !d.has_hole)?;
    let head = tree_of(m, callee)?;
    let call = around(tree, named.range.start)
        .into_iter()
        .rev()
        .find(|e| matches!(&e.kind, ExprKind::Call(f, _) if f.span.range() == named.range))?;
    let ExprKind::Call(_, args) = &call.kind else { return None };
    // `x |> f(y)` has an argument before the call.
    if args.len() != head.params.len() || args.is_empty() {
        return None;
    }
    let text = m.text();
    if has_comment(text.get(call.span.range())?) {
        return None;
    }
    let body_range = head.body.span.range();
    let scope: Vec<&str> = locals(tree, call.span.start as usize).iter().map(|i| i.name.as_str()).collect();
    let all = names(m);
    let in_body = || all.iter().filter(|n| body_range.start <= n.range.start && n.range.end <= body_range.end);
    // The body must mean the same at the call: its names of definitions must not be hidden there, and it must not call
    // itself.
    let hidden = in_body().any(|n| match &n.target {
        Target::Def { name: other, .. } => {
            *other == name || text.get(n.range.clone()).is_none_or(|t| scope.contains(&t))
        }
        Target::Prim(_) | Target::Module(_) => text.get(n.range.clone()).is_none_or(|t| scope.contains(&t)),
        Target::Local { .. } => false,
    });
    if hidden {
        return None;
    }
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut lets = String::new();
    for (i, (param, arg)) in head.params.iter().zip(args).enumerate() {
        let local = Target::Local { def: callee.span.start, local: callee.params.get(i)?.local };
        let uses: Vec<Range<usize>> =
            in_body().filter(|n| !n.defines && n.target == local).map(|n| n.range.clone()).collect();
        let written = text.get(bare(arg).span.range())?;
        let free = free_names(m, &arg.span.range());
        // A binder of the body, or another parameter, would catch a name of the argument.
        let caught = |r: &Range<usize>| {
            let bound = locals(head, r.start);
            bound.iter().skip(head.params.len()).any(|b| free.contains(&b.name.as_str()))
        };
        let is_lambda = matches!(bare(arg).kind, ExprKind::Lambda(..));
        let is_called = |r: &Range<usize>| {
            around(head, r.start).iter().any(|e| matches!(&e.kind, ExprKind::Call(f, _) if f.span.range() == *r))
        };
        let is_small = matches!(bare(arg).kind, ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Name { .. });
        let once = uses.len() == 1 && uses.iter().all(|r| !is_repeated(head, r.start));
        if uses.iter().any(caught) {
            return None;
        }
        if (is_small || once || uses.is_empty()) && !(is_lambda && uses.iter().any(is_called)) {
            edits.extend(uses.into_iter().map(|r| {
                let new = in_place(text, &r, written);
                (r, new)
            }));
        } else {
            // The names of later parameters would hide those of other arguments.
            let others = args.iter().skip(i + 1).flat_map(|a| free_names(m, &a.span.range()));
            if others.into_iter().any(|n| n == param.name.name) || scope.contains(&param.name.name.as_str()) {
                return None;
            }
            lets.push_str(&format!("let {} = {written} in ", param.name.name));
        }
    }
    edits.sort_by_key(|(r, _)| r.start);
    let mut new = lets;
    let mut at = body_range.start;
    for (r, part) in &edits {
        new.push_str(text.get(at..r.start)?);
        new.push_str(part);
        at = r.end;
    }
    new.push_str(text.get(at..body_range.end)?);
    let new = in_place(text, &call.span.range(), &new);
    Some(Action::new(format!("inline the call of `{name}`"), ActionKind::Inline, vec![edit(m, call.span.range(), new)]))
}

/// Whether an offset of a body is evaluated more than once for each value: inside a lambda or a search.
fn is_repeated(def: &ast::Def, offset: usize) -> bool {
    around(def, offset).iter().any(|e| matches!(e.kind, ExprKind::Lambda(..) | ExprKind::Nth(..)))
}

pub(crate) fn edit(m: &Analysis, range: Range<usize>, text: String) -> TextEdit {
    TextEdit { file: Arc::from(m.name()), range, text }
}
