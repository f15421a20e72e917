//! Expressions by increasing size, each vector of values once.

use std::borrow::Cow;
use std::collections::hash_map::Entry;

use nth_propose::StopSignal;
use nth_propose::build::Expr;
use rustc_hash::FxHashMap;

use crate::expr::{Leaf, Node, Op};
use crate::parallel::in_order;
use crate::value_vec::ValueVec;

/// A vector of which fewer lanes are known is dropped.
const MIN_KNOWN: u32 = 16;
/// Candidates in one part of the work.
const PART: usize = 1024;
/// Parts of a round. The number is fixed, so that what a part sees of the bank does not depend on the threads.
const ROUND: usize = 32;
/// Operations that are rarely wanted in large programs are not tried beyond this size.
const MAX_RARE: usize = 7;
/// Largest program with a condition, and largest test of one.
const MAX_CONDITION: (usize, usize) = (8, 3);
/// Bytes of an entry of the table of values that were seen.
const SEEN_BYTES: usize = 17;

/// Operations of two operands that are rarely wanted: those that are tried on a pair as it stands, and on the pair
/// reversed.
const RARE: ([Op; 8], [Op; 2]) =
    ([Op::Gcd, Op::Min, Op::Max, Op::And, Op::Or, Op::Xor, Op::Pow, Op::Binomial], [Op::Pow, Op::Binomial]);

/// The expressions found so far.
///
/// A larger expression is one operation on two smaller ones. Where the values of these are held, its values are
/// made again in about 0.2 µs (reading as many bytes of a file that is in memory takes 0.1 µs), and then used for many
/// candidates; so only expressions and hashes are kept of most.
#[derive(Debug, Default)]
pub struct Bank {
    /// Expressions, by increasing size.
    pub nodes: Vec<Node>,
    /// The values of the first of them.
    held: Vec<ValueVec>,
    /// Number of expressions whose values may be held; those of others are made again when they are wanted.
    room: usize,
    seen: FxHashMap<u64, u32>,
    /// Number of expressions of each size or smaller; `ends[0]` is 0.
    pub ends: Vec<usize>,
    /// Sources and values of the leaves that the bank has.
    sources: Vec<(Expr, ValueVec)>,
    leaves: Vec<Leaf>,
}

/// Options for making a size.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    /// Whether its expressions are held; else they are only examined.
    pub store: bool,
    /// Number of expressions that may be held; those that do not fit are only examined.
    pub limit: usize,
    /// Number of parts that are left out. The expressions held must not depend on these parts.
    pub skip: usize,
}

impl Growth {
    /// All expressions of the size, held.
    pub const ALL: Self = Self { store: true, limit: usize::MAX, skip: 0 };
}

/// Reports while a size is made.
pub enum Event<T> {
    /// The visitor's result for an expression, and the number of candidates until then, about.
    Seen(T, u64),
    /// Number of parts that are done, and of candidates that were examined.
    Parts(usize, u64),
}

/// A part of the work: which operands are tried. A range is given by its first position and its end.
#[derive(Clone, Copy)]
enum Part {
    Unary { operands: (usize, usize) },
    Binary { left: (usize, usize), right: (usize, usize) },
    Cond { test: usize, then: (usize, usize), other: (usize, usize) },
}

/// The result of a part of the work.
struct Made<T> {
    /// Values that were not in the bank before the round.
    fresh: Vec<(u64, Node, ValueVec)>,
    /// The visitor's results for the candidates.
    seen: Vec<T>,
    /// Number of candidates that were made.
    programs: u64,
}

impl Bank {
    /// A bank without expressions, with these leaves.
    #[must_use]
    pub fn new(leaves: Vec<Leaf>) -> Self {
        Self { ends: vec![0], leaves, room: usize::MAX, ..Self::default() }
    }

    /// The bank with room for the values of this number of expressions.
    #[must_use]
    pub fn holding(mut self, room: usize) -> Self {
        self.room = room;
        self
    }

