//! Inverse operations as rules: what the other operand must be for an operation with a small expression to give a
//! target.

use nth_propose::StopSignal;

use crate::bank::Bank;
use crate::expr::Op;
use crate::goal_index::{Derivation, Step};
use crate::targets::{SKIP, Target};
use crate::value_vec::{COEFFICIENTS, LANES, ValueVec, linear};

/// Number of the smallest expressions that a target is divided by.
const MAX_DIVISORS: usize = 4000;
/// Number of the smallest expressions that a target is multiplied with, or joined bit by bit.
const MAX_MULTIPLIERS: usize = 300;
/// Number of the smallest expressions that are factors where something is added, too.
const MAX_FACTORS: usize = 80;
/// Number of the smallest expressions that are added where there are two steps.
const MAX_ADDED: usize = 400;
/// Divisors of two steps: the value after the first is divided by one of these.
const DIVISORS: [i64; 11] = [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16];
/// Expressions between two looks at the budget.
const BUDGET_STEP: usize = 4096;

/// A rule for an operation whose result hashes as its operands do: from the hashes of the target and of the small
/// expression the hash of the other operand.
struct LinearRule {
    op: Op,
    /// Whether the small expression is the left operand.
    flipped: bool,
    solve: fn(target: u64, small: u64) -> u64,
}

/// Sums and differences, as the only step.
const LINEAR: [LinearRule; 3] = [
    LinearRule { op: Op::Add, flipped: true, solve: u64::wrapping_sub },
    LinearRule { op: Op::Sub, flipped: true, solve: |t, s| s.wrapping_sub(t) },
    LinearRule { op: Op::Sub, flipped: false, solve: u64::wrapping_add },
];

/// Sums and differences, as the first of two steps.
const LINEAR_FIRST: [LinearRule; 3] = [
    LinearRule { op: Op::Add, flipped: false, solve: u64::wrapping_sub },
    LinearRule { op: Op::Sub, flipped: false, solve: u64::wrapping_add },
    LinearRule { op: Op::Sub, flipped: true, solve: |t, s| s.wrapping_sub(t) },
];

/// An operation with a small expression on the right, and the value of the other operand from a term and a value of it.
type LaneRule = (Op, fn(i64, i64) -> i64);

/// Sums and differences, as the second of two steps with the small expression on the right: the values before the step.
const LINEAR_LAST: [LaneRule; 2] = [(Op::Add, i64::wrapping_sub), (Op::Sub, i64::wrapping_add)];

/// A rule for an operation with a constant: from a term the value of the other operand, where there is one.
struct ConstantRule {
    op: Op,
    constant: i64,
    /// Whether the constant is the left operand.
    flipped: bool,
    solve: fn(i64) -> Option<i64>,
}

/// Roots, logarithms and triangular roots.
const CONSTANT: [ConstantRule; 5] = [
    ConstantRule { op: Op::Pow, constant: 2, flipped: false, solve: |t| root(t, 2) },
    ConstantRule { op: Op::Pow, constant: 3, flipped: false, solve: |t| root(t, 3) },
    ConstantRule { op: Op::Pow, constant: 2, flipped: true, solve: |t| logarithm(t, 2) },
    ConstantRule { op: Op::Pow, constant: 3, flipped: true, solve: |t| logarithm(t, 3) },
    ConstantRule { op: Op::Binomial, constant: 2, flipped: false, solve: triangular_root },
];

/// Operations with a small expression on the right: from a term and a value of it, the value of the other operand.
const LANE_BY_LANE: [LaneRule; 2] = [(Op::Div, i64::wrapping_mul), (Op::Xor, |t, x| t ^ x)];

fn root(t: i64, e: u32) -> Option<i64> {
    let r = if t < 0 { 0 } else { (t as f64).powf(1.0 / f64::from(e)).round() as i64 };
    (r.checked_pow(e) == Some(t)).then_some(r)
}

fn logarithm(t: i64, base: i64) -> Option<i64> {
    (0..63).find(|&e| base.checked_pow(e) == Some(t)).map(i64::from)
}

fn triangular_root(t: i64) -> Option<i64> {
    let r = if (0..1 << 60).contains(&t) { (1 + (8 * t + 1).isqrt()) / 2 } else { 0 };
    (r > 0 && r * (r - 1) / 2 == t).then_some(r)
}

/// A target that is to follow from expressions of a bank, for one first index.
pub struct Inversion<'a> {
    /// The bank of small expressions.
    pub bank: &'a Bank,
    /// The target that is inverted.
    pub target: &'a Target,
    /// The index of the first term.
    pub from: usize,
    /// Number of terms that are hashed.
    pub count: usize,
    /// Tells when to stop.
    pub stop: &'a StopSignal<'a>,
}

/// Takes the hash of values, and how the target follows from them.
pub type Put<'a> = dyn FnMut(u64, Derivation) + 'a;

