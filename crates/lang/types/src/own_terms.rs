//! Warning about searches `nth k from a where p` that use earlier terms of their own sequence.

use nth_base::Span;
use nth_diag::{Code, Diagnostic};

use crate::hir::{Callee, Def, DefId, DefKind, Expr, ExprKind};

/// Searches in a sequence whose start or condition uses the sequence itself.
pub(crate) fn searches(def: &Def, out: &mut Vec<Diagnostic>) {
    if def.kind == DefKind::Seq && !def.broken {
        walk(def, &def.body, out);
    }
}

fn walk(def: &Def, e: &Expr, out: &mut Vec<Diagnostic>) {
    if let ExprKind::Nth(k, start, p) = &e.kind
        && let Some(at) = uses(def.id, start).or_else(|| uses(def.id, p))
    {
        let k = def.locals.get(k.0 as usize).map_or("k", |l| l.name.as_str());
        let word = Span { end: e.span.start.saturating_add(3).min(e.span.end), ..e.span };
        let d = Diagnostic::warning(
            Code::SearchOverOwnTerms,
            word,
            format!("this search counts from its start again for each index of `{}`", def.name),
            "finds the number at the position of the index",
        )
        .and(at, "an earlier term of the same sequence")
        .note(format!("the first {k} from a on with a property is `first_from(|{k}| p, a)`"));
        out.push(d);
        return;
    }
    children(e, &mut |c| walk(def, c, out));
}

/// Place where an expression uses a definition.
fn uses(id: DefId, e: &Expr) -> Option<Span> {
    if let ExprKind::Call(Callee::Def(d, _), _) | ExprKind::FnRef(Callee::Def(d, _)) = &e.kind
        && *d == id
    {
        return Some(e.span);
    }
    let mut found = None;
    children(e, &mut |c| found = found.or_else(|| uses(id, c)));
    found
}

fn children(e: &Expr, f: &mut dyn FnMut(&Expr)) {
    match &e.kind {
        ExprKind::Call(_, args) => args.iter().for_each(f),
        ExprKind::List(items) => items.iter().for_each(f),
        ExprKind::Lambda(_, a) => f(a),
        ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|x| f(x)),
        ExprKind::Let(_, a, b) | ExprKind::Nth(_, a, b) => [a, b].into_iter().for_each(|x| f(x)),
        ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Local(_) | ExprKind::FnRef(_) => {}
        ExprKind::Hole | ExprKind::Error => {}
    }
}
