//! Tiered compilation: the rule for compiling candidates to native code.
//!
//! A candidate begins in bytecode. A candidate that exceeds its [`promotion_budget`] waits; at the end of the chunk,
//! the waiting candidates are compiled together in the light tier (T1) and start again there. A candidate that exceeds
//! its [`second_budget`] in T1 is compiled with all of LLVM's passes (T2). Verdicts are the same in all tiers; only the
//! time differs.
//!
//! The rule depends on counts only, never on the clock: on the number of instructions of the program, and on the number
//! of units that it has executed. Executed units are the cost charged, without the cost of results taken from tables.
//! (Therefore the rule also depends on programs that ran before on the same thread, which fill the tables.)

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use nth_base::{Cancel, Clock};
use nth_dialects::Reader;
use nth_eval::{BatchBackend, BatchCompiler, Code, Native, OptLevel};
use nth_runner::EnginePolicy;

use crate::check::{Begun, Checker, Promotion, Verdict};

/// Promotion budget to T1, in units for each instruction. Compiling an instruction in T1 takes 28 µs (`nth-benches
/// tiers --only costs`). T1 is assumed to save 0.35 ns a unit; the real saving ranges from nothing to 2 ns.
const LIGHT: u64 = 80_000;
/// Promotion budget to T2, in units for each instruction. Compiling an instruction in T2 takes 580 µs (measured in the
/// same way). The saving of T2 beyond T1 is assumed to be 0.4 ns a unit.
const FULL: u64 = 1_500_000;
/// Units that candidates must have executed beyond their promotion budgets before LLVM is loaded. Loading LLVM takes
/// some 20 ms in the first module of a process, which must pay off, too.
const START: u64 = 60_000_000;
/// Largest number of programs compiled in one module.
const MODULE: usize = 100;
/// Largest number of instructions of a program that is compiled; larger programs stay in bytecode.
const MAX_INSTRUCTIONS: usize = 2_000;
/// Number of candidates waiting for the compiler at which a chunk ends, so that other threads share the work.
const MAX_WAITING: usize = 200;

/// Settings of tiered compilation.
#[derive(Clone, Default)]
pub struct Tiering {
    /// The engines to use: native code when it pays, always, or never.
    pub policy: EnginePolicy,
    /// The compiler of native code; without one, all candidates stay in bytecode.
    pub backend: Option<Arc<dyn BatchBackend>>,
    /// Whether the lines of output name the tier of a candidate.
    pub show: bool,
}

impl fmt::Debug for Tiering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tiering({:?}, {})", self.policy, self.backend.is_some())
    }
}

/// The tier in which a candidate was decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tier {
    /// Interpreted bytecode, in which every candidate begins.
    #[default]
    Bytecode,
    /// Native code, lightly optimised.
    T1,
    /// Native code, fully optimised.
    T2,
}

impl Tier {
    /// All tiers, the slowest code first.
    pub const ALL: [Self; 3] = [Self::Bytecode, Self::T1, Self::T2];

    /// The name of the tier in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bytecode => "bytecode",
            Self::T1 => "T1",
            Self::T2 => "T2",
        }
    }
}

/// Work of one tier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Number of candidates decided in the tier.
    pub decided: u64,
    /// Cost units executed in the tier, those of candidates that were promoted afterwards included.
    pub units: u64,
    /// Number of programs compiled for the tier.
    pub compiled: u64,
    /// Number of modules compiled for the tier.
    pub modules: u64,
    /// Processor time spent on compiling; zero if the clock cannot measure it.
    pub time: Duration,
}

/// Work of all tiers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares([Share; 3]);

impl Shares {
    /// The work of one tier.
    #[must_use]
    pub fn of(&self, tier: Tier) -> &Share {
        &self.0[tier as usize]
    }

    fn get(&mut self, tier: Tier) -> &mut Share {
        &mut self.0[tier as usize]
    }

    /// Adds the work that another account has counted.
    pub fn merge(&mut self, other: &Self) {
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            a.decided += b.decided;
            a.units += b.units;
            a.compiled += b.compiled;
            a.modules += b.modules;
            a.time += b.time;
        }
    }
}

/// Number of cost units that a program of this many instructions may execute in bytecode before it is compiled for T1.
/// At that point the bytecode has taken as long as compiling will.
fn promotion_budget(instructions: usize) -> u64 {
    if instructions > MAX_INSTRUCTIONS { u64::MAX } else { LIGHT * instructions as u64 }
}

/// Number of cost units that a program of this many instructions may execute in T1 before it is compiled for T2.
fn second_budget(instructions: usize) -> u64 {
    FULL * instructions as u64
}

/// State of tiered compilation on one thread.
pub(crate) struct Tiers<'a> {
    tiering: &'a Tiering,
    clock: &'a dyn Clock,
    compiler: Option<Box<dyn BatchCompiler>>,
    /// Whether the compiler could not be started, or failed; then everything stays in bytecode.
    failed: bool,
    /// Units executed in bytecode beyond the promotion budgets; LLVM is loaded when there are [`START`] of them.
    missed: u64,
    /// Work of the tiers since this field was last taken.
    pub shares: Shares,
    /// Candidates of the chunk that wait for native code, with their positions in the chunk.
    waiting: Vec<(usize, Box<Promotion>)>,
}

