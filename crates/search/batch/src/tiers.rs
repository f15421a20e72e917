//! Which candidates are compiled to native code, and when.
//!
//! A candidate begins in bytecode. What executes more than [`patience`] says is put aside; at the end of the piece, these
//! are compiled together in the light tier (T1) and begin again there. What executes more than [`long_patience`] there is
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

/// Units an instruction. Compiling one in T1 takes 28 µs (`nth-benches tiers --only costs`); that T1 saves 0.35 ns a unit is
/// an assumption: it saves from nothing to 2 ns.
const LIGHT: u64 = 80_000;
/// Compiling an instruction in T2 takes 580 µs (measured the same way). What T2 saves beyond T1 is assumed to be 0.4 ns a unit.
const FULL: u64 = 1_500_000;
/// Loading LLVM takes some 20 ms in the first module of a process. That has to pay, too: it is done when candidates have
/// executed so many units beyond their patience.
const START: u64 = 60_000_000;
/// So many programs make a module at most.
const MODULE: usize = 100;
/// Larger programs stay in bytecode.
const MAX_INSTRUCTIONS: usize = 2_000;
/// A piece ends when so many candidates wait for the compiler, so that the other threads get some.
const MOST_HOT: usize = 200;

/// How candidates get to native code.
#[derive(Clone, Default)]
pub struct Tiering {
    /// What runs them.
    pub policy: EnginePolicy,
    /// Compiles; without it all stay in bytecode.
    pub backend: Option<Arc<dyn BatchBackend>>,
    /// Whether the lines of output say what ran a candidate.
    pub show: bool,
}

impl fmt::Debug for Tiering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tiering({:?}, {})", self.policy, self.backend.is_some())
    }
}

/// Where a candidate was decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tier {
    /// In bytecode.
    #[default]
    Bytecode,
    /// In native code, lightly optimised.
    T1,
    /// In native code, fully optimised.
    T2,
}

impl Tier {
    /// All.
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

/// What a tier did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Candidates decided in it.
    pub decided: u64,
    /// Units executed in it, those of candidates that went on elsewhere among them.
    pub units: u64,
    /// Programs compiled for it.
    pub compiled: u64,
    /// Modules they made.
    pub modules: u64,
    /// Processor time of compiling.
    pub time: Duration,
}

/// What the tiers did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares([Share; 3]);

impl Shares {
    /// What one did.
    #[must_use]
    pub fn of(&self, tier: Tier) -> &Share {
        &self.0[tier as usize]
    }

    fn get(&mut self, tier: Tier) -> &mut Share {
        &mut self.0[tier as usize]
    }

    /// Adds all of the other.
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

/// How many units a program of so many instructions may execute in bytecode before it is compiled lightly: by then the
/// bytecode has taken as long as compiling will.
fn patience(instructions: usize) -> u64 {
    if instructions > MAX_INSTRUCTIONS { u64::MAX } else { LIGHT * instructions as u64 }
}

/// The same for T1 and T2.
fn long_patience(instructions: usize) -> u64 {
    FULL * instructions as u64
}

/// The tiers of a thread.
pub(crate) struct Tiers<'a> {
    tiering: &'a Tiering,
    clock: &'a dyn Clock,
    compiler: Option<Box<dyn BatchCompiler>>,
    /// The compiler cannot be had, or failed.
    failed: bool,
    /// Units that were executed in bytecode although T1 would have paid, but for the start.
    missed: u64,
    /// What the tiers did since it was last taken.
    pub shares: Shares,
    /// Candidates of the piece that wait, with their places.
    hot: Vec<(usize, Box<Promotion>)>,
}

/// A verdict, and where it was found.
pub(crate) type Ruled = (Verdict, Tier);

impl<'a> Tiers<'a> {
    pub fn new(tiering: &'a Tiering, clock: &'a dyn Clock) -> Self {
        Self { tiering, clock, compiler: None, failed: false, missed: 0, shares: Shares::default(), hot: Vec::new() }
    }

    fn patience(&self, instructions: usize) -> u64 {
        match self.tiering.policy {
            EnginePolicy::Auto | EnginePolicy::Always if self.failed || self.tiering.backend.is_none() => u64::MAX,
            // Until LLVM is there, what it would have saved is counted.
            EnginePolicy::Auto if self.missed < START => patience(instructions).saturating_add(START - self.missed),
            EnginePolicy::Auto => patience(instructions),
            EnginePolicy::Always => 0,
            EnginePolicy::Never => u64::MAX,
        }
    }

    /// The verdict on a line, if it is found in bytecode; else the line waits, under this place.
    pub fn begin<R: Reader>(&mut self, checker: &mut Checker<'_, R>, line: &[u8], place: usize) -> Option<Ruled> {
        let mut due = u64::MAX;
        let begun = checker.begin(line, |n| {
            due = patience(n);
            self.patience(n)
        });
        let work = match &begun {
            Begun::Done(_, work) => *work,
            Begun::Promoted(hot) => hot.work,
        };
        self.missed = self.missed.saturating_add(work.compilable.saturating_sub(due));
        let share = self.shares.get(Tier::Bytecode);
        share.units += work.executed;
        match begun {
            Begun::Done(verdict, _) => {
                share.decided += 1;
                Some((verdict, Tier::Bytecode))
            }
            Begun::Promoted(hot) => {
                self.hot.push((place, hot));
                None
            }
        }
    }

    /// Whether enough candidates wait.
    pub fn is_full(&self) -> bool {
        self.hot.len() >= MOST_HOT
    }

    /// Decides all that wait, in native code.
    pub fn finish<R: Reader>(
        &mut self,
        checker: &mut Checker<'_, R>,
        cancel: &Cancel,
        mut done: impl FnMut(usize, Ruled),
    ) {
        let mut hot = std::mem::take(&mut self.hot);
        let mut long = Vec::new();
        while !hot.is_empty() && !cancel.is_raised() {
            let rest = hot.split_off(hot.len().min(MODULE));
            let codes: Vec<&Code> = hot.iter().map(|h| &h.1.code).collect();
            let natives = self.compile(Tier::T1, &codes);
            for (k, (place, mut hot)) in hot.into_iter().enumerate() {
                let native = natives.get(k);
                let tier = if native.is_some() { Tier::T1 } else { Tier::Bytecode };
                let patience = if native.is_some() { long_patience(hot.code.instrs.len()) } else { u64::MAX };
                let (verdict, work) = checker.go_on(&hot.code, &mut hot.job, native, patience);
                if cancel.is_raised() {
                    // The verdict may say no more than that.
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
