//! What compiled code and the evaluator share while a term is computed.

use std::ffi::c_void;

use nth_eval::{Leave, Operand, Operands, Reg};

/// The state. Compiled code knows its first fields (`Field`), so it is `repr(C)`.
#[repr(C)]
pub struct State {
    /// Units left to spend, when the evaluator has the word.
    pub left: i64,
    /// Below this, `refill` must be called.
    pub stop_at: i64,
    /// Registers for operands of steps: plain values.
    pub registers: *mut i64,
    /// Calls that may still be begun.
    pub depth: i64,
    /// Below this address, the machine's stack is used up.
    pub stack_limit: usize,
    /// What the last step wrote, as compiled code keeps it: doubled values, and marks.
    pub out: [i64; OUT],
    /// Why the code stopped.
    pub why: Leave,
    /// The operands of each instruction of the program.
    pub operands: *const Places,
    /// The evaluator's side: a `Host`.
    pub host: *mut c_void,
}

/// Most registers that a step writes.
pub const OUT: usize = 6;

/// The fields that compiled code uses, in the order of the struct; those after `Out` are its further words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Field {
    Left,
    StopAt,
    Registers,
    Depth,
    StackLimit,
    Out,
}

/// Why code stops, as compiled code says it to `stop`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u32)]
pub enum Reason {
    /// The machine's stack.
    Stack,
    /// Division by zero.
    DivByZero,
    /// Too many active calls.
    Depth,
    /// The error of a `Fail` instruction.
    Fail,
}

/// Where an operand of a step is, and how far its value is shifted in compiled code.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    pub reg: Reg,
    pub shift: u8,
}

impl From<&Operand> for Place {
    fn from(o: &Operand) -> Self {
        Self { reg: o.reg, shift: u8::from(!o.mark) }
    }
}

/// [`Operands`] without pointers: a step takes hardly longer than its call.
#[derive(Clone, Copy, Debug, Default)]
pub struct Places {
    reads: [Place; READS],
    next: [Place; OUT],
    jump: [Place; OUT],
    /// How many of each there are.
    lengths: [u8; 3],
}

/// Most operands of a step that are passed as arguments. If there are more, compiled code stores all of them itself.
pub const READS: usize = 5;

impl Places {
    /// Of an instruction.
    pub fn new(operands: Option<Operands>) -> Self {
        let Some(o) = operands else { return Self::default() };
        fn fill<const N: usize>(places: &mut [Place; N], operands: &[Operand]) -> u8 {
            places.iter_mut().zip(operands).map(|(p, o)| *p = o.into()).count() as u8
        }
        let mut places = Self::default();
        let reads = if o.reads.len() > READS { &[] } else { o.reads.as_slice() };
        places.lengths =
            [fill(&mut places.reads, reads), fill(&mut places.next, &o.next), fill(&mut places.jump, &o.jump)];
        places
    }

    /// What the step reads.
    #[inline(always)]
    pub fn reads(&self) -> &[Place] {
        &self.reads[..usize::from(self.lengths[0])]
    }

    /// What it writes, if it jumps or if it does not.
    #[inline(always)]
    pub fn writes(&self, jumps: bool) -> &[Place] {
        if jumps { &self.jump[..usize::from(self.lengths[2])] } else { &self.next[..usize::from(self.lengths[1])] }
    }
}
