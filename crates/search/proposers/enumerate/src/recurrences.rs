//! Recurrences: for each target, a small bank of expressions of its own earlier terms; a sum with any expression of the
//! common bank, or a product with one, is met in the middle.

use std::collections::hash_map::Entry;

use nth_propose::build::Expr;
use rustc_hash::FxHashMap;

use crate::bank::Bank;
use crate::expr::{Joined, Node, Op};
use crate::index_shape::IndexShape;
use crate::meet::{Probe, Side};
use crate::targets::{SKIP, Target};
use crate::value_vec::{COEFFICIENTS, ValueVec, divided, linear};

/// Largest expression of earlier terms that products are tried with: they cost a division in each lane.
const MAX_FACTOR: usize = 3;

/// A target, and the expressions that may stand beside its earlier terms.
#[derive(Clone, Copy)]
pub struct Meeting<'a> {
    /// The variables of expressions.
    pub shape: IndexShape,
    /// The bank that all targets share.
    pub bank: &'a Bank,
    /// The expressions of the bank by the hashes of their values.
    pub side: &'a Side,
    /// The target that is searched for.
    pub target: &'a Target,
    /// The linear hash of its terms after the first [`SKIP`].
    pub hash: u64,
}

impl<'a> Meeting<'a> {
    /// A meeting; the target has at least as many terms as the side hashes.
    #[must_use]
    pub fn new(shape: IndexShape, bank: &'a Bank, side: &'a Side, target: &'a Target) -> Self {
        Self { shape, bank, side, target, hash: linear(&target.terms[SKIP..SKIP + side.count]) }
    }
}

/// The expressions of one target's earlier terms; the room is reused from target to target.
#[derive(Debug, Default)]
pub struct RecurrenceBank {
    nodes: Vec<Node>,
    values: Vec<ValueVec>,
    hashes: Vec<u64>,
    /// Whether an earlier term occurs.
    recursive: Vec<bool>,
    seen: FxHashMap<u64, u32>,
    /// Sources of the leaves.
    sources: Vec<Expr>,
    /// Number of leaves, which come first.
    leaves: usize,
    /// Expressions of the last size, which are not kept with their values.
    last: Vec<Node>,
    /// Number of candidates examined, for all targets.
    pub programs: u64,
}

/// A recurrence that was found.
#[derive(Clone, Debug)]
pub struct Recurrence {
    /// The right-hand side, as a source expression.
    pub source: Expr,
    /// The size of the right-hand side.
    pub size: usize,
    /// Number of first terms that are given.
    pub exceptions: usize,
}

/// Takes recurrences; says whether to go on.
pub type Found<'a> = dyn FnMut(Recurrence) -> bool + 'a;

impl RecurrenceBank {
    /// Finds recurrences of a target, those with a smaller part of earlier terms first.
    pub fn search(&mut self, m: &Meeting<'_>, found: &mut Found<'_>) {
        self.clear();
        for leaf in m.shape.recurrence_leaves(m.target, m.side.from) {
            let node = Node { op: Op::Leaf, of: [self.sources.len() as u32, 0, 0] };
            self.sources.push(leaf.source);
            if self.put(m.side.count, node, leaf.values, leaf.recursive) && !self.meet(m, &m.side.probe, found) {
                return;
            }
        }
        self.leaves = self.nodes.len();
        for a in 0..self.leaves {
            for b in 0..=a {
                if !self.pair(m, a, b, found) {
                    return;
                }
            }
        }
        for a in self.leaves..self.nodes.len() {
            for b in 0..self.leaves {
                if (self.recursive[a] || self.recursive[b]) && !self.outer(m, a, b, found) {
                    return;
                }
            }
        }
    }

    fn clear(&mut self) {
        self.nodes.clear();
        self.values.clear();
        self.hashes.clear();
        self.recursive.clear();
        self.seen.clear();
        self.sources.clear();
        self.last.clear();
        self.leaves = 0;
    }

