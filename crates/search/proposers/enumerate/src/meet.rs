//! Sums, differences and products of two expressions: a target less the one is looked up among the others.

use nth_propose::StopSignal;

use crate::bank::Bank;
use crate::expr::Joined;
use crate::targets::{SHIFTS, SKIP, Target};
use crate::value_vec::linear;

/// Number of terms that are hashed, of shorter and of longer targets.
pub const COUNTS: [usize; 2] = [12, 24];

/// A set of hashes with the positions they stand for. A miss costs a look at a bit.
#[derive(Debug, Default)]
pub struct Probe {
    bits: Vec<u64>,
    shift: u32,
    slots: Vec<(u64, u32)>,
    slot_shift: u32,
}

const EMPTY: u32 = u32::MAX;
/// Number of expressions in [`Side::near`].
const NEAR: u32 = 1 << 18;
/// Expressions between two looks at the budget.
const BUDGET_STEP: usize = 1 << 15;

impl Probe {
    /// The set of these; of equal hashes the first is kept. `None` if the search is over.
    #[must_use]
    pub fn new(entries: &[(u64, u32)], stop: &StopSignal<'_>) -> Option<Self> {
        let log = (entries.len().max(64) * 16).next_power_of_two().trailing_zeros();
        let slot_log = log - 3;
        let mut out = Self {
            bits: vec![0; 1 << (log - 6)],
            shift: 64 - log,
            slots: vec![(0, EMPTY); 1 << slot_log],
            slot_shift: 64 - slot_log,
        };
        for (i, &(hash, id)) in entries.iter().enumerate() {
            if i % BUDGET_STEP == 0 && stop.is_over() {
                return None;
            }
            let bit = hash >> out.shift;
            out.bits[(bit >> 6) as usize] |= 1 << (bit & 63);
            let mut at = (hash >> out.slot_shift) as usize;
            while out.slots[at].1 != EMPTY && out.slots[at].0 != hash {
                at = (at + 1) & (out.slots.len() - 1);
            }
            if out.slots[at].1 == EMPTY {
                out.slots[at] = (hash, id);
            }
        }
        Some(out)
    }

    /// Whether the hash may be there.
    #[inline]
    #[must_use]
    pub fn may(&self, hash: u64) -> bool {
        let bit = hash >> self.shift;
        self.bits[(bit >> 6) as usize] >> (bit & 63) & 1 == 1
    }

    /// The position that a hash stands for.
    #[must_use]
    pub fn get(&self, hash: u64) -> Option<u32> {
        if !self.may(hash) {
            return None;
        }
        let mut at = (hash >> self.slot_shift) as usize;
        while self.slots[at].1 != EMPTY {
            if self.slots[at].0 == hash {
                return Some(self.slots[at].1);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        None
    }

    fn memory(&self) -> u64 {
        (self.bits.len() * 8 + self.slots.len() * 16) as u64
    }
}

/// A bank by hashes of its values, for one first index and one number of terms.
#[derive(Debug)]
pub struct Side {
    /// The index of the first term.
    pub from: usize,
    /// Number of terms that are hashed.
    pub count: usize,
    /// Hashes of all expressions of the bank.
    pub probe: Probe,
    /// The first expressions: few enough for a fast cache.
    pub near: Probe,
    /// The smallest expressions: hash and position.
    pub small: Vec<(u64, u32)>,
}

/// A bank by hashes of its values, for each first index and each number of terms.
#[derive(Debug)]
pub struct Meet {
    sides: Vec<Side>,
}

impl Meet {
    /// The hashes of a whole bank, whose first `small` expressions are joined with all; `None` if the search is over.
    #[must_use]
    pub fn new(bank: &Bank, small: usize, stop: &StopSignal<'_>) -> Option<Self> {
        let mut sides = Vec::new();
        for from in 0..SHIFTS {
            for count in COUNTS {
                let mut entries: Vec<(u64, u32)> = Vec::new();
                for i in 0..bank.len() {
                    if i % BUDGET_STEP == 0 && stop.is_over() {
                        return None;
                    }
                    entries.extend(bank.values(i as u32).linear(from + SKIP, count).map(|hash| (hash, i as u32)));
                }
                let near = entries.partition_point(|(_, i)| *i < NEAR);
                let near = Probe::new(&entries[..near], stop)?;
                let small = entries.iter().take_while(|(_, i)| (*i as usize) < small).copied().collect();
                sides.push(Side { from, count, probe: Probe::new(&entries, stop)?, near, small });
            }
        }
        Some(Self { sides })
    }

    /// Number of bytes held.
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.sides.iter().map(|s| s.probe.memory() + s.near.memory() + s.small.len() as u64 * 16).sum()
    }

    /// The sides for a target with this number of terms: one for each first index; none if it is too short.
    pub fn sides(&self, terms: usize) -> impl Iterator<Item = &Side> {
        let count = COUNTS.iter().rev().find(|&&c| c + SKIP <= terms).copied();
        self.sides.iter().filter(move |s| Some(s.count) == count)
    }
}

impl Side {
    /// Sums and differences that have the terms of a target, by increasing size of the smaller part: how they are
    /// joined, the two positions, and the number of first terms that are exceptions. `found` says whether to go on.
    pub fn sums(&self, bank: &Bank, target: &Target, mut found: impl FnMut(Joined, u32, u32, usize) -> bool) {
        let hash = linear(&target.terms[SKIP..SKIP + self.count]);
        for &(part, a) in &self.small {
            for (joined, key) in Joined::keys(hash, part) {
                if !self.probe.may(key) {
                    continue;
                }
                let Some(b) = self.probe.get(key) else { continue };
                let values = joined.apply(&bank.values(a), &bank.values(b));
                if let Some(exceptions) = target.exceptions(&values, self.from)
                    && !found(joined, a, b, exceptions)
                {
                    return;
                }
            }
        }
    }

    /// Products, as [`Side::sums`], of the first `most` expressions with any other.
    pub fn products(&self, bank: &Bank, target: &Target, most: usize, mut found: impl FnMut(u32, u32, usize) -> bool) {
        if !target.is_exact(self.count) {
            return;
        }
        for &(_, a) in self.small.iter().take(most) {
            let values = &*bank.values(a);
            let quotient = target.quotient_hash(&target.terms, values, self.from, self.count);
            let Some(b) = quotient.and_then(|q| self.probe.get(q)) else { continue };
            let product = Joined::Product.apply(values, &bank.values(b));
            if let Some(exceptions) = target.exceptions(&product, self.from)
                && !found(a, b, exceptions)
            {
                return;
            }
        }
    }
}
