//! Shrinking of a program that shows a fault.

use std::collections::HashMap;

use nth_core::{Arena, ExprId, Node, Ty};

use crate::Case;

/// Programs smaller than this one: one sub-expression is replaced by a
/// constant or by one of its own parts of the same type.
pub fn shrink(case: &Case) -> impl Iterator<Item = Case> + use<> {
    let case = case.clone();
    let mut todo = Vec::new();
    for f in case.program.reachable(&case.arena, case.entry) {
        let mut stack = vec![case.program.func(f).body];
        let mut seen = std::collections::HashSet::new();
        while let Some(e) = stack.pop() {
            if seen.insert(e) {
                if !matches!(case.arena.node(e), Node::Lam(..)) {
                    todo.push(e);
                }
                case.arena.for_children(e, |c| stack.push(c));
            }
        }
    }
    todo.sort_by_key(|&e| std::cmp::Reverse(case.arena.meta(e).size));
    todo.dedup();
    let size = case.size();
    todo.into_iter().flat_map(move |e| {
        let mut arena = case.arena.clone();
        let mut smaller = Vec::new();
        for new in replacements(&mut arena, e) {
            let mut next = Case { arena: arena.clone(), ..case.clone() };
            let mut done = HashMap::from([(e, new)]);
            for f in &mut next.program.funcs {
                f.body = rebuild(&mut next.arena, f.body, &mut done);
            }
            if next.size() < size {
                smaller.push(next);
            }
        }
        smaller
    })
}

/// Smallest program found by shrinking for which `fails` still holds.
pub fn minimise(mut case: Case, mut fails: impl FnMut(&Case) -> bool) -> Case {
    while let Some(next) = shrink(&case).find(|c| fails(c)) {
        case = next;
    }
    case
}

/// Replacements of an expression: constants, and parts of its type whose variables are bound outside it.
fn replacements(arena: &mut Arena, e: ExprId) -> Vec<ExprId> {
    let ty = arena.ty(e);
    let mut found = Vec::new();
    if ty == Ty::INT {
        found.extend([0, 1].map(|i| arena.intern(Node::Int(i))));
    } else if ty == Ty::BOOL {
        found.extend([false, true].map(|b| arena.intern(Node::Bool(b))));
    } else if let Some(elem) = ty.elem() {
        found.push(arena.list(&[], elem));
    }
    let mut parts = Vec::new();
    match arena.node(e) {
        Node::Let(value, body) => parts.extend([(value, 0), (body, 1)]),
        Node::Lam(..) => {}
        Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Prim(..) => {
            arena.for_children(e, |c| parts.push((c, 0)));
        }
        Node::If(..) | Node::Call(..) | Node::List(..) | Node::Hole(_) => arena.for_children(e, |c| parts.push((c, 0))),
    }
    // Parts of another type may hold a smaller expression of the type that is wanted.
    for (part, binders) in parts.clone() {
        if binders == 0 && arena.ty(part) != ty && !matches!(arena.node(part), Node::Lam(..) | Node::Let(..)) {
            arena.for_children(part, |c| parts.push((c, 0)));
        }
    }
    for (part, binders) in parts {
        let (part, binders) = match arena.node(part) {
            Node::Lam(n, body) => (body, n),
            _other => (part, binders),
        };
        let bound = (1u64 << binders) - 1;
        if arena.ty(part) == ty && arena.meta(part).free & bound == 0 {
            found.push(lower(arena, part, u16::from(binders), 0));
        }
    }
    found.retain(|&n| n != e);
    found.dedup();
    found
}

/// Expression moved out of `by` binders, whose variables it does not use.
fn lower(arena: &mut Arena, e: ExprId, by: u16, inside: u16) -> ExprId {
    if by == 0 {
        return e;
    }
    match arena.node(e) {
        Node::Var(i, ty) if i >= inside => arena.var(i - by, ty),
        node => map(arena, node, e, inside, &mut |arena, c, inside| lower(arena, c, by, inside)),
    }
}

fn rebuild(arena: &mut Arena, e: ExprId, done: &mut HashMap<ExprId, ExprId>) -> ExprId {
    if let Some(&new) = done.get(&e) {
        return new;
    }
    let node = arena.node(e);
    let new = map(arena, node, e, 0, &mut |arena, c, _| rebuild(arena, c, done));
    done.insert(e, new);
    new
}

/// Node with new parts. `f` receives each part and the number of binders around it.
fn map(
    arena: &mut Arena,
    node: Node,
    e: ExprId,
    inside: u16,
    f: &mut impl FnMut(&mut Arena, ExprId, u16) -> ExprId,
) -> ExprId {
    match node {
        Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Hole(_) => e,
        Node::Prim(p, args) => {
            let args: Vec<ExprId> = Arena::prim_args(&args).iter().map(|&a| f(arena, a, inside)).collect();
            arena.prim(p, &args)
        }
        Node::Lam(n, body) => {
            let body = f(arena, body, inside + u16::from(n));
            arena.lam(n, body)
        }
        Node::If(a, b, c) => {
            let parts = [a, b, c].map(|x| f(arena, x, inside));
            arena.intern(Node::If(parts[0], parts[1], parts[2]))
        }
        Node::Let(value, body) => {
            let value = f(arena, value, inside);
            let body = f(arena, body, inside + 1);
            arena.intern(Node::Let(value, body))
        }
        Node::Call(g, args, ty) => {
            let args: Vec<ExprId> = arena.args(args).to_vec().into_iter().map(|a| f(arena, a, inside)).collect();
            arena.call(g, &args, ty)
        }
        Node::List(elements, ty) => {
            let elements: Vec<ExprId> =
                arena.args(elements).to_vec().into_iter().map(|a| f(arena, a, inside)).collect();
            arena.list(&elements, ty)
        }
    }
}
