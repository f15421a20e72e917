//! In which tier programs run, and how long that takes.
//!
//! A tier changes how fast terms come, never a term, an error or a cost. Compiled is only what a face asks for: it hands in
//! the native compiler ([`Session::set_native`]), the choice ([`Session::set_tier`]) and, to have times, a clock.

use std::sync::Arc;
use std::time::Duration;

use nth_base::Clock;
use nth_eval::Backend;

use crate::session::Session;

/// Which tier a face asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TierChoice {
    /// Bytecode at once, native code where it is there and pays.
    #[default]
    Auto,
    /// Only bytecode.
    Bytecode,
    /// Native code from the first term on.
    Native,
}

/// What runs terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// The interpreter of bytecode.
    Bytecode,
    /// Native code.
    Native,
}

impl Tier {
    /// Its name, for people and programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bytecode => "bytecode",
            Self::Native => "native",
        }
    }
}

/// How long a run took. Times are those of the clock of the session; what the face does with the terms is not in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Time to lower and compile, in nanoseconds; 0 where that was done before.
    pub compile_ns: u64,
    /// Time to compute the terms, in nanoseconds.
    pub run_ns: u64,
    /// Number of terms computed.
    pub terms: u64,
    /// The tier at the end.
    pub tier: Tier,
    /// The position of the first term in that tier, if the run began in another.
    pub switched_at: Option<u64>,
    /// The position of the term that took longest, and its time in nanoseconds.
    pub slowest: Option<(u64, u64)>,
}

/// How the programs of a session run.
#[derive(Clone, Default)]
pub(crate) struct Tiers {
    pub(crate) native: Option<Arc<dyn Backend>>,
    pub(crate) choice: TierChoice,
    pub(crate) clock: Option<Arc<dyn Clock>>,
}

impl Session {
    /// Sets what makes native code; without it everything runs as bytecode.
    pub fn set_native(&mut self, native: Option<Arc<dyn Backend>>) {
        self.tiers.native = native;
    }

    /// What makes native code, if anything does.
    #[must_use]
    pub fn native(&self) -> Option<&dyn Backend> {
        self.tiers.native.as_deref()
    }

    /// Sets the tier of the runs to come.
    pub fn set_tier(&mut self, choice: TierChoice) {
        self.tiers.choice = choice;
    }

    /// The tiers that there are here, slowest first.
    #[must_use]
    pub fn tiers(&self) -> &'static [Tier] {
        if self.tiers.native.is_some() { &[Tier::Bytecode, Tier::Native] } else { &[Tier::Bytecode] }
    }

    /// Sets the clock by which runs are timed; without it they are not.
    pub fn set_clock(&mut self, clock: Option<Arc<dyn Clock>>) {
        self.tiers.clock = clock;
    }
}

/// Times a run, if there is a clock.
pub(crate) struct Watch {
    clock: Option<Arc<dyn Clock>>,
    begin: Duration,
    timing: Timing,
}

impl Watch {
    pub(crate) fn start(clock: Option<Arc<dyn Clock>>) -> Self {
        let begin = clock.as_ref().map_or(Duration::ZERO, |c| c.now());
        let timing =
            Timing { compile_ns: 0, run_ns: 0, terms: 0, tier: Tier::Bytecode, switched_at: None, slowest: None };
        Self { clock, begin, timing }
    }

    fn since(&self, begin: Duration) -> u64 {
        let now = self.clock.as_ref().map_or(begin, |c| c.now());
        u64::try_from(now.saturating_sub(begin).as_nanos()).unwrap_or(u64::MAX)
    }

    /// The code is ready.
    pub(crate) fn compiled(&mut self) {
        self.timing.compile_ns = self.since(self.begin);
    }

    /// Computes a term.
    pub(crate) fn term<T>(&mut self, position: u64, compute: impl FnOnce() -> T) -> T {
        let Some(begin) = self.clock.as_ref().map(|c| c.now()) else { return compute() };
        let out = compute();
        let ns = self.since(begin);
        self.timing.run_ns = self.timing.run_ns.saturating_add(ns);
        if self.timing.slowest.is_none_or(|(_, most)| ns > most) {
            self.timing.slowest = Some((position, ns));
        }
        out
    }

    /// All terms have come; those from `native_from` on in native code.
    pub(crate) fn finish(mut self, terms: u64, first: u64, native_from: Option<u64>) -> Option<Timing> {
        if let Some(at) = native_from {
            self.timing.tier = Tier::Native;
            self.timing.switched_at = Some(at).filter(|at| *at > first);
        }
        self.timing.terms = terms;
        self.clock.map(|_| self.timing)
    }
}
