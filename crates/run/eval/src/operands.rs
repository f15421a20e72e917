//! The registers of a step that the evaluator does in place of native code.

use crate::instr::{Pc, Reg};

/// A register that a step reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operand {
    /// Number of the register.
    pub reg: Reg,
    /// Whether the register holds a mark of the units left to spend (any 64 bits) and not a value (62 bits).
    pub mark: bool,
}

impl Operand {
    /// A register that holds a value.
    #[must_use]
    pub fn value(reg: Reg) -> Self {
        Self { reg, mark: false }
    }

    pub(crate) fn mark(reg: Reg) -> Self {
        Self { reg, mark: true }
    }
}

/// The registers of a step that a back end leaves to [`Host::step`](crate::Host::step).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operands {
    /// Registers that are read. A register that is written under a condition only is among them.
    pub reads: Vec<Operand>,
    /// Registers that are written when control goes on to the next instruction.
    pub next: Vec<Operand>,
    /// Registers that are written when control goes to `to`.
    pub jump: Vec<Operand>,
    /// Target of the jump, if the step may jump.
    pub to: Option<Pc>,
}
