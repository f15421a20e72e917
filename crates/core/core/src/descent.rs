//! Recursion that goes down step by step, so that its values can be computed from below.

use std::collections::BTreeSet;

use nth_prims::{Kind, Prim};
use rustc_hash::FxHashMap;

use crate::{Arena, ExprId, FuncId, Node, Program, Ty, cost};

/// Way in which a remembered function of one integer calls itself at smaller ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descent {
    /// The body at n > `above` always calls the function at n − `step`, whatever the values are.
    pub step: i64,
    /// Largest n for which that is not known.
    pub above: i64,
    /// Largest k with a call at n − k; `None` if there are calls at other places.
    pub window: Option<i64>,
}

/// Largest distance and bound that are looked at, so that sums of indices stay in 64 bits.
const MOST: i64 = 1 << 60;

impl Program {
    /// Descent of a function, if it has one: it is remembered, has one parameter n, and its body always calls it at
    /// some n − k, for a literal k ≥ 1, once n is above all literals that n is compared with.
    #[must_use]
    pub fn descent(&self, arena: &Arena, f: FuncId) -> Option<Descent> {
        let func = self.func(f);
        if !func.memo || func.params != [Ty::INT] || !arena.meta(func.body).calls() {
            return None;
        }
        let mut search = Search { arena, f, above: -MOST, known: FxHashMap::default() };
        let step = *search.calls(func.body, 0).first()?;
        // Below its first index the function has no values.
        let above = func.first.map_or(search.above, |first| search.above.max(first.saturating_sub(1).min(MOST)));
        Some(Descent { step, above, window: search.window(func.body) })
    }
}

/// Comparisons of integers, whose outcome is known beyond a literal.
const COMPARISONS: [Prim; 6] = [Prim::Eq, Prim::Ne, Prim::Lt, Prim::Le, Prim::Gt, Prim::Ge];

struct Search<'a> {
    arena: &'a Arena,
    f: FuncId,
    above: i64,
    /// The distances of expressions, by the number of the variable n in them.
    known: FxHashMap<(ExprId, u16), BTreeSet<i64>>,
}

