//! The tasks, to be found by their first terms.

use nth_num::Int;
use nth_propose::Task;
use rustc_hash::FxHashMap;

/// How many terms are hashed: the tiers, highest first.
pub const TIERS: [usize; 3] = [16, 10, 6];
/// The size of the filter in front of a tier, in bits (a power of 2).
const FILTER: u64 = 1 << 23;

/// From here on a term is large.
const LARGE: u64 = 1 << 36;

/// The terms of a task, as far as they are wanted here.
pub struct Target {
    /// The low 64 bits of the terms.
    pub low: Vec<i64>,
    /// How many of the first terms are not large.
    pub small: usize,
    /// The index of the first term, where it is known.
    pub first: Option<i64>,
}

struct Tier {
    filter: Vec<u64>,
    map: FxHashMap<u64, Vec<u32>>,
}

/// All tasks by their first terms.
pub struct Index {
    /// The tasks.
    pub targets: Vec<Target>,
    tiers: Vec<Tier>,
}

/// The low 64 bits.
pub fn low(x: &Int) -> i64 {
    x.to_i64().unwrap_or_else(|| {
        let digits = x.abs().to_big().iter_u64_digits().next().unwrap_or(0) as i64;
        if x.signum() < 0 { digits.wrapping_neg() } else { digits }
    })
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(state: u64, values: &[i64]) -> u64 {
    values.iter().fold(state, |h, &v| (h.rotate_left(5) ^ v as u64).wrapping_mul(0x517c_c1b7_2722_0a95))
}

/// The hash of values.
pub fn hash(values: &[i64]) -> u64 {
    let h = mix(SEED, values);
    h ^ (h >> 29)
}

impl Index {
    /// Of these tasks. Tasks with too few terms, or without interest, are not found.
    pub fn new(tasks: &[Task]) -> Self {
        let targets: Vec<Target> = tasks
            .iter()
            .map(|t| Target {
                low: t.terms.iter().map(low).collect(),
                small: t.terms.iter().take_while(|x| x.to_i64().is_some_and(|x| x.unsigned_abs() < LARGE)).count(),
                first: t.first,
            })
            .collect();
        let tiers = TIERS
            .iter()
            .map(|&k| {
                let mut tier = Tier { filter: vec![0; (FILTER / 64) as usize], map: FxHashMap::default() };
                for (i, t) in targets.iter().enumerate() {
                    if t.low.len() >= k && t.low.iter().any(|&x| x != t.low[0]) {
                        let h = hash(&t.low[..k]);
                        let bit = h % FILTER;
                        tier.filter[(bit / 64) as usize] |= 1 << (bit % 64);
                        tier.map.entry(h).or_default().push(i as u32);
                    }
                }
                tier
            })
            .collect();
        Self { targets, tiers }
    }

    /// Calls `each` with the tasks that begin like these values, as far as hashes tell.
    ///
    /// `known` is how many values there are in the end; `values` holds at least the first 16 of them, or all.
    pub fn begins(&self, values: &[i64], known: usize, mut each: impl FnMut(usize)) {
        let mut above = usize::MAX;
        // One pass over the values gives the hashes of all tiers.
        let mut hashes = [0; TIERS.len()];
        let mut state = SEED;
        let mut at = 0;
        for (i, &k) in TIERS.iter().enumerate().rev() {
            if known < k {
                break;
            }
            state = mix(state, &values[at..k]);
            hashes[i] = state ^ (state >> 29);
            at = k;
        }
        for (i, (tier, &k)) in self.tiers.iter().zip(&TIERS).enumerate() {
            if known < k {
                continue;
            }
            let h = hashes[i];
            let bit = h % FILTER;
            let maybe = tier.filter[(bit / 64) as usize] >> (bit % 64) & 1 == 1;
            // Longer tasks were seen in the tier above.
            for &i in tier.map.get(&h).filter(|_| maybe).into_iter().flatten() {
                if self.targets[i as usize].low.len() < above {
                    each(i as usize);
                }
            }
            above = k;
        }
    }

    /// Whether a task agrees with these values as far as both go, and that is far enough: all terms that are not large,
    /// since values of growing functions end where 64 bits do.
    pub fn agrees(&self, task: usize, values: &[i64]) -> bool {
        let want = &self.targets[task].low;
        let both = want.len().min(values.len());
        want[..both] == values[..both] && (both == want.len() || both >= 10.max(self.targets[task].small))
    }
}
