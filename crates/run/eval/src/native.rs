//! The interface of native code: compiled programs, and the services of the evaluator that they use.
//!
//! Native code takes the place of the small machine (64-bit integers that leave beyond 62 bits), for one term at a
//! time. It computes frequent instructions itself and keeps registers where it likes. For all other steps (tables,
//! searches, lists, remembered values) it puts the operands into the host's registers and calls the host. So values,
//! errors and costs are those of the bytecode by construction, and a new instruction works before anyone has written
//! native code for it.

use std::sync::Arc;

use nth_core::EvalError;

use crate::code::{Code, WINDOW};
use crate::instr::{Instr, Pc, Reg};
use crate::machine::{Machine, fail, pays};
use crate::memory::Memory;
use crate::meter::{Meter, Trap};
use crate::steps;
use crate::sums;
use crate::tables::Searches;
use crate::value::{Step, Value, all_in_reach};

/// A program in native code.
pub trait Native: Send + Sync {
    /// The value of the entry at these arguments, each of at most 62 bits: an integer, a truth value, or the handle of
    /// a list of the host's heap.
    ///
    /// # Errors
    /// [`Leave`]; what was spent is then in the host.
    fn call(&self, host: &mut Host<'_>, args: &[i64]) -> Result<i64, Leave>;

    /// Name of the tier, for people: `T1` or `T2`.
    fn tier(&self) -> &'static str;
}

/// A compiler from bytecode to native code. The evaluator knows none; its callers hand one in.
pub trait Backend: Send + Sync {
    /// Name and version of the back end.
    fn name(&self) -> String;

    /// Whether the back end works on this machine.
    ///
    /// # Errors
    /// One line for people that says what is missing.
    fn check(&self) -> Result<(), String>;

    /// Compiles a program to run fast, however long that takes. The result must only run with this code.
    ///
    /// # Errors
    /// One line for people that says why this is not possible.
    fn compile(&self, code: &Code) -> Result<Arc<dyn Native>, String>;

    /// The compiled program as text, for people.
    ///
    /// # Errors
    /// One line for people that says why this is not possible.
    fn emit(&self, code: &Code, name: &str, form: Form) -> Result<String, String>;
}

/// The optimisation level of native code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptLevel {
    /// T1: light passes, which turn registers into values. This level is fast to compile.
    Light,
    /// T2: all passes of the compiler. This level is fast to run.
    Full,
}

/// A compiler of many programs at once, used by one thread.
pub trait BatchCompiler {
    /// Compiles programs together; their code is freed when the last of them is dropped. Each result must only run with
    /// its code.
    ///
    /// # Errors
    /// One line for people that says why this is not possible.
    fn compile(&mut self, level: OptLevel, codes: &[&Code]) -> Result<Vec<Arc<dyn Native>>, String>;
}

/// A source of compilers for the threads of a batch.
pub trait BatchBackend: Send + Sync {
    /// Creates a compiler for one thread.
    ///
    /// # Errors
    /// One line for people that says why there is none on this machine.
    fn start(&self) -> Result<Box<dyn BatchCompiler>, String>;
}

/// A form of compiled programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The back end's intermediate language, optimised.
    Intermediate,
    /// Assembly of this machine.
    Assembly,
}

/// The reason why native code stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// A value has more than 62 bits. The term starts again on a wider machine.
    Large,
    /// The machine's stack is used up. The term starts again in bytecode.
    Stack,
    /// An error of the term.
    Error(EvalError),
}

impl From<Trap> for Leave {
    fn from(trap: Trap) -> Self {
        match trap {
            Trap::Large => Self::Large,
            Trap::Error(e) => Self::Error(e),
            Trap::Dear => Self::Error(EvalError::Budget),
        }
    }
}

/// Services of the evaluator for native code that computes a term.
pub struct Host<'a> {
    pub(crate) machine: &'a mut Machine<i64>,
    pub(crate) code: &'a Code,
    pub(crate) meter: &'a mut Meter,
    pub(crate) searches: &'a mut Searches,
    pub(crate) memory: &'a mut Memory,
}

