//! Expressions by increasing size, each vector of values once.

use std::borrow::Cow;

use nth_propose::StopSignal;
use rustc_hash::FxHashMap;

use crate::expr::{Expr, Op, Written, write};
use crate::parallel::in_order;
use crate::value_vec::Lanes;

/// A vector of which fewer lanes are known is dropped.
const LEAST_KNOWN: u32 = 16;
/// Candidates in one part of the work.
const PART: usize = 1024;
/// Operations that are not tried beyond these sizes: they are rarely wanted in large programs.
const RARE: usize = 7;
/// Largest program with a condition, and largest test of one.
const CONDITION: (usize, usize) = (8, 3);

/// The expressions found so far.
///
/// A larger expression is one operation on two smaller ones. Where the values of these are held, its values are
/// made again in about 0.2 µs (reading as many bytes of a file that is in memory takes 0.1 µs), and then used for many candidates;
/// so only expressions and hashes are kept of most.
#[derive(Debug, Default)]
pub struct Bank {
    /// Expressions, by increasing size.
    pub exprs: Vec<Expr>,
    /// The values of the first of them.
    held: Vec<Lanes>,
    /// The values of so many are held at most; those of others are made again when they are wanted.
    room: usize,
    seen: FxHashMap<u64, u32>,
    /// How many expressions there are of each size or smaller; `ends[0]` is 0.
    pub ends: Vec<usize>,
    texts: Vec<(String, Lanes)>,
    leaves: Vec<(usize, String, Lanes)>,
}

/// What became of a part of the work.
pub struct Made<T> {
    /// New values, not in the bank before the round.
    pub fresh: Vec<(u64, Expr, Lanes)>,
    /// What the visitor made of each.
    pub seen: Vec<T>,
    /// Candidates looked at.
    pub programs: u64,
}

/// How a size is made.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    /// Whether its expressions are held; else they are only looked at.
    pub store: bool,
    /// At most so many are held; those that do not fit are only looked at.
    pub limit: usize,
    /// So many parts are left out. What is held must not depend on them.
    pub skip: usize,
}

impl Growth {
    /// All of the size, held.
    pub const ALL: Self = Self { store: true, limit: usize::MAX, skip: 0 };
}

/// What is told while a size is made.
pub enum Event<T> {
    /// What the visitor made of an expression, and how many were looked at until then, about.
    Seen(T, u64),
    /// So many parts are done, and so many candidates were looked at.
    Parts(usize, u64),
}

#[derive(Clone, Copy)]
enum Part {
    Unary { start: usize, end: usize },
    Binary { start: usize, end: usize, right: (usize, usize) },
    Cond { test: usize, then: (usize, usize), other: (usize, usize) },
}

impl Bank {
    /// With these leaves: size, text, values.
    #[must_use]
    pub fn new(leaves: Vec<(usize, String, Lanes)>) -> Self {
        Self { ends: vec![0], leaves, room: usize::MAX, ..Self::default() }
    }

    /// With room for the values of so many.
    #[must_use]
    pub fn holding(mut self, room: usize) -> Self {
        self.room = room;
        self
    }

