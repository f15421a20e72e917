//! The interpreter of bytecode.

use nth_core::{EvalError, Ty};
use nth_num::Int;

use crate::code::{Code, NO_BLOCK, WINDOW};
use crate::instr::{Instr, Pc, Reg};
use crate::lists::Heap;
use crate::memory::Memory;
use crate::meter::{Meter, Trap};
use crate::output::{Output, output};
use crate::steps;
use crate::sums;
use crate::tables::{Searches, Tables};
use crate::trace::{ActiveCall, Trace};
use crate::value::{Step, Value, all_in_reach};

/// A program and the position where it starts.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    /// Compiled program to run.
    pub code: &'a Code,
    /// The position of the first instruction.
    pub start: usize,
}

/// Registers beyond the first window, allocated in advance for frames of calls.
const SHALLOW: usize = 256;

struct Frame {
    pc: usize,
    base: usize,
    d: Reg,
    /// The function whose value is to be remembered, and where its arguments were.
    remember: Option<(u32, usize)>,
    /// The words of big integers among the arguments.
    weight: u64,
}

/// Machine of one kind of value, whose memory is reused.
pub struct Machine<V> {
    /// The registers of all frames.
    pub regs: Vec<V>,
    frames: Vec<Frame>,
    /// Arguments of the calls whose values are to be remembered.
    pending: Vec<V>,
    /// Lists of the current term.
    pub heap: Heap<V>,
    /// Tables that outlive the run.
    pub tables: Tables<V>,
    /// Position and frame of the last instruction, in a run that keeps them.
    last: (usize, usize),
}

impl<V: Value> Default for Machine<V> {
    fn default() -> Self {
        Self {
            // Pages of machine integers are zeroed by the system when they are first used.
            regs: vec![V::default(); WINDOW + SHALLOW],
            frames: Vec::new(),
            pending: Vec::new(),
            heap: Heap::default(),
            tables: Tables::default(),
            last: (0, 0),
        }
    }
}

/// Corrects the charge for an error of the instruction at `pc`: the block was charged as a whole, but the rest of it
/// did not run.
#[cold]
#[inline(never)]
pub fn fail(code: &Code, pc: usize, m: &mut Meter, trap: Trap) -> Trap {
    match trap {
        Trap::Large | Trap::Error(EvalError::Budget | EvalError::Interrupted) => return trap,
        Trap::Dear => return Trap::Error(EvalError::Budget),
        Trap::Error(_) => {}
    }
    m.left += ahead(code, pc);
    if m.left < 0 { Trap::Error(EvalError::Budget) } else { trap }
}

/// What was charged in advance for the instruction at `pc` and the rest of its block.
fn ahead(code: &Code, pc: usize) -> i64 {
    let (block, before) = code.blocks[pc];
    if block != NO_BLOCK
        && let Instr::Charge { cost: total } = code.instrs[block as usize]
    {
        i64::from(total - before)
    } else {
        0
    }
}

/// Whether the instruction at `pc`, which ended with this trap, is to be done again: the budget pays for it after all.
#[cold]
#[inline(never)]
pub fn pays(code: &Code, pc: usize, m: &mut Meter, trap: Trap) -> bool {
    trap == Trap::Dear && m.pays(ahead(code, pc))
}

/// Makes room for a frame at `base`. The registers of all active calls are bounded as remembered values are.
#[cold]
#[inline(never)]
fn grow<V: Value>(regs: &mut Vec<V>, base: usize, m: &Meter) -> Step<()> {
    let most = usize::try_from(m.max_heavy).unwrap_or(usize::MAX) / size_of::<V>() * size_of::<u64>();
    if base > most {
        return Err(EvalError::Memory.into());
    }
    regs.resize((2 * base).min(most) + WINDOW, V::default());
    Ok(())
}

/// Whether an index is below a first index of 64 bits.
#[inline(always)]
fn is_below<V: Value>(index: &V, first: &Int) -> bool {
    let (near, first) = (index.saturate(), first.to_i64().unwrap_or(i64::MIN));
    near < first || near == i64::MIN && index.to_int() < Int::from(first)
}

