//! The index of targets: a trie over the terms, with long edges, stored in one vector of words.
//!
//! A node stands for consecutive terms that all its sequences share; sequences may end within it. Where sequences
//! differ, the next term selects a child. A walk is limited by cache misses, not by instructions, so a node is one
//! record: a header, its terms, the sequences that end in it, and the terms of its children in order, each with the
//! position of the child. Records are stored in the order of a walk. Terms beyond 64 bits are numbered; their numbers
//! use the lowest 64-bit values, and terms that have these values are numbered, too.

use nth_num::{BigInt, Int};
use nth_oeis::{ANum, TermTable};
use rustc_hash::FxHashMap;

/// Lowest 64-bit value that stands for itself. A smaller code is the number of a term in `values`.
const CODES: i64 = i64::MIN + (1 << 32);

/// The index of all targets. A walk does not change it, so threads share it.
#[derive(Debug, Default)]
pub struct Targets {
    anums: Vec<ANum>,
    /// The records of the nodes; the root is the first.
    words: Vec<i64>,
    /// Hash table of the children of nodes with many children: open addressing over (term, node and child); its length
    /// is a power of two. A look-up costs one cache miss, a binary search several.
    many: Vec<[i64; 2]>,
    /// Numbers of the terms beyond 64 bits, by value.
    bigs: FxHashMap<BigInt, i64>,
    /// Terms by number. Terms that one row adds are neighbours.
    values: Vec<BigInt>,
}

/// Lengths of the parts of a record, packed into one word.
#[derive(Clone, Copy)]
struct Header {
    /// Number of terms that all sequences of the node share.
    edge: usize,
    /// Number of sequences that end in the node.
    ends: usize,
    /// Number of children of the node.
    children: usize,
}

impl Header {
    fn pack(self) -> i64 {
        (self.edge | self.ends << 20 | self.children << 40) as i64
    }

    #[inline]
    fn unpack(word: i64) -> Self {
        let word = word as usize;
        Self { edge: word & 0xf_ffff, ends: word >> 20 & 0xf_ffff, children: word >> 40 }
    }
}

/// Number of children from which a node is also in the hash table.
const MANY: usize = 12;

/// An empty slot of the hash table: the root is no child, so no entry has position 0.
const EMPTY: [i64; 2] = [0, 0];

/// Largest length of an edge, since the header has 20 bits for it; longer edges are split.
const MAX_EDGE: usize = 0xf_ffff;

/// Rows that still need a record: a range of the sorted order, the number of terms already matched, and the word that
/// receives the position of the record.
struct Task {
    lo: usize,
    hi: usize,
    depth: usize,
    slot: Option<usize>,
}

impl Targets {
    /// Builds the index: sorts the sequences, then divides the sorted order into nodes. Sequences without terms are
    /// left out.
    #[must_use]
    pub fn new(table: &TermTable) -> Self {
        let mut t = Self { anums: (0..table.len()).map(|r| table.anum(r)).collect(), ..Self::default() };
        let mut codes: Vec<i64> = Vec::with_capacity(table.term_count());
        let mut starts: Vec<usize> = Vec::with_capacity(table.len() + 1);
        for row in 0..table.len() {
            starts.push(codes.len());
            for (k, &x) in table.terms(row).iter().enumerate() {
                codes.push(if x < CODES { t.number(table, row, k, x) } else { x });
            }
        }
        starts.push(codes.len());
        let row = |r: u32| &codes[starts[r as usize]..starts[r as usize + 1]];
        let mut order: Vec<u32> = (0..table.len() as u32).filter(|&r| !row(r).is_empty()).collect();
        order.sort_unstable_by(|&a, &b| row(a).cmp(row(b)).then(a.cmp(&b)));
        t.words.reserve(codes.len());
        let mut todo = vec![Task { lo: 0, hi: order.len(), depth: 0, slot: None }];
        let mut many = Vec::new();
        while let Some(task) = todo.pop() {
            t.record(&order, &row, &task, &mut todo, &mut many);
        }
        t.hash(&many);
        t
    }

    /// A hash of the sequences, the same in all versions of nth, by which a later run recognises them.
    #[must_use]
    pub fn fingerprint(t: &TermTable) -> u64 {
        let rows = (0..t.len()).flat_map(|i| [u64::from(t.anum(i).0), t.terms(i).len() as u64]);
        let terms = (0..t.len()).flat_map(|i| t.terms(i).iter().map(|x| x.cast_unsigned()));
        nth_files::fnv(rows.chain(terms))
    }

