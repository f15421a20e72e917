//! The sequences that programs are looked for, by hashes of their first terms.

use nth_propose::Task;

use crate::value_vec::{COEFFICIENTS, LANES, ValueVec, lane_mask, linear};

/// Numbers of first terms that are hashed: each target stands under the largest that it has terms for.
const TIERS: [usize; 5] = [5, 8, 12, 18, 28];
/// Programs may begin at the indices below this.
pub const SHIFTS: usize = 3;
/// Number of first terms that are not hashed where a target is met by two expressions, so that they may be exceptions,
/// and recurrences of order two have their terms.
pub const SKIP: usize = 2;
/// A number of first terms under which a target may stand, too: there it is found by programs of which few terms are
/// known.
const SHORT_TIER: usize = 12;
/// Fewest bits that these terms of such a target hold.
const MIN_SHORT_BITS: u32 = 48;
/// Number of terms that must be known to agree, unless there are fewer.
const MIN_KNOWN: usize = 12;

/// The first terms of a task.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// The first terms, at most 32, modulo 2⁶⁴.
    pub terms: Vec<i64>,
    /// Mask of the terms that are exact.
    pub exact: u32,
}

/// The targets of all tasks, with an index of their hashes.
#[derive(Debug)]
pub struct Targets {
    /// The targets, by position of the task.
    pub all: Vec<Target>,
    index: Vec<(u64, u32)>,
    filter: Vec<u64>,
    shift: u32,
}

fn key(tier: usize, hash: u64) -> u64 {
    // The top bits of a linear hash are good; the tier must change them.
    (hash ^ (tier as u64).wrapping_mul(0xd6e8_feb8_6659_fd93)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Targets {
    /// The targets of these tasks. Tasks of fewer than five terms are never found.
    #[must_use]
    pub fn new(tasks: &[Task]) -> Self {
        let all: Vec<Target> = tasks
            .iter()
            .map(|task| Target {
                terms: task.terms.low_words().iter().take(LANES).copied().collect(),
                exact: (0..LANES)
                    .filter(|&i| task.terms.get(i).is_some_and(|t| t.to_i64().is_some()))
                    .fold(0, |m, i| m | 1 << i),
            })
            .collect();
        let mut index = Vec::new();
        for (i, target) in all.iter().enumerate() {
            let i = u32::try_from(i).unwrap_or(u32::MAX);
            let Some(&tier) = TIERS.iter().rev().find(|&&t| t <= target.terms.len()) else { continue };
            index.push((key(tier, linear(&target.terms[..tier])), i));
            if tier > SHORT_TIER && information(&target.terms[..SHORT_TIER]) >= MIN_SHORT_BITS {
                index.push((key(SHORT_TIER, linear(&target.terms[..SHORT_TIER])), i));
            }
        }
        index.sort_unstable();
        let log = (index.len().max(64) * 16).next_power_of_two().trailing_zeros();
        let mut filter = vec![0u64; 1 << (log - 6)];
        let shift = 64 - log;
        for (k, _) in &index {
            let bit = k >> shift;
            filter[(bit >> 6) as usize] |= 1 << (bit & 63);
        }
        Self { all, index, filter, shift }
    }

    /// Calls `found` with each target that these values agree with and the first index, by increasing index.
    pub fn find(&self, lanes: &ValueVec, mut found: impl FnMut(u32, usize)) {
        for from in 0..SHIFTS {
            let known = (lanes.ok >> from).trailing_ones() as usize;
            let mut hash = 0u64;
            let mut at = 0;
            for tier in TIERS {
                if tier > known {
                    break;
                }
                while at < tier {
                    hash = hash.wrapping_add(COEFFICIENTS[at].wrapping_mul(lanes.v[from + at] as u64));
                    at += 1;
                }
                let k = key(tier, hash);
                let bit = k >> self.shift;
                if self.filter[(bit >> 6) as usize] >> (bit & 63) & 1 == 0 {
                    continue;
                }
                let start = self.index.partition_point(|(other, _)| *other < k);
                for &(_, target) in self.index[start..].iter().take_while(|(other, _)| *other == k) {
                    if self.all[target as usize].agrees(lanes, from, 0) {
                        found(target, from);
                    }
                }
            }
        }
    }

    /// Memory that the targets, their index and its filter hold, in bytes.
    #[must_use]
    pub fn memory(&self) -> u64 {
        let terms: usize = self.all.iter().map(|t| t.terms.len() * 8 + 40).sum();
        (terms + self.index.len() * 16 + self.filter.len() * 8) as u64
    }
}

/// Bits of the sizes of some terms.
fn information(terms: &[i64]) -> u32 {
    terms.iter().map(|t| 64 - t.unsigned_abs().leading_zeros()).sum()
}

impl Target {
    /// Whether the values at the indices from `from` on are the terms, the first `first` terms left out, as far as both
    /// are known. Where the program fails there must be no term.
    #[must_use]
    pub fn agrees(&self, lanes: &ValueVec, from: usize, first: usize) -> bool {
        let end = self.terms.len().min(LANES - from);
        let known = ((lanes.ok >> from) & ((1u64 << end) - 1) as u32).count_ones() as usize;
        known + first >= end.min(MIN_KNOWN)
            && (first..end).all(|i| {
                let lane = i + from;
                if lanes.ok >> lane & 1 == 1 {
                    lanes.v[lane] == self.terms[i]
                        && (lanes.exact >> lane & 1 == self.exact >> i & 1 || lanes.exact >> lane & 1 == 0)
                } else {
                    lanes.bad >> lane & 1 == 0
                }
            })
    }

    /// Number of first terms that are exceptions, at most [`SKIP`], if the values agree with the other terms.
    #[must_use]
    pub fn exceptions(&self, values: &ValueVec, from: usize) -> Option<usize> {
        self.agrees(values, from, SKIP).then(|| {
            let one = |i: usize| values.ok >> (from + i) & 1 == 1 && values.v[from + i] == self.terms[i];
            if !one(1) { 2 } else { usize::from(!one(0)) }
        })
    }

    /// Whether the `count` terms after the first [`SKIP`] are exact.
    #[must_use]
    pub fn is_exact(&self, count: usize) -> bool {
        let mask = lane_mask(SKIP, count);
        self.exact & mask == mask
    }

    /// The linear hash of `count` terms after the first [`SKIP`], divided by the values at the indices from `from` on.
    /// `None` where a division leaves a remainder, or where a number is not known. `terms` are those of the target, or
    /// changed ones.
    #[must_use]
    pub fn quotient_hash(&self, terms: &[i64], values: &ValueVec, from: usize, count: usize) -> Option<u64> {
        let mask = lane_mask(SKIP, count);
        if self.exact & (values.exact >> from) & mask != mask {
            return None;
        }
        let mut out = 0u64;
        for (i, c) in COEFFICIENTS[..count].iter().enumerate() {
            let (t, x) = (*terms.get(SKIP + i)?, values.v[from + SKIP + i]);
            if t.checked_rem(x)? != 0 {
                return None;
            }
            out = out.wrapping_add(c.wrapping_mul((t / x) as u64));
        }
        Some(out)
    }
}
