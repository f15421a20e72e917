//! Times of runs, measured with the clock handed in.

use std::sync::Arc;
use std::time::Duration;

use nth_base::Clock;

use crate::Engine;

/// Times of a run, in nanoseconds by the clock handed in. The caller's work on the terms is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Time to lower and compile, in nanoseconds; 0 where that was done before.
    pub compile_ns: u64,
    /// Time to compute the terms, in nanoseconds.
    pub run_ns: u64,
    /// Number of terms computed.
    pub terms: u64,
    /// The engine at the end of the run.
    pub engine: Engine,
    /// The position of the first term on that engine, if the run began on another.
    pub switched_at: Option<u64>,
    /// The position of the term that took longest, and its time in nanoseconds.
    pub slowest: Option<(u64, u64)>,
}

/// Stopwatch of a run. Without a clock nothing is timed.
pub struct Stopwatch {
    clock: Option<Arc<dyn Clock>>,
    begin: Duration,
    timing: Timing,
}

impl Stopwatch {
    /// Starts the stopwatch, first for the time to compile.
    #[must_use]
    pub fn start(clock: Option<Arc<dyn Clock>>) -> Self {
        let begin = clock.as_ref().map_or(Duration::ZERO, |c| c.now());
        let timing =
            Timing { compile_ns: 0, run_ns: 0, terms: 0, engine: Engine::Bytecode, switched_at: None, slowest: None };
        Self { clock, begin, timing }
    }

    fn since(&self, begin: Duration) -> u64 {
        let now = self.clock.as_ref().map_or(begin, |c| c.now());
        u64::try_from(now.saturating_sub(begin).as_nanos()).unwrap_or(u64::MAX)
    }

    /// Ends the time to compile, which began with [`Stopwatch::start`].
    pub fn compiled(&mut self) {
        self.timing.compile_ns = self.since(self.begin);
    }

    /// Computes the term at a position, and times it.
    pub fn term<T>(&mut self, position: u64, compute: impl FnOnce() -> T) -> T {
        let Some(begin) = self.clock.as_ref().map(|c| c.now()) else { return compute() };
        let out = compute();
        let ns = self.since(begin);
        self.timing.run_ns = self.timing.run_ns.saturating_add(ns);
        if self.timing.slowest.is_none_or(|(_, most)| ns > most) {
            self.timing.slowest = Some((position, ns));
        }
        out
    }

    /// Returns the times after `terms` terms from position `first` on. The terms from position `native_from` on came
    /// from native code. None without a clock.
    #[must_use]
    pub fn finish(mut self, terms: u64, first: u64, native_from: Option<u64>) -> Option<Timing> {
        if let Some(at) = native_from {
            self.timing.engine = Engine::Native;
            self.timing.switched_at = Some(at).filter(|at| *at > first);
        }
        self.timing.terms = terms;
        self.clock.map(|_| self.timing)
    }
}
