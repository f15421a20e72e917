//! Loops and searches, and the tables that keep their values.

use nth_core::{ExprId, Node};
use nth_prims::Prim;

use super::endless::stays_positive;
use super::{CompileError, Compiler};
use crate::code::SearchKey;
use crate::instr::{Instr, Pc, Reg};
use crate::sums;

type Done<T> = Result<T, CompileError>;

/// Marks in the keys of tables: loops that only add to their start, and loops that forget it.
const SUM: u128 = 1;
const FORGETS: u128 = 2;
/// Smaller expressions are computed faster than looked up.
const MIN_REMEMBERED: u32 = 4;

impl Compiler<'_> {
    /// The free variables of `e` that can have another value than 0: the second one of a candidate cannot.
    fn live(&self, e: ExprId) -> u64 {
        let mut free = self.arena.meta(e).free;
        if free & 1 << 63 != 0 {
            return u64::MAX;
        }
        let mut rest = free;
        while rest != 0 {
            let var = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            if self.zero == Some(self.env[self.env.len() - 1 - var]) {
                free &= !(1 << var);
            }
        }
        free
    }

    /// A function of at most one variable with a loop inside, whose value and cost depend on that variable alone: its
    /// values are worth a table when it is computed again and again, or by other programs.
    pub(super) fn worth_remembering(&self, e: ExprId) -> bool {
        let m = self.arena.meta(e);
        m.loops()
            && m.is_pure()
            && m.size >= MIN_REMEMBERED
            && self.is_plain(e)
            && self.live(e).count_ones()
                <= u32::from(self.looping > 0 || self.shared && !self.remembering && e != self.root)
            && self.code.memos.len() < usize::from(u16::MAX)
            && !self.arena.continues(e)
            && !self.on_the_way(e)
            // The incremental cost of such a function does not depend on its variable alone.
            && (self.looping > 0 || !m.continues())
    }

    pub(super) fn remembered(&mut self, e: ExprId, d: Reg) -> Done<()> {
        let live = self.live(e);
        // A closed function has its value at 0.
        let a = if live == 0 { self.zero()? } else { self.env[self.env.len() - 1 - live.trailing_zeros() as usize] };
        let t = self.register()?;
        let r = self.result(d)?;
        let table = self.code.memos.len() as u16;
        self.code.memos.push((self.arena.meta(e).hash, self.looping > 0));
        self.end_block();
        let start = self.emit(Instr::MemoStart { d: r, a, t, table, to: 0 });
        // Outside loops, the parts of what is remembered are computed as seldom as the whole.
        let outer = std::mem::replace(&mut self.remembering, true);
        self.direct(e, r)?;
        self.remembering = outer;
        self.end_block();
        self.emit(Instr::MemoEnd { d: r, a, t, table });
        let to = self.here();
        self.patch(start, to);
        self.deliver(r, d);
        Ok(())
    }

    /// Compiles `loop`, `loop2`, `compr` and `search`.
    pub(super) fn looped(&mut self, e: ExprId, p: Prim, args: &[ExprId], d: Reg) -> Done<()> {
        let keep = self.arena.continues(e);
        match *args {
            [f, count, init] if p == Prim::Loop => self.one(f, count, init, keep, d),
            [f, g, count, x, y] if p == Prim::Loop2 => self.two([f, g], count, [x, y], keep, d),
            [f, index] if p == Prim::Compr => self.search(f, Start::Zero, index, d),
            [f, start, index] => self.search(f, Start::At(start), index, d),
            _ => unreachable!("{} has its arity", p.name()),
        }
    }

    fn body(&self, lam: ExprId) -> ExprId {
        match self.arena.node(lam) {
            Node::Lam(_, body) => body,
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Prim(..) => lam,
            Node::If(..) | Node::Let(..) | Node::Call(..) | Node::List(..) | Node::Hole(_) => lam,
        }
    }

    /// Whether the value and the cost of a function of two variables depend on these of them alone (1 is the first, 0
    /// the second) and on variables from outside.
    fn depends_on(&self, lam: ExprId, params: &[u8]) -> bool {
        let m = self.arena.meta(self.body(lam));
        m.is_pure() && self.is_plain(lam) && [0, 1].iter().all(|p| params.contains(p) || m.free & 1 << p == 0)
    }

    /// Whether a function of state and counter is "state + something of the counter", so that a loop adds the same to
    /// any start.
    fn only_adds(&self, lam: ExprId) -> bool {
        let m = self.arena.meta(lam);
        m.free == 0 && m.is_pure() && !self.is_list(lam) && self.adds(self.body(lam), 1)
    }

    /// Whether `e` is "variable v + something without it".
    fn adds(&self, e: ExprId, v: u8) -> bool {
        let without = |e: ExprId| self.arena.meta(e).free & 1 << v == 0;
        match self.arena.node(e) {
            Node::Var(i, _) => i == u16::from(v),
            Node::Prim(Prim::Add, [a, b, ..]) => self.adds(a, v) && without(b) || without(a) && self.adds(b, v),
            Node::Prim(Prim::Sub, [a, b, ..]) => self.adds(a, v) && without(b),
            Node::Prim(Prim::Cond, [test, a, b, ..]) => without(test) && self.adds(a, v) && self.adds(b, v),
            Node::Prim(Prim::Loop, [f, n, start, ..]) => without(n) && self.only_adds(f) && self.adds(start, v),
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Prim(..) | Node::Lam(..) | Node::If(..) => false,
            Node::Let(..) | Node::Call(..) | Node::List(..) | Node::Hole(_) => false,
        }
    }

    /// Whether `e` is an intermediate value of the loop around it, which only adds to its start: whether `e` depends on
    /// the state.
    pub(super) fn on_the_way(&self, e: ExprId) -> bool {
        self.sum.as_ref().is_some_and(|sum| {
            let state = self.env.len() - 1 - sum.acc;
            state < 63 && self.arena.meta(e).free & 1 << state != 0
        })
    }

    /// Notes the value of `e` in register `a` inside a loop that only adds to its start, if it depends on the state.
    pub(super) fn note_reach(&mut self, e: ExprId, a: Reg) {
        // The state itself is looked at when the iteration ends.
        if self.on_the_way(e)
            && let Some(Sum { acc, i, table }) = self.sum
            && self.env[acc] != a
        {
            self.emit(Instr::Reach { a, i, table });
        }
    }

    /// Compiles the body of a function argument, with its parameters in these registers.
    pub(super) fn apply(&mut self, lam: ExprId, params: &[Reg], d: Reg) -> Done<()> {
        self.env.extend_from_slice(params);
        self.looping += 1;
        // Every iteration begins with a charge, so that every iteration checks the budget.
        let outer = self.enter(lam);
        self.charge(0);
        self.into(self.body(lam), d)?;
        self.leave(outer);
        self.looping -= 1;
        self.env.truncate(self.env.len() - params.len());
        Ok(())
    }

    /// The total of the block that starts at `pc`.
    fn block_total(&self, pc: u32) -> u32 {
        let Instr::Charge { cost: total } = self.code.instrs[pc as usize] else {
            unreachable!("a loop's body begins with its charge")
        };
        total
    }

    fn one(&mut self, f: ExprId, count: ExprId, init: ExprId, keep: bool, d: Reg) -> Done<()> {
        let n = self.value(count)?;
        let acc = self.result(d)?;
        self.into(init, acc)?;
        // The counter, and beside it what was left when the iteration began.
        if self.shared && !keep && self.only_adds(f) {
            return self.sum(f, n, init, acc, d);
        }
        let cycles = self.shared && self.depends_on(f, &[1]);
        let i = self.registers(if cycles && !keep { 3 } else { 2 })?;
        self.charge(1);
        self.end_block();
        let orbit = if keep {
            Some(self.orbit([f, init, ExprId::NONE, ExprId::NONE], 0))
        } else if self.shared && self.arena.meta(f).free == 0 && self.depends_on(f, &[0]) {
            // From the first iteration on the start does not matter.
            Some(self.orbit([f, ExprId::NONE, ExprId::NONE, ExprId::NONE], FORGETS))
        } else {
            None
        };
        let continues = keep && self.looping == 0;
        let start = match orbit {
            Some(table) => self.emit(Instr::OrbitStart { d: acc, i, n, table, continues, to: 0 }),
            None => self.emit(Instr::LoopStart { i, n, to: 0 }),
        };
        let top = self.here();
        self.apply(f, &[acc, i], acc)?;
        self.end_block();
        let (to, cost) = (top + 1, self.block_total(top));
        match orbit {
            Some(table) => {
                let (to, cost) = again(top, cost);
                self.emit(Instr::OrbitNext { d: acc, i, n, table, cycles, to, cost })
            }
            None if cycles => {
                let (to, cost) = again(top, cost);
                self.emit(Instr::CycleNext { d: acc, i, n, to, cost })
            }
            None => self.emit(Instr::LoopNext { i, n, to, cost }),
        };
        self.finish_loop(start, acc, d);
        Ok(())
    }

    /// A loop that only adds to its start `init`, which is in `acc`.
    fn sum(&mut self, f: ExprId, n: Reg, init: ExprId, acc: Reg, d: Reg) -> Done<()> {
        let i = self.registers(sums::REGISTERS)?;
        self.charge(1);
        self.end_block();
        let table = self.orbit([f, ExprId::NONE, ExprId::NONE, ExprId::NONE], SUM);
        let start = self.emit(Instr::SumStart { d: acc, i, n, table, to: 0 });
        let top = self.here();
        let outer = self.sum.replace(Sum { acc: self.env.len(), i, table });
        self.apply(f, &[acc, i], acc)?;
        self.sum = outer;
        self.end_block();
        let (to, cost) = again(top, self.block_total(top));
        self.emit(Instr::SumNext { d: acc, i, n, table, to, cost });
        let to = self.here();
        self.patch(start, to);
        if self.on_the_way(init)
            && let Some(sum) = &self.sum
        {
            let reach = Instr::ReachSum { a: acc, i: sum.i, table: sum.table, j: i, inner: table };
            self.emit(reach);
        }
        self.deliver(acc, d);
        Ok(())
    }

    fn two(&mut self, [f, g]: [ExprId; 2], count: ExprId, [x, y]: [ExprId; 2], keep: bool, d: Reg) -> Done<()> {
        let n = self.value(count)?;
        let acc = self.registers(2)?;
        self.into(x, acc)?;
        self.into(y, acc + 1)?;
        let cycles = self.shared && !keep && self.depends_on(f, &[0, 1]) && self.depends_on(g, &[0, 1]);
        let i = self.registers(if cycles { 4 } else { 2 })?;
        let next = self.register()?;
        self.charge(1);
        self.end_block();
        let orbit = keep.then(|| self.orbit([f, g, x, y], 0));
        let continues = self.looping == 0;
        let start = match orbit {
            Some(table) => self.emit(Instr::Orbit2Start { d: acc, i, n, table, continues, to: 0 }),
            None => self.emit(Instr::LoopStart { i, n, to: 0 }),
        };
        let top = self.here();
        self.apply(f, &[acc, acc + 1], next)?;
        self.apply(g, &[acc, acc + 1], acc + 1)?;
        self.end_block();
        let (to, cost) = (top + 1, self.block_total(top));
        match orbit {
            Some(table) => {
                self.emit(Instr::Move { d: acc, a: next });
                let (to, cost) = again(top, cost);
                self.emit(Instr::Orbit2Next { d: acc, i, n, table, to, cost })
            }
            None if cycles => {
                let (to, cost) = again(top, cost);
                self.emit(Instr::Cycle2Next { d: acc, a: next, i, n, to, cost })
            }
            None => match u16::try_from(cost) {
                Ok(cost) => self.emit(Instr::Loop2Next { d: acc, a: next, i, n, to, cost }),
                Err(_) => {
                    self.emit(Instr::Move { d: acc, a: next });
                    self.emit(Instr::LoopNext { i, n, to, cost })
                }
            },
        };
        self.finish_loop(start, acc, d);
        Ok(())
    }

    fn finish_loop(&mut self, start: usize, acc: Reg, d: Reg) {
        let to = self.here();
        self.patch(start, to);
        self.deliver(acc, d);
    }

    /// A register for a result that is written before all is read: `d` itself unless a variable lives there.
    fn result(&mut self, d: Reg) -> Done<Reg> {
        if self.env.contains(&d) { self.register() } else { Ok(d) }
    }

    fn deliver(&mut self, r: Reg, d: Reg) {
        if r != d {
            self.emit(Instr::Move { d, a: r });
        }
    }

    /// Number of the table of a loop with these parts; all places with such a loop have the same table.
    fn orbit(&mut self, parts: [ExprId; 4], kind: u128) -> u16 {
        let hash = |e: ExprId| if e == ExprId::NONE { 0 } else { self.arena.meta(e).hash };
        let key = parts.iter().fold(kind, |h, &e| h.rotate_left(31).wrapping_mul(0x2545_f491_4f6c_dd1d) ^ hash(e));
        let known = self.code.orbits.iter().position(|&k| k == key);
        known.unwrap_or_else(|| {
            self.code.orbits.push(key);
            self.code.orbits.len() - 1
        }) as u16
    }

    fn search(&mut self, f: ExprId, start: Start, index: ExprId, d: Reg) -> Done<()> {
        // The number tried, and beside it what was left when it was begun.
        let m = self.registers(2)?;
        let first = match start {
            Start::Zero => Some(0),
            Start::At(s) => match self.arena.node(s) {
                Node::Int(x) if x.unsigned_abs() <= 1 << 61 => Some(x),
                Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Prim(..) | Node::Lam(..) => None,
                Node::If(..) | Node::Let(..) | Node::Call(..) | Node::List(..) | Node::Hole(_) => None,
            },
        };
        match start {
            Start::Zero => {}
            Start::At(s) => self.into(s, m)?,
        }
        let n = self.value(index)?;
        let found = self.result(d)?;
        let outcome = self.register()?;
        let meta = self.arena.meta(f);
        let table = match first {
            Some(start) if meta.free == 0 => {
                self.code.searches.push(SearchKey { lambda: meta.hash, start, pure: meta.is_pure() });
                Some(self.code.searches.len() as u16 - 1)
            }
            Some(_) | None => None,
        };
        self.charge(1);
        let zero = if matches!(start, Start::Zero) { self.zero()? } else { 0 };
        if matches!(start, Start::Zero) && table.is_none() {
            self.emit(Instr::Move { d: m, a: zero });
        }
        self.end_block();
        // The analysis does not hold if few digits are allowed.
        let endless = matches!(start, Start::Zero) && self.folds && stays_positive(self.arena, f);
        let begin = match table {
            Some(table) => Some(self.emit(Instr::SearchStart { d: found, n, m, table, to: 0 })),
            None => {
                self.emit(Instr::ScanStart { n, c: found });
                None
            }
        };
        // `found` counts in a search that is not remembered, so the answer goes elsewhere.
        let answer = if table.is_some() { found } else { self.register()? };
        let top = self.here();
        match start {
            Start::Zero => {
                self.apply(f, &[m, zero], outcome)?;
                self.emit(Instr::NotPositive { d: outcome, a: outcome });
            }
            Start::At(_) => self.apply(f, &[m], outcome)?,
        }
        self.end_block();
        match table {
            Some(table) => self.emit(Instr::SearchNext { d: answer, a: outcome, n, m, table, endless, to: top }),
            None => self.emit(Instr::ScanNext { d: answer, a: outcome, n, m, c: found, to: top }),
        };
        let to = self.here();
        if let Some(at) = begin {
            self.patch(at, to);
        }
        self.deliver(answer, d);
        Ok(())
    }

    /// Register that holds 0.
    fn zero(&mut self) -> Done<Reg> {
        if let Some(r) = self.zero {
            return Ok(r);
        }
        if let Some(&r) = self.consts.get(&Node::Int(0)) {
            return Ok(r);
        }
        let r = self.register()?;
        self.load(r, nth_num::Int::ZERO);
        Ok(r)
    }
}

/// Position where the next iteration starts, and the charge before it. The position is behind the charge of the body,
/// which is at `top`, if the body's `cost` fits the instruction.
fn again(top: Pc, cost: u32) -> (Pc, u16) {
    u16::try_from(cost).map_or((top, 0), |cost| (top + 1, cost))
}

/// The innermost loop around an expression, if it only adds to its start.
pub(super) struct Sum {
    /// Index of its state in the environment.
    acc: usize,
    /// The register of its counter.
    i: Reg,
    table: u16,
}

/// The start of a search.
#[derive(Clone, Copy)]
enum Start {
    /// `compr`: at 0, looking for values that are not positive.
    Zero,
    /// `search`: at the value of this expression, looking for `true`.
    At(ExprId),
}