    /// The values of an expression of the bank.
    #[must_use]
    pub fn values(&self, id: u32) -> Cow<'_, ValueVec> {
        if let Some(values) = self.held.get(id as usize) {
            return Cow::Borrowed(values);
        }
        let node = self.nodes[id as usize];
        if node.op == Op::Leaf {
            return Cow::Borrowed(&self.sources[node.of[0] as usize].1);
        }
        Cow::Owned(ValueVec::step(node.op, |k| self.values(node.of[k])))
    }

    /// Number of expressions in the bank.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are no expressions.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Number of bytes held, about.
    #[must_use]
    pub fn memory(&self) -> u64 {
        (self.nodes.capacity() * size_of::<Node>()
            + self.held.capacity() * size_of::<ValueVec>()
            + self.seen.capacity() * SEEN_BYTES) as u64
    }

    /// The size of an expression of the bank.
    #[must_use]
    pub fn size(&self, id: u32) -> usize {
        self.ends.partition_point(|&end| end <= id as usize)
    }

    /// The expression with these values.
    #[must_use]
    pub fn find(&self, values: &ValueVec) -> Option<u32> {
        self.seen.get(&values.hash()).copied()
    }

    /// The largest size that is complete.
    #[must_use]
    pub fn largest(&self) -> usize {
        self.ends.len() - 1
    }

    fn range(&self, size: usize) -> (usize, usize) {
        if size == 0 || size >= self.ends.len() { (0, 0) } else { (self.ends[size - 1], self.ends[size]) }
    }

    /// The source of a leaf of the bank; of all others, none.
    #[must_use]
    pub fn leaf(&self, node: &Node) -> Option<&Expr> {
        if node.op == Op::Leaf { self.sources.get(node.of[0] as usize).map(|s| &s.0) } else { None }
    }

    /// The source of an expression whose operands are in the bank.
    #[must_use]
    pub fn write(&self, node: &Node) -> Expr {
        if let Some(source) = self.leaf(node) {
            return source.clone();
        }
        // Operands that are not used are position 0, a leaf: cheap.
        let [a, b, c] = node.of.map(|id| self.nodes.get(id as usize).map_or_else(|| Expr::int(0), |n| self.write(n)));
        node.op.write(&a, &b, &c)
    }

    /// The source of an expression of the bank.
    #[must_use]
    pub fn source(&self, id: u32) -> Expr {
        self.write(&self.nodes[id as usize])
    }

    fn keep(&mut self, hash: u64, node: Node, values: ValueVec) -> bool {
        let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let Entry::Vacant(slot) = self.seen.entry(hash) else { return false };
        slot.insert(id);
        self.nodes.push(node);
        if self.held.len() == id as usize && self.held.len() < self.room {
            if self.held.len() == self.held.capacity() {
                // No more than there is room for.
                self.held.reserve_exact(self.held.len().max(1024).min(self.room - self.held.len()));
            }
            self.held.push(values);
        }
        true
    }

    /// Makes the next size. `visit` looks at each candidate that the bank does not have (with `store`; else at each
    /// candidate) and may make something of it; `take` gets these in order. Returns the number of candidates, and
    /// whether the size was finished.
    pub fn grow<T: Send>(
        &mut self,
        growth: Growth,
        stop: &StopSignal<'_>,
        visit: impl Fn(Node, &ValueVec, &mut Vec<T>) + Sync,
        mut take: impl FnMut(&Self, Event<T>),
    ) -> (u64, bool) {
        let Growth { limit, skip, .. } = growth;
        let size = self.ends.len();
        let mut programs = 0;
        let parts = self.parts(size);
        let mut start = skip.min(parts.len());
        let mut all = true;
        while start < parts.len() {
            let end = (start + ROUND).min(parts.len());
            let mut answers = Vec::new();
            all = in_order(
                (0, end - start),
                ROUND,
                stop,
                |i| {
                    let mut part = PartWork::new(self, growth, size, &visit);
                    part.run(parts[start + i]);
                    part.made
                },
                |made| {
                    answers.push(made);
                    true
                },
            );
            for made in answers {
                if stop.is_over() {
                    all = false;
                    break;
                }
                programs += made.programs;
                stop.budget.spend(made.programs);
                for (hash, node, values) in made.fresh {
                    if self.nodes.len() < limit {
                        self.keep(hash, node, values);
                    }
                }
                for t in made.seen {
                    take(self, Event::Seen(t, programs));
                }
            }
            if !all {
                break;
            }
            start = end;
            if !stop.is_over() {
                take(self, Event::Parts(start, programs));
            }
        }
        // Leaves after the rest: what has a plain expression of the same size is written as that.
        for leaf in self.leaves.iter().filter(|l| l.size == size).cloned().collect::<Vec<_>>() {
            programs += 1;
            let values = leaf.values;
            if self.nodes.len() >= limit || values.ok.count_ones() < MIN_KNOWN {
                continue;
            }
            let node = Node { op: Op::Leaf, of: [u32::try_from(self.sources.len()).unwrap_or(0), 0, 0] };
            let mut out = Vec::new();
            if self.keep(values.hash(), node, values) {
                self.sources.push((leaf.source, values));
                visit(node, &values, &mut out);
            }
            out.into_iter().for_each(|t| take(self, Event::Seen(t, programs)));
        }
        self.ends.push(self.nodes.len());
        (programs, all)
    }

    /// The parts of the work for a size, in order.
    fn parts(&self, size: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        parts.extend(cut(self.range(size.saturating_sub(1)), PART).map(|operands| Part::Unary { operands }));
        for left in 1..size.saturating_sub(1) {
            // The pair is tried both ways round by the one side, so the left is the larger.
            let right = size - 1 - left;
            if left < right {
                continue;
            }
            // The right side is cut by the left: each part has about the same work.
            let (small, large) = (self.range(right), self.range(left));
            let step = PART / (small.1 - small.0).max(1);
            parts.extend(cut(large, step).map(|left| Part::Binary { left, right: small }));
        }
        if size <= MAX_CONDITION.0 {
            for test in 1..=MAX_CONDITION.1 {
                for then in 1..size.saturating_sub(test + 1) {
                    let other = size - 1 - test - then;
                    let tests = self.range(test);
                    for t in tests.0..tests.1 {
                        parts.push(Part::Cond { test: t, then: self.range(then), other: self.range(other) });
                    }
                }
            }
        }
        parts
    }
}

