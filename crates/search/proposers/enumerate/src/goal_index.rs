//! Values from which targets follow, by their hashes.

use crate::bank::Bank;
use crate::expr::{Joined, Node, Op};
use crate::proposal_writer::Hit;
use crate::targets::SKIP;
use crate::value_vec::ValueVec;

use nth_propose::build::Expr;

/// Smallest number of slots, a power of 2.
const MIN_SLOTS: usize = 1024;
/// Marks a slot that is empty.
const EMPTY: u32 = u32::MAX;

/// A step from a value to the target: an operation with a small expression.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The operation that joins the two.
    pub op: Op,
    /// The position of the small expression.
    pub other: u32,
    /// Whether the small expression comes first.
    pub flipped: bool,
}

/// The way in which a target follows from a value.
#[derive(Clone, Copy, Debug)]
pub enum Derivation {
    /// Steps by one or two operations, in this order.
    Steps(Step, Option<Step>),
    /// Recurrence: the number of its bank, its part there, and how this is joined with the value.
    Recurrence {
        /// Number of the bank.
        bank: u32,
        /// The position of the part in that bank.
        part: u32,
        /// The operation that joins the two.
        joined: Joined,
    },
}

/// A target and how it follows from a value.
#[derive(Clone, Copy, Debug)]
pub struct Goal {
    /// The number of the task.
    pub task: u32,
    /// Number of derivations of this target that were tried before.
    pub rank: u32,
    /// The way in which the target follows.
    pub derivation: Derivation,
}

/// Goals by the hashes of the values that they follow from, for one first index and one number of terms: a table with
/// open addressing behind a filter of bits, since nearly all look-ups are misses.
#[derive(Debug)]
pub struct GoalIndex {
    /// The index of the first term.
    pub from: usize,
    /// Number of terms that are hashed.
    pub count: usize,
    /// The tasks whose goals are here.
    pub tasks: Vec<u32>,
    /// Hashes with positions of goals.
    slots: Vec<(u64, u32)>,
    /// Eight bits for a slot.
    filter: Vec<u64>,
    goals: Vec<Goal>,
}

impl GoalIndex {
    /// An index without goals, for one task.
    #[must_use]
    pub fn new(from: usize, count: usize, task: u32) -> Self {
        Self { from, count, tasks: vec![task], slots: Vec::new(), filter: Vec::new(), goals: Vec::new() }
    }

    /// Number of bytes held.
    #[must_use]
    pub fn memory(&self) -> u64 {
        (self.slots.len() * 24 + self.goals.capacity() * size_of::<Goal>()) as u64
    }

    /// The hash of values of an expression, if they are all known.
    #[must_use]
    pub fn hash(&self, values: &ValueVec) -> Option<u64> {
        values.linear(self.from + SKIP, self.count)
    }

    /// Adds a goal. Among goals of one task with equal hashes the first is kept.
    pub fn insert(&mut self, key: u64, goal: Goal) {
        if (self.goals.len() + 1) * 2 > self.slots.len() {
            let size = (self.slots.len() * 2).max(MIN_SLOTS);
            let old = std::mem::replace(&mut self.slots, vec![(0, EMPTY); size]);
            self.filter = vec![0; size / 8];
            for (key, id) in old.into_iter().filter(|s| s.1 != EMPTY) {
                self.set(key, id);
            }
        }
        let mask = self.slots.len() - 1;
        let mut at = (key >> 32) as usize & mask;
        while self.slots[at].1 != EMPTY {
            if self.slots[at].0 == key && self.goals[self.slots[at].1 as usize].task == goal.task {
                return;
            }
            at = (at + 1) & mask;
        }
        self.set(key, self.goals.len() as u32);
        self.goals.push(goal);
    }

    fn set(&mut self, key: u64, id: u32) {
        let mask = self.slots.len() - 1;
        let mut at = (key >> 32) as usize & mask;
        while self.slots[at].1 != EMPTY {
            at = (at + 1) & mask;
        }
        self.slots[at] = (key, id);
        let bit = key as usize & (self.filter.len() * 64 - 1);
        self.filter[bit / 64] |= 1 << (bit % 64);
    }

    /// Calls `each` with the goals of this hash.
    pub fn find(&self, key: u64, mut each: impl FnMut(&Goal)) {
        if self.filter.is_empty() {
            return;
        }
        let bit = key as usize & (self.filter.len() * 64 - 1);
        if self.filter[bit / 64] >> (bit % 64) & 1 == 0 {
            return;
        }
        let mask = self.slots.len() - 1;
        let mut at = (key >> 32) as usize & mask;
        while self.slots[at].1 != EMPTY {
            if self.slots[at].0 == key {
                each(&self.goals[self.slots[at].1 as usize]);
            }
            at = (at + 1) & mask;
        }
    }
}

impl Step {
    /// The values after the step.
    #[must_use]
    pub fn apply(self, bank: &Bank, values: &ValueVec) -> ValueVec {
        let other = &*bank.values(self.other);
        if self.flipped { ValueVec::apply(self.op, other, values) } else { ValueVec::apply(self.op, values, other) }
    }

    /// The source after the step. Operations that change nothing are left out.
    #[must_use]
    pub fn write(self, bank: &Bank, source: &Expr) -> Expr {
        let other = bank.write(&bank.nodes[self.other as usize]);
        let (a, b) = if self.flipped { (&other, source) } else { (source, &other) };
        match self.op {
            Op::Add => Joined::Sum.write(a, b),
            Op::Mul => Joined::Product.write(a, b),
            Op::Sub if b.is_int("0") => a.clone(),
            Op::Div if b.is_int("1") => a.clone(),
            Op::Leaf
            | Op::Sub
            | Op::Div
            | Op::Mod
            | Op::Pow
            | Op::Gcd
            | Op::Min
            | Op::Max
            | Op::And
            | Op::Or
            | Op::Xor
            | Op::Binomial
            | Op::Isqrt
            | Op::Abs
            | Op::BitLength
            | Op::Cond => self.op.write(a, b, a),
        }
    }
}

/// A program that a target follows from, completed.
#[derive(Clone, Debug)]
pub struct GoalHit {
    /// The program, and the target that it gives.
    pub hit: Hit,
    /// Number of derivations of this target that were tried before.
    pub rank: u32,
}

/// An expression that is looked up: where it stands, or is made, and its values.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// The expression, as its operation and operands.
    pub node: &'a Node,
    /// The values of the expression.
    pub values: &'a ValueVec,
    /// The size of the expression.
    pub size: usize,
}
