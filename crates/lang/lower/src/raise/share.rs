//! Names for expressions that occur more than once. An option for readability, since `let` changes size and cost.

use nth_core::{Arena, ExprId, Node};
use nth_prims::Prim;
use rustc_hash::FxHashMap;

use nth_core::rename;

/// Smallest size of an expression that gets a name; smaller ones are as easy to read twice.
const MIN_SIZE: u32 = 4;

/// Introduces a `let` for each integer or truth value that occurs at least twice in a scope, is not small, and is
/// always evaluated. (If there are two errors, the other one may come first.)
#[must_use]
pub fn share(arena: &mut Arena, e: ExprId) -> ExprId {
    Sharer { arena, scopes: FxHashMap::default() }.scope(e)
}

struct Sharer<'a> {
    arena: &'a mut Arena,
    scopes: FxHashMap<ExprId, ExprId>,
}

/// Occurrences of an expression in one scope.
#[derive(Clone, Copy, Default)]
struct Use {
    places: u32,
    needed: bool,
}

impl Sharer<'_> {
    fn scope(&mut self, e: ExprId) -> ExprId {
        if let Some(&done) = self.scopes.get(&e) {
            return done;
        }
        let mut uses = FxHashMap::default();
        let mut order = Vec::new();
        self.count(e, true, &mut uses, &mut order);
        let big = |arena: &Arena, e: ExprId| arena.meta(e).size >= MIN_SIZE && !arena.ty(e).is_list();
        order.retain(|e| uses.get(e).is_some_and(|u| u.places > 1 && u.needed) && big(self.arena, *e));
        let mut values = Vec::with_capacity(order.len());
        for (j, &shared) in order.iter().enumerate() {
            let named = &order[..j];
            values.push(self.parts(shared, named, &mut FxHashMap::default()));
        }
        let body = self.rebuild(e, &order, &mut FxHashMap::default());
        let result = values.into_iter().rev().fold(body, |body, v| self.arena.intern(Node::Let(v, body)));
        self.scopes.insert(e, result);
        result
    }

    /// Counts the occurrences of each expression in its scope; `order` lists them, parts first.
    fn count(&self, e: ExprId, needed: bool, uses: &mut FxHashMap<ExprId, Use>, order: &mut Vec<ExprId>) {
        let first = match uses.get_mut(&e) {
            Some(u) => {
                u.places += 1;
                // The parts have been counted already; if the expression is only now known to be always evaluated, so
                // are they.
                if u.needed || !needed {
                    return;
                }
                u.needed = true;
                false
            }
            None => {
                uses.insert(e, Use { places: 1, needed });
                true
            }
        };
        for (part, strict) in self.parts_of(e) {
            if first || strict {
                self.count(part, needed && strict, uses, order);
                if !first && let Some(u) = uses.get_mut(&part) {
                    u.places -= 1;
                }
            }
        }
        if first {
            order.push(e);
        }
    }

    /// Parts in the same scope, and whether each is always evaluated.
    fn parts_of(&self, e: ExprId) -> Vec<(ExprId, bool)> {
        match self.arena.node(e) {
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Lam(..) | Node::Hole(_) => Vec::new(),
            Node::Prim(Prim::Cond, [a, b, c, ..]) | Node::If(a, b, c) => vec![(a, true), (b, false), (c, false)],
            Node::Prim(_, args) => Arena::prim_args(&args).iter().map(|&a| (a, true)).collect(),
            Node::Let(value, _) => vec![(value, true)],
            Node::Call(_, list, _) | Node::List(list, _) => self.arena.args(list).iter().map(|&a| (a, true)).collect(),
        }
    }

    /// Rebuilds an expression inside the lets of `named`, which are variables now.
    fn rebuild(&mut self, e: ExprId, named: &[ExprId], done: &mut FxHashMap<ExprId, ExprId>) -> ExprId {
        if let Some(&new) = done.get(&e) {
            return new;
        }
        let new = match named.iter().position(|&n| n == e) {
            Some(at) => {
                let ty = self.arena.ty(e);
                self.arena.var((named.len() - 1 - at) as u16, ty)
            }
            None => self.parts(e, named, done),
        };
        done.insert(e, new);
        new
    }

    fn parts(&mut self, e: ExprId, named: &[ExprId], done: &mut FxHashMap<ExprId, ExprId>) -> ExprId {
        let shift = named.len() as u16;
        match self.arena.node(e) {
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Hole(_) => e,
            Node::Var(i, ty) => self.arena.var(i + shift, ty),
            Node::Prim(p, mut args) => {
                for a in args.iter_mut().take_while(|a| **a != ExprId::NONE) {
                    *a = self.rebuild(*a, named, done);
                }
                self.arena.intern(Node::Prim(p, args))
            }
            Node::Lam(n, body) => {
                let body = self.inner(body, u16::from(n), shift);
                self.arena.lam(n, body)
            }
            Node::If(a, b, c) => {
                let node =
                    Node::If(self.rebuild(a, named, done), self.rebuild(b, named, done), self.rebuild(c, named, done));
                self.arena.intern(node)
            }
            Node::Let(value, body) => {
                let node = Node::Let(self.rebuild(value, named, done), self.inner(body, 1, shift));
                self.arena.intern(node)
            }
            Node::Call(f, list, ty) => {
                let args = self.list(list, named, done);
                self.arena.call(f, &args, ty)
            }
            Node::List(list, elem) => {
                let parts = self.list(list, named, done);
                self.arena.list(&parts, elem)
            }
        }
    }

    fn list(&mut self, list: nth_core::ArgList, named: &[ExprId], done: &mut FxHashMap<ExprId, ExprId>) -> Vec<ExprId> {
        let parts: Vec<_> = self.arena.args(list).to_vec();
        parts.into_iter().map(|p| self.rebuild(p, named, done)).collect()
    }

    /// Rebuilds a scope inside `params` binders that has been moved into `shift` lets.
    fn inner(&mut self, body: ExprId, params: u16, shift: u16) -> ExprId {
        let body = self.scope(body);
        rename(self.arena, body, &|i| if i < params { i } else { i + shift })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nth_core::Ty;

    #[test]
    fn what_is_needed_twice_gets_a_name() {
        let mut a = Arena::new();
        let (x, one) = (a.var(0, Ty::INT), a.intern(Node::Int(1)));
        let add = a.prim(Prim::Add, &[x, one]);
        let square = a.prim(Prim::Mul, &[add, add]);
        let e = a.prim(Prim::Sub, &[square, square]);
        let shared = share(&mut a, e);
        let var = a.prim(Prim::Sub, &[x, x]);
        assert_eq!(a.node(shared), Node::Let(square, var));
        // A value in one branch only is not always evaluated.
        let lazy = a.prim(Prim::Cond, &[x, e, one]);
        assert_eq!(share(&mut a, lazy), lazy);
    }
}
