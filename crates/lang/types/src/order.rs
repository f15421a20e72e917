//! Order of inference: definitions that refer to each other in a circle form a group.

use nth_syntax::ast::{Expr, ExprKind};
use rustc_hash::FxHashMap;

use crate::hir::{DefId, ModuleId};
use crate::names::Names;
use crate::world::{Meaning, World};

/// Definitions that `body` refers to, in order, possibly several times.
pub(crate) fn references(world: &World, module: ModuleId, params: &[String], body: &Expr) -> Vec<DefId> {
    let mut w = Walk { world, module, env: Names::new(), out: Vec::new() };
    params.iter().for_each(|p| w.env.enter(p.as_str(), ()));
    w.expr(body);
    w.out
}

struct Walk<'a> {
    world: &'a World,
    module: ModuleId,
    env: Names<&'a str, ()>,
    out: Vec<DefId>,
}

impl<'a> Walk<'a> {
    fn under(&mut self, names: impl Iterator<Item = &'a str>, e: &'a Expr) {
        let before = self.env.depth();
        names.for_each(|n| self.env.enter(n, ()));
        self.expr(e);
        self.env.leave(before);
    }

    fn expr(&mut self, e: &'a Expr) {
        match &e.kind {
            ExprKind::Name { module, name } => {
                let meaning = match module {
                    Some(m) => self.world.lookup_qualified(self.module, &m.name, &name.name),
                    None if self.env.get(name.name.as_str()).is_some() => return,
                    None => self.world.lookup(self.module, &name.name),
                };
                match meaning {
                    Meaning::Def(d) => self.out.push(d),
                    Meaning::Prim(_) | Meaning::Ambiguous(_) | Meaning::Missing | Meaning::NoModule => {}
                }
            }
            ExprKind::Call(f, args) => {
                self.expr(f);
                args.iter().for_each(|a| self.expr(a));
            }
            ExprKind::List(items) => items.iter().for_each(|a| self.expr(a)),
            ExprKind::Index(a, b) | ExprKind::Binary(_, _, a, b) => {
                self.expr(a);
                self.expr(b);
            }
            ExprKind::Unary(_, a) | ExprKind::Paren(a) => self.expr(a),
            ExprKind::If(a, b, c) => {
                self.expr(a);
                self.expr(b);
                self.expr(c);
            }
            ExprKind::Let(x, v, body) => {
                self.expr(v);
                self.under(std::iter::once(x.name.as_str()), body);
            }
            ExprKind::Lambda(ps, body) => self.under(ps.iter().map(|p| p.name.as_str()), body),
            ExprKind::Nth(k, start, p) => {
                self.expr(start);
                self.under(std::iter::once(k.name.as_str()), p);
            }
            ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Hole | ExprKind::Error => {}
        }
    }
}

/// Strongly connected components of a graph over 0 … n−1, each after those that it points to. (Tarjan's algorithm,
/// without recursion.) Targets outside of the graph are not allowed.
#[must_use]
pub fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let n = edges.len();
    let (mut index, mut low) = (vec![NEW; n], vec![0usize; n]);
    let mut on_stack = vec![false; n];
    let (mut stack, mut out, mut count) = (Vec::new(), Vec::new(), 0);
    for start in 0..n {
        if index[start] != NEW {
            continue;
        }
        let mut work = vec![(start, 0usize)];
        while let Some((v, i)) = work.pop() {
            if i == 0 {
                index[v] = count;
                low[v] = count;
                count += 1;
                stack.push(v);
                on_stack[v] = true;
            }
            if let Some(&w) = edges[v].get(i) {
                work.push((v, i + 1));
                if index[w] == NEW {
                    work.push((w, 0));
                } else if on_stack[w] {
                    low[v] = low[v].min(index[w]);
                }
                continue;
            }
            if low[v] == index[v] {
                let mut group = Vec::new();
                while let Some(w) = stack.pop() {
                    on_stack[w] = false;
                    group.push(w);
                    if w == v {
                        break;
                    }
                }
                group.sort_unstable();
                out.push(group);
            }
            if let Some(&(parent, _)) = work.last() {
                low[parent] = low[parent].min(low[v]);
            }
        }
    }
    out
}

/// Edges over `DefId`s as edges over positions in `ids`; others are left out.
pub(crate) fn index_edges(ids: &[DefId], edges: &[Vec<DefId>]) -> Vec<Vec<usize>> {
    let at: FxHashMap<DefId, usize> = ids.iter().enumerate().map(|(i, d)| (*d, i)).collect();
    edges
        .iter()
        .map(|es| {
            let mut to: Vec<usize> = es.iter().filter_map(|d| at.get(d).copied()).collect();
            to.sort_unstable();
            to.dedup();
            to
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::components;

    #[test]
    fn groups_come_after_what_they_need() {
        let e = vec![vec![1], vec![2], vec![1, 3], vec![], vec![0, 4]];
        assert_eq!(components(&e), vec![vec![3], vec![1, 2], vec![0], vec![4]]);
    }
}