/// A range in pieces of `step`, which is taken for 1 if it is 0.
fn cut((start, end): (usize, usize), step: usize) -> impl Iterator<Item = (usize, usize)> {
    (start..end).step_by(step.max(1)).map(move |at| (at, (at + step.max(1)).min(end)))
}

/// The work of one part.
struct PartWork<'a, T, V> {
    bank: &'a Bank,
    visit: &'a V,
    store: bool,
    /// Whether new values may still be held.
    room: bool,
    size: usize,
    made: Made<T>,
}

impl<'a, T, V: Fn(Node, &ValueVec, &mut Vec<T>)> PartWork<'a, T, V> {
    fn new(bank: &'a Bank, growth: Growth, size: usize, visit: &'a V) -> Self {
        let made = Made { fresh: Vec::new(), seen: Vec::new(), programs: 0 };
        Self { bank, visit, store: growth.store, room: bank.nodes.len() < growth.limit, size, made }
    }

    fn run(&mut self, part: Part) {
        match part {
            Part::Unary { operands } => self.unary(operands),
            Part::Binary { left, right } => self.binary(left, right),
            Part::Cond { test, then, other } => self.cond(test, then, other),
        }
    }

    #[inline]
    fn one(&mut self, op: Op, of: [usize; 3], values: &ValueVec) {
        self.made.programs += 1;
        if values.ok.count_ones() < MIN_KNOWN {
            return;
        }
        let node = Node { op, of: of.map(|i| i as u32) };
        if self.store {
            let hash = values.hash();
            if self.bank.seen.contains_key(&hash) {
                return;
            }
            (self.visit)(node, values, &mut self.made.seen);
            if self.room {
                self.made.fresh.push((hash, node, *values));
            }
        } else {
            (self.visit)(node, values, &mut self.made.seen);
        }
    }

    fn unary(&mut self, operands: (usize, usize)) {
        for a in operands.0..operands.1 {
            let la = self.bank.values(a as u32);
            for op in [Op::Isqrt, Op::Abs, Op::BitLength] {
                if op != Op::Abs || la.v.iter().any(|&x| x < 0) {
                    self.one(op, [a, 0, 0], &ValueVec::apply(op, &la, &la));
                }
            }
        }
    }

    fn binary(&mut self, left: (usize, usize), right: (usize, usize)) {
        for a in left.0..left.1 {
            let la = self.bank.values(a as u32);
            for b in right.0..right.1 {
                // Pairs of equal sizes are made once.
                if right.1 > left.0 && b > a {
                    break;
                }
                self.pair((a, &la), (b, &self.bank.values(b as u32)));
            }
        }
    }

    fn pair(&mut self, (a, la): (usize, &ValueVec), (b, lb): (usize, &ValueVec)) {
        // Sums that are not stored are met in the middle.
        if self.store {
            self.one(Op::Add, [a, b, 0], &ValueVec::apply(Op::Add, la, lb));
            self.one(Op::Sub, [a, b, 0], &ValueVec::apply(Op::Sub, la, lb));
            self.one(Op::Sub, [b, a, 0], &ValueVec::apply(Op::Sub, lb, la));
        }
        self.one(Op::Mul, [a, b, 0], &ValueVec::apply(Op::Mul, la, lb));
        self.one(Op::Div, [a, b, 0], &ValueVec::apply(Op::Div, la, lb));
        self.one(Op::Div, [b, a, 0], &ValueVec::apply(Op::Div, lb, la));
        self.one(Op::Mod, [a, b, 0], &ValueVec::apply(Op::Mod, la, lb));
        self.one(Op::Mod, [b, a, 0], &ValueVec::apply(Op::Mod, lb, la));
        if self.size <= MAX_RARE {
            for op in RARE.0 {
                self.one(op, [a, b, 0], &ValueVec::apply(op, la, lb));
            }
            for op in RARE.1 {
                self.one(op, [b, a, 0], &ValueVec::apply(op, lb, la));
            }
        }
    }

    fn cond(&mut self, test: usize, then: (usize, usize), other: (usize, usize)) {
        let bank = self.bank;
        let t = bank.values(test as u32);
        // A test that has the same result everywhere is none.
        let low = t.v.iter().filter(|&&x| x <= 0).count();
        if low == 0 || low == t.v.len() {
            return;
        }
        for b in then.0..then.1 {
            let lb = bank.values(b as u32);
            for c in other.0..other.1 {
                self.one(Op::Cond, [test, b, c], &ValueVec::cond(&t, &lb, &bank.values(c as u32)));
            }
        }
    }
}
