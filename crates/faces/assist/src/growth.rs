//! Growth of the cost of a term with its index, measured.

use nth_base::{Cancel, Limits};
use nth_core::EvalError;
use nth_eval::Evaluator;
use nth_runner::Execution;
use nth_types::hir::DefKind;

use crate::program::Lowered;

/// Distances from the first index at which costs are measured.
const DISTANCES: [i64; 12] = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];
/// Consecutive indices that are measured together, so that one unusual index counts less.
const TOGETHER: i64 = 3;
/// Cost units after which no further distance is measured.
const BUDGET: u64 = 2_000_000;
/// Fewest distances from which a growth is told.
const FEWEST: usize = 4;

/// Growth of a cost, estimated from costs at some indices. It is a measurement and no proof.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Growth {
    /// The cost does not depend on the index, or hardly.
    Constant,
    /// The cost grows more slowly than any power that was seen: by a constant with each doubling of the index.
    Logarithmic,
    /// The cost grows as a power of the index, with this exponent.
    Power(f64),
    /// The cost is multiplied by this number with each step of the index.
    Exponential(f64),
}

impl std::fmt::Display for Growth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Constant => f.write_str("about constant"),
            Self::Logarithmic => f.write_str("about log n"),
            Self::Power(e) => {
                let near = e.round();
                // Costs of three indices do not tell 1.9 from 2.
                if (e - near).abs() > 0.2 {
                    write!(f, "about n^{e:.1}")
                } else if near == 1.0 {
                    f.write_str("about n")
                } else {
                    write!(f, "about n^{near}")
                }
            }
            Self::Exponential(base) => write!(f, "about {base:.1}^n"),
        }
    }
}

/// The costs of the terms at some distances from the first index, each computed by itself.
pub(crate) fn measure(lowered: &Lowered, cancel: &Cancel) -> Option<Growth> {
    let limits = Limits { budget: BUDGET, max_digits: 10_000, ..Limits::CANDIDATE };
    let mut evaluator = Evaluator::new(&limits, cancel);
    let (mut samples, mut spent): (Vec<(f64, f64)>, u64) = (Vec::new(), 0);
    'distances: for distance in DISTANCES {
        let mut together = 0_u64;
        for next in 0..TOGETHER {
            let index = index(lowered, distance + next)?;
            let mut execution = Execution::in_bytecode(&mut evaluator, &lowered.executable);
            match execution.term(&index) {
                Ok(_) => together = together.saturating_add(execution.cost().published),
                Err(EvalError::Interrupted) => return None,
                Err(_) => break 'distances,
            }
        }
        samples.push((distance as f64 + (TOGETHER - 1) as f64 / 2.0, together as f64 / TOGETHER as f64));
        spent = spent.saturating_add(together);
        if spent > BUDGET {
            break;
        }
    }
    estimate(&samples)
}

/// The index at a distance from the first one: for triangles the middle of a row, for arrays the diagonal.
fn index(lowered: &Lowered, distance: i64) -> Option<Vec<i64>> {
    let at = |i: usize| lowered.offsets.get(i).copied().unwrap_or(0);
    match lowered.kind {
        DefKind::Seq | DefKind::Fn => Some(vec![at(0).checked_add(distance)?]),
        DefKind::Triangle => {
            let row = at(0).max(at(1)).checked_add(distance)?;
            Some(vec![row, at(1).checked_add(distance / 2)?])
        }
        DefKind::Array => Some(vec![at(0).checked_add(distance)?, at(1).checked_add(distance)?]),
    }
}

/// The growth of costs at distances that double: pairs of distance and cost.
fn estimate(samples: &[(f64, f64)]) -> Option<Growth> {
    let (last, others) = samples.split_last()?;
    let before = others.last()?;
    if samples.len() < FEWEST {
        // The cost of a few terms that exhausts the budget grows fast, or the terms end soon.
        return exponential(samples);
    }
    let slope = |a: &(f64, f64), b: &(f64, f64)| (b.1.max(1.0).ln() - a.1.max(1.0).ln()) / (b.0.ln() - a.0.ln());
    let steps: Vec<f64> = samples.windows(2).map(|w| slope(&w[0], &w[1])).collect();
    let recent = steps.last().copied()?;
    let earlier = steps.get(steps.len() - 2).copied()?;
    if recent < 0.05 && last.1 <= 1.2 * samples[samples.len() / 2].1 {
        return Some(Growth::Constant);
    }
    // With a power the slope settles, with an exponential it doubles with the distance.
    if recent > 1.5 && recent > 1.5 * earlier && earlier > 0.5 {
        return Some(Growth::Exponential(base(before, last)));
    }
    if recent < 0.35 && earlier < 0.5 {
        return Some(Growth::Logarithmic);
    }
    Some(Growth::Power((recent + earlier) / 2.0))
}

fn exponential(samples: &[(f64, f64)]) -> Option<Growth> {
    let [.., a, b, c] = samples else { return None };
    let (early, late) = (base(a, b), base(b, c));
    (early > 1.2 && late > 1.2 && late > 0.75 * early).then_some(Growth::Exponential(late))
}

/// The factor of each step between two samples.
fn base(a: &(f64, f64), b: &(f64, f64)) -> f64 {
    ((b.1.max(1.0).ln() - a.1.max(1.0).ln()) / (b.0 - a.0)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growth(cost: impl Fn(f64) -> f64) -> String {
        let samples: Vec<(f64, f64)> = DISTANCES.iter().map(|d| (*d as f64 + 1.0, cost(*d as f64 + 1.0))).collect();
        let within = samples.iter().take_while(|(_, c)| *c < 1e6).copied().collect::<Vec<_>>();
        estimate(&within).map_or_else(|| "unknown".to_owned(), |g| g.to_string())
    }

    #[test]
    fn growth_of_known_costs() {
        assert_eq!(growth(|_| 7.0), "about constant");
        assert_eq!(growth(|n| 5.0 + 3.0 * n.log2()), "about log n");
        assert_eq!(growth(|n| 20.0 + 3.0 * n), "about n");
        assert_eq!(growth(|n| 2.0 * n * n + 9.0 * n + 30.0), "about n^2");
        assert_eq!(growth(|n| n * n * n), "about n^3");
        assert_eq!(growth(|n| 4.0 * n.powf(1.5)), "about n^1.5");
        assert_eq!(growth(|n| 3.0 * 1.618_f64.powf(n)), "about 1.6^n");
        assert_eq!(growth(|n| 2.0_f64.powf(n) + 40.0), "about 2.0^n");
    }
}
