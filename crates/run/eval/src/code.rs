//! The bytecode.

use nth_core::EvalError;
use nth_num::Int;

/// A register of the current frame.
pub type Reg = u16;
/// An instruction's position.
pub type Pc = u32;
/// No position: for instructions outside any block.
pub const NO_BLOCK: Pc = Pc::MAX;
/// Most instructions of a program, and registers in reach of a frame: what 16 bits can name needs no bounds check in
/// an array of so many.
pub const WINDOW: usize = 1 << 16;

/// An instruction. `d` is the destination, `a`, `b`, `c` are operands, `to` is a jump target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the operands are named alike everywhere")]
pub enum Instr {
    /// Charges a straight piece of code at its start; checks what the pieces before it left.
    Charge(u32),
    /// The constant `k`.
    Const {
        d: Reg,
        k: u32,
    },
    Move {
        d: Reg,
        a: Reg,
    },
    Add {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Sub {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Mul {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Div {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Mod {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Pow {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Gcd {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Min {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Max {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    BitAnd {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    BitOr {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    BitXor {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Eq {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Ne {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Lt {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Le {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Powmod {
        d: Reg,
        a: Reg,
        b: Reg,
        c: Reg,
    },
    Neg {
        d: Reg,
        a: Reg,
    },
    Not {
        d: Reg,
        a: Reg,
    },
    Abs {
        d: Reg,
        a: Reg,
    },
    Isqrt {
        d: Reg,
        a: Reg,
    },
    BitLength {
        d: Reg,
        a: Reg,
    },
    Jump {
        to: Pc,
    },
    /// To the else branch of `cond`: if a > 0.
    IfPositive {
        a: Reg,
        to: Pc,
    },
    /// To the else branch of `if`: if a is false.
    IfFalse {
        a: Reg,
        to: Pc,
    },
    /// To the else branch of `if a == b`, and so on: the comparison and the jump in one.
    UnlessEq {
        a: Reg,
        b: Reg,
        to: Pc,
    },
    UnlessNe {
        a: Reg,
        b: Reg,
        to: Pc,
    },
    UnlessLt {
        a: Reg,
        b: Reg,
        to: Pc,
    },
    UnlessLe {
        a: Reg,
        b: Reg,
        to: Pc,
    },
    /// Starts a counted loop: if n < 1 jumps, else i = 1.
    LoopStart {
        i: Reg,
        n: Reg,
        to: Pc,
    },
    /// Ends an iteration: i += 1; while i ≤ n charges the body again and jumps to it.
    LoopNext {
        i: Reg,
        n: Reg,
        to: Pc,
        cost: u32,
    },
    /// The same after d = a.
    Loop2Next {
        d: Reg,
        a: Reg,
        i: Reg,
        n: Reg,
        to: Pc,
        cost: u16,
    },
    /// In candidates, like `LoopNext` (see [`Code::plain`]), where the state d after an iteration depends on the one before alone: looks whether it was seen
    /// before. Beside the counter i are what was left, and the state, when the last iteration ended whose number is a
    /// power of two.
    CycleNext {
        d: Reg,
        i: Reg,
        n: Reg,
        to: Pc,
        cost: u16,
    },
    /// The same for two accumulators d and d + 1, after d = a.
    Cycle2Next {
        d: Reg,
        a: Reg,
        i: Reg,
        n: Reg,
        to: Pc,
        cost: u16,
    },
    /// If the value of the loop after n iterations is known: d = it, charges it and jumps. Else sets the accumulator d
    /// and the counter i to the last known state, charges it, and goes on. Where the loop `continues`, the continued
    /// cost is that of its new iterations.
    OrbitStart {
        d: Reg,
        i: Reg,
        n: Reg,
        table: u16,
        continues: bool,
        to: Pc,
    },
    /// Ends an iteration that is remembered: stores d; i += 1; while i ≤ n charges the body and jumps. If the state
    /// depends on the one before alone (`cycles`), looks whether it was seen before, as `CycleNext` does.
    OrbitNext {
        d: Reg,
        i: Reg,
        n: Reg,
        table: u16,
        cycles: bool,
        to: Pc,
        cost: u16,
    },
    /// The same for two accumulators d and d + 1.
    Orbit2Start {
        d: Reg,
        i: Reg,
        n: Reg,
        table: u16,
        continues: bool,
        to: Pc,
    },
    /// The same for two accumulators d and d + 1.
    Orbit2Next {
        d: Reg,
        i: Reg,
        n: Reg,
        table: u16,
        to: Pc,
        cost: u16,
    },
    /// In candidates, enters a loop that only adds to its start d (see [`Code::plain`]): if it is known what it adds in n iterations, does that and jumps. Else
    /// starts at the last known state, as if it had begun at 0; or, where numbers would be too large for that, as
    /// `LoopStart`. Behind the counter i: what was left when the iteration began; the start; whether it begins at 0.
    SumStart {
        d: Reg,
        i: Reg,
        n: Reg,
        table: u16,
        to: Pc,
    },
    /// Ends an iteration of it.
    SumNext {
        d: Reg,
        i: Reg,
        n: Reg,
        table: u16,
        to: Pc,
        cost: u16,
    },
    /// Within such a loop, with counter i: the number `a` was on the way.
    Reach {
        a: Reg,
        i: Reg,
        table: u16,
    },
    /// The same, and what was on the way of an inner one to its value `a`, with counter j.
    ReachSum {
        a: Reg,
        i: Reg,
        table: u16,
        j: Reg,
        inner: u16,
    },
    /// If the value of a closed function of `a` is known: d = it, charges it and jumps. Else t = what is left to spend.
    MemoStart {
        d: Reg,
        a: Reg,
        t: Reg,
        table: u16,
        to: Pc,
    },
    /// Stores d as the value at `a`; what was spent since t is its cost.
    MemoEnd {
        d: Reg,
        a: Reg,
        t: Reg,
        table: u16,
    },
    /// If position n of a remembered search is known: d = it and jumps. Else m = the first number not tried; t = what
    /// is left.
    SearchStart {
        d: Reg,
        n: Reg,
        m: Reg,
        table: u16,
        to: Pc,
    },
    /// A number of a remembered search was tried; `a` is the outcome: jumps back to try the next one until position n
    /// is known. Where the search is `endless`, it finds nothing beyond the first numbers, and the budget ends it.
    SearchNext {
        d: Reg,
        a: Reg,
        n: Reg,
        m: Reg,
        table: u16,
        endless: bool,
        to: Pc,
    },
    /// A search that is not remembered: n < 0 is an error; c (found so far) = 0.
    ScanStart {
        n: Reg,
        c: Reg,
    },
    /// A number of it was tried: if it is the one, d = m, else m += 1 and jumps back.
    ScanNext {
        d: Reg,
        a: Reg,
        n: Reg,
        m: Reg,
        c: Reg,
        to: Pc,
    },
    /// Makes the outcome of `compr` a truth value: d = (a ≤ 0).
    NotPositive {
        d: Reg,
        a: Reg,
    },
    /// Calls function f; its parameters are in registers from `a` on, and its frame starts there.
    Call {
        d: Reg,
        a: Reg,
        f: u32,
    },
    /// The same, replacing the caller: moves `n` arguments from `a` to the frame's start.
    TailCall {
        a: Reg,
        n: Reg,
        f: u32,
    },
    Return {
        a: Reg,
    },
    /// Fails.
    Fail(EvalError),
    /// d = the list of the `n` registers from `a` on.
    List {
        d: Reg,
        a: Reg,
        n: Reg,
    },
    Cons {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Append {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Reverse {
        d: Reg,
        a: Reg,
    },
    Sort {
        d: Reg,
        a: Reg,
    },
    Length {
        d: Reg,
        a: Reg,
    },
    Get {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Head {
        d: Reg,
        a: Reg,
    },
    Tail {
        d: Reg,
        a: Reg,
    },
    Take {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    Drop {
        d: Reg,
        a: Reg,
        b: Reg,
    },
    /// Equality of lists whose elements are lists `depth` deep.
    ListEq {
        d: Reg,
        a: Reg,
        b: Reg,
        depth: u16,
    },
    /// Gives the next integer of cur..end: d = cur, cur += 1; jumps at the end.
    RangeNext {
        d: Reg,
        cur: Reg,
        end: Reg,
        to: Pc,
    },
    /// Gives the next element of the list a at position i: jumps at the end.
    ListNext {
        d: Reg,
        a: Reg,
        i: Reg,
        to: Pc,
    },
    /// a += 1.
    Increment {
        a: Reg,
    },
    /// Starts a list that is collected.
    Collect,
    /// Adds an element to it.
    Push {
        a: Reg,
    },
    /// Ends it.
    Collected {
        d: Reg,
    },
}

/// A function's code.
#[derive(Clone, Debug)]
pub struct FuncCode {
    /// First instruction: constants, then the body.
    pub start: Pc,
    /// Where the body starts, after the constants.
    pub body: Pc,
    /// Number of parameters; they are the first registers.
    pub params: u16,
    /// Number of registers.
    pub registers: u16,
    /// Whether values are remembered.
    pub memo: bool,
}

/// A compiled program.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// All functions' instructions.
    pub instrs: Vec<Instr>,
    /// For each instruction: where the charge of its block is ([`NO_BLOCK`]: it has none), and what of it comes before.
    pub(crate) blocks: Vec<(Pc, u32)>,
    /// Registers that hold constants from the start.
    pub(crate) preloads: Vec<(Reg, i64)>,
    /// Whether a function may replace its caller, so that the registers of the entry do not last.
    pub(crate) tail_calls: bool,
    /// Memory of the compiler, to be used again.
    pub(crate) env: Vec<Reg>,
    /// Constants.
    pub(crate) consts: Vec<Int>,
    /// Functions; the entry is the first.
    pub funcs: Vec<FuncCode>,
    /// Keys of the tables that outlive the run, by kind.
    pub(crate) orbits: Vec<u128>,
    /// And whether the values are wanted again within one term.
    pub(crate) memos: Vec<(u128, bool)>,
    pub(crate) searches: Vec<SearchKey>,
}

/// What a remembered search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SearchKey {
    /// The structure of the lambda.
    pub lambda: u128,
    /// First number tried.
    pub start: i64,
    /// Whether each step's cost depends on the step alone, so that it may be shared between runs.
    pub pure: bool,
}

impl Code {
    /// A constant, if it has at most 62 bits.
    #[must_use]
    pub fn small_constant(&self, k: u32) -> Option<i64> {
        self.consts.get(k as usize).and_then(Int::to_i64).filter(|x| !nth_core::cost::is_large_i64(*x))
    }

    /// Registers of the entry that hold constants from the start.
    #[must_use]
    pub fn preloads(&self) -> &[(Reg, i64)] {
        &self.preloads
    }

    /// Where a function's instructions end.
    #[must_use]
    pub fn end(&self, f: usize) -> Pc {
        self.funcs.get(f + 1).map_or(self.instrs.len() as Pc, |g| g.start)
    }
}

impl Code {
    /// The same, where each loop runs all its iterations: what a back end takes that runs them faster than it looks
    /// things up. Values, errors and costs are the same, and so are all positions.
    #[must_use]
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others stay")]
    pub fn plain(&self) -> Self {
        let mut code = self.clone();
        for instr in &mut code.instrs {
            *instr = match *instr {
                Instr::CycleNext { i, n, to, cost, .. } | Instr::SumNext { i, n, to, cost, .. } => {
                    Instr::LoopNext { i, n, to, cost: u32::from(cost) }
                }
                Instr::Cycle2Next { d, a, i, n, to, cost } => Instr::Loop2Next { d, a, i, n, to, cost },
                Instr::SumStart { i, n, to, .. } => Instr::LoopStart { i, n, to },
                Instr::Reach { .. } | Instr::ReachSum { .. } => Instr::Charge(0),
                other => other,
            };
        }
        code
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (k, func) in self.funcs.iter().enumerate() {
            writeln!(f, "f{k}: {} parameters, {} registers", func.params, func.registers)?;
            for pc in func.start as usize..self.end(k) as usize {
                writeln!(f, "  {pc:4}  {:?}", self.instrs[pc])?;
            }
        }
        Ok(())
    }
}
