//! Renaming of free variables in Core.

use crate::{Arena, ExprId, Node, Ty};
use rustc_hash::FxHashMap;

/// Whether `e` may have a free variable from `cutoff` on.
fn reaches(arena: &Arena, e: ExprId, cutoff: u16) -> bool {
    arena.meta(e).free >> cutoff.min(63) != 0
}

/// Free variables of `e` from `params` on, in the order of first occurrence, with their types.
#[must_use]
pub fn free_vars(arena: &Arena, e: ExprId, params: u16) -> Vec<(u16, Ty)> {
    let mut found = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    let mut stack = vec![(e, params)];
    // Depth-first, with the last part first on the stack, so that the order is that of the text.
    while let Some((e, cutoff)) = stack.pop() {
        if !reaches(arena, e, cutoff) || !seen.insert((e, cutoff)) {
            continue;
        }
        match arena.node(e) {
            Node::Var(i, ty) => {
                let outer = i - cutoff + params;
                if !found.contains(&(outer, ty)) {
                    found.push((outer, ty));
                }
            }
            Node::Lam(n, body) => stack.push((body, cutoff + u16::from(n))),
            Node::Let(value, body) => stack.extend([(body, cutoff + 1), (value, cutoff)]),
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Hole(_) => {}
            Node::Prim(..) | Node::If(..) | Node::Call(..) | Node::List(..) => {
                let first = stack.len();
                arena.for_children(e, |c| stack.push((c, cutoff)));
                stack[first..].reverse();
            }
        }
    }
    found
}

/// Replaces each free variable `i` of `e` by variable `map(i)`.
pub fn rename(arena: &mut Arena, e: ExprId, map: &dyn Fn(u16) -> u16) -> ExprId {
    replace(arena, e, &|i| Some(map(i)))
}

/// Replaces each free variable `i` of `e` by variable `map(i)`, or by 0 where that is `None`.
pub fn replace(arena: &mut Arena, e: ExprId, map: &dyn Fn(u16) -> Option<u16>) -> ExprId {
    Renamer { arena, map, pairs: &[], done: FxHashMap::default() }.walk(e, 0)
}

/// Replaces in `e` each first expression of a pair by the second one, whose variables mean the same. The first pair
/// that fits counts. What was put in is not looked at again.
pub fn substitute(arena: &mut Arena, e: ExprId, pairs: &[(ExprId, ExprId)]) -> ExprId {
    Renamer { arena, map: &Some, pairs, done: FxHashMap::default() }.walk(e, 0)
}

struct Renamer<'a> {
    arena: &'a mut Arena,
    map: &'a dyn Fn(u16) -> Option<u16>,
    /// Expressions to replace, and what takes their places.
    pairs: &'a [(ExprId, ExprId)],
    done: FxHashMap<(ExprId, u16), ExprId>,
}

impl Renamer<'_> {
    fn walk(&mut self, e: ExprId, cutoff: u16) -> ExprId {
        if !reaches(self.arena, e, cutoff) {
            return e;
        }
        if let Some(&done) = self.done.get(&(e, cutoff)) {
            return done;
        }
        for &(old, new) in self.pairs {
            if rename(self.arena, old, &|i| i + cutoff) == e {
                let new = rename(self.arena, new, &|i| i + cutoff);
                self.done.insert((e, cutoff), new);
                return new;
            }
        }
        let new = match self.arena.node(e) {
            Node::Var(i, ty) if i >= cutoff => match (self.map)(i - cutoff) {
                Some(new) => self.arena.var(new + cutoff, ty),
                None => self.arena.intern(Node::Int(0)),
            },
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Hole(_) => e,
            Node::Prim(p, mut args) => {
                for a in args.iter_mut().take_while(|a| **a != ExprId::NONE) {
                    *a = self.walk(*a, cutoff);
                }
                self.arena.intern(Node::Prim(p, args))
            }
            Node::Lam(n, body) => {
                let body = self.walk(body, cutoff + u16::from(n));
                self.arena.lam(n, body)
            }
            Node::If(a, b, c) => {
                let node = Node::If(self.walk(a, cutoff), self.walk(b, cutoff), self.walk(c, cutoff));
                self.arena.intern(node)
            }
            Node::Let(value, body) => {
                let node = Node::Let(self.walk(value, cutoff), self.walk(body, cutoff + 1));
                self.arena.intern(node)
            }
            Node::Call(f, list, ty) => {
                let args: Vec<_> = self.arena.args(list).to_vec();
                let args: Vec<_> = args.into_iter().map(|a| self.walk(a, cutoff)).collect();
                self.arena.call(f, &args, ty)
            }
            Node::List(list, elem) => {
                let parts: Vec<_> = self.arena.args(list).to_vec();
                let parts: Vec<_> = parts.into_iter().map(|a| self.walk(a, cutoff)).collect();
                self.arena.list(&parts, elem)
            }
        };
        self.done.insert((e, cutoff), new);
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nth_prims::Prim;

    #[test]
    fn expressions_are_replaced_under_binders() {
        let mut a = Arena::new();
        let (n, k, one) = (a.var(0, Ty::INT), a.var(1, Ty::INT), a.intern(Node::Int(1)));
        // loop(|x, i| n * x, n - 1, n), where n is variable 2 under the binders.
        let (x, outer) = (a.var(1, Ty::INT), a.var(2, Ty::INT));
        let product = a.prim(Prim::Mul, &[outer, x]);
        let lam = a.lam(2, product);
        let before = a.prim(Prim::Sub, &[n, one]);
        let e = a.prim(Prim::Loop, &[lam, before, n]);
        let after = a.prim(Prim::Add, &[n, k]);
        let new = substitute(&mut a, e, &[(before, n), (n, after)]);
        let (inner_n, inner_k) = (a.var(2, Ty::INT), a.var(3, Ty::INT));
        let inner = a.prim(Prim::Add, &[inner_n, inner_k]);
        let product = a.prim(Prim::Mul, &[inner, x]);
        let lam = a.lam(2, product);
        assert_eq!(new, a.prim(Prim::Loop, &[lam, n, after]));
    }

    #[test]
    fn free_variables_are_seen_through_binders_and_renamed() {
        let mut a = Arena::new();
        let (v0, v2, v3) = (a.var(0, Ty::INT), a.var(2, Ty::INT), a.var(3, Ty::INT));
        let body = a.prim(Prim::Add, &[v0, v3]);
        let lam = a.lam(2, body);
        let e = a.prim(Prim::Loop, &[lam, v2, v0]);
        assert_eq!(free_vars(&a, e, 0), [(1, Ty::INT), (2, Ty::INT), (0, Ty::INT)]);
        let moved = rename(&mut a, e, &|i| i + 10);
        assert_eq!(free_vars(&a, moved, 0), [(11, Ty::INT), (12, Ty::INT), (10, Ty::INT)]);
        let deep = rename(&mut a, e, &|i| i + 100);
        assert_eq!(rename(&mut a, deep, &|i| i - 100), e);
    }
}
