//! Goals: values from which a target follows in one or two steps, or as a recurrence.
//!
//! If targets are few, the inverse operations are tried on them once, and every program that is made is looked up among
//! the results: `t = a + g` is found when `g` is made, as large as it may be, for each small `a`.

use std::cell::OnceCell;

use nth_propose::StopSignal;

use crate::bank::Bank;
use crate::expr::Joined;
use crate::goal_index::{Derivation, Found, Goal, GoalHit, GoalIndex};
use crate::index_shape::IndexShape;
use crate::inverse::Inversion;
use crate::meet::{Probe, Side};
use crate::proposal_writer::Hit;
use crate::recurrences::{Meeting, RecurrenceBank};
use crate::targets::{SHIFTS, SKIP, Target};
use crate::value_vec::ValueVec;

/// Fewest terms that are hashed, and most.
const HASHED: std::ops::RangeInclusive<usize> = 5..=24;
/// Fewest hashed terms of a target at which first terms may be exceptions. With fewer terms each is wanted as evidence.
const MIN_WITH_EXCEPTIONS: usize = 12;
/// The rank of recurrences that need no expression of the bank: about as many are examined.
const RECURRENCE_RANK: u32 = 3000;

/// The parameters of a search for goals.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    /// The variables of expressions.
    pub shape: IndexShape,
    /// The bank of all expressions.
    pub bank: &'a Bank,
    /// The targets that are searched for.
    pub targets: &'a [Target],
    /// Tells when to stop.
    pub stop: &'a StopSignal<'a>,
}

/// The goals of one shape of index.
#[derive(Debug)]
pub struct Goals {
    indices: Vec<GoalIndex>,
    recurrences: Vec<RecurrenceBank>,
    /// Number of derivations that were tried, by task.
    ranks: Vec<u32>,
    /// The first expressions of the bank, up to this one, are parts of goals.
    registered: usize,
    /// Number of programs that were examined to make the goals.
    pub programs: u64,
}

impl Goals {
    /// No goals yet, for these targets.
    #[must_use]
    pub fn new(targets: &[Target]) -> Self {
        let mut indices: Vec<GoalIndex> = Vec::new();
        for (task, target) in targets.iter().enumerate() {
            let count = target.terms.len().saturating_sub(SKIP).min(*HASHED.end());
            if !HASHED.contains(&count) {
                continue;
            }
            for from in 0..SHIFTS {
                match indices.iter_mut().find(|e| e.from == from && e.count == count) {
                    Some(index) => index.tasks.push(task as u32),
                    None => indices.push(GoalIndex::new(from, count, task as u32)),
                }
            }
        }
        Self { indices, recurrences: Vec::new(), ranks: vec![0; targets.len()], registered: 0, programs: 0 }
    }

