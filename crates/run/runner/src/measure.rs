//! Measurement of a program on each engine, and comparison of the engines.

use std::ops::Deref;
use std::time::Duration;

use nth_base::{Cancel, Cost, Limits};
use nth_core::EvalError;
use nth_num::Int;

use crate::{Engine, EnginePolicy, Engines, Executable, Stop, Stopwatch, TermRun, elide, run_terms};

/// Plan of a measurement: the terms, the runs, the engines and the limits.
#[derive(Clone, Debug)]
pub struct BenchPlan {
    /// Number of terms that each run computes.
    pub terms: u64,
    /// Number of timed runs on each engine; one untimed run comes before them.
    pub runs: u32,
    /// The engines to measure.
    pub engines: Vec<Engine>,
    /// Limits of each run.
    pub limits: Limits,
}

/// A program on one engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenchRow {
    /// Engine on which the program ran.
    pub engine: Engine,
    /// Time of the first run to lower and compile, in nanoseconds.
    pub compile_ns: u64,
    /// Time of a whole run, in nanoseconds: the median of the runs.
    pub run_ns: u64,
    /// Number of terms, their cost, and the reason why there are no more.
    pub run: TermRun,
}

/// The result of a measurement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bench {
    /// Results, one row for each engine that was measured to the end.
    pub rows: Vec<BenchRow>,
    /// First difference between an engine and the first engine. A difference is a defect of nth.
    pub difference: Option<Difference>,
    /// Whether the measurement was stopped before its end.
    pub interrupted: bool,
}

/// Complete result of a run: its terms with their costs, and the reason why it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The terms, each with what the run had spent after it.
    pub terms: Vec<(Int, Cost)>,
    /// Reason why the run ended early, if it did.
    pub stopped: Option<Stop>,
    /// Total cost of the run, in both readings.
    pub spent: Cost,
}

/// Difference between the results of two engines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The first engine and its account.
    pub reference: (Engine, Account),
    /// The engine that differs, and its account.
    pub other: (Engine, Account),
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ((a, x), (b, y)) = (&self.reference, &self.other);
        let at = x.terms.iter().zip(&y.terms).position(|(s, t)| s != t);
        let show = |m: &Account| match (at.and_then(|k| m.terms.get(k)), &m.stopped) {
            (Some((value, spent)), _) => format!("{} after {} units", elide(value, 40), spent.published),
            (None, Some(s)) => {
                let index: Vec<String> = s.index.iter().map(i64::to_string).collect();
                format!("{} at index {} after {} units", s.error.name(), index.join(", "), m.spent.published)
            }
            (None, None) => format!("{} terms", m.terms.len()),
        };
        let place = at.map_or_else(String::new, |k| format!(" at position {k}"));
        write!(f, "the engines differ{place}: {} gives {}, {} gives {}", a.name(), show(x), b.name(), show(y))
    }
}

/// Measures a program on each engine of the plan. `prepare` compiles the program, or returns what was compiled before.
/// `indices` gives the indices of its terms. `progress` receives the engine and the number of each run before the run
/// begins; run 0 is not timed. Without a clock all times are 0.
///
/// # Errors
/// The program cannot be compiled.
pub fn measure<E, P: Deref<Target = Executable>, I: Iterator<Item = Vec<i64>>>(
    prepare: &mut dyn FnMut() -> Result<P, E>,
    indices: &dyn Fn() -> I,
    plan: &BenchPlan,
    engines: &Engines,
    cancel: &Cancel,
    progress: &mut dyn FnMut(Engine, u32),
) -> Result<Bench, E> {
    let clock = engines.clock.clone();
    let now = || clock.as_ref().map_or(Duration::ZERO, |c| c.now());
    let first_indices = || indices().take(usize::try_from(plan.terms).unwrap_or(usize::MAX));
    let mut bench = Bench::default();
    let mut reference: Option<(Engine, Account)> = None;
    for engine in plan.engines.iter().copied() {
        let engines = Engines { policy: EnginePolicy::only(engine), places: false, ..engines.clone() };
        progress(engine, 0);
        let watch = Stopwatch::start(clock.clone());
        let executable = prepare()?;
        let mut terms = Vec::new();
        let run = run_terms(&executable, &engines, 0, first_indices(), (&plan.limits, cancel), watch, &mut |t| {
            terms.push((t.value, t.spent));
            true
        });
        if is_interrupted(&run) {
            bench.interrupted = true;
            return Ok(bench);
        }
        let compile_ns = run.timing.map_or(0, |t| t.compile_ns);
        let found = Account { terms, stopped: run.stopped.clone(), spent: run.spent };
        match reference.take() {
            Some((first, expected)) if expected != found => {
                bench.difference = Some(Difference { reference: (first, expected), other: (engine, found) });
                return Ok(bench);
            }
            before => reference = before.or(Some((engine, found))),
        }
        let mut times = Vec::new();
        for k in 1..=plan.runs {
            progress(engine, k);
            let begin = now();
            // Without a clock: reading it at each term would take longer than many terms.
            let watch = Stopwatch::start(None);
            let run =
                run_terms(&executable, &engines, 0, first_indices(), (&plan.limits, cancel), watch, &mut |_| true);
            let time = now().saturating_sub(begin);
            if is_interrupted(&run) {
                bench.interrupted = true;
                return Ok(bench);
            }
            times.push(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
        }
        bench.rows.push(BenchRow { engine, compile_ns, run_ns: median(&mut times), run });
    }
    Ok(bench)
}

fn is_interrupted(run: &TermRun) -> bool {
    run.stopped.as_ref().is_some_and(|s| s.error == EvalError::Interrupted)
}

/// Median of the times in nanoseconds: the middle one, or the mean of the two in the middle; 0 if there is none.
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
        let units = |published| Cost { published, continued: published };
        let account = |terms: &[(i64, u64)], stopped: Option<EvalError>| Account {
            terms: terms.iter().map(|(x, c)| (Int::Small(*x), units(*c))).collect(),
            stopped: stopped.map(|error| Stop { index: vec![9], error, trace: None }),
            spent: units(10),
        };
        for (other, expected) in [
            (
                account(&[(1, 5), (3, 9)], None),
                " at position 1: bytecode gives 2 after 9 units, native gives 3 after 9 units",
            ),
            (
                account(&[(1, 5), (2, 8)], None),
                " at position 1: bytecode gives 2 after 9 units, native gives 2 after 8 units",
            ),
            (
                account(&[(1, 5)], Some(EvalError::Index)),
                ": bytecode gives 2 terms, native gives index at index 9 after 10 units",
            ),
        ] {
            let base = account(&[(1, 5), (2, 9)], None);
            let difference = Difference { reference: (Engine::Bytecode, base), other: (Engine::Native, other) };
            assert_eq!(difference.to_string(), format!("the engines differ{expected}"));
        }
    }
}