fn one_step(op: Op, other: u32, flipped: bool) -> Derivation {
    Derivation::Steps(Step { op, other, flipped }, None)
}

impl Inversion<'_> {
    /// Sums, differences and quotients of the target and the expressions of the bank from `start` to `end`. Returns
    /// whether all was done.
    pub fn sums(&self, (start, end): (usize, usize), put: &mut Put<'_>) -> bool {
        let hash = self.hash();
        for id in start..end {
            if id % BUDGET_STEP == 0 && self.stop.is_over() {
                return false;
            }
            let values = &*self.bank.values(id as u32);
            if let Some(part) = self.hash_of(values) {
                for rule in &LINEAR {
                    put((rule.solve)(hash, part), one_step(rule.op, id as u32, rule.flipped));
                }
            }
            if id < MAX_DIVISORS
                && let Some(q) = self.quotient(&self.target.terms, values)
            {
                put(q, one_step(Op::Mul, id as u32, true));
            }
        }
        true
    }

    /// Everything that is inverted with the smallest expressions only. Returns whether all was done.
    pub fn others(&self, put: &mut Put<'_>) -> bool {
        self.constants(put);
        self.lane_by_lane(put);
        self.sums_divided(put);
        self.products_moved(put)
    }

    fn hash(&self) -> u64 {
        linear(self.terms())
    }

    /// The terms that are hashed.
    fn terms(&self) -> &[i64] {
        &self.target.terms[SKIP..SKIP + self.count]
    }

    fn hash_of(&self, values: &ValueVec) -> Option<u64> {
        values.linear(self.from + SKIP, self.count)
    }

    fn quotient(&self, terms: &[i64], values: &ValueVec) -> Option<u64> {
        self.target.quotient_hash(terms, values, self.from, self.count)
    }

    /// The position of a constant in the bank.
    fn constant(&self, c: i64) -> Option<u32> {
        self.bank.find(&ValueVec::of(|_| c))
    }

    fn constants(&self, put: &mut Put<'_>) {
        if !self.target.is_exact(self.count) {
            return;
        }
        for rule in &CONSTANT {
            let values: Option<Vec<i64>> = self.terms().iter().map(|&t| (rule.solve)(t)).collect();
            if let (Some(values), Some(c)) = (values, self.constant(rule.constant)) {
                put(linear(&values), one_step(rule.op, c, rule.flipped));
            }
        }
    }

    fn lane_by_lane(&self, put: &mut Put<'_>) {
        for id in 0..MAX_MULTIPLIERS.min(self.bank.len()) {
            let values = &*self.bank.values(id as u32);
            if self.hash_of(values).is_none() {
                continue;
            }
            for (op, solve) in LANE_BY_LANE {
                let mut key = 0u64;
                for ((c, t), x) in COEFFICIENTS.iter().zip(self.terms()).zip(&values.v[self.from + SKIP..]) {
                    key = key.wrapping_add(c.wrapping_mul(solve(*t, *x) as u64));
                }
                put(key, one_step(op, id as u32, false));
            }
        }
    }

    /// (g + b) / c, (g − b) / c, (b − g) / c.
    fn sums_divided(&self, put: &mut Put<'_>) {
        let hash = self.hash();
        for c in DIVISORS {
            let Some(other) = self.constant(c) else { continue };
            let last = Some(Step { op: Op::Div, other, flipped: false });
            let scaled = hash.wrapping_mul(c as u64);
            for id in 0..MAX_ADDED.min(self.bank.len()) {
                let Some(part) = self.hash_of(&self.bank.values(id as u32)) else { continue };
                for rule in &LINEAR_FIRST {
                    let first = Step { op: rule.op, other: id as u32, flipped: rule.flipped };
                    put((rule.solve)(scaled, part), Derivation::Steps(first, last));
                }
            }
        }
    }

    /// a · g + b and a · g − b. Returns whether all was done.
    fn products_moved(&self, put: &mut Put<'_>) -> bool {
        for b in 0..MAX_ADDED.min(self.bank.len()) {
            if self.stop.is_over() {
                return false;
            }
            let added = *self.bank.values(b as u32);
            if self.hash_of(&added).is_none() {
                continue;
            }
            for (op, solve) in LINEAR_LAST {
                let moved = self.target.terms.iter().zip(&added.v[self.from..LANES]).map(|(&t, &x)| solve(t, x));
                let moved: Vec<i64> = moved.collect();
                for a in 0..MAX_FACTORS.min(self.bank.len()) {
                    if let Some(q) = self.quotient(&moved, &self.bank.values(a as u32)) {
                        let first = Step { op: Op::Mul, other: a as u32, flipped: true };
                        let second = Step { op, other: b as u32, flipped: false };
                        put(q, Derivation::Steps(first, Some(second)));
                    }
                }
            }
        }
        true
    }
}
