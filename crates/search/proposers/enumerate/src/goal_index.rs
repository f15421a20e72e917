//! What a value must be so that a target follows from it in one or two steps, or as a recurrence.
//!
//! Where targets are few, the inverse operations are tried on them once, and every program that is made is looked up among
//! the results: `t = a + g` is found when `g` is made, as large as it may be, for each small `a`.

use nth_propose::StopSignal;

use crate::bank::Bank;
use crate::expr::{Expr, Op, Written, write};
use crate::index_shape::World;
use crate::meet::{Joined, Probe, SKIP, Side, given};
use crate::recurrences::{Own, joined_text};
use crate::targets::{SHIFTS, Target};
use crate::value_vec::{COEFFICIENTS, LANES, Lanes, linear};

/// Fewer terms say too little.
const LEAST: usize = 5;
/// Most terms that are hashed.
const MOST: usize = 24;
/// Of targets of fewer, none may be an exception.
const LONG: usize = 12;
/// So many of the smallest expressions are divisors, multipliers, and parts of two steps.
const DIVISORS: usize = 4000;
const FACTORS: usize = 300;
const TWICE: usize = 80;
const ADDED: usize = 400;
/// Elements between two looks at the clock.
const LOOK: usize = 4096;

/// A step from a value to the target: an operation with a small expression.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    op: Op,
    other: u32,
    /// Whether the small expression comes first.
    flipped: bool,
}

/// The way from a value to a target.
#[derive(Clone, Copy, Debug)]
enum Way {
    Steps(Step, Option<Step>),
    /// A recurrence.
    Own {
        own: u32,
        part: u32,
        joined: Joined,
    },
}

/// A target and how it follows from a value.
#[derive(Clone, Copy, Debug)]
struct Goal {
    task: u32,
    /// How many ways to this target were tried before.
    rank: u32,
    way: Way,
}

/// What follows from a value.
#[derive(Clone, Debug)]
pub struct Reached {
    /// The task.
    pub task: u32,
    /// The first index.
    pub from: usize,
    /// The program.
    pub text: String,
    /// Its size.
    pub size: usize,
    /// How many first terms are exceptions.
    pub given: usize,
    /// How many ways to this target were tried before.
    pub rank: u32,
}

/// Which lanes are hashed, and the targets that are looked for by them.
#[derive(Debug)]
struct Eye {
    from: usize,
    count: usize,
    tasks: Vec<u32>,
    /// Hashes to goals, by open addressing; `u32::MAX` is empty.
    slots: Vec<(u64, u32)>,
    filter: Vec<u64>,
    goals: Vec<Goal>,
}

/// The goals of one world.
#[derive(Debug)]
pub struct Goals {
    eyes: Vec<Eye>,
    owns: Vec<Own>,
    ranks: Vec<u32>,
    /// Of so many expressions of the bank, all are parts of goals.
    parts: usize,
    /// Programs made for them.
    pub programs: u64,
}

const EMPTY: u32 = u32::MAX;