    /// Fills the hash table with the children of these nodes.
    fn hash(&mut self, nodes: &[usize]) {
        let children = |t: &Self, place: usize| {
            let h = Header::unpack(t.words[place]);
            let first = place + 1 + h.edge + h.ends;
            (first..first + 2 * h.children).step_by(2)
        };
        let count: usize = nodes.iter().map(|&n| Header::unpack(self.words[n]).children).sum();
        self.many = vec![EMPTY; (2 * count + 1).next_power_of_two()];
        for &node in nodes {
            for at in children(self, node) {
                let (term, child) = (self.words[at], self.words[at + 1]);
                let mut slot = self.slot(node, term);
                while self.many[slot] != EMPTY {
                    slot = (slot + 1) & (self.many.len() - 1);
                }
                self.many[slot] = [term, (node as i64) << 32 | child];
            }
        }
    }

    /// The slot where the search for a child begins: a hash of the node and the term.
    #[inline]
    fn slot(&self, node: usize, term: i64) -> usize {
        let h = (node as u64 ^ term.cast_unsigned().rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (h ^ h >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) as usize >> 20 & (self.many.len() - 1)
    }

    /// The position of a child, by its term, of a node with many children; none if there is no such child.
    #[inline]
    fn find(&self, node: usize, term: i64) -> Option<usize> {
        let mut slot = self.slot(node, term);
        loop {
            let [t, places] = self.many[slot];
            if places == 0 {
                return None;
            }
            if t == term && places as usize >> 32 == node {
                return Some(places as usize & 0xffff_ffff);
            }
            slot = (slot + 1) & (self.many.len() - 1);
        }
    }

    /// The number of a term that is beyond 64 bits or below [`CODES`]; new terms get the next number.
    fn number(&mut self, table: &TermTable, row: usize, k: usize, x: i64) -> i64 {
        let value = table.big(row, k).cloned().unwrap_or_else(|| BigInt::from(x));
        let next = i64::MIN + self.values.len() as i64;
        *self.bigs.entry(value).or_insert_with_key(|value| {
            self.values.push(value.clone());
            next
        })
    }

    /// The term with this number.
    fn value(&self, code: i64) -> &BigInt {
        &self.values[code.wrapping_sub(i64::MIN) as usize]
    }

    fn record<'a>(
        &mut self,
        order: &[u32],
        row: &impl Fn(u32) -> &'a [i64],
        task: &Task,
        todo: &mut Vec<Task>,
        many: &mut Vec<usize>,
    ) {
        let &Task { mut lo, hi, depth, slot } = task;
        let here = self.words.len();
        if let Some(slot) = slot {
            self.words[slot] = here as i64;
        }
        let Some(&last) = order[lo..hi].last() else {
            self.words.push(Header { edge: 0, ends: 0, children: 0 }.pack());
            return;
        };
        // In the sorted order, terms shared by the first and the last row are shared by all; rows that end there come
        // first.
        let last = row(last);
        let limit = depth + MAX_EDGE;
        let mut finish = depth;
        let mut ends: Vec<i64> = Vec::new();
        while lo < hi && ends.len() < MAX_EDGE {
            let first = row(order[lo]);
            let n = first.len().min(last.len()).min(limit);
            finish = (finish..n).find(|&k| first[k] != last[k]).unwrap_or(n);
            if first.len() > finish {
                break;
            }
            ends.push((finish as i64) << 32 | i64::from(order[lo]));
            lo += 1;
        }
        // Each new value of the next term begins a child.
        let begin = self.words.len() + 1 + (finish - depth) + ends.len();
        let mut children: Vec<(i64, usize, usize)> = Vec::new();
        while lo < hi {
            let term = row(order[lo])[finish];
            let end = lo + order[lo..hi].partition_point(|&r| row(r)[finish] == term);
            children.push((term, lo, end));
            lo = end;
        }
        self.words.push(Header { edge: finish - depth, ends: ends.len(), children: children.len() }.pack());
        self.words.extend_from_slice(&last[depth..finish]);
        self.words.extend_from_slice(&ends);
        self.words.extend(children.iter().flat_map(|c| [c.0, 0]));
        if children.len() >= MANY {
            many.push(here);
        }
        // The task pushed last is the next record, stored directly after this one.
        for (k, &(_, lo, hi)) in children.iter().enumerate().rev() {
            todo.push(Task { lo, hi, depth: finish + 1, slot: Some(begin + 2 * k + 1) });
        }
    }

    /// Number of sequences, those without terms included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.anums.len()
    }

    /// Whether there are no sequences.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.anums.is_empty()
    }

    /// The A-number of a row. Rows are numbered in the order of A-numbers.
    #[must_use]
    pub fn anum(&self, row: u32) -> ANum {
        self.anums[row as usize]
    }

    /// A walk that begins at the root, with no terms matched.
    #[must_use]
    pub fn walk(&self) -> Walk<'_> {
        let mut w = Walk { targets: self, edge: &[], depth: 0, ends: &[], next_end: i64::MAX, children: &[], place: 0 };
        w.enter(0);
        w
    }

    /// The code of a term in the index; none if the term must have a number, but occurs in no sequence.
    #[inline]
    fn code(&self, term: &Int) -> Option<i64> {
        match term {
            Int::Small(x) if *x >= CODES => Some(*x),
            Int::Small(x) => self.bigs.get(&BigInt::from(*x)).copied(),
            Int::Big(b) => self.bigs.get(&**b).copied(),
        }
    }
}

