//! Expressions in new places: in another arena, under other binders, with a part replaced.

use nth_core::{Arena, ExprId, Node, Ty};
use rustc_hash::FxHashMap;

use nth_grammar::binders;

/// Copies a node with new parts. `f` makes each new part from its number, the old part and the number of variables that
/// the node binds in it.
fn rebuild(
    from: &Arena,
    e: ExprId,
    to: &mut Arena,
    f: &mut dyn FnMut(&mut Arena, usize, ExprId, u16) -> Option<ExprId>,
) -> Option<ExprId> {
    let node = from.node(e);
    let mut old = Vec::new();
    from.for_children(e, |c| old.push(c));
    let mut new = Vec::with_capacity(old.len());
    for (k, &c) in old.iter().enumerate() {
        let binds = match node {
            Node::Lam(n, _) => u16::from(n),
            Node::Let(..) => u16::from(k == 1),
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Prim(..) | Node::If(..) => 0,
            Node::Call(..) | Node::List(..) | Node::Hole(_) => 0,
        };
        new.push(f(to, k, c, binds)?);
    }
    Some(match (node, new.as_slice()) {
        (Node::Big(b), _) => to.int(&from.big(b).clone()),
        (Node::Prim(p, _), parts) => to.prim(p, parts),
        (Node::Lam(n, _), &[body]) => to.lam(n, body),
        (Node::If(..), &[c, a, b]) => to.intern(Node::If(c, a, b)),
        (Node::Let(..), &[value, body]) => to.intern(Node::Let(value, body)),
        (Node::Call(f, _, ty), parts) => to.call(f, parts, ty),
        (Node::List(_, ty), parts) => to.list(parts, ty),
        (leaf, _) => to.intern(leaf),
    })
}

/// A copy of an expression in another arena.
pub(crate) fn copy(from: &Arena, e: ExprId, to: &mut Arena) -> ExprId {
    fn go(from: &Arena, e: ExprId, to: &mut Arena, done: &mut FxHashMap<ExprId, ExprId>) -> Option<ExprId> {
        if let Some(&new) = done.get(&e) {
            return Some(new);
        }
        let new = rebuild(from, e, to, &mut |to, _, c, _| go(from, c, to, done))?;
        done.insert(e, new);
        Some(new)
    }
    go(from, e, to, &mut FxHashMap::default()).unwrap_or(ExprId::NONE)
}

/// A copy of a node with new parts, in the same arena.
pub(crate) fn with_parts(arena: &mut Arena, e: ExprId, parts: &[ExprId]) -> Option<ExprId> {
    let node = arena.node(e);
    Some(match (node, parts) {
        (Node::Prim(p, _), parts) => arena.prim(p, parts),
        (Node::Lam(n, _), &[body]) => arena.lam(n, body),
        (Node::If(..), &[c, a, b]) => arena.intern(Node::If(c, a, b)),
        (Node::Let(..), &[value, body]) => arena.intern(Node::Let(value, body)),
        (Node::Call(f, _, ty), parts) => arena.call(f, parts, ty),
        (Node::List(_, ty), parts) => arena.list(parts, ty),
        (_, _) => return None,
    })
}

/// The expression moved out of `by` binders. `None` if it uses a variable that they bind.
pub(crate) fn lower(arena: &mut Arena, e: ExprId, by: u16, inside: u16) -> Option<ExprId> {
    if by == 0 || arena.meta(e).free >> inside.min(62) == 0 {
        return Some(e);
    }
    if let Node::Var(i, ty) = arena.node(e) {
        return match i.checked_sub(inside) {
            None => Some(e),
            Some(free) => Some(free.checked_sub(by)?).map(|free| arena.var(free + inside, ty)),
        };
    }
    let scopes = parts(arena, e);
    let mut new = Vec::with_capacity(scopes.len());
    for (c, binds) in scopes {
        new.push(lower(arena, c, by, inside + binds.len() as u16)?);
    }
    with_parts(arena, e, &new)
}

/// The parts of an expression, each with the types of the variables bound there. The part of a lambda is its body; the
/// types of its parameters come from the primitive that it stands in (see [`lambda_types`]).
pub(crate) fn parts(arena: &Arena, e: ExprId) -> Vec<(ExprId, Vec<Ty>)> {
    let mut out = Vec::new();
    match arena.node(e) {
        Node::Lam(n, body) => out.push((body, vec![Ty::INT; usize::from(n)])),
        Node::Let(value, body) => {
            out.push((value, Vec::new()));
            out.push((body, vec![arena.ty(value)]));
        }
        Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Hole(_) => {}
        Node::Prim(..) | Node::If(..) | Node::Call(..) | Node::List(..) => {
            arena.for_children(e, |c| out.push((c, Vec::new())));
        }
    }
    out
}

/// The types of the parameters of each lambda among the parts of an expression.
pub(crate) fn lambda_types(arena: &Arena, e: ExprId) -> [Vec<Ty>; 5] {
    match arena.node(e) {
        Node::Prim(p, args) => binders(arena, p, Arena::prim_args(&args)),
        Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Lam(..) => Default::default(),
        Node::If(..) | Node::Let(..) | Node::Call(..) | Node::List(..) | Node::Hole(_) => Default::default(),
    }
}

/// Whether every variable that is free in the expression has its type in this scope, the innermost last.
pub(crate) fn fits(arena: &Arena, e: ExprId, scope: &[Ty], inside: u16) -> bool {
    if arena.meta(e).free >> inside.min(62) == 0 {
        return true;
    }
    if let Node::Var(i, ty) = arena.node(e) {
        let free = i.checked_sub(inside).map(usize::from);
        return free.is_none_or(|k| k < scope.len() && scope[scope.len() - 1 - k] == ty);
    }
    parts(arena, e).into_iter().all(|(c, binds)| fits(arena, c, scope, inside + binds.len() as u16))
}