    fn push(&mut self, node: Node, values: ValueVec, hash: u64, recursive: bool) {
        self.nodes.push(node);
        self.values.push(values);
        self.hashes.push(hash);
        self.recursive.push(recursive);
    }

    fn pop(&mut self) {
        self.nodes.pop();
        self.values.pop();
        self.hashes.pop();
        self.recursive.pop();
    }

    /// Keeps an expression, if all its values are known and new.
    fn put(&mut self, count: usize, node: Node, values: ValueVec, recursive: bool) -> bool {
        self.programs += 1;
        let Some(hash) = values.linear(SKIP, count) else { return false };
        let Entry::Vacant(slot) = self.seen.entry(hash) else { return false };
        slot.insert(self.nodes.len() as u32);
        self.push(node, values, hash, recursive);
        true
    }

    /// Operations on two leaves.
    fn pair(&mut self, m: &Meeting<'_>, a: usize, b: usize, found: &mut Found<'_>) -> bool {
        let recursive = self.recursive[a] || self.recursive[b];
        for (op, x, y) in [
            (Op::Add, a, b),
            (Op::Sub, a, b),
            (Op::Sub, b, a),
            (Op::Mul, a, b),
            (Op::Div, a, b),
            (Op::Div, b, a),
            (Op::Mod, a, b),
        ] {
            let values = ValueVec::apply(op, &self.values[x], &self.values[y]);
            let node = Node { op, of: [x as u32, y as u32, 0] };
            if self.put(m.side.count, node, values, recursive) && recursive && !self.meet(m, &m.side.probe, found) {
                return false;
            }
        }
        true
    }

    /// Operations on an operation and a leaf: they are not kept, and of sums and products only the hash is made.
    fn outer(&mut self, m: &Meeting<'_>, a: usize, b: usize, found: &mut Found<'_>) -> bool {
        let tries = self.tries(m.side.count, a, b);
        self.programs += tries.len() as u64;
        for (op, x, y, part) in tries {
            let Some(part) = part else { continue };
            if !Joined::keys(m.hash, part).iter().any(|(_, k)| m.side.near.may(*k) || self.seen.contains_key(k)) {
                continue;
            }
            // Made for this look only.
            let values = ValueVec::apply(op, &self.values[x], &self.values[y]);
            self.push(Node { op, of: [x as u32, y as u32, 0] }, values, part, true);
            let go_on = self.meet(m, &m.side.near, found);
            self.pop();
            if !go_on {
                return false;
            }
        }
        true
    }

    /// The operations on two expressions, with the hashes of their values where these are all known.
    fn tries(&self, count: usize, a: usize, b: usize) -> [(Op, usize, usize, Option<u64>); 6] {
        let (ha, hb) = (self.hashes[a], self.hashes[b]);
        let (la, lb) = (&self.values[a], &self.values[b]);
        let range = SKIP..SKIP + count;
        let mut product = 0u64;
        for ((c, x), y) in COEFFICIENTS.iter().zip(&la.v[range.clone()]).zip(&lb.v[range]) {
            product = product.wrapping_add(c.wrapping_mul(*x as u64).wrapping_mul(*y as u64));
        }
        let divided = divided(la, lb, SKIP, count);
        [
            (Op::Add, a, b, Some(ha.wrapping_add(hb))),
            (Op::Sub, a, b, Some(ha.wrapping_sub(hb))),
            (Op::Sub, b, a, Some(hb.wrapping_sub(ha))),
            (Op::Mul, a, b, Some(product)),
            (Op::Div, a, b, divided.map(|d| d.0)),
            (Op::Mod, a, b, divided.map(|d| d.1)),
        ]
    }