/// State of a walk: the sequences that begin with the terms seen so far.
#[derive(Clone, Debug)]
pub struct Walk<'a> {
    targets: &'a Targets,
    /// Terms of the node that are not matched yet.
    edge: &'a [i64],
    depth: i64,
    /// Sequences that end in the node and are not reported yet: length and row.
    ends: &'a [i64],
    /// Length of the first of these sequences; the largest integer if there are none.
    next_end: i64,
    /// Terms of the children, in order, with the positions of the children.
    children: &'a [[i64; 2]],
    /// Position of the current node in the words of the index.
    place: usize,
}

impl Walk<'_> {
    fn enter(&mut self, place: usize) {
        let words = &self.targets.words[place..];
        let Some((&header, rest)) = words.split_first() else { return };
        let h = Header::unpack(header);
        let (edge, rest) = rest.split_at(h.edge);
        let (ends, rest) = rest.split_at(h.ends);
        self.place = place;
        (self.edge, self.ends, self.children) = (edge, ends, rest[..2 * h.children].as_chunks().0);
        self.look();
    }

    fn look(&mut self) {
        self.next_end = self.ends.first().map_or(i64::MAX, |e| e >> 32);
    }

    /// Number of terms matched so far.
    #[must_use]
    pub fn matched(&self) -> usize {
        self.depth as usize
    }

    /// Whether no sequence continues from here.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.edge.is_empty() && self.children.is_empty()
    }

    /// Matches the next term. Returns false if no sequence has it here. Rows that end with this term are passed to
    /// `solved`.
    #[inline]
    pub fn step(&mut self, term: &Int, solved: impl FnMut(u32)) -> bool {
        if let Some((&next, rest)) = self.edge.split_first() {
            let same = match term {
                Int::Small(x) if *x >= CODES => next == *x,
                Int::Small(x) => next < CODES && self.targets.value(next) == &BigInt::from(*x),
                Int::Big(b) => next < CODES && self.targets.value(next) == &**b,
            };
            if !same {
                return false;
            }
            self.edge = rest;
        } else {
            let Some(code) = self.targets.code(term) else { return false };
            let child = if self.children.len() < MANY {
                self.children.iter().find(|c| c[0] == code).map(|c| c[1] as usize)
            } else {
                self.targets.find(self.place, code)
            };
            let Some(child) = child else { return false };
            self.enter(child);
        }
        self.depth += 1;
        if self.depth == self.next_end {
            self.report(solved);
        }
        true
    }

    fn report(&mut self, mut solved: impl FnMut(u32)) {
        while let [end, rest @ ..] = self.ends
            && end >> 32 == self.depth
        {
            solved(*end as u32);
            self.ends = rest;
        }
        self.look();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Scans all rows. Returns the rows that are prefixes of the terms, ordered by length and row, and the length of
    /// the longest common prefix of the terms and a row.
    fn scan(table: &TermTable, terms: &[Int]) -> (Vec<u32>, usize) {
        let has = |r: usize, k: usize| table.terms(r).len() > k && table.term(r, k).as_ref() == Some(&terms[k]);
        let common = |r: usize| (0..terms.len()).take_while(|&k| has(r, k)).count();
        let rows = 0..table.len();
        let mut solved: Vec<u32> = rows
            .clone()
            .filter(|&r| !table.terms(r).is_empty() && common(r) == table.terms(r).len())
            .map(|r| r as u32)
            .collect();
        solved.sort_by_key(|&r| (table.terms(r as usize).len(), r));
        (solved, rows.map(common).max().unwrap_or(0))
    }

    fn term() -> impl Strategy<Value = Int> {
        prop_oneof![
            8 => (0..3_i64).prop_map(Int::from),
            2 => (0..40_i64).prop_map(Int::from),
            1 => Just(Int::from(i64::MIN)),
            1 => Just(Int::from(i64::MIN + 7)),
            1 => (0..2_i64).prop_map(|k| Int::from((1_i128 << 90) + i128::from(k))),
        ]
    }

    proptest! {
        #[test]
        fn a_walk_finds_what_a_scan_finds(
            rows in prop::collection::vec(prop::collection::vec(term(), 0..6), 0..60),
            terms in prop::collection::vec(term(), 0..8),
        ) {
            let rows = rows.into_iter().enumerate().map(|(k, r)| (ANum(k as u32 + 1), r));
            let table = TermTable::from_rows(rows);
            let targets = Targets::new(&table);
            let mut walk = targets.walk();
            let mut found = Vec::new();
            for t in &terms {
                if walk.is_over() || !walk.step(t, |r| found.push(r)) {
                    break;
                }
            }
            prop_assert_eq!((found, walk.matched()), scan(&table, &terms));
        }
    }
}
