//! The index of targets: a trie over the terms, with long edges.
//!
//! A node stands for a run of terms that all its sequences share; sequences may end within it. Its terms are those of one of its
//! sequences. Where sequences part, the next term leads to a child. So a walk costs one comparison a term, and one look into a hash
//! table where paths part.

use nth_num::{BigInt, Int};
use nth_oeis::{ANum, TermTable};
use rustc_hash::FxHashMap;

/// A node: its sequences agree up to `finish` terms.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// A sequence that reaches the end of the node.
    row: u32,
    /// Number of terms at its end, counted from the first term of the sequences.
    finish: u32,
    /// Its sequences that end within it, by length: a range of `ends`.
    ends: (u32, u32),
    /// Whether longer sequences go on from here.
    parts: bool,
}

/// The index. Walking needs no mutable state, so threads share it.
#[derive(Debug, Default)]
pub struct Targets {
    table: TermTable,
    nodes: Vec<Node>,
    /// Rows that end in nodes.
    ends: Vec<u32>,
    children: FxHashMap<(u32, i64), u32>,
    big_children: FxHashMap<(u32, BigInt), u32>,
}

impl Targets {
    /// Builds the index: sorts the sequences, then cuts the order into nodes. Sequences without terms are left out.
    #[must_use]
    pub fn new(table: TermTable) -> Self {
        let mut order: Vec<u32> = (0..table.len() as u32).filter(|&r| !table.terms(r as usize).is_empty()).collect();
        order.sort_unstable_by(|&a, &b| compare(&table, a, b));
        let mut t = Self { table, ..Self::default() };
        if order.is_empty() {
            t.nodes.push(Node { row: 0, finish: 0, ends: (0, 0), parts: false });
            return t;
        }
        // Ranges of the order still to be made nodes: (range, terms that lead there, place of the node).
        t.nodes.push(Node { row: 0, finish: 0, ends: (0, 0), parts: false });
        let mut todo = vec![(0, order.len(), 0, 0)];
        while let Some((lo, hi, depth, node)) = todo.pop() {
            t.cut(&order, lo, hi, depth, node, &mut todo);
        }
        t
    }

    fn cut(
        &mut self,
        order: &[u32],
        lo: usize,
        hi: usize,
        depth: usize,
        node: usize,
        todo: &mut Vec<(usize, usize, usize, usize)>,
    ) {
        // The last one is as long as any that shares all terms; the order makes the common prefix that of first and last among
        // those that go on.
        let last = order[hi - 1];
        let mut at = lo;
        let begin = self.ends.len() as u32;
        let mut finish;
        loop {
            finish = self.common(order[at], last, depth);
            let first_len = self.table.terms(order[at] as usize).len();
            // A prefix of all the others ends here.
            if first_len == finish {
                self.ends.push(order[at]);
                at += 1;
                if at == hi {
                    break;
                }
            } else {
                break;
            }
        }
        let ends = (begin, self.ends.len() as u32);
        self.nodes[node] = Node { row: last, finish: finish as u32, ends, parts: at < hi };
        while at < hi {
            let row = order[at];
            let end = at + order[at..hi].partition_point(|&r| self.same_term(r, row, finish));
            let child = self.nodes.len();
            self.nodes.push(self.nodes[node]);
            match self.table.big(row as usize, finish) {
                Some(b) => self.big_children.insert((node as u32, b.clone()), child as u32),
                None => self.children.insert((node as u32, self.table.terms(row as usize)[finish]), child as u32),
            };
            todo.push((at, end, finish, child));
            at = end;
        }
    }

    fn same_term(&self, a: u32, b: u32, k: usize) -> bool {
        compare_term(&self.table, a, b, k).is_eq()
    }

    /// Length of the common prefix of two rows that agree up to `from`.
    fn common(&self, a: u32, b: u32, from: usize) -> usize {
        let n = self.table.terms(a as usize).len().min(self.table.terms(b as usize).len());
        (from..n).find(|&k| !self.same_term(a, b, k)).unwrap_or(n)
    }

    /// Number of sequences.
    #[must_use]
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// The sequences themselves.
    #[must_use]
    pub fn table(&self) -> &TermTable {
        &self.table
    }

    /// The A-number of a row.
    #[must_use]
    pub fn anum(&self, row: u32) -> ANum {
        self.table.anum(row as usize)
    }

