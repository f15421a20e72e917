//! Core to bytecode.
//!
//! Expressions are compiled into a destination register; the write to it is the last thing that happens, so it may be a
//! register that the expression reads. Costs are summed up over straight pieces of code ("blocks"); each block starts
//! with its charge. For an error in the middle of a block, [`Code`] knows what the block has cost before each
//! instruction.

pub mod endless;
mod expr;
mod list;
mod loops;
mod origin;

use nth_base::Limits;
use nth_core::{Arena, Descent, ExprId, Func, FuncId, Node, Program, Ty};
use nth_num::Int;
use rustc_hash::FxHashMap;

pub use self::origin::Origins;
use crate::code::{Code, FuncCode, NO_BLOCK, WINDOW};
use crate::instr::{Instr, Pc, Reg};

/// Reason why a program cannot be compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompileError {
    /// The program has more than 65,536 instructions, or is nested more than 4,000 deep.
    TooLarge,
    /// A function of the program needs more than 60,000 registers.
    TooManyRegisters,
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge => f.write_str("the program is too large"),
            Self::TooManyRegisters => f.write_str("the program needs too many intermediate values"),
        }
    }
}

const MAX_NODES: u32 = 100_000;
const MAX_NESTING: u16 = 4_000;
const MAX_REGISTERS: usize = 60_000;
/// Number of registers of a candidate that hold the index and constants: those below this.
const FIRST_FREE: usize = 16;
/// Bound on the digits of values that are not large.
pub const SMALL_DIGITS: u32 = 19;

/// Compiles a function of a program and all it needs.
///
/// # Errors
/// [`CompileError`].
pub fn compile(arena: &Arena, program: &Program, entry: FuncId) -> Result<Code, CompileError> {
    let mut c = Compiler::new(arena, Code::default());
    c.program(program, entry)?;
    Ok(c.code)
}

/// Compiles as [`compile`] does, to the same code, and keeps the origin of each instruction.
///
/// # Errors
/// [`CompileError`].
pub fn compile_with_origins(arena: &Arena, program: &Program, entry: FuncId) -> Result<(Code, Origins), CompileError> {
    let mut c = Compiler::new(arena, Code::default());
    c.origins = Some(Origins::default());
    c.program(program, entry)?;
    Ok((c.code, c.origins.unwrap_or_default()))
}

/// Compiles an expression of the published language (variable 1 is the index, variable 0 is 0) into `code`, whose
/// memory is used again. What the expression computes is shared with other candidates of the same evaluator.
///
/// The limits are those of the runs to come.
///
/// # Errors
/// [`CompileError`].
pub fn compile_candidate(arena: &Arena, e: ExprId, limits: &Limits, code: &mut Code) -> Result<(), CompileError> {
    let mut c = Compiler::new(arena, std::mem::take(code));
    c.shared = true;
    c.folds = limits.max_digits >= SMALL_DIGITS;
    c.code.clear();
    c.env = std::mem::take(&mut c.code.env);
    c.env.clear();
    let result = c.candidate(e);
    c.code.env = c.env;
    *code = c.code;
    result
}

impl Code {
    fn clear(&mut self) {
        self.instrs.clear();
        self.blocks.clear();
        self.preloads.clear();
        self.tail_calls = false;
        self.consts.clear();
        self.funcs.clear();
        self.orbits.clear();
        self.memos.clear();
        self.searches.clear();
    }
}

struct Compiler<'a> {
    arena: &'a Arena,
    code: Code,
    order: Vec<FuncId>,
    index: FxHashMap<FuncId, u32>,
    memo: Vec<bool>,
    /// Registers of the variables, the innermost last.
    env: Vec<Reg>,
    /// Register of the constant 0 in a candidate, which is also that of the variable that is always 0.
    zero: Option<Reg>,
    /// Registers of the constants of the current function.
    consts: FxHashMap<Node, Reg>,
    /// First register that is free.
    free: usize,
    /// Largest number of registers in use so far.
    used: usize,
    /// Position of the charge of the current block, or [`NO_BLOCK`].
    charge: Pc,
    cost: u32,
    /// Number of loops of the function around the expression.
    looping: u32,
    /// The innermost loop around the expression, if it only adds to its start.
    sum: Option<loops::Sum>,
    /// Whether the expression is inside another one whose values are kept.
    remembering: bool,
    /// Whether values are worth sharing with other programs.
    shared: bool,
    /// Whether arithmetic on constants may be done at compile time: no value that is not large has too many digits.
    folds: bool,
    /// Root expression, which is computed once for each index.
    root: ExprId,
    /// Origins of the instructions, if they are kept.
    origins: Option<Origins>,
}