/// A verdict and the tier in which it was reached.
pub(crate) type Ruled = (Verdict, Tier);

impl<'a> Tiers<'a> {
    pub fn new(tiering: &'a Tiering, clock: &'a dyn Clock) -> Self {
        Self {
            tiering,
            clock,
            compiler: None,
            failed: false,
            missed: 0,
            shares: Shares::default(),
            waiting: Vec::new(),
        }
    }

    fn budget(&self, instructions: usize) -> u64 {
        match self.tiering.policy {
            EnginePolicy::Auto | EnginePolicy::Always if self.failed || self.tiering.backend.is_none() => u64::MAX,
            // Before LLVM is loaded, the units that it would have saved are counted.
            EnginePolicy::Auto if self.missed < START => {
                promotion_budget(instructions).saturating_add(START - self.missed)
            }
            EnginePolicy::Auto => promotion_budget(instructions),
            EnginePolicy::Always => 0,
            EnginePolicy::Never => u64::MAX,
        }
    }

    /// Checks a line in bytecode. If there is no verdict, the candidate waits for native code under the number `place`.
    pub fn begin<R: Reader>(&mut self, checker: &mut Checker<'_, R>, line: &[u8], place: usize) -> Option<Ruled> {
        let mut due = u64::MAX;
        let begun = checker.begin(line, |n| {
            due = promotion_budget(n);
            self.budget(n)
        });
        let work = match &begun {
            Begun::Done(_, work) => *work,
            Begun::Promoted(promotion) => promotion.work,
        };
        self.missed = self.missed.saturating_add(work.compilable.saturating_sub(due));
        let share = self.shares.get(Tier::Bytecode);
        share.units += work.executed;
        match begun {
            Begun::Done(verdict, _) => {
                share.decided += 1;
                Some((verdict, Tier::Bytecode))
            }
            Begun::Promoted(promotion) => {
                self.waiting.push((place, promotion));
                None
            }
        }
    }

    /// Whether enough candidates wait to end the chunk.
    pub fn is_full(&self) -> bool {
        self.waiting.len() >= MAX_WAITING
    }

    /// Decides all waiting candidates in native code. `done` receives the place and the verdict of each.
    pub fn finish<R: Reader>(
        &mut self,
        checker: &mut Checker<'_, R>,
        cancel: &Cancel,
        mut done: impl FnMut(usize, Ruled),
    ) {
        let mut hot = std::mem::take(&mut self.waiting);
        let mut long = Vec::new();
        while !hot.is_empty() && !cancel.is_raised() {
            let rest = hot.split_off(hot.len().min(MODULE));
            let codes: Vec<&Code> = hot.iter().map(|h| &h.1.code).collect();
            let natives = self.compile(Tier::T1, &codes);
            for (k, (place, mut hot)) in hot.into_iter().enumerate() {
                let native = natives.get(k);
                let tier = if native.is_some() { Tier::T1 } else { Tier::Bytecode };
                let budget = if native.is_some() { second_budget(hot.code.instrs.len()) } else { u64::MAX };
                let (verdict, work) = checker.go_on(&hot.code, &mut hot.job, native, budget);
                if cancel.is_raised() {
                    // After a cancellation, the verdict may be an interruption.
                    return;
                }
                self.shares.get(tier).units += work.executed;
                match verdict {
                    Some(verdict) => {
                        self.shares.get(tier).decided += 1;
                        done(place, (verdict, tier));
                    }
                    None => long.push((place, hot)),
                }
            }
            hot = rest;
        }
        for (place, mut hot) in long {
            if cancel.is_raised() {
                return;
            }
            let native = self.compile(Tier::T2, &[&hot.code]).pop();
            let tier = if native.is_some() { Tier::T2 } else { Tier::Bytecode };
            let (verdict, work) = checker.go_on(&hot.code, &mut hot.job, native.as_ref(), u64::MAX);
            let share = self.shares.get(tier);
            share.units += work.executed;
            if let Some(verdict) = verdict.filter(|_| !cancel.is_raised()) {
                share.decided += 1;
                done(place, (verdict, tier));
            }
        }
    }

    /// Compiles programs to native code for a tier. Returns no programs if there is no compiler or it fails.
    fn compile(&mut self, tier: Tier, codes: &[&Code]) -> Vec<Arc<dyn Native>> {
        let Some(backend) = self.tiering.backend.as_ref().filter(|_| !self.failed) else { return Vec::new() };
        let begin = self.clock.thread_time();
        let level = if tier == Tier::T2 { OptLevel::Full } else { OptLevel::Light };
        let made = match &mut self.compiler {
            Some(compiler) => compiler.compile(level, codes),
            none => backend.start().and_then(|c| none.insert(c).compile(level, codes)),
        };
        let share = self.shares.get(tier);
        if let (Some(begin), Some(end)) = (begin, self.clock.thread_time()) {
            share.time += end.saturating_sub(begin);
        }
        match made {
            Ok(natives) => {
                share.modules += 1;
                share.compiled += natives.len() as u64;
                natives
            }
            Err(_) => {
                self.failed = true;
                Vec::new()
            }
        }
    }
}
