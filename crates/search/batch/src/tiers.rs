//! Which candidates are compiled to native code, and when.
//!
//! A candidate begins in bytecode. One that exceeds its [`promotion_budget`] is put aside; at the end of the chunk, these
//! are compiled together in the light tier (T1) and begin again there. One that exceeds its [`second_budget`] there is
//! compiled with all of LLVM's passes (T2). Verdicts are the same in all tiers, so nothing but time depends on this.
//!
//! The rule looks at counts only, never at the clock: at the instructions of the program, and at the units that it has
//! executed, which are what it was charged less what came from tables at once. (So it also depends on what ran before on
//! the same thread, which fills the tables.)

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use nth_base::{Cancel, Clock};
use nth_dialects::Reader;
use nth_eval::{BatchBackend, BatchCompiler, Code, Effort, Native};
use nth_runner::EnginePolicy;

use crate::check::{Begun, Checker, Promotion, Verdict};

/// Promotion budget to T1, in units for each instruction. Compiling an instruction in T1 takes 28 µs (`nth-benches tiers --only costs`); that T1 saves 0.35 ns a unit is
/// an assumption: it saves from nothing to 2 ns.
const LIGHT: u64 = 80_000;
/// Promotion budget to T2, in units for each instruction. Compiling an instruction in T2 takes 580 µs (measured the same way). What T2 saves beyond T1 is assumed to be 0.4 ns a unit.
const FULL: u64 = 1_500_000;
/// Loading LLVM takes some 20 ms in the first module of a process. That has to pay, too: LLVM is loaded when candidates have
/// executed this many units beyond their promotion budgets.
const START: u64 = 60_000_000;
/// Largest number of programs of a module.
const MODULE: usize = 100;
/// Largest number of instructions of a program that is compiled; larger ones stay in bytecode.
const MAX_INSTRUCTIONS: usize = 2_000;
/// Number of candidates waiting for the compiler at which a chunk ends, so that other threads share them.
const MAX_WAITING: usize = 200;

/// How candidates are promoted to native code.
#[derive(Clone, Default)]
pub struct Tiering {
    /// What runs candidates.
    pub policy: EnginePolicy,
    /// Compiler; without it all candidates stay in bytecode.
    pub backend: Option<Arc<dyn BatchBackend>>,
    /// Whether the lines of output say what ran a candidate.
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
    /// Bytecode.
    #[default]
    Bytecode,
    /// Native code, lightly optimised.
    T1,
    /// Native code, fully optimised.
    T2,
}

impl Tier {
    /// All tiers.
    pub const ALL: [Self; 3] = [Self::Bytecode, Self::T1, Self::T2];

    /// The name in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bytecode => "bytecode",
            Self::T1 => "T1",
            Self::T2 => "T2",
        }
    }
}

/// Work of a tier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Number of candidates decided in it.
    pub decided: u64,
    /// Units executed in it, for candidates that were then promoted, too.
    pub units: u64,
    /// Number of programs compiled for it.
    pub compiled: u64,
    /// Number of modules of these programs.
    pub modules: u64,
    /// Processor time of compiling.
    pub time: Duration,
}

/// Work of all tiers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares([Share; 3]);

impl Shares {
    /// Work of one tier.
    #[must_use]
    pub fn of(&self, tier: Tier) -> &Share {
        &self.0[tier as usize]
    }

    fn get(&mut self, tier: Tier) -> &mut Share {
        &mut self.0[tier as usize]
    }

    /// Adds the work of another account.
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

/// Number of units that a program of this many instructions may execute in bytecode before it is compiled for T1: by then the
/// bytecode has taken as long as compiling will.
fn promotion_budget(instructions: usize) -> u64 {
    if instructions > MAX_INSTRUCTIONS { u64::MAX } else { LIGHT * instructions as u64 }
}

/// Number of units that a program may execute in T1 before it is compiled for T2.
fn second_budget(instructions: usize) -> u64 {
    FULL * instructions as u64
}

/// The tiers of a thread.
pub(crate) struct Tiers<'a> {
    tiering: &'a Tiering,
    clock: &'a dyn Clock,
    compiler: Option<Box<dyn BatchCompiler>>,
    /// Whether the compiler cannot be started, or failed.
    failed: bool,
    /// Units executed in bytecode that would have paid for T1, had LLVM been loaded.
    missed: u64,
    /// Work of the tiers since this was last taken.
    pub shares: Shares,
    /// Candidates of the chunk that wait, with their places.
    waiting: Vec<(usize, Box<Promotion>)>,
}

/// A verdict, and the tier in which it was found.
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
            // Until LLVM is there, what it would have saved is counted.
            EnginePolicy::Auto if self.missed < START => {
                promotion_budget(instructions).saturating_add(START - self.missed)
            }
            EnginePolicy::Auto => promotion_budget(instructions),
            EnginePolicy::Always => 0,
            EnginePolicy::Never => u64::MAX,
        }
    }

    /// Checks a line in bytecode. Without a verdict, the candidate waits under this place.
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

    /// Whether the chunk must end because enough candidates wait.
    pub fn is_full(&self) -> bool {
        self.waiting.len() >= MAX_WAITING
    }

    /// Decides all candidates that wait, in native code.
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
                    // The verdict may only be that the run was cancelled.
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

    /// Programs in native code; none if that cannot be had.
    fn compile(&mut self, tier: Tier, codes: &[&Code]) -> Vec<Arc<dyn Native>> {
        let Some(backend) = self.tiering.backend.as_ref().filter(|_| !self.failed) else { return Vec::new() };
        let begin = self.clock.thread_time();
        let effort = if tier == Tier::T2 { Effort::Full } else { Effort::Light };
        let made = match &mut self.compiler {
            Some(compiler) => compiler.compile(effort, codes),
            none => backend.start().and_then(|c| none.insert(c).compile(effort, codes)),
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
