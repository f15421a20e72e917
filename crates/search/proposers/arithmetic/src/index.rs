//! The tasks, to be found by their first terms.

use nth_propose::Task;
use rustc_hash::FxHashMap;

/// Numbers of first terms that are hashed, the largest first.
pub const TIERS: [usize; 3] = [16, 10, 6];
/// Size of the filter in front of a tier, in bits (a power of 2).
const FILTER_BITS: u64 = 1 << 23;

/// Terms from this on are large.
const LARGE: u64 = 1 << 36;
/// Fewest values that agree with a task that has large terms.
const MIN_AGREEING: usize = 10;

/// The terms of a task, as far as they are wanted here.
pub struct Target {
    /// The low 64 bits of the terms.
    pub low: Vec<i64>,
    /// Number of first terms that are not large.
    pub small: usize,
    /// The index of the first term, where it is known.
    pub first: Option<i64>,
}

struct Tier {
    filter: Vec<u64>,
    map: FxHashMap<u64, Vec<u32>>,
}

/// The tasks by their first terms.
pub struct Index {
    /// The tasks, by their numbers.
    pub targets: Vec<Target>,
    tiers: Vec<Tier>,
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(state: u64, values: &[i64]) -> u64 {
    values.iter().fold(state, |h, &v| (h.rotate_left(5) ^ v as u64).wrapping_mul(0x517c_c1b7_2722_0a95))
}

/// A hash of values.
pub fn hash(values: &[i64]) -> u64 {
    let h = mix(SEED, values);
    h ^ (h >> 29)
}

impl Index {
    /// An index of these tasks. Tasks with too few terms, or with equal terms only, are not found.
    pub fn new(tasks: &[Task]) -> Self {
        let targets: Vec<Target> = tasks
            .iter()
            .map(|t| Target {
                low: t.terms.low_words().to_vec(),
                small: t.terms.iter().take_while(|x| x.to_i64().is_some_and(|x| x.unsigned_abs() < LARGE)).count(),
                first: t.first,
            })
            .collect();
        let tiers = TIERS
            .iter()
            .map(|&k| {
                let mut tier = Tier { filter: vec![0; (FILTER_BITS / 64) as usize], map: FxHashMap::default() };
                for (i, t) in targets.iter().enumerate() {
                    if t.low.len() >= k && t.low.iter().any(|&x| x != t.low[0]) {
                        let h = hash(&t.low[..k]);
                        let bit = h % FILTER_BITS;
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
    /// `known` is the number of values there are in all; `values` holds at least the first 16 of them, or all.
    pub fn begins(&self, values: &[i64], known: usize, mut each: impl FnMut(usize)) {
        let mut above = usize::MAX;
        // Hashes of all tiers are computed in one pass over the values.
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
            let bit = h % FILTER_BITS;
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
        want[..both] == values[..both] && (both == want.len() || both >= MIN_AGREEING.max(self.targets[task].small))
    }
}
