//! A sequence timed in each tier, and the tiers held against each other.

use std::time::Duration;

use nth_base::{Cancel, Cost, Limits};
use nth_core::EvalError;
use nth_diag::Diagnostic;
use nth_num::Int;
use nth_types::hir::DefId;

use crate::session::Session;
use crate::terms::{Stop, TermRun};
use crate::tiers::{Tier, TierChoice};

/// How to measure.
#[derive(Clone, Debug)]
pub struct BenchPlan {
    /// Number of terms.
    pub terms: u64,
    /// Runs that count; one more comes before them.
    pub runs: u32,
    /// The tiers to measure.
    pub tiers: Vec<Tier>,
    /// Limits of each run.
    pub limits: Limits,
}

/// A sequence in one tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenchRow {
    /// The tier.
    pub tier: Tier,
    /// Time of the first run to lower and compile, in nanoseconds.
    pub compile_ns: u64,
    /// Time of a run with all around it, in nanoseconds: the median of the runs.
    pub run_ns: u64,
    /// Terms computed, what they cost, and why there are no more.
    pub run: TermRun,
}

/// What a measurement came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bench {
    /// One row for each tier that was measured to the end.
    pub rows: Vec<BenchRow>,
    /// Where a tier gives something else than the first one, in words: a defect of nth.
    pub difference: Option<String>,
    /// Whether it was stopped before the end.
    pub interrupted: bool,
}

/// All that a program means: its terms with their costs, and how it ended.
#[derive(PartialEq, Eq)]
struct Meaning {
    terms: Vec<(Int, Cost)>,
    stopped: Option<Stop>,
    spent: Cost,
}

impl Session {
    /// Measures a definition. `progress` is told before each run its tier and number, from 0 (which does not count).
    /// Without a clock in the session all times are 0.
    ///
    /// # Errors
    /// The definition cannot run.
    pub fn bench(
        &mut self,
        id: DefId,
        plan: &BenchPlan,
        cancel: &Cancel,
        progress: &mut dyn FnMut(Tier, u32),
    ) -> Result<Bench, Vec<Diagnostic>> {
        let before = self.tiers.clone();
        let out = self.measure(id, plan, cancel, progress);
        self.tiers = before;
        out
    }

    fn measure(
        &mut self,
        id: DefId,
        plan: &BenchPlan,
        cancel: &Cancel,
        progress: &mut dyn FnMut(Tier, u32),
    ) -> Result<Bench, Vec<Diagnostic>> {
        let clock = self.tiers.clock.clone();
        let now = || clock.as_ref().map_or(Duration::ZERO, |c| c.now());
        let mut bench = Bench::default();
        let mut first: Option<(Tier, Meaning)> = None;
        for tier in plan.tiers.iter().copied() {
            self.set_tier(match tier {
                Tier::Bytecode => TierChoice::Bytecode,
                Tier::Native => TierChoice::Native,
            });
            progress(tier, 0);
            self.tiers.clock.clone_from(&clock);
            let mut terms = Vec::new();
            let run = self.run_terms(id, 0, plan.terms, &plan.limits, cancel, &mut |t| {
                terms.push((t.value, t.spent));
                true
            })?;
            if is_interrupted(&run) {
                bench.interrupted = true;
                return Ok(bench);
            }
            let compile_ns = run.timing.map_or(0, |t| t.compile_ns);
            let found = Meaning { terms, stopped: run.stopped.clone(), spent: run.spent };
            match &first {
                None => first = Some((tier, found)),
                Some((reference, expected)) if *expected != found => {
                    bench.difference = Some(self.difference(id, (*reference, expected), (tier, &found)));
                    return Ok(bench);
                }
                Some(_) => {}
            }
            // To look at the clock at each term would take longer than many a term.
            self.tiers.clock = None;
            let mut times = Vec::new();
            for k in 1..=plan.runs {
                progress(tier, k);
                let begin = now();
                let run = self.run_terms(id, 0, plan.terms, &plan.limits, cancel, &mut |_| true)?;
                let time = now().saturating_sub(begin);
                if is_interrupted(&run) {
                    bench.interrupted = true;
                    return Ok(bench);
                }
                times.push(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
            }
            bench.rows.push(BenchRow { tier, compile_ns, run_ns: median(&mut times), run });
        }
        Ok(bench)
    }

    /// The first thing in which two tiers differ.
    fn difference(&self, id: DefId, (a, x): (Tier, &Meaning), (b, y): (Tier, &Meaning)) -> String {
        let at = x.terms.iter().zip(&y.terms).position(|(s, t)| s != t);
        let show = |m: &Meaning| match (at.and_then(|k| m.terms.get(k)), &m.stopped) {
            (Some((value, spent)), _) => {
                format!("{} after {} units", crate::show::elide(value, 40), spent.published)
            }
            (None, Some(s)) => {
                format!("{} at {} after {} units", s.error.name(), self.term_text(id, &s.index), m.spent.published)
            }
            (None, None) => format!("{} terms", m.terms.len()),
        };
        let place = at.map_or_else(String::new, |k| format!(" at position {k}"));
        format!("the tiers differ{place}: {} gives {}, {} gives {}", a.name(), show(x), b.name(), show(y))
    }
}

fn is_interrupted(run: &TermRun) -> bool {
    run.stopped.as_ref().is_some_and(|s| s.error == EvalError::Interrupted)
}

/// The middle one, or the mean of the two in the middle.
fn median(times: &mut [u64]) -> u64 {
    times.sort_unstable();
    let middle = times.len() / 2;
    match (times.get(middle.wrapping_sub(1)), times.get(middle)) {
        (Some(a), Some(b)) if times.len().is_multiple_of(2) => a.midpoint(*b),
        (_, Some(b)) => *b,
        (_, None) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median(&mut []), 0);
        assert_eq!(median(&mut [7]), 7);
        assert_eq!(median(&mut [9, 1]), 5);
        assert_eq!(median(&mut [9, 1, 2]), 2);
    }

    #[test]
    fn differences_are_named() {
        use std::sync::Arc;
        let session = Session::new(Arc::default(), Arc::new(crate::NoFiles));
        let units = |published| Cost { published, continued: published };
        let meaning = |terms: &[(i64, u64)], stopped: Option<EvalError>| Meaning {
            terms: terms.iter().map(|(x, c)| (Int::Small(*x), units(*c))).collect(),
            stopped: stopped.map(|error| Stop { index: vec![9], error }),
            spent: units(10),
        };
        let base = meaning(&[(1, 5), (2, 9)], None);
        for (other, expected) in [
            (
                meaning(&[(1, 5), (3, 9)], None),
                " at position 1: bytecode gives 2 after 9 units, native gives 3 after 9 units",
            ),
            (
                meaning(&[(1, 5), (2, 8)], None),
                " at position 1: bytecode gives 2 after 9 units, native gives 2 after 8 units",
            ),
            (
                meaning(&[(1, 5)], Some(EvalError::Index)),
                ": bytecode gives 2 terms, native gives index at (9) after 10 units",
            ),
        ] {
            let id = DefId(0);
            let said = session.difference(id, (Tier::Bytecode, &base), (Tier::Native, &other));
            assert_eq!(said, format!("the tiers differ{expected}"));
        }
    }
}
