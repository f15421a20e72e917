//! Functions that compiled code calls.
//!
//! Outcomes: 0 to go on, 1 to jump (or: found), 2 to stop. Compiled code passes the units left as an argument, and
//! reads them from the state afterwards.

use std::ffi::c_void;

use nth_core::EvalError;
use nth_eval::{Host, Instr, Leave};

use crate::state::{OUT, Places, Reason, State};

/// Outcome: go on with the next instruction.
pub const ON: u32 = 0;
/// Outcome: jump, or a value was found.
pub const JUMP: u32 = 1;
/// Outcome: stop, with the reason in the state.
pub const STOP: u32 = 2;

/// Bytes that native calls may take on the machine's stack.
const STACK: usize = 384 * 1024;

/// The functions of the runtime, by the names under which compiled code calls them.
pub fn functions() -> [(&'static str, usize); 7] {
    [
        ("nth_step3", step3 as *const () as usize),
        ("nth_step5", step5 as *const () as usize),
        ("nth_refill", refill as *const () as usize),
        ("nth_stop", stop as *const () as usize),
        ("nth_recall", recall as *const () as usize),
        ("nth_remember", remember as *const () as usize),
        ("nth_gcd", gcd as *const () as usize),
    ]
}

impl State {
    /// The state for a term of this host. It must not be used after the host.
    pub fn new(host: &mut Host<'_>, operands: &[Places]) -> Self {
        let here = 0_u8;
        Self {
            left: host.left(),
            stop_at: host.stop_at(),
            registers: host.registers().as_mut_ptr(),
            depth: i64::from(host.max_depth()),
            stack_limit: (&raw const here as usize).saturating_sub(STACK),
            out: [0; OUT],
            why: Leave::Large,
            operands: operands.as_ptr(),
            host: std::ptr::from_mut(host).cast::<c_void>(),
        }
    }

    /// Calls the host, with the units left up to date on both sides.
    #[inline(always)]
    fn ask(&mut self, left: i64, f: impl FnOnce(&mut Host<'_>, &mut [i64; OUT]) -> Result<u32, Leave>) -> u32 {
        // SAFETY: `host` points to the `Host` that `new` was given, which outlives the term; compiled code holds no
        // reference to it.
        let host = unsafe { &mut *self.host.cast::<Host<'_>>() };
        host.set_left(left);
        let outcome = f(host, &mut self.out);
        self.left = host.left();
        self.stop_at = host.stop_at();
        self.registers = host.registers().as_mut_ptr();
        outcome.unwrap_or_else(|why| {
            self.why = why;
            STOP
        })
    }

    /// Executes the instruction at `pc` on `values`, the contents of the registers that it reads. Returns the outcome.
    #[inline(always)]
    fn step(&mut self, pc: u32, left: i64, values: &[i64]) -> u32 {
        // SAFETY: `operands` points to as many as the program has instructions, and lives as long as the program.
        let operands = unsafe { &*self.operands.add(pc as usize) };
        self.ask(left, |host, out| {
            let r = host.registers();
            for (o, x) in operands.reads().iter().zip(values) {
                r[usize::from(o.reg)] = x >> o.shift;
            }
            let jumps = host.step(pc)?;
            let r = host.registers();
            for (o, place) in operands.writes(jumps).iter().zip(out) {
                *place = r[usize::from(o.reg)] << o.shift;
            }
            Ok(u32::from(jumps))
        })
    }
}

/// Executes a step of up to three operands.
extern "C" fn step3(state: &mut State, pc: u32, left: i64, a: i64, b: i64, c: i64) -> u32 {
    state.step(pc, left, &[a, b, c])
}

/// Executes a step of up to five operands.
extern "C" fn step5(state: &mut State, pc: u32, left: i64, a: i64, b: i64, c: i64, d: i64, e: i64) -> u32 {
    state.step(pc, left, &[a, b, c, d, e])
}

/// Checks the budget and the cancel flag.
extern "C" fn refill(state: &mut State, left: i64) -> u32 {
    state.ask(left, |host, _| host.refill().map(|()| ON))
}

/// Sets the reason why the code stops at `pc`.
extern "C" fn stop(state: &mut State, reason: u32, pc: u32, left: i64) {
    state.ask(left, |host, _| {
        Err(match reason {
            r if r == Reason::Stack as u32 => Leave::Stack,
            r if r == Reason::DivByZero as u32 => host.fail(pc, EvalError::DivByZero),
            r if r == Reason::BelowFirstIndex as u32 => host.fail(pc, EvalError::BelowFirstIndex),
            r if r == Reason::Depth as u32 => host.fail(pc, EvalError::Depth),
            _ => {
                let e = if let Instr::Fail { error } = host.instruction(pc) { error } else { EvalError::Hole };
                host.fail(pc, e)
            }
        })
    });
}

/// Looks up the remembered value of function `f` at the arguments in the registers from `a` on. The value is put into
/// the state.
extern "C" fn recall(state: &mut State, f: u32, a: u32, left: i64) -> u32 {
    state.ask(left, |host, out| {
        let found = host.recall(f, a as u16)?;
        out[0] = found.unwrap_or_default() << 1;
        Ok(u32::from(found.is_some()))
    })
}

/// Remembers a doubled value of function `f`.
extern "C" fn remember(state: &mut State, f: u32, a: u32, left: i64, value: i64) -> u32 {
    state.ask(left, |host, _| host.remember(f, a as u16, value >> 1).map(|()| ON))
}

/// Greatest common divisor, by the binary algorithm.
extern "C" fn gcd(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let shift = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while b != 0 {
        b >>= b.trailing_zeros();
        (a, b) = (a.min(b), a.abs_diff(b));
    }
    a << shift
}