impl<'a> Compiler<'a> {
    fn new(arena: &'a Arena, code: Code) -> Self {
        Self {
            arena,
            code,
            order: Vec::new(),
            index: FxHashMap::default(),
            memo: Vec::new(),
            env: Vec::new(),
            zero: None,
            consts: FxHashMap::default(),
            free: 0,
            used: 0,
            charge: NO_BLOCK,
            cost: 0,
            looping: 0,
            sum: None,
            remembering: false,
            shared: false,
            folds: false,
            root: ExprId::NONE,
            origins: None,
        }
    }

    fn program(&mut self, program: &Program, entry: FuncId) -> Result<(), CompileError> {
        self.order = program.reachable(self.arena, entry);
        self.index = self.order.iter().enumerate().map(|(i, &f)| (f, i as u32)).collect();
        self.memo = self.order.iter().map(|&f| program.func(f).memo).collect();
        for k in 0..self.order.len() {
            let f = self.order[k];
            self.function(program.func(f), program.descent(self.arena, f))?;
        }
        Ok(())
    }

    /// Goes to a child of the expression that is compiled. Returns where [`Compiler::leave`] goes back to.
    #[inline]
    fn enter(&mut self, e: ExprId) -> usize {
        self.origins.as_mut().map_or(0, |o| o.enter(self.arena, e))
    }

    /// The expression that is compiled, for [`Compiler::leave`].
    #[inline]
    fn here_in_source(&self) -> usize {
        self.origins.as_ref().map_or(0, Origins::here)
    }

    #[inline]
    fn leave(&mut self, to: usize) {
        if let Some(o) = &mut self.origins {
            o.back(to);
        }
    }

    fn candidate(&mut self, e: ExprId) -> Result<(), CompileError> {
        self.check_size(e)?;
        self.root = e;
        // The index, then 0 (also the second variable), 1, 2, then room for what arithmetic on these gives.
        self.env.extend([0, 1]);
        self.zero = Some(1);
        self.code.preloads.extend([(1, 0), (2, 1), (3, 2)]);
        self.free = FIRST_FREE;
        self.used = FIRST_FREE;
        self.finish(e, (0, 0), 1, (false, None))
    }

    fn function(&mut self, func: &Func, descent: Option<Descent>) -> Result<(), CompileError> {
        let (body, params) = (func.body, func.params.len());
        self.check_size(body)?;
        self.root = body;
        if let Some(o) = &mut self.origins {
            o.begin(body);
        }
        self.env = (0..params as Reg).collect();
        self.free = params;
        self.used = params;
        self.consts.clear();
        let start = self.code.instrs.len() as Pc;
        let mut seen = rustc_hash::FxHashSet::default();
        let mut stack = vec![body];
        while let Some(e) = stack.pop() {
            if !seen.insert(e) {
                continue;
            }
            let value = match self.arena.node(e) {
                Node::Int(x) => Int::from(x),
                Node::Big(b) => self.arena.big(b).clone(),
                Node::Bool(b) => Int::from(i64::from(b)),
                Node::Var(..) | Node::Prim(..) | Node::Lam(..) | Node::If(..) | Node::Let(..) => {
                    self.arena.for_children(e, |c| stack.push(c));
                    continue;
                }
                Node::Call(..) | Node::List(..) | Node::Hole(_) => {
                    self.arena.for_children(e, |c| stack.push(c));
                    continue;
                }
            };
            let d = self.register()?;
            self.consts.insert(self.arena.node(e), d);
            self.load(d, value);
        }
        let body_pc = self.code.instrs.len() as Pc;
        if let Some(first) = func.first {
            let k = self.code.consts.len() as u32;
            self.code.consts.push(Int::from(first));
            self.emit(Instr::AtLeast { a: 0, k });
        }
        if descent.is_some() {
            self.fill()?;
        }
        self.finish(body, (start, body_pc), params, (func.memo, descent))?;
        if let Some(made) = self.code.funcs.last_mut() {
            made.types.clone_from(&func.params);
        }
        Ok(())
    }