impl Search<'_> {
    /// Distances k for which the evaluation of `e` calls the function at n − k in any case, where n is variable `n`.
    fn calls(&mut self, e: ExprId, n: u16) -> BTreeSet<i64> {
        if !self.arena.meta(e).calls() {
            return BTreeSet::new();
        }
        if let Some(known) = self.known.get(&(e, n)) {
            return known.clone();
        }
        let found = match self.arena.node(e) {
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Lam(..) | Node::Hole(_) => {
                BTreeSet::new()
            }
            Node::Prim(p, args) if p.info().kind == Kind::Choice => {
                let either = &self.calls(args[1], n) & &self.calls(args[2], n);
                &self.calls(args[0], n) | &either
            }
            Node::Prim(_, args) => self.all(Arena::prim_args(&args), n),
            Node::If(test, then, other) => {
                let before = self.calls(test, n);
                let branch = match self.decide(test, n) {
                    Some(true) => self.calls(then, n),
                    Some(false) => self.calls(other, n),
                    None => &self.calls(then, n) & &self.calls(other, n),
                };
                &before | &branch
            }
            Node::Let(value, body) => &self.calls(value, n) | &self.calls(body, n + 1),
            Node::Call(g, list, _) => {
                let args = self.arena.args(list);
                let mut found = self.all(args, n);
                if g == self.f {
                    found.extend(args.first().and_then(|&a| self.distance(a, n)).filter(|k| *k > 0));
                }
                found
            }
            Node::List(list, _) => self.all(self.arena.args(list), n),
        };
        self.known.insert((e, n), found.clone());
        found
    }

    /// Distances that are certain for one of several expressions that are all evaluated. Lambdas are not.
    fn all(&mut self, parts: &[ExprId], n: u16) -> BTreeSet<i64> {
        let mut found = BTreeSet::new();
        for &e in parts {
            found.extend(self.calls(e, n));
        }
        found
    }

    /// The k for which `e` is n − k.
    fn distance(&self, e: ExprId, n: u16) -> Option<i64> {
        if let Node::Var(i, _) = self.arena.node(e) {
            return (i == n).then_some(0);
        }
        let Node::Prim(p, [a, b, ..]) = self.arena.node(e) else { return None };
        let is_index = |e: ExprId| matches!(self.arena.node(e), Node::Var(i, _) if i == n);
        let literal = |e: ExprId| if let Node::Int(k) = self.arena.node(e) { Some(k) } else { None };
        let k = if p == Prim::Sub && is_index(a) {
            literal(b)
        } else if p == Prim::Add && is_index(a) {
            literal(b).map(i64::wrapping_neg)
        } else if p == Prim::Add && is_index(b) {
            literal(a).map(i64::wrapping_neg)
        } else {
            None
        };
        k.filter(|k| (-MOST..MOST).contains(k))
    }

    /// Outcome of a test for all n above a bound, which is raised to `above`.
    fn decide(&mut self, test: ExprId, n: u16) -> Option<bool> {
        match self.arena.node(test) {
            Node::Bool(b) => Some(b),
            Node::Prim(Prim::Not, [a, ..]) => self.decide(a, n).map(|b| !b),
            Node::Prim(p, [a, b, ..]) if COMPARISONS.contains(&p) => {
                let large_first = match (self.distance(a, n), self.distance(b, n)) {
                    (Some(k), None) => self.bound(b, k).then_some(true),
                    (None, Some(k)) => self.bound(a, k).then_some(false),
                    (Some(_), Some(_)) | (None, None) => None,
                }?;
                let is_larger = matches!(p, Prim::Gt | Prim::Ge) == large_first;
                Some(p != Prim::Eq && (p == Prim::Ne || is_larger))
            }
            Node::If(test, then, other) => match self.decide(test, n) {
                Some(true) => self.decide(then, n),
                Some(false) => self.decide(other, n),
                None => {
                    let then = self.decide(then, n);
                    then.filter(|b| self.decide(other, n) == Some(*b))
                }
            },
            Node::Int(_) | Node::Big(_) | Node::Var(..) | Node::Prim(..) | Node::Lam(..) | Node::Let(..) => None,
            Node::Call(..) | Node::List(..) | Node::Hole(_) => None,
        }
    }

    /// Whether `e` is a literal c; raises `above` so that n − k > c for all n that are considered.
    fn bound(&mut self, e: ExprId, k: i64) -> bool {
        let Node::Int(c) = self.arena.node(e) else { return false };
        if c.abs() >= MOST || cost::is_large_i64(c + k) {
            return false;
        }
        self.above = self.above.max(c + k);
        true
    }

    /// Largest distance of a call of the function, if all its calls are at n − k.
    fn window(&self, body: ExprId) -> Option<i64> {
        let mut most = 0;
        let mut seen = rustc_hash::FxHashSet::default();
        let mut stack = vec![(body, 0_u16)];
        while let Some((e, n)) = stack.pop() {
            if !self.arena.meta(e).calls() || !seen.insert((e, n)) {
                continue;
            }
            match self.arena.node(e) {
                Node::Lam(params, inside) => stack.push((inside, n + u16::from(params))),
                Node::Let(value, inside) => stack.extend([(value, n), (inside, n + 1)]),
                Node::Call(g, list, _) => {
                    let args = self.arena.args(list);
                    if g == self.f {
                        most = most.max(args.first().and_then(|&a| self.distance(a, n))?);
                    }
                    stack.extend(args.iter().map(|&a| (a, n)));
                }
                Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Hole(_) => {}
                Node::Prim(..) | Node::If(..) | Node::List(..) => {
                    self.arena.for_children(e, |c| stack.push((c, n)));
                }
            }
        }
        Some(most)
    }
}