impl Eye {
    fn put(&mut self, key: u64, goal: Goal) {
        if (self.goals.len() + 1) * 2 > self.slots.len() {
            let size = (self.slots.len() * 2).max(1024);
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
        // Eight bits for a slot.
        let bit = key as usize & (self.filter.len() * 64 - 1);
        self.filter[bit / 64] |= 1 << (bit % 64);
    }

    fn find(&self, key: u64, mut each: impl FnMut(&Goal)) {
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

impl Goals {
    /// None yet, for these targets.
    #[must_use]
    pub fn new(targets: &[Target]) -> Self {
        let mut eyes: Vec<Eye> = Vec::new();
        for (task, target) in targets.iter().enumerate() {
            for from in 0..SHIFTS {
                let count = target.terms.len().saturating_sub(SKIP).min(MOST);
                if count < LEAST {
                    continue;
                }
                match eyes.iter_mut().find(|e| e.from == from && e.count == count) {
                    Some(eye) => eye.tasks.push(task as u32),
                    None => eyes.push(Eye {
                        from,
                        count,
                        tasks: vec![task as u32],
                        slots: Vec::new(),
                        filter: Vec::new(),
                        goals: Vec::new(),
                    }),
                }
            }
        }
        Self { eyes, owns: Vec::new(), ranks: vec![0; targets.len()], parts: 0, programs: 0 }
    }

    /// Bytes held.
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.eyes.iter().map(|e| (e.slots.len() * 24 + e.goals.capacity() * size_of::<Goal>()) as u64).sum()
    }

    /// Puts goals with the first `small` expressions of a bank, as far as they are there. Recurrences that need no more than
    /// the target itself are handed to `found`. Whether all was done.
    pub fn grow(
        &mut self,
        world: World,
        bank: &Bank,
        small: usize,
        targets: &[Target],
        stop: &StopSignal<'_>,
        mut found: impl FnMut(Reached),
    ) -> bool {
        let end = small.min(bank.len());
        let start = self.parts;
        let mut eyes = std::mem::take(&mut self.eyes);
        let mut all = true;
        for eye in &mut eyes {
            for task in eye.tasks.clone() {
                all = all
                    && (start > 0
                        || self.own(world, bank, eye, task, targets, stop, &mut found)
                            && self.inverse(bank, eye, task, targets, stop))
                    && self.sums(bank, eye, task, targets, (start, end), stop);
            }
        }
        self.eyes = eyes;
        self.parts = end;
        all
    }

    fn rank(&mut self, task: u32) -> u32 {
        self.ranks.get_mut(task as usize).map_or(0, |rank| {
            *rank += 1;
            *rank
        })
    }

    fn put(&mut self, eye: &mut Eye, task: u32, key: u64, way: Way) {
        self.programs += 1;
        let rank = self.rank(task);
        eye.put(key, Goal { task, rank, way });
    }

    fn step(&mut self, eye: &mut Eye, task: u32, key: u64, op: Op, other: u32, flipped: bool) {
        self.put(eye, task, key, Way::Steps(Step { op, other, flipped }, None));
    }

    fn sums(
        &mut self,
        bank: &Bank,
        eye: &mut Eye,
        task: u32,
        targets: &[Target],
        (start, end): (usize, usize),
        stop: &StopSignal<'_>,
    ) -> bool {
        let target = &targets[task as usize];
        let hash = linear(&target.terms[SKIP..SKIP + eye.count]);
        for id in start..end {
            if id % LOOK == 0 && stop.is_over() {
                return false;
            }
            let lanes = &*bank.values(id as u32);
            let other = id as u32;
            if let Some(part) = lanes.linear(eye.from + SKIP, eye.count) {
                self.step(eye, task, hash.wrapping_sub(part), Op::Add, other, true);
                self.step(eye, task, part.wrapping_sub(hash), Op::Sub, other, true);
                self.step(eye, task, part.wrapping_add(hash), Op::Sub, other, false);
            }
            if id < DIVISORS
                && let Some(q) = divided(target, &target.terms, lanes, eye)
            {
                self.step(eye, task, q, Op::Mul, other, true);
            }
        }
        true
    }

    /// What is inverted with the smallest expressions only.
    fn inverse(&mut self, bank: &Bank, eye: &mut Eye, task: u32, targets: &[Target], stop: &StopSignal<'_>) -> bool {
        let target = &targets[task as usize];
        let range = SKIP..SKIP + eye.count;
        let terms = &target.terms[range.clone()];
        let hash = linear(terms);
        let constant = |c: i64| bank.find(&Lanes::of(|_| c));
        // Roots and logarithms.
        let each = |f: &dyn Fn(i64) -> Option<i64>| {
            let mask = ((1u64 << eye.count) - 1) << SKIP;
            let values: Option<Vec<i64>> = terms.iter().map(|&t| f(t)).collect();
            values.filter(|_| u64::from(target.exact) & mask == mask).map(|v| linear(&v))
        };
        let root = |t: i64, e: u32| {
            let r = if t < 0 { 0 } else { (t as f64).powf(1.0 / f64::from(e)).round() as i64 };
            (r.checked_pow(e) == Some(t)).then_some(r)
        };
        let power = |t: i64, b: i64| (0..63).find(|&e| b.checked_pow(e) == Some(t)).map(i64::from);
        let triangle = |t: i64| {
            let r = if (0..1 << 60).contains(&t) { (1 + (8 * t + 1).isqrt()) / 2 } else { 0 };
            (r > 0 && r * (r - 1) / 2 == t).then_some(r)
        };
        for (key, op, c, flipped) in [
            (each(&|t| root(t, 2)), Op::Pow, 2, false),
            (each(&|t| root(t, 3)), Op::Pow, 3, false),
            (each(&|t| power(t, 2)), Op::Pow, 2, true),
            (each(&|t| power(t, 3)), Op::Pow, 3, true),
            (each(&triangle), Op::Binomial, 2, false),
        ] {
            if let (Some(key), Some(c)) = (key, constant(c)) {
                self.step(eye, task, key, op, c, flipped);
            }
        }
        for id in 0..FACTORS.min(bank.len()) {
            let lanes = &*bank.values(id as u32);
            if lanes.linear(eye.from + SKIP, eye.count).is_none() {
                continue;
            }
            let (mut product, mut mixed) = (0u64, 0u64);
            for (i, c) in COEFFICIENTS[..eye.count].iter().enumerate() {
                let (t, x) = (target.terms[SKIP + i], lanes.v[eye.from + SKIP + i]);
                product = product.wrapping_add(c.wrapping_mul(t as u64).wrapping_mul(x as u64));
                mixed = mixed.wrapping_add(c.wrapping_mul((t ^ x) as u64));
            }
            self.step(eye, task, product, Op::Div, id as u32, false);
            self.step(eye, task, mixed, Op::Xor, id as u32, false);
        }
        // (g + b) / c, (g - b) / c, (b - g) / c.
        for c in [2i64, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16] {
            let Some(over) = constant(c) else { continue };
            let over = Some(Step { op: Op::Div, other: over, flipped: false });
            let scaled = hash.wrapping_mul(c as u64);
            for id in 0..ADDED.min(bank.len()) {
                let Some(part) = bank.values(id as u32).linear(eye.from + SKIP, eye.count) else { continue };
                let other = id as u32;
                for (key, op, flipped) in [
                    (scaled.wrapping_sub(part), Op::Add, false),
                    (scaled.wrapping_add(part), Op::Sub, false),
                    (part.wrapping_sub(scaled), Op::Sub, true),
                ] {
                    self.put(eye, task, key, Way::Steps(Step { op, other, flipped }, over));
                }
            }
        }
        // a * g + b and a * g - b.
        for b in 0..ADDED.min(bank.len()) {
            if stop.is_over() {
                return false;
            }
            for (op, sign) in [(Op::Add, -1i64), (Op::Sub, 1)] {
                let added = *bank.values(b as u32);
                let less: Vec<i64> = (0..target.terms.len().min(LANES - eye.from))
                    .map(|i| target.terms[i].wrapping_add(sign.wrapping_mul(added.v[eye.from + i])))
                    .collect();
                if added.linear(eye.from + SKIP, eye.count).is_none() {
                    continue;
                }
                for a in 0..TWICE.min(bank.len()) {
                    if let Some(q) = divided(target, &less, &bank.values(a as u32), eye) {
                        let first = Step { op: Op::Mul, other: a as u32, flipped: true };
                        let second = Step { op, other: b as u32, flipped: false };
                        self.put(eye, task, q, Way::Steps(first, Some(second)));
                    }
                }
            }
        }
        true
    }

    #[expect(clippy::too_many_arguments, reason = "called once")]
    fn own(
        &mut self,
        world: World,
        bank: &Bank,
        eye: &mut Eye,
        task: u32,
        targets: &[Target],
        stop: &StopSignal<'_>,
        found: &mut impl FnMut(Reached),
    ) -> bool {
        if eye.from >= world.starts() {
            return true;
        }
        let target = &targets[task as usize];
        let Some(none) = Probe::new(&[], stop) else { return false };
        let Some(near) = Probe::new(&[], stop) else { return false };
        let side = Side { from: eye.from, count: eye.count, probe: none, near, small: Vec::new() };
        let hash = linear(&target.terms[SKIP..SKIP + eye.count]);
        let mut own = Own::default();
        own.search(world, bank, &side, target, |r| {
            found(Reached { task, from: side.from, text: r.text, size: r.size, given: r.given, rank: 3000 });
            true
        });
        let mut parts: Vec<(u32, u64)> = Vec::new();
        own.recursive_parts(eye.count, |part, hash| parts.push((part, hash)));
        let at = self.owns.len() as u32;
        for (part, values) in parts {
            for (joined, key) in [
                (Joined::Sum, Some(hash.wrapping_sub(values))),
                (Joined::Less, Some(values.wrapping_sub(hash))),
                (Joined::More, Some(values.wrapping_add(hash))),
                (Joined::Product, own.quotient(part, target, eye.count)),
            ] {
                if let Some(key) = key {
                    self.put(eye, task, key, Way::Own { own: at, part, joined });
                }
            }
        }
        self.owns.push(own);
        !stop.is_over()
    }

    /// Whether a target may follow from these values, without looking closely.
    #[must_use]
    pub fn may(&self, lanes: &Lanes) -> bool {
        self.eyes.iter().any(|eye| {
            let mut any = false;
            if let Some(key) = lanes.linear(eye.from + SKIP, eye.count) {
                eye.find(key, |_| any = true);
            }
            any
        })
    }

    /// What follows from an expression with these values.
    pub fn reached(
        &self,
        bank: &Bank,
        expr: &Expr,
        lanes: &Lanes,
        size: usize,
        targets: &[Target],
        mut found: impl FnMut(Reached),
    ) {
        let text = std::cell::OnceCell::new();
        // Of a short target, each term is wanted as evidence.
        let agreed = |eye: &Eye, target: &Target, value: &Lanes, from: usize| {
            given(target, value, from).filter(|&g| g == 0 || eye.count >= LONG)
        };
        let text = || text.get_or_init(|| bank.written(expr));
        for eye in &self.eyes {
            let Some(key) = lanes.linear(eye.from + SKIP, eye.count) else { continue };
            eye.find(key, |goal| {
                let target = &targets[goal.task as usize];
                let (text, size, given) = match goal.way {
                    Way::Steps(first, second) => {
                        let mut value = first.apply(bank, lanes);
                        value = second.map_or(value, |s| s.apply(bank, &value));
                        let Some(given) = agreed(eye, target, &value, eye.from) else { return };
                        let mut all = size + 1 + bank.size(first.other);
                        let mut out = first.text(bank, text());
                        if let Some(s) = second {
                            all += 1 + bank.size(s.other);
                            out = s.text(bank, &out);
                        }
                        (out.text, all, given)
                    }
                    Way::Own { own, part, joined } => {
                        let Some(own) = self.owns.get(own as usize) else { return };
                        let Some(value) = own.value(joined, part, lanes, eye.from) else { return };
                        let Some(given) = agreed(eye, target, &value, 0) else { return };
                        let (out, all) = own.recurrence(joined, part, text(), size);
                        (out, all, given)
                    }
                };
                found(Reached { task: goal.task, from: eye.from, text, size, given, rank: goal.rank });
            });
        }
    }
}

impl Step {
    fn apply(self, bank: &Bank, value: &Lanes) -> Lanes {
        let other = &*bank.values(self.other);
        if self.flipped { Lanes::apply(self.op, other, value) } else { Lanes::apply(self.op, value, other) }
    }

    fn text(self, bank: &Bank, value: &Written) -> Written {
        let other = bank.written(&bank.exprs[self.other as usize]);
        let (a, b) = if self.flipped { (&other, value) } else { (value, &other) };
        match self.op {
            // What adds nothing is left out.
            Op::Add | Op::Mul => {
                let joined = if self.op == Op::Add { Joined::Sum } else { Joined::Product };
                let text = joined_text(joined, a, b);
                if text == a.text {
                    a.clone()
                } else if text == b.text {
                    b.clone()
                } else {
                    write(self.op, a, b, a)
                }
            }
            Op::Sub if b.text == "0" => a.clone(),
            Op::Div if b.text == "1" => a.clone(),
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
            | Op::Cond => write(self.op, a, b, a),
        }
    }
}

/// The hash of these terms of a target divided by an expression, if it divides.
fn divided(target: &Target, terms: &[i64], lanes: &Lanes, eye: &Eye) -> Option<u64> {
    let mask = ((1u64 << eye.count) - 1) << SKIP;
    if u64::from(target.exact) & u64::from(lanes.exact >> eye.from) & mask != mask {
        return None;
    }
    let mut out = 0u64;
    for (i, c) in COEFFICIENTS[..eye.count].iter().enumerate() {
        let (t, x) = (*terms.get(SKIP + i)?, lanes.v[eye.from + SKIP + i]);
        if t.checked_rem(x)? != 0 {
            return None;
        }
        out = out.wrapping_add(c.wrapping_mul((t / x) as u64));
    }
    Some(out)
}