    /// A walk from the root.
    #[must_use]
    pub fn walk(&self) -> Walk<'_> {
        let mut w = Walk { targets: self, node: 0, terms: &[], depth: 0, finish: 0, end: 0, ends: 0, parts: false, next_end: u32::MAX };
        w.enter(0);
        w
    }
}

fn compare_term(table: &TermTable, a: u32, b: u32, k: usize) -> std::cmp::Ordering {
    let (x, y) = (table.terms(a as usize)[k], table.terms(b as usize)[k]);
    if x == TermTable::BIG || y == TermTable::BIG {
        let value = |r: u32| table.big(r as usize, k);
        // Any total order will do, as long as equal terms are equal.
        return match (value(a), value(b)) {
            (Some(p), Some(q)) => p.cmp(q),
            (p, q) => p.is_some().cmp(&q.is_some()).then(x.cmp(&y)),
        };
    }
    x.cmp(&y)
}

fn compare(table: &TermTable, a: u32, b: u32) -> std::cmp::Ordering {
    let (x, y) = (table.terms(a as usize), table.terms(b as usize));
    let n = x.len().min(y.len());
    let k = x[..n].iter().zip(&y[..n]).position(|(p, q)| p != q || *p == TermTable::BIG).unwrap_or(n);
    let rest = (k..n).map(|k| compare_term(table, a, b, k)).find(|o| o.is_ne());
    rest.unwrap_or_else(|| x.len().cmp(&y.len()).then(a.cmp(&b)))
}

/// The sequences that begin with the terms seen so far.
#[derive(Clone, Debug)]
pub struct Walk<'a> {
    targets: &'a Targets,
    node: u32,
    terms: &'a [i64],
    depth: usize,
    finish: usize,
    ends: u32,
    end: u32,
    parts: bool,
    /// Length of the next sequence that ends in this node.
    next_end: u32,
}

impl<'a> Walk<'a> {
    fn enter(&mut self, node: u32) {
        let n = self.targets.nodes[node as usize];
        self.node = node;
        self.terms = if n.finish == 0 { &[] } else { self.targets.table.terms(n.row as usize) };
        self.finish = n.finish as usize;
        (self.ends, self.end) = n.ends;
        self.parts = n.parts;
        self.look();
    }

    fn look(&mut self) {
        self.next_end = if self.ends < self.end {
            self.targets.table.terms(self.targets.ends[self.ends as usize] as usize).len() as u32
        } else {
            u32::MAX
        };
    }

    /// Number of terms matched.
    #[must_use]
    pub fn matched(&self) -> usize {
        self.depth
    }

    /// Whether no sequence goes on from here.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.depth == self.finish && !self.parts
    }

    /// Goes on by a term; false if no sequence has it here. Rows that end with it are passed to `solved`.
    #[inline]
    pub fn step(&mut self, term: &Int, solved: impl FnMut(u32)) -> bool {
        if self.depth < self.finish {
            let same = match term {
                Int::Small(x) => self.terms[self.depth] == *x && *x != TermTable::BIG,
                Int::Big(_) => self.terms[self.depth] == TermTable::BIG && self.is_big(term),
            };
            if !same && !(self.terms[self.depth] == TermTable::BIG && self.is_big(term)) {
                return false;
            }
            self.depth += 1;
        } else {
            let child = match term {
                Int::Small(x) if *x != TermTable::BIG => self.targets.children.get(&(self.node, *x)),
                Int::Small(_) | Int::Big(_) => self.targets.big_children.get(&(self.node, term.to_big())),
            };
            let Some(&child) = child else { return false };
            if !self.parts {
                return false;
            }
            self.depth += 1;
            self.enter(child);
        }
        if self.depth as u32 == self.next_end {
            self.report(solved);
        }
        true
    }

    fn is_big(&self, term: &Int) -> bool {
        let row = self.targets.nodes[self.node as usize].row;
        self.targets.table.big(row as usize, self.depth).is_some_and(|b| *b == term.to_big())
    }

    fn report(&mut self, mut solved: impl FnMut(u32)) {
        while self.depth as u32 == self.next_end {
            solved(self.targets.ends[self.ends as usize]);
            self.ends += 1;
            self.look();
        }
    }
}