impl Host<'_> {
    /// Registers through which a step gets its operands and gives its results.
    pub fn registers(&mut self) -> &mut [i64; WINDOW] {
        all_in_reach(&mut self.machine.regs, 0)
    }

    /// Units left to spend; negative when overdrawn.
    #[must_use]
    pub fn left(&self) -> i64 {
        self.meter.left
    }

    /// Sets the units left to those of the native code.
    pub fn set_left(&mut self, left: i64) {
        self.meter.left = left;
    }

    /// Bound on the units left below which [`Host::refill`] must be called before native code goes on.
    #[must_use]
    pub fn stop_at(&self) -> i64 {
        self.meter.stop_at
    }

    /// Largest number of calls that may be active at one time.
    #[must_use]
    pub fn max_depth(&self) -> u32 {
        self.meter.max_depth
    }

    /// Checks the budget and the cancel flag.
    ///
    /// # Errors
    /// The budget or the flag ends the term.
    pub fn refill(&mut self) -> Result<(), Leave> {
        Ok(self.meter.refill()?)
    }

    /// The instruction at `pc`.
    #[must_use]
    pub fn instruction(&self, pc: Pc) -> Instr {
        self.code.instrs[pc as usize]
    }

    /// Returns the error of the instruction at `pc`, and takes back what was charged in advance.
    pub fn fail(&mut self, pc: Pc, e: EvalError) -> Leave {
        fail(self.code, pc as usize, self.meter, Trap::Error(e)).into()
    }

    /// Executes the instruction at `pc`, which must have [`Instr::operands`], on the host's registers. Returns whether
    /// it jumps.
    ///
    /// # Errors
    /// The instruction's.
    #[inline]
    pub fn step(&mut self, pc: Pc) -> Result<bool, Leave> {
        let outcome = match self.dispatch(pc) {
            Err(trap) if pays(self.code, pc as usize, self.meter, trap) => self.dispatch(pc),
            outcome => outcome,
        };
        outcome.map_err(|trap| fail(self.code, pc as usize, self.meter, trap).into())
    }

    #[inline]
    fn dispatch(&mut self, pc: Pc) -> Step<bool> {
        let instr = &self.code.instrs[pc as usize];
        let Machine { regs, tables, heap, .. } = &mut *self.machine;
        let r = all_in_reach(regs, 0);
        let m = &mut *self.meter;
        let jump = match *instr {
            Instr::OrbitStart { .. } => steps::orbit_start::<i64, false>(tables, r, instr, m)?,
            Instr::OrbitNext { .. } => steps::orbit_next::<i64, false>(tables, r, instr, m)?,
            Instr::Orbit2Start { .. } => steps::orbit_start::<i64, true>(tables, r, instr, m)?,
            Instr::Orbit2Next { .. } => steps::orbit_next::<i64, true>(tables, r, instr, m)?,
            Instr::MemoStart { .. } => steps::memo_start(tables, r, instr, m)?,
            Instr::MemoEnd { .. } => {
                steps::memo_end(tables, r, instr, m)?;
                None
            }
            Instr::CycleNext { i, n, .. } | Instr::Cycle2Next { i, n, .. } => {
                steps::again::<i64>(r, i, n, m)?;
                None
            }
            Instr::SumStart { .. } => sums::start(tables, r, instr, m),
            Instr::SumNext { .. } => sums::next(tables, r, instr, m)?,
            Instr::Reach { .. } | Instr::ReachSum { .. } => {
                sums::reach(tables, r, instr)?;
                None
            }
            Instr::SearchStart { .. } => steps::search_start::<i64>(self.searches, r, instr, m)?,
            Instr::SearchNext { .. } => steps::search_next::<i64>(self.searches, r, instr, m)?,
            Instr::Fill { .. } => steps::fill(self.memory, self.code, r, instr),
            Instr::FillNext { .. } => steps::fill_next(self.code, r, instr),
            Instr::ListNext { d, a, i, to } => {
                let k = r[usize::from(i)];
                match heap.slice(&r[usize::from(a)]).get(k as usize) {
                    None => Some(to),
                    Some(&x) => {
                        r[usize::from(d)] = x;
                        r[usize::from(i)] = k + 1;
                        None
                    }
                }
            }
            Instr::Rare(ref rare) => {
                steps::rare(heap, r, rare, m)?;
                None
            }
            Instr::Charge { .. }
            | Instr::Const { .. }
            | Instr::Move { .. }
            | Instr::Add { .. }
            | Instr::Sub { .. }
            | Instr::Mul { .. }
            | Instr::Div { .. }
            | Instr::Mod { .. }
            | Instr::Eq { .. }
            | Instr::Ne { .. }
            | Instr::Lt { .. }
            | Instr::Le { .. }
            | Instr::Neg { .. }
            | Instr::Not { .. }
            | Instr::NotPositive { .. }
            | Instr::Increment { .. }
            | Instr::Jump { .. }
            | Instr::IfPositive { .. }
            | Instr::IfFalse { .. }
            | Instr::UnlessEq { .. }
            | Instr::UnlessNe { .. }
            | Instr::UnlessLt { .. }
            | Instr::UnlessLe { .. }
            | Instr::LoopStart { .. }
            | Instr::LoopNext { .. }
            | Instr::Loop2Next { .. }
            | Instr::ScanStart { .. }
            | Instr::ScanNext { .. }
            | Instr::RangeNext { .. }
            | Instr::Call { .. }
            | Instr::TailCall { .. }
            | Instr::Return { .. }
            | Instr::AtLeast { .. }
            | Instr::Fail { .. } => unreachable!("{instr:?} is no step"),
        };
        Ok(jump.is_some())
    }

    /// Returns the value that function `f` remembers at the arguments in the registers from `a` on, if there is one.
    ///
    /// # Errors
    /// The value is beyond 62 bits, or was given up.
    pub fn recall(&mut self, f: u32, a: Reg) -> Result<Option<i64>, Leave> {
        let args = usize::from(a)..usize::from(a) + usize::from(self.code.funcs[f as usize].params);
        let r = all_in_reach(&mut self.machine.regs, 0);
        Ok(self.memory.recall(f, &r[args]).map_err(Leave::Error)?.map(i64::from_int).transpose()?)
    }

    /// Remembers a value of function `f` at the arguments in the registers from `a` on.
    ///
    /// # Errors
    /// Budget, or memory.
    pub fn remember(&mut self, f: u32, a: Reg, value: i64) -> Result<(), Leave> {
        if self.meter.left < 0 {
            return Err(Leave::Error(EvalError::Budget));
        }
        let args = usize::from(a)..usize::from(a) + usize::from(self.code.funcs[f as usize].params);
        let r = all_in_reach(&mut self.machine.regs, 0);
        self.memory.remember(f, &r[args], &value, self.meter.max_heavy).map_err(Leave::Error)
    }
}
