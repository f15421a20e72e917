//! Compiled programs: instructions, constants, functions, and keys of tables.

use nth_core::{Descent, Ty};
use nth_num::Int;

use crate::instr::{Instr, Pc, Reg};

/// The block of an instruction that is in no block.
pub const NO_BLOCK: Pc = Pc::MAX;
/// Number of registers in reach of a frame: an index of 16 bits needs no bounds check in an array of this length.
pub const WINDOW: usize = 1 << 16;

/// Code of one function.
#[derive(Clone, Debug)]
pub struct FuncCode {
    /// Position of the first instruction: constants, then the body.
    pub start: Pc,
    /// Position of the body, after the constants.
    pub body: Pc,
    /// Number of parameters; they are the first registers.
    pub params: u16,
    /// Number of registers of a frame.
    pub registers: u16,
    /// Whether values are remembered.
    pub memo: bool,
    /// How the function calls itself, if its values are computed from below.
    pub descent: Option<Descent>,
    /// Types of the parameters; empty in a candidate.
    pub types: Vec<Ty>,
}

/// Compiled program: the bytecode of an entry and of all functions that it needs.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// Instructions of all functions.
    pub instrs: Vec<Instr>,
    /// Charges of instructions: for each, the position of the charge of its block (or [`NO_BLOCK`]), and the part of
    /// the charge that comes before the instruction.
    pub(crate) blocks: Vec<(Pc, u32)>,
    /// Registers that hold constants from the start.
    pub(crate) preloads: Vec<(Reg, i64)>,
    /// Whether a function may replace its caller, so that the registers of the entry do not last.
    pub(crate) tail_calls: bool,
    /// Memory of the compiler, kept for reuse.
    pub(crate) env: Vec<Reg>,
    /// Constants of the program.
    pub(crate) consts: Vec<Int>,
    /// Functions; the entry is the first.
    pub funcs: Vec<FuncCode>,
    /// Keys of the tables of loops.
    pub(crate) orbits: Vec<u128>,
    /// Keys of the tables of functions, each with whether the values are needed again within one term.
    pub(crate) memos: Vec<(u128, bool)>,
    pub(crate) searches: Vec<SearchKey>,
}

/// The key of a search whose outcome is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SearchKey {
    /// Hash of the structure of the lambda.
    pub lambda: u128,
    /// First number that the search tries.
    pub start: i64,
    /// Whether each step's cost depends on the step alone, so that it may be shared between runs.
    pub pure: bool,
}

impl Code {
    /// Returns constant `k`, if it has at most 62 bits.
    #[must_use]
    pub fn small_constant(&self, k: u32) -> Option<i64> {
        self.consts.get(k as usize).and_then(Int::to_i64).filter(|x| !nth_core::cost::is_large_i64(*x))
    }

    /// The constant `k` as a bound on indices of at most 62 bits: a smaller bound allows all of them, and `None` means
    /// that it allows none.
    #[must_use]
    pub fn index_bound(&self, k: u32) -> Option<i64> {
        let bound = self.consts.get(k as usize).and_then(Int::to_i64)?;
        match nth_core::cost::is_large_i64(bound) {
            true if bound > 0 => None,
            true => Some(-(1 << 62)),
            false => Some(bound),
        }
    }

    /// Registers of the entry that hold constants from the start.
    #[must_use]
    pub fn preloads(&self) -> &[(Reg, i64)] {
        &self.preloads
    }

    /// Position after the last instruction of a function.
    #[must_use]
    pub fn end(&self, f: usize) -> Pc {
        self.funcs.get(f + 1).map_or(self.instrs.len() as Pc, |g| g.start)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (k, func) in self.funcs.iter().enumerate() {
            writeln!(f, "f{k}: parameters {}, registers {}", func.params, func.registers)?;
            for pc in func.start as usize..self.end(k) as usize {
                writeln!(f, "  {pc:4}  {}", self.instrs[pc])?;
            }
        }
        Ok(())
    }
}