/// The instructions from a position on.
#[inline(always)]
fn from(instrs: &[Instr], pc: usize) -> std::slice::Iter<'_, Instr> {
    instrs[pc..].iter()
}

/// The position of the instruction that was taken last.
fn done(instrs: &[Instr], ip: &std::slice::Iter<'_, Instr>) -> usize {
    instrs.len() - 1 - ip.len()
}

impl<V: Value> Machine<V> {
    /// Prepares for a program: loads its constants, selects its tables, and drops the frames of a program that stopped
    /// in the middle.
    pub fn enter(&mut self, code: &Code) {
        self.frames.clear();
        self.pending.clear();
        for &(r, x) in &code.preloads {
            self.regs[usize::from(r)] = V::small(x);
        }
        self.tables.select(code);
    }

    /// Sets the index of the entry, and drops the lists of the last term.
    #[inline]
    pub fn set_index(&mut self, n: i64) {
        self.heap.clear();
        self.regs[0] = V::small(n);
    }

    /// Evaluates the entry at these arguments.
    pub fn evaluate(
        &mut self,
        entry: Entry<'_>,
        args: &[Int],
        ty: Ty,
        m: &mut Meter,
        searches: &mut Searches,
        memory: &mut Memory,
    ) -> Step<Output> {
        self.begin(args)?;
        let x = self.run::<false>(entry, m, searches, memory, |_, _, _| false)?;
        Ok(output(&self.heap, &x, ty))
    }

    /// Sets the arguments of the entry.
    fn begin(&mut self, args: &[Int]) -> Step<()> {
        self.heap.clear();
        self.frames.clear();
        self.pending.clear();
        for (r, x) in self.regs.iter_mut().zip(args) {
            *r = V::from_int(x)?;
        }
        Ok(())
    }

    /// Evaluates the entry at these arguments once more, and gives the place where it fails; `None` if it has a value.
    pub fn trace(
        &mut self,
        entry: Entry<'_>,
        args: &[Int],
        m: &mut Meter,
        searches: &mut Searches,
        memory: &mut Memory,
    ) -> Step<Option<Trace>> {
        self.begin(args)?;
        let error = match self.run::<true>(entry, m, searches, memory, |_, _, _| false) {
            Ok(_) => return Ok(None),
            Err(Trap::Large) => return Err(Trap::Large),
            Err(Trap::Error(error)) => error,
            Err(Trap::Dear) => EvalError::Budget,
        };
        let active = self.frames.iter().rev().map(|f| (f.pc, f.base));
        let calls = std::iter::once(self.last).chain(active);
        let call = |(pc, base): (usize, usize)| self.active(entry.code, pc, base);
        Ok(Some(Trace::new(error, 1 + self.frames.len(), calls, call)))
    }

    /// The call whose frame begins at register `base` and whose instruction at `pc` was executed last.
    fn active(&self, code: &Code, pc: usize, base: usize) -> ActiveCall {
        let func = code.function_at(pc as Pc);
        let params = self.regs[base..].iter().zip(&code.funcs[func].types);
        let args = params.map(|(x, &ty)| output(&self.heap, x, ty)).collect();
        ActiveCall { func, pc: pc as Pc, args }
    }

