//! The sequences that programs are looked for, by hashes of their first terms.

use nth_num::Int;
use nth_propose::Task;

use crate::value_vec::{COEFFICIENTS, LANES, Lanes};

/// How many first terms are hashed: each target stands under the largest that it has terms for.
const TIERS: [usize; 5] = [5, 8, 12, 18, 28];
/// Programs may begin at these indices.
pub const SHIFTS: usize = 3;
/// A target whose first twelve terms hold so many bits stands under twelve, too: there it is found by programs of
/// which few terms are known.
const TELLING: u32 = 48;
/// So many terms, or all, must be known to agree.
const LEAST_KNOWN: usize = 12;

/// A target: its first terms.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// The first terms, at most 32, modulo 2⁶⁴.
    pub terms: Vec<i64>,
    /// Those of them that are exact, as a mask.
    pub exact: u32,
    /// Whether there are more terms.
    pub more: bool,
}

/// All targets, with their index.
#[derive(Debug)]
pub struct Targets {
    /// By position of the task.
    pub all: Vec<Target>,
    index: Vec<(u64, u32)>,
    filter: Vec<u64>,
    shift: u32,
}

/// A number modulo 2⁶⁴.
#[must_use]
pub fn low(x: &Int) -> i64 {
    x.to_i64().unwrap_or_else(|| {
        let big = x.to_big();
        let low = big.iter_u64_digits().next().unwrap_or(0);
        (if x.signum() < 0 { low.wrapping_neg() } else { low }) as i64
    })
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
                terms: task.terms.iter().take(LANES).map(low).collect(),
                exact: (0..LANES)
                    .filter(|&i| task.terms.get(i).is_some_and(|t| t.to_i64().is_some()))
                    .fold(0, |m, i| m | 1 << i),
                more: task.terms.len() > LANES,
            })
            .collect();
        let mut index = Vec::new();
        for (i, target) in all.iter().enumerate() {
            let i = u32::try_from(i).unwrap_or(u32::MAX);
            let Some(&tier) = TIERS.iter().rev().find(|&&t| t <= target.terms.len()) else { continue };
            index.push((key(tier, crate::value_vec::linear(&target.terms[..tier])), i));
            if tier > 12 && information(&target.terms[..12]) >= TELLING {
                index.push((key(12, crate::value_vec::linear(&target.terms[..12])), i));
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

    /// Hands on each target that these values agree with, and from which index, by increasing index.
    pub fn find(&self, lanes: &Lanes, mut found: impl FnMut(u32, usize)) {
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

    /// Bytes held.
    #[must_use]
    pub fn memory(&self) -> u64 {
        let terms: usize = self.all.iter().map(|t| t.terms.len() * 8 + 40).sum();
        (terms + self.index.len() * 16 + self.filter.len() * 8) as u64
    }
}

/// Bits that some terms hold, roughly.
#[must_use]
pub fn information(terms: &[i64]) -> u32 {
    terms.iter().map(|t| 64 - t.unsigned_abs().leading_zeros()).sum()
}

impl Target {
    /// Whether the values from index `from` on are the terms from the `first`-th on, as far as both are known. Where the
    /// program fails there must be no term.
    #[must_use]
    pub fn agrees(&self, lanes: &Lanes, from: usize, first: usize) -> bool {
        let end = self.terms.len().min(LANES - from);
        let known = ((lanes.ok >> from) & ((1u64 << end) - 1) as u32).count_ones() as usize;
        known + first >= end.min(LEAST_KNOWN)
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
}
