//! What compiled code calls.
//!
//! All of these return 0 to go on, 1 to jump (or: found), 2 to stop; they put what was spent into the state.

use std::ffi::c_void;

use nth_core::EvalError;
use nth_eval::{Host, Instr, Leave};

use crate::state::{Reason, State};

/// Go on.
pub const ON: u32 = 0;
/// Jump; or: it was found.
pub const JUMP: u32 = 1;
/// Stop.
pub const STOP: u32 = 2;

/// Room that native calls may take on the machine's stack.
const STACK: usize = 384 * 1024;

impl State {
    /// For a term of this host. The state must not be used after the host.
    pub fn new(host: &mut Host<'_>) -> Self {
        let here = 0_u8;
        Self {
            left: host.left(),
            stop_at: host.stop_at(),
            registers: host.registers().as_mut_ptr(),
            depth: i64::from(host.max_depth()),
            stack_limit: (&raw const here as usize).saturating_sub(STACK),
            step,
            refill,
            stop,
            recall,
            remember,
            gcd,
            value: 0,
            why: Leave::Large,
            host: std::ptr::from_mut(host).cast::<c_void>(),
        }
    }

    /// Asks the host, with what is left up to date on both sides.
    fn ask(&mut self, f: impl FnOnce(&mut Host<'_>, &mut i64) -> Result<bool, Leave>) -> u32 {
        // SAFETY: `host` points to the `Host` that `new` was given, which outlives the term; compiled code holds no
        // reference to it.
        let host = unsafe { &mut *self.host.cast::<Host<'_>>() };
        host.set_left(self.left);
        let outcome = f(host, &mut self.value);
        self.left = host.left();
        self.stop_at = host.stop_at();
        self.registers = host.registers().as_mut_ptr();
        match outcome {
            Ok(false) => ON,
            Ok(true) => JUMP,
            Err(why) => {
                self.why = why;
                STOP
            }
        }
    }
}

/// Does the instruction at `pc` on the host's registers.
pub extern "C" fn step(state: &mut State, pc: u32) -> u32 {
    state.ask(|host, _| host.step(pc))
}

/// Looks at the budget and the cancel flag.
pub extern "C" fn refill(state: &mut State) -> u32 {
    state.ask(|host, _| host.refill().map(|()| false))
}

/// Says why the code stops, at `pc`.
pub extern "C" fn stop(state: &mut State, reason: u32, pc: u32) {
    state.ask(|host, _| {
        Err(match reason {
            r if r == Reason::Large as u32 => Leave::Large,
            r if r == Reason::Stack as u32 => Leave::Stack,
            r if r == Reason::DivByZero as u32 => host.fail(pc, EvalError::DivByZero),
            r if r == Reason::Depth as u32 => host.fail(pc, EvalError::Depth),
            _ => match host.instruction(pc) {
                Instr::Fail(e) => host.fail(pc, e),
                _ => host.fail(pc, EvalError::Hole),
            },
        })
    });
}

/// Looks up what function `f` remembers at the arguments in the registers from `a` on; the value is in the state.
pub extern "C" fn recall(state: &mut State, f: u32, a: u32) -> u32 {
    state.ask(|host, value| {
        let found = host.recall(f, a as u16)?;
        *value = found.unwrap_or_default();
        Ok(found.is_some())
    })
}

/// Remembers a value of function `f`.
pub extern "C" fn remember(state: &mut State, f: u32, a: u32, value: i64) -> u32 {
    state.ask(|host, _| host.remember(f, a as u16, value).map(|()| false))
}

/// The greatest common divisor (binary algorithm).
pub extern "C" fn gcd(mut a: u64, mut b: u64) -> u64 {
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