    /// Runs the entry from `pc` on until it returns, and again for the next index as long as `more` returns true for
    /// the value. Only an entry that keeps its index and constants in their registers may run again: such an entry
    /// calls nothing.
    ///
    /// If `TRACE`, notes each instruction before it is executed.
    pub fn run<const TRACE: bool>(
        &mut self,
        Entry { code, start }: Entry<'_>,
        m: &mut Meter,
        searches: &mut Searches,
        memory: &mut Memory,
        mut more: impl FnMut(&V, &mut Meter, &Searches) -> bool,
    ) -> Step<V> {
        let mut base = 0;
        let instrs = code.instrs.as_slice();
        // The instructions to come. A slice's iterator costs less than an index: no mask, no scaling.
        let mut ip = from(instrs, start);
        // A call changes the window, so the outer loop selects it again.
        'frame: loop {
            let r = all_in_reach(&mut self.regs, base);
            macro_rules! reg {
                ($x:expr) => {
                    r[usize::from($x)]
                };
            }
            macro_rules! ok {
                ($x:expr) => {
                    match $x {
                        Ok(v) => v,
                        Err(trap) => {
                            let pc = done(instrs, &ip);
                            if pays(code, pc, m, trap) {
                                ip = from(instrs, pc);
                                continue;
                            }
                            return Err(fail(code, pc, m, trap));
                        }
                    }
                };
            }
            macro_rules! binary {
                ($op:ident, $d:expr, $a:expr, $b:expr) => {
                    reg!($d) = ok!(reg!($a).$op(&reg!($b), m))
                };
            }
            macro_rules! truth {
                ($d:expr, $x:expr) => {
                    reg!($d) = V::small(i64::from($x))
                };
            }
            macro_rules! charge {
                ($c:expr) => {
                    if m.left < m.stop_at {
                        m.refill()?;
                    }
                    m.left -= i64::from($c);
                };
            }
            // Jumps if a step returns a target.
            macro_rules! jump {
                ($to:expr) => {
                    if let Some(to) = $to {
                        ip = from(instrs, to as usize);
                        continue;
                    }
                };
            }
            loop {
                let Some(instr) = ip.next() else { unreachable!("code ends with a return") };
                if TRACE {
                    self.last = (done(instrs, &ip), base);
                }
                match *instr {
                    Instr::Charge { cost: c } => {
                        charge!(c);
                    }
                    Instr::Const { d, k } => reg!(d) = V::from_int(&code.consts[k as usize])?,
                    Instr::Move { d, a } => reg!(d) = reg!(a).clone(),
                    Instr::Add { d, a, b } => ok!(V::set_sum(r, [d, a, b], m)),
                    Instr::Sub { d, a, b } => ok!(V::set_difference(r, [d, a, b], m)),
                    Instr::Mul { d, a, b } => ok!(V::set_product(r, [d, a, b], m)),
                    Instr::Div { d, a, b } => ok!(V::set_quotient(r, [d, a, b], m)),
                    Instr::Mod { d, a, b } => binary!(modulo, d, a, b),
                    Instr::Eq { d, a, b } => truth!(d, reg!(a) == reg!(b)),
                    Instr::Ne { d, a, b } => truth!(d, reg!(a) != reg!(b)),
                    Instr::Lt { d, a, b } => truth!(d, reg!(a) < reg!(b)),
                    Instr::Le { d, a, b } => truth!(d, reg!(a) <= reg!(b)),
                    Instr::Neg { d, a } => reg!(d) = ok!(V::small(0).sub(&reg!(a), m)),
                    Instr::Not { d, a } => truth!(d, !reg!(a).is_positive()),
                    Instr::NotPositive { d, a } => truth!(d, !reg!(a).is_positive()),
                    Instr::Increment { a } => reg!(a) = reg!(a).next()?,
                    Instr::Jump { to } => {
                        ip = from(instrs, to as usize);
                        continue;
                    }
                    Instr::IfPositive { a, to } => {
                        if reg!(a).is_positive() {
                            ip = from(instrs, to as usize);
                            continue;
                        }
                    }
                    Instr::IfFalse { a, to } => {
                        if !reg!(a).is_positive() {
                            ip = from(instrs, to as usize);
                            continue;
                        }
                    }
                    Instr::UnlessEq { a, b, to } => {
                        if reg!(a) != reg!(b) {
                            ip = from(instrs, to as usize);
                            continue;
                        }
                    }
                    Instr::UnlessNe { a, b, to } => {
                        if reg!(a) == reg!(b) {
                            ip = from(instrs, to as usize);
                            continue;
                        }
                    }
                    Instr::UnlessLt { a, b, to } => {
                        if reg!(a) >= reg!(b) {
                            ip = from(instrs, to as usize);
                            continue;
                        }
                    }
                    Instr::UnlessLe { a, b, to } => {
                        if reg!(a) > reg!(b) {
                            ip = from(instrs, to as usize);
                            continue;
                        }
                    }
                    Instr::LoopStart { i, n, to } => {
                        if !reg!(n).is_positive() {
                            ip = from(instrs, to as usize);
                            continue;
                        }
                        reg!(i) = V::small(1);
                    }
                    Instr::LoopNext { i, n, to, cost } => {
                        let k = reg!(i).saturate() + 1;
                        if k <= reg!(n).saturate() {
                            reg!(i) = V::small(k);
                            charge!(cost);
                            ip = from(instrs, to as usize);
                            continue;
                        }
                    }
                    Instr::Loop2Next { d, a, i, n, to, cost } => {
                        V::hand_over(r, d, a);
                        let k = reg!(i).saturate() + 1;
                        if k <= reg!(n).saturate() {
                            reg!(i) = V::small(k);
                            charge!(cost);
                            ip = from(instrs, to as usize);
                            continue;
                        }
                    }
                    Instr::CycleNext { d, i, n, to, cost } => {
                        let k = reg!(i).saturate();
                        if reg!(d) == reg!(i + 2) || k & (k - 1) == 0 {
                            steps::cycle::<V, false>(r, d, i, n, m)?;
                        }
                        let k = reg!(i).saturate() + 1;
                        if k <= reg!(n).saturate() {
                            reg!(i) = V::small(k);
                            charge!(cost);
                            ip = from(instrs, to as usize);
                            continue;
                        }
                    }
                    Instr::Cycle2Next { d, a, i, n, to, cost } => {
                        reg!(d) = reg!(a).clone();
                        let k = reg!(i).saturate();
                        if reg!(d) == reg!(i + 2) || k & (k - 1) == 0 {
                            steps::cycle::<V, true>(r, d, i, n, m)?;
                        }
                        let k = reg!(i).saturate() + 1;
                        if k <= reg!(n).saturate() {
                            reg!(i) = V::small(k);
                            charge!(cost);
                            ip = from(instrs, to as usize);
                            continue;
                        }
                    }
                    Instr::Call { d, a, f } => {
                        let func = &code.funcs[f as usize];
                        let first = base + usize::from(a);
                        let args = usize::from(a)..usize::from(a) + usize::from(func.params);
                        let mut remember = None;
                        if func.memo {
                            if let Some(value) = ok!(memory.recall(f, &r[args.clone()]).map_err(Trap::from)) {
                                reg!(d) = V::from_int(value)?;
                                continue;
                            }
                            remember = Some((f, self.pending.len()));
                        }
                        if self.frames.len() >= m.max_depth as usize {
                            return Err(fail(code, done(instrs, &ip), m, EvalError::Depth.into()));
                        }
                        // Each level of a recursion may hold big integers of its own. The parameters of the caller
                        // were counted when it was called; it has about as many as the function that it calls.
                        let own = args.len().min(args.start);
                        let weight = r[own..args.end].iter().map(Value::weight).sum();
                        ok!(m.hold(weight));
                        if remember.is_some() {
                            self.pending.extend_from_slice(&r[args]);
                        }
                        let pc = done(instrs, &ip);
                        if self.regs.len() < first + WINDOW {
                            grow(&mut self.regs, first, m).map_err(|trap| fail(code, pc, m, trap))?;
                        }
                        self.frames.push(Frame { pc, base, d, remember, weight });
                        base = first;
                        ip = from(instrs, func.start as usize);
                        continue 'frame;
                    }
                    Instr::Fill { .. } => jump!(steps::fill(memory, code, r, instr)),
                    Instr::FillNext { .. } => jump!(steps::fill_next(code, r, instr)),
                    Instr::TailCall { a, n, f } => {
                        for k in 0..n {
                            reg!(k) = reg!(a + k).clone();
                        }
                        ip = from(instrs, code.funcs[f as usize].start as usize);
                        continue;
                    }
                    Instr::Return { a } => {
                        let value = reg!(a).clone();
                        let Some(frame) = self.frames.pop() else {
                            if m.left < 0 {
                                return Err(EvalError::Budget.into());
                            }
                            if !more(&value, m, searches) {
                                return Ok(value);
                            }
                            reg!(0_u16) = reg!(0_u16).next()?;
                            self.heap.clear();
                            ip = from(instrs, code.funcs[0].body as usize);
                            continue;
                        };
                        if let Some((f, args)) = frame.remember {
                            // The budget ended inside the call, so the value was not reached.
                            if m.left < 0 {
                                return Err(EvalError::Budget.into());
                            }
                            memory.remember(f, &self.pending[args..], &value, m.max_heavy)?;
                            self.pending.truncate(args);
                        }
                        m.held -= frame.weight;
                        base = frame.base;
                        ip = from(instrs, frame.pc + 1);
                        self.regs[base + usize::from(frame.d)] = value;
                        continue 'frame;
                    }
                    Instr::AtLeast { a, k } => {
                        if is_below(&reg!(a), &code.consts[k as usize]) {
                            return Err(fail(code, done(instrs, &ip), m, EvalError::BelowFirstIndex.into()));
                        }
                    }
                    Instr::Fail { error: e } => return Err(fail(code, done(instrs, &ip), m, e.into())),
                    Instr::RangeNext { d, cur, end, to } => {
                        if reg!(cur) >= reg!(end) {
                            ip = from(instrs, to as usize);
                            continue;
                        }
                        reg!(d) = reg!(cur).clone();
                        reg!(cur) = reg!(cur).next()?;
                    }
                    Instr::ListNext { d, a, i, to } => {
                        let k = reg!(i).saturate();
                        let Some(x) = self.heap.slice(&reg!(a)).get(k as usize) else {
                            ip = from(instrs, to as usize);
                            continue;
                        };
                        reg!(d) = x.clone();
                        reg!(i) = V::small(k + 1);
                    }
                    Instr::OrbitStart { .. } => {
                        jump!(steps::orbit_start::<V, false>(&mut self.tables, r, instr, m)?)
                    }
                    Instr::OrbitNext { .. } => {
                        jump!(steps::orbit_next::<V, false>(&mut self.tables, r, instr, m)?)
                    }
                    Instr::Orbit2Start { .. } => {
                        jump!(steps::orbit_start::<V, true>(&mut self.tables, r, instr, m)?)
                    }
                    Instr::Orbit2Next { .. } => {
                        jump!(steps::orbit_next::<V, true>(&mut self.tables, r, instr, m)?)
                    }
                    Instr::SumStart { .. } => jump!(sums::start(&mut self.tables, r, instr, m)),
                    Instr::SumNext { .. } => jump!(sums::next(&mut self.tables, r, instr, m)?),
                    Instr::Reach { .. } | Instr::ReachSum { .. } => sums::reach(&mut self.tables, r, instr)?,
                    Instr::MemoStart { .. } => jump!(steps::memo_start(&self.tables, r, instr, m)?),
                    Instr::MemoEnd { .. } => steps::memo_end(&mut self.tables, r, instr, m)?,
                    Instr::SearchStart { .. } => jump!(ok!(steps::search_start::<V>(searches, r, instr, m))),
                    Instr::SearchNext { .. } => jump!(ok!(steps::search_next::<V>(searches, r, instr, m))),
                    Instr::ScanStart { .. } | Instr::ScanNext { .. } => jump!(ok!(steps::scan::<V>(r, instr))),
                    Instr::Rare(ref rare) => ok!(steps::rare(&mut self.heap, r, rare, m)),
                }
            }
        }
    }
}