    /// Number of bytes held.
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.indices.iter().map(GoalIndex::memory).sum()
    }

    /// Makes goals with the first `small` expressions of the bank, as far as they are there. Recurrences that need no
    /// more than the target itself are handed to `found`. Returns whether all was done.
    pub fn grow(&mut self, search: &Search<'_>, small: usize, found: &mut dyn FnMut(GoalHit)) -> bool {
        let end = small.min(search.bank.len());
        let start = self.registered;
        let mut indices = std::mem::take(&mut self.indices);
        let mut all = true;
        for index in &mut indices {
            for task in index.tasks.clone() {
                let before = self.programs;
                all = all && (start > 0 || self.recurrences(search, index, task, found));
                if all {
                    let (bank, stop, target) = (search.bank, search.stop, &search.targets[task as usize]);
                    let inversion = Inversion { bank, target, from: index.from, count: index.count, stop };
                    let mut put = |key, derivation| self.insert(index, task, key, derivation);
                    all = (start > 0 || inversion.others(&mut put)) && inversion.sums((start, end), &mut put);
                }
                search.stop.budget.spend(self.programs - before);
            }
        }
        self.indices = indices;
        self.registered = end;
        all
    }

    /// Adds a goal, if there is none of the task with this hash.
    fn insert(&mut self, index: &mut GoalIndex, task: u32, key: u64, derivation: Derivation) {
        self.programs += 1;
        let rank = self.ranks.get_mut(task as usize).map_or(0, |rank| {
            *rank += 1;
            *rank
        });
        index.insert(key, Goal { task, rank, derivation });
    }

    /// Recurrences of a target alone, and the goals of those that need one more expression. Returns whether to go on.
    fn recurrences(
        &mut self,
        search: &Search<'_>,
        index: &mut GoalIndex,
        task: u32,
        found: &mut dyn FnMut(GoalHit),
    ) -> bool {
        if index.from >= search.shape.recurrence_starts() {
            return true;
        }
        let target = &search.targets[task as usize];
        let none = || Probe::new(&[], search.stop);
        let (Some(probe), Some(near)) = (none(), none()) else { return false };
        let side = Side { from: index.from, count: index.count, probe, near, small: Vec::new() };
        let meeting = Meeting::new(search.shape, search.bank, &side, target);
        let mut bank = RecurrenceBank::default();
        bank.search(&meeting, &mut |r| {
            let (source, size, exceptions) = (r.source, r.size, r.exceptions);
            let hit = Hit { task, from: side.from, source, size, exceptions };
            found(GoalHit { hit, rank: RECURRENCE_RANK });
            true
        });
        let mut parts: Vec<(u32, u64)> = Vec::new();
        bank.recursive_parts(index.count, |part, hash| parts.push((part, hash)));
        let at = self.recurrences.len() as u32;
        for (part, values) in parts {
            let product = bank.quotient(part, target, index.count).map(|key| (Joined::Product, key));
            for (joined, key) in Joined::keys(meeting.hash, values).into_iter().chain(product) {
                self.insert(index, task, key, Derivation::Recurrence { bank: at, part, joined });
            }
        }
        self.recurrences.push(bank);
        !search.stop.is_over()
    }

    /// Whether a target may follow from these values, by the hashes alone.
    #[must_use]
    pub fn may(&self, values: &ValueVec) -> bool {
        self.indices.iter().any(|index| {
            let mut any = false;
            if let Some(key) = index.hash(values) {
                index.find(key, |_| any = true);
            }
            any
        })
    }

    /// Calls `hit` with the programs of targets that follow from an expression.
    pub fn reached(&self, bank: &Bank, targets: &[Target], found: Found<'_>, mut hit: impl FnMut(GoalHit)) {
        let Found { node, values, size } = found;
        let source = OnceCell::new();
        let source = || source.get_or_init(|| bank.write(node));
        let agreed = |index: &GoalIndex, target: &Target, value: &ValueVec, from: usize| {
            target.exceptions(value, from).filter(|&e| e == 0 || index.count >= MIN_WITH_EXCEPTIONS)
        };
        for index in &self.indices {
            let Some(key) = index.hash(values) else { continue };
            index.find(key, |goal| {
                let target = &targets[goal.task as usize];
                let (source, size, exceptions) = match goal.derivation {
                    Derivation::Steps(first, second) => {
                        let mut value = first.apply(bank, values);
                        value = second.map_or(value, |s| s.apply(bank, &value));
                        let Some(exceptions) = agreed(index, target, &value, index.from) else { return };
                        let mut all = size + 1 + bank.size(first.other);
                        let mut out = first.write(bank, source());
                        if let Some(s) = second {
                            all += 1 + bank.size(s.other);
                            out = s.write(bank, &out);
                        }
                        (out, all, exceptions)
                    }
                    Derivation::Recurrence { bank: of, part, joined } => {
                        let Some(of) = self.recurrences.get(of as usize) else { return };
                        let Some(value) = of.value(joined, part, values, index.from) else { return };
                        let Some(exceptions) = agreed(index, target, &value, 0) else { return };
                        let (out, all) = of.recurrence(joined, part, source(), size);
                        (out, all, exceptions)
                    }
                };
                let program = Hit { task: goal.task, from: index.from, source, size, exceptions };
                hit(GoalHit { hit: program, rank: goal.rank });
            });
        }
    }
}