    /// The values of an expression of the bank.
    #[must_use]
    pub fn values(&self, id: u32) -> Cow<'_, Lanes> {
        if let Some(lanes) = self.held.get(id as usize) {
            return Cow::Borrowed(lanes);
        }
        let expr = self.exprs[id as usize];
        if expr.op == Op::Leaf {
            return Cow::Borrowed(&self.texts[expr.of[0] as usize].1);
        }
        Cow::Owned(Lanes::step(expr.op, |k| self.values(expr.of[k])))
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.exprs.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.exprs.is_empty()
    }

    /// Bytes held, about.
    #[must_use]
    pub fn memory(&self) -> u64 {
        (self.exprs.capacity() * 16 + self.held.capacity() * size_of::<Lanes>() + self.seen.capacity() * 17) as u64
    }

    /// The size of an expression of the bank.
    #[must_use]
    pub fn size(&self, id: u32) -> usize {
        self.ends.partition_point(|&end| end <= id as usize)
    }

    /// The expression with these values.
    #[must_use]
    pub fn find(&self, lanes: &Lanes) -> Option<u32> {
        self.seen.get(&lanes.hash()).copied()
    }

    /// The largest size that is complete.
    #[must_use]
    pub fn largest(&self) -> usize {
        self.ends.len() - 1
    }

    fn range(&self, size: usize) -> (usize, usize) {
        if size == 0 || size >= self.ends.len() { (0, 0) } else { (self.ends[size - 1], self.ends[size]) }
    }

    /// An expression, written.
    #[must_use]
    pub fn written(&self, expr: &Expr) -> Written {
        if expr.op == Op::Leaf {
            return Written::atom(self.texts.get(expr.of[0] as usize).map(|t| t.0.clone()).unwrap_or_default());
        }
        let [a, b, c] = expr.of.map(|id| self.exprs.get(id as usize).copied());
        let one = |e: Option<Expr>| e.map_or_else(|| Written::atom(""), |e| self.written(&e));
        // Operands that are not used are position 0, a leaf: cheap.
        write(expr.op, &one(a), &one(b), &one(c))
    }

    fn keep(&mut self, hash: u64, expr: Expr, lanes: Lanes) -> bool {
        let id = u32::try_from(self.exprs.len()).unwrap_or(u32::MAX);
        if let std::collections::hash_map::Entry::Vacant(slot) = self.seen.entry(hash) {
            slot.insert(id);
            self.exprs.push(expr);
            if self.held.len() == id as usize && self.held.len() < self.room {
                if self.held.len() == self.held.capacity() {
                    // No more than there is room for.
                    self.held.reserve_exact(self.held.len().max(1024).min(self.room - self.held.len()));
                }
                self.held.push(lanes);
            }
            true
        } else {
            false
        }
    }

    /// Makes the next size. `visit` looks at each candidate that the bank does not have (with `store`; else at all)
    /// and may make something of it; `take` gets these in order. Candidates looked at, and whether the size was finished.
    pub fn grow<T: Send>(
        &mut self,
        growth: Growth,
        stop: &StopSignal<'_>,
        visit: impl Fn(Expr, &Lanes, &mut Vec<T>) + Sync,
        mut take: impl FnMut(&Self, Event<T>),
    ) -> (u64, bool) {
        let Growth { store, limit, skip } = growth;
        let size = self.ends.len();
        let mut programs = 0;
        let parts = self.parts(size);
        let mut start = skip.min(parts.len());
        let mut all = true;
        // Rounds are of a fixed number of parts, so that what a part sees of the bank does not depend on the threads.
        const ROUND: usize = 32;
        while start < parts.len() {
            let end = (start + ROUND).min(parts.len());
            let mut answers = Vec::new();
            all = in_order(
                (0, end - start),
                ROUND,
                stop,
                |i| self.part(parts[start + i], size, store, self.exprs.len() < limit, &visit),
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
                for (hash, expr, lanes) in made.fresh {
                    if self.exprs.len() < limit {
                        self.keep(hash, expr, lanes);
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
        for (_, text, lanes) in self.leaves.iter().filter(|l| l.0 == size).cloned().collect::<Vec<_>>() {
            programs += 1;
            if self.exprs.len() >= limit || lanes.ok.count_ones() < LEAST_KNOWN {
                continue;
            }
            let leaf = Expr { op: Op::Leaf, of: [u32::try_from(self.texts.len()).unwrap_or(0), 0, 0] };
            let mut out = Vec::new();
            if self.keep(lanes.hash(), leaf, lanes) {
                self.texts.push((text, lanes));
                visit(leaf, &lanes, &mut out);
            }
            out.into_iter().for_each(|t| take(self, Event::Seen(t, programs)));
        }
        self.ends.push(self.exprs.len());
        (programs, all)
    }

    fn parts(&self, size: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        let cut =
            |(start, end): (usize, usize), step: usize, make: &dyn Fn(usize, usize) -> Part, parts: &mut Vec<Part>| {
                let mut at = start;
                while at < end {
                    let next = (at + step.max(1)).min(end);
                    parts.push(make(at, next));
                    at = next;
                }
            };
        cut(self.range(size.saturating_sub(1)), PART, &|start, end| Part::Unary { start, end }, &mut parts);
        for left in 1..size.saturating_sub(1) {
            // The pair is tried both ways round by the one side, so the left is the larger.
            let right = size - 1 - left;
            if left < right {
                continue;
            }
            // The right side is cut by the left: each part has about the same work.
            let (small, large) = (self.range(right), self.range(left));
            let step = PART / (small.1 - small.0).max(1);
            cut(large, step, &|start, end| Part::Binary { start, end, right: small }, &mut parts);
        }
        if size <= CONDITION.0 {
            for test in 1..=CONDITION.1 {
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

    fn part<T>(
        &self,
        part: Part,
        size: usize,
        store: bool,
        room: bool,
        visit: &impl Fn(Expr, &Lanes, &mut Vec<T>),
    ) -> Made<T> {
        let mut made = Made { fresh: Vec::new(), seen: Vec::new(), programs: 0 };
        let mut one = |op: Op, of: [usize; 3], lanes: Lanes| {
            made.programs += 1;
            if lanes.ok.count_ones() < LEAST_KNOWN {
                return;
            }
            let expr = Expr { op, of: of.map(|i| i as u32) };
            if store {
                let hash = lanes.hash();
                if self.seen.contains_key(&hash) {
                    return;
                }
                visit(expr, &lanes, &mut made.seen);
                if room {
                    made.fresh.push((hash, expr, lanes));
                }
            } else {
                visit(expr, &lanes, &mut made.seen);
            }
        };
        let values = |id: usize| self.values(id as u32);
        match part {
            Part::Unary { start, end } => {
                for a in start..end {
                    let la = values(a);
                    for op in [Op::Isqrt, Op::Abs, Op::BitLength] {
                        if op != Op::Abs || la.v.iter().any(|&x| x < 0) {
                            one(op, [a, 0, 0], Lanes::apply(op, &la, &la));
                        }
                    }
                }
            }
            Part::Binary { start, end, right } => {
                for a in start..end {
                    let la = values(a);
                    for b in right.0..right.1 {
                        // Equal sizes: each pair once.
                        if right.1 > start && b > a {
                            break;
                        }
                        let lb = values(b);
                        // Sums that are not stored are met in the middle.
                        if store {
                            one(Op::Add, [a, b, 0], Lanes::apply(Op::Add, &la, &lb));
                            one(Op::Sub, [a, b, 0], Lanes::apply(Op::Sub, &la, &lb));
                            one(Op::Sub, [b, a, 0], Lanes::apply(Op::Sub, &lb, &la));
                        }
                        one(Op::Mul, [a, b, 0], Lanes::apply(Op::Mul, &la, &lb));
                        one(Op::Div, [a, b, 0], Lanes::apply(Op::Div, &la, &lb));
                        one(Op::Div, [b, a, 0], Lanes::apply(Op::Div, &lb, &la));
                        one(Op::Mod, [a, b, 0], Lanes::apply(Op::Mod, &la, &lb));
                        one(Op::Mod, [b, a, 0], Lanes::apply(Op::Mod, &lb, &la));
                        if size <= RARE {
                            for op in [Op::Gcd, Op::Min, Op::Max, Op::And, Op::Or, Op::Xor, Op::Pow, Op::Binomial] {
                                one(op, [a, b, 0], Lanes::apply(op, &la, &lb));
                            }
                            for op in [Op::Pow, Op::Binomial] {
                                one(op, [b, a, 0], Lanes::apply(op, &lb, &la));
                            }
                        }
                    }
                }
            }
            Part::Cond { test, then, other } => {
                let t = values(test);
                // A test that does not change is none.
                let low = t.v.iter().filter(|&&x| x <= 0).count();
                if low > 0 && low < t.v.len() {
                    for b in then.0..then.1 {
                        let lb = values(b);
                        for c in other.0..other.1 {
                            one(Op::Cond, [test, b, c], Lanes::cond(&t, &lb, &values(c)));
                        }
                    }
                }
            }
        }
        made
    }
}
