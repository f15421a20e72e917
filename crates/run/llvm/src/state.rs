//! The state that compiled code and the evaluator share while a term is computed.

use std::ffi::c_void;

use nth_eval::{Leave, Operand, Operands, Reg};

/// The shared state. Compiled code reads its first fields (`Field`), so it is `repr(C)`.
#[repr(C)]
pub struct State {
    /// Units left to spend, up to date while the evaluator runs.
    pub left: i64,
    /// Bound on `left` below which `refill` must be called.
    pub stop_at: i64,
    /// Registers for operands of steps: plain values.
    pub registers: *mut i64,
    /// Calls that may still be begun.
    pub depth: i64,
    /// Address on the machine's stack below which the stack counts as used up.
    pub stack_limit: usize,
    /// Registers that the last step wrote, as compiled code keeps them: doubled values, and marks.
    pub out: [i64; OUT],
    /// The reason why the code stopped.
    pub why: Leave,
    /// The operands of each instruction of the program.
    pub operands: *const Places,
    /// The evaluator, a `Host`.
    pub host: *mut c_void,
}

/// Bound on the registers that a step writes.
pub const OUT: usize = 6;

/// Fields that compiled code uses, in the order of the struct. Indices after `Out` are its further words.
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

/// The reason why code stops, as it is passed to `stop`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u32)]
pub enum Reason {
    /// The machine's stack is used up.
    Stack,
    /// Division or remainder by zero, or a search for a position below 0.
    DivByZero,
    /// The number of active calls exceeds the limit.
    Depth,
    /// A call of a sequence below its first index.
    BelowFirstIndex,
    /// The error of a `Fail` instruction.
    Fail,
}

/// The register of an operand, and how far its value is shifted in compiled code.
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

/// [`Operands`] without pointers, so that a step takes hardly longer than its call.
#[derive(Clone, Copy, Debug, Default)]
pub struct Places {
    reads: [Place; READS],
    next: [Place; OUT],
    jump: [Place; OUT],
    /// Number of entries in each.
    lengths: [u8; 3],
}

/// Largest number of operands of a step that are passed as arguments. If there are more, compiled code stores all of
/// them itself.
pub const READS: usize = 5;

impl Places {
    /// The places of the operands of an instruction.
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

    /// Registers that the step reads. Empty, if there are more than [`READS`].
    #[inline(always)]
    pub fn reads(&self) -> &[Place] {
        &self.reads[..usize::from(self.lengths[0])]
    }

    /// Registers that the step writes, if it jumps or if it goes on.
    #[inline(always)]
    pub fn writes(&self, jumps: bool) -> &[Place] {
        if jumps { &self.jump[..usize::from(self.lengths[2])] } else { &self.next[..usize::from(self.lengths[1])] }
    }
}
