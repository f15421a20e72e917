//! Sums, differences and products of two expressions: a target less the one is looked up among the others.

use nth_propose::StopSignal;

use crate::bank::Bank;
use crate::targets::{SHIFTS, Target};
use crate::value_vec::{LANES, Lanes};

/// The lanes that are hashed begin here, so that up to two first terms may be exceptions and recurrences of order two
/// have their terms.
pub const SKIP: usize = 2;
/// How many lanes are hashed, for shorter and longer targets.
pub const COUNTS: [usize; 2] = [12, 24];

/// A set of hashes with what they stand for. A miss costs a look at a bit.
#[derive(Debug, Default)]
pub struct Probe {
    bits: Vec<u64>,
    shift: u32,
    slots: Vec<(u64, u32)>,
    slot_shift: u32,
}

const EMPTY: u32 = u32::MAX;
/// How many expressions are near.
const NEAR: u32 = 1 << 18;
/// How often the clock is looked at.
const LOOK: usize = 1 << 15;

impl Probe {
    /// Of these; the first of equal hashes is kept. `None` if the time is over.
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
            if i % LOOK == 0 && stop.is_over() {
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

    /// What it stands for.
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

/// A bank by the hashes of its lanes, for one start and one number of lanes.
#[derive(Debug)]
pub struct Side {
    /// The first index.
    pub from: usize,
    /// How many lanes are hashed.
    pub count: usize,
    /// All expressions.
    pub probe: Probe,
    /// The first of them: few enough for a fast cache.
    pub near: Probe,
    /// The smallest ones: hash and position.
    pub small: Vec<(u64, u32)>,
}

/// A bank, made ready to be met.
#[derive(Debug)]
pub struct Meet {
    sides: Vec<Side>,
}

/// How a target is made of two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// `small + large`
    Sum,
    /// `small - large`
    Less,
    /// `large - small`
    More,
    /// `small * large`
    Product,
}

impl Meet {
    /// All of the bank, met by its first `small` expressions; `None` if the time is over.
    #[must_use]
    pub fn new(bank: &Bank, small: usize, stop: &StopSignal<'_>) -> Option<Self> {
        let mut sides = Vec::new();
        for from in 0..SHIFTS {
            for count in COUNTS {
                let mut entries: Vec<(u64, u32)> = Vec::new();
                for i in 0..bank.len() {
                    if i % LOOK == 0 && stop.is_over() {
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

    /// Bytes held.
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.sides.iter().map(|s| s.probe.memory() + s.near.memory() + s.small.len() as u64 * 16).sum()
    }

    /// The sides for a target of so many terms: one for each start; none if it is too short.
    pub fn sides(&self, terms: usize) -> impl Iterator<Item = &Side> {
        let count = COUNTS.iter().rev().find(|&&c| c + SKIP <= terms).copied();
        self.sides.iter().filter(move |s| Some(s.count) == count)
    }
}

impl Side {
    /// Sums and differences, by increasing size of the smaller part: how, which, and how many first terms are
    /// exceptions. `found` says whether to go on.
    pub fn sums(&self, bank: &Bank, target: &Target, mut found: impl FnMut(Joined, u32, u32, usize) -> bool) {
        let hash = crate::value_vec::linear(&target.terms[SKIP..SKIP + self.count]);
        for &(part, a) in &self.small {
            for (joined, key) in [
                (Joined::Sum, hash.wrapping_sub(part)),
                (Joined::Less, part.wrapping_sub(hash)),
                (Joined::More, part.wrapping_add(hash)),
            ] {
                if !self.probe.may(key) {
                    continue;
                }
                let Some(b) = self.probe.get(key) else { continue };
                let lanes = join(joined, &bank.values(a), &bank.values(b));
                if let Some(given) = given(target, &lanes, self.from)
                    && !found(joined, a, b, given)
                {
                    return;
                }
            }
        }
    }

    /// Products, as [`Side::sums`], of the first `most` expressions.
    pub fn products(&self, bank: &Bank, target: &Target, most: usize, mut found: impl FnMut(u32, u32, usize) -> bool) {
        let terms = &target.terms[SKIP..SKIP + self.count];
        let mask = ((1u64 << self.count) - 1) << SKIP;
        if u64::from(target.exact) & mask != mask {
            return;
        }
        let mut quotient = [0i64; LANES];
        'next: for &(_, a) in self.small.iter().take(most) {
            let lanes = &*bank.values(a);
            if u64::from(lanes.exact >> self.from) & mask != mask {
                continue;
            }
            for (i, &t) in terms.iter().enumerate() {
                let x = lanes.v[self.from + SKIP + i];
                if t.checked_rem(x) != Some(0) {
                    continue 'next;
                }
                quotient[i] = t / x;
            }
            let Some(b) = self.probe.get(crate::value_vec::linear(&quotient[..self.count])) else { continue };
            let lanes = join(Joined::Product, lanes, &bank.values(b));
            if let Some(given) = given(target, &lanes, self.from)
                && !found(a, b, given)
            {
                return;
            }
        }
    }
}

/// Two vectors, joined.
#[must_use]
pub fn join(joined: Joined, small: &Lanes, large: &Lanes) -> Lanes {
    use crate::expr::Op;
    match joined {
        Joined::Sum => Lanes::apply(Op::Add, small, large),
        Joined::Less => Lanes::apply(Op::Sub, small, large),
        Joined::More => Lanes::apply(Op::Sub, large, small),
        Joined::Product => Lanes::apply(Op::Mul, small, large),
    }
}

/// How many first terms are exceptions, if the values agree with the target otherwise.
#[must_use]
pub fn given(target: &Target, lanes: &Lanes, from: usize) -> Option<usize> {
    target.agrees(lanes, from, SKIP).then(|| {
        let one = |i: usize| lanes.ok >> (from + i) & 1 == 1 && lanes.v[from + i] == target.terms[i];
        if !one(1) { 2 } else { usize::from(!one(0)) }
    })
}