    /// Compiles the calls of a function at smaller indices that come before its body, so that the body finds their
    /// values remembered.
    fn fill(&mut self) -> Result<(), CompileError> {
        let f = self.code.funcs.len() as u32;
        let free = self.free;
        let i = self.registers(2)?;
        let start = self.emit(Instr::Fill { d: i, a: 0, f, to: 0 });
        let next = self.here();
        self.emit(Instr::Move { d: i + 1, a: i });
        self.emit(Instr::Call { d: i + 1, a: i + 1, f });
        self.emit(Instr::FillNext { d: i, a: 0, f, to: next });
        let body = self.here();
        self.patch(start, body);
        self.free = free;
        Ok(())
    }

    /// Compiles a body. `at` are the positions of the function and of its body, with what comes before it; `values`
    /// says whether they are remembered, and whether from below.
    fn finish(
        &mut self,
        body: ExprId,
        at: (Pc, Pc),
        params: usize,
        values: (bool, Option<Descent>),
    ) -> Result<(), CompileError> {
        let (memo, descent) = values;
        self.looping = 0;
        let tail = if memo { self.value(body).map(Some)? } else { self.tail(body)? };
        if let Some(a) = tail {
            self.end_block();
            self.emit(Instr::Return { a });
        }
        self.code.funcs.push(FuncCode {
            start: at.0,
            body: at.1,
            params: params as u16,
            registers: self.used as u16,
            memo,
            descent,
            types: Vec::new(),
        });
        if self.code.instrs.len() > WINDOW { Err(CompileError::TooLarge) } else { Ok(()) }
    }

    fn check_size(&self, e: ExprId) -> Result<(), CompileError> {
        let m = self.arena.meta(e);
        if m.size > MAX_NODES || m.depth > MAX_NESTING { Err(CompileError::TooLarge) } else { Ok(()) }
    }

    fn load(&mut self, d: Reg, value: Int) {
        let k = self.code.consts.len() as u32;
        self.code.consts.push(value);
        self.emit(Instr::Const { d, k });
    }

    /// Takes a fresh register.
    fn register(&mut self) -> Result<Reg, CompileError> {
        self.registers(1)
    }

    /// Takes `n` fresh registers in a row. Returns the first.
    fn registers(&mut self, n: usize) -> Result<Reg, CompileError> {
        let r = self.free;
        self.free += n;
        self.used = self.used.max(self.free);
        if self.used > MAX_REGISTERS { Err(CompileError::TooManyRegisters) } else { Ok(r as Reg) }
    }

    /// Adds an instruction. Returns its position.
    fn emit(&mut self, i: Instr) -> usize {
        self.code.tail_calls |= matches!(i, Instr::TailCall { .. });
        self.code.instrs.push(i);
        self.code.blocks.push((self.charge, self.cost));
        if let Some(o) = &mut self.origins {
            o.made();
        }
        self.code.instrs.len() - 1
    }

    /// Adds to the cost of the current block.
    fn charge(&mut self, cost: u32) {
        if self.charge == NO_BLOCK {
            self.cost = 0;
            self.charge = self.code.instrs.len() as Pc;
            self.emit(Instr::Charge { cost: 0 });
        }
        self.cost += cost;
    }

    /// Ends the current block: control goes elsewhere, or comes from elsewhere.
    fn end_block(&mut self) {
        if self.charge != NO_BLOCK {
            self.code.instrs[self.charge as usize] = Instr::Charge { cost: self.cost };
            self.charge = NO_BLOCK;
        }
        self.cost = 0;
    }

    /// The next instruction's position, as the start of a block.
    fn here(&mut self) -> Pc {
        self.end_block();
        self.code.instrs.len() as Pc
    }

    /// Sets the jump target of the instruction at `at`.
    fn patch(&mut self, at: usize, target: Pc) {
        match self.code.instrs[at].target_mut() {
            Some(to) => *to = target,
            None => unreachable!("{:?} does not jump", self.code.instrs[at]),
        }
    }

    /// Whether a value of the type fits in a register by itself, so that tables may hold it.
    fn is_plain(&self, e: ExprId) -> bool {
        let ty = self.arena.ty(e);
        ty == Ty::INT || ty == Ty::BOOL
    }
}