    /// Meets the expression made last with those of `probe`. Returns whether to go on.
    fn meet(&self, m: &Meeting<'_>, probe: &Probe, found: &mut Found<'_>) -> bool {
        let id = self.nodes.len() - 1;
        if !self.recursive[id] {
            return true;
        }
        let values = &self.values[id];
        let Some(part) = values.linear(SKIP, m.side.count) else { return true };
        let of_bank = |g: u32| (m.bank.source(g), m.bank.size(g), m.bank.values(g).shifted(m.side.from));
        let of_own = |g: u32| (self.source(g as usize), self.size(g as usize), self.values[g as usize]);
        let mut offer = |joined: Joined, (source, size, other): (Expr, usize, ValueVec)| {
            let Some(exceptions) = m.target.exceptions(&joined.apply(values, &other), 0) else { return true };
            let source = joined.write(&self.source(id), &source);
            found(Recurrence { source, size: self.size(id) + size + 1, exceptions })
        };
        for (joined, key) in Joined::keys(m.hash, part) {
            if let Some(g) = probe.get(key)
                && !offer(joined, of_bank(g))
            {
                return false;
            }
            // The other part may be an expression of earlier terms, too.
            if joined != Joined::More
                && let Some(&g) = self.seen.get(&key)
                && !offer(joined, of_own(g))
            {
                return false;
            }
        }
        if self.size(id) <= MAX_FACTOR
            && let Some(q) = m.target.quotient_hash(&m.target.terms, values, 0, m.side.count)
            && let Some(g) = m.side.probe.get(q)
        {
            return offer(Joined::Product, of_bank(g));
        }
        true
    }

    /// Calls `each` with everything that [`RecurrenceBank::search`] has made, and what is one step larger: a number for
    /// [`RecurrenceBank::value`], and the hash of the values.
    pub fn recursive_parts(&mut self, count: usize, mut each: impl FnMut(u32, u64)) {
        for (id, &hash) in self.hashes.iter().enumerate().filter(|(id, _)| self.recursive[*id]) {
            each(id as u32, hash);
        }
        let kept = self.nodes.len();
        for a in self.leaves..kept {
            for b in 0..self.leaves {
                if !(self.recursive[a] || self.recursive[b]) {
                    continue;
                }
                for (op, x, y, hash) in self.tries(count, a, b) {
                    let Some(hash) = hash.filter(|h| !self.seen.contains_key(h)) else { continue };
                    each((kept + self.last.len()) as u32, hash);
                    self.last.push(Node { op, of: [x as u32, y as u32, 0] });
                }
            }
        }
        self.programs += self.last.len() as u64;
    }

    fn node(&self, part: usize) -> Option<Node> {
        self.nodes.get(part).or_else(|| self.last.get(part - self.nodes.len())).copied()
    }

    /// The values of one of the parts joined with an expression of the bank.
    #[must_use]
    pub fn value(&self, joined: Joined, part: u32, other: &ValueVec, from: usize) -> Option<ValueVec> {
        let values = match self.values.get(part as usize) {
            Some(values) => *values,
            None => {
                let node = self.node(part as usize)?;
                let [a, b, _] = node.of.map(|i| self.values.get(i as usize));
                ValueVec::apply(node.op, a?, b?)
            }
        };
        Some(joined.apply(&values, &other.shifted(from)))
    }

    /// The source of one of the parts joined with an expression of this size, and the size of the whole.
    #[must_use]
    pub fn recurrence(&self, joined: Joined, part: u32, other: &Expr, size: usize) -> (Expr, usize) {
        (joined.write(&self.source(part as usize), other), self.size(part as usize) + size + 1)
    }

    /// The hash of the target divided by one of the parts, if it divides.
    #[must_use]
    pub fn quotient(&self, part: u32, target: &Target, count: usize) -> Option<u64> {
        target.quotient_hash(&target.terms, self.values.get(part as usize)?, 0, count)
    }

    fn size(&self, id: usize) -> usize {
        let Some(node) = self.node(id) else { return 0 };
        if node.op == Op::Leaf { 1 } else { 1 + self.size(node.of[0] as usize) + self.size(node.of[1] as usize) }
    }

    fn source(&self, id: usize) -> Expr {
        let Some(node) = self.node(id) else { return Expr::int(0) };
        if node.op == Op::Leaf {
            return self.sources[node.of[0] as usize].clone();
        }
        let (a, b) = (self.source(node.of[0] as usize), self.source(node.of[1] as usize));
        node.op.write(&a, &b, &a)
    }
}
