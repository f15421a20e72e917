//! The interpreter.

use nth_core::EvalError;

use crate::code::{Code, Instr, NO_BLOCK, Reg, WINDOW};
use crate::lists::Heap;
use crate::meter::{Meter, Trap};
use crate::run::Memory;
use crate::tables::{MAX_LENGTH, Searches, Tables};
use crate::value::{Step, Value};

struct Frame {
    pc: usize,
    base: usize,
    d: Reg,
    /// The function whose value is to be remembered, and where its arguments were.
    remember: Option<(u32, usize)>,
}

/// The machine of one kind of value; its memory is used again and again.
pub struct Machine<V> {
    regs: Vec<V>,
    frames: Vec<Frame>,
    /// Arguments of the calls whose values are to be remembered.
    pending: Vec<V>,
    /// Lists.
    pub heap: Heap<V>,
    /// What outlives the run.
    pub tables: Tables<V>,
}

impl<V: Value> Default for Machine<V> {
    fn default() -> Self {
        Self {
            regs: vec![V::default(); WINDOW],
            frames: Vec::new(),
            pending: Vec::new(),
            heap: Heap::default(),
            tables: Tables::default(),
        }
    }
}

/// The registers of a frame.
#[inline(always)]
fn window<V: Value>(regs: &mut [V], base: usize) -> &mut [V; WINDOW] {
    match regs[base..base + WINDOW].first_chunk_mut() {
        Some(w) => w,
        None => unreachable!("the slice has WINDOW elements"),
    }
}

/// An error of the instruction at `pc`: the block was charged as a whole, but what comes after did not happen.
#[cold]
#[inline(never)]
fn fail(code: &Code, pc: usize, m: &mut Meter, trap: Trap) -> Trap {
    let Trap::Error(e) = trap else { return trap };
    if matches!(e, EvalError::Budget | EvalError::Interrupted) {
        return trap;
    }
    let (block, before) = code.blocks[pc];
    if block != NO_BLOCK
        && let Instr::Charge(total) = code.instrs[block as usize]
    {
        m.left += i64::from(total - before);
    }
    if m.left < 0 { Trap::Error(EvalError::Budget) } else { trap }
}

impl<V: Value> Machine<V> {
    /// Loads the constants of a candidate.
    pub fn preload(&mut self, code: &Code) {
        for &(r, x) in &code.preloads {
            self.regs[usize::from(r)] = V::small(x);
        }
    }

    /// Forgets what a program left behind that stopped in the middle.
    pub fn reset(&mut self) {
        self.frames.clear();
        self.pending.clear();
    }

    /// Sets the parameters of the entry.
    pub fn set_args(&mut self, args: impl Iterator<Item = Step<V>>) -> Step<()> {
        self.heap.clear();
        for (r, x) in self.regs.iter_mut().zip(args) {
            *r = x?;
        }
        Ok(())
    }

    /// Runs the entry from `pc` on until it returns.
    #[expect(clippy::too_many_lines, reason = "one arm for each instruction")]
    pub fn run(
        &mut self,
        code: &Code,
        instrs: &[Instr; WINDOW],
        mut pc: usize,
        m: &mut Meter,
        searches: &mut Searches,
        memory: &mut Memory,
    ) -> Step<V> {
        let mut base = 0;
        // A call changes the window, so the outer loop takes it anew.
        'frame: loop {
            let r = window(&mut self.regs, base);
            macro_rules! reg {
                ($x:expr) => {
                    r[usize::from($x)]
                };
            }
            macro_rules! ok {
                ($x:expr) => {
                    match $x {
                        Ok(v) => v,
                        Err(trap) => return Err(fail(code, pc, m, trap)),
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
            loop {
                match instrs[pc % WINDOW] {
                    Instr::Charge(c) => {
                        charge!(c);
                    }
                    Instr::Const { d, k } => reg!(d) = V::from_int(&code.consts[k as usize])?,
                    Instr::Move { d, a } => reg!(d) = reg!(a).clone(),
                    Instr::Add { d, a, b } => binary!(add, d, a, b),
                    Instr::Sub { d, a, b } => binary!(sub, d, a, b),
                    Instr::Mul { d, a, b } => binary!(mul, d, a, b),
                    Instr::Div { d, a, b } => binary!(div, d, a, b),
                    Instr::Mod { d, a, b } => binary!(modulo, d, a, b),
                    Instr::Pow { d, a, b } => binary!(pow, d, a, b),
                    Instr::Gcd { d, a, b } => binary!(gcd, d, a, b),
                    Instr::Min { d, a, b } => reg!(d) = (&reg!(a)).min(&reg!(b)).clone(),
                    Instr::Max { d, a, b } => reg!(d) = (&reg!(a)).max(&reg!(b)).clone(),
                    Instr::BitAnd { d, a, b } => binary!(bit_and, d, a, b),
                    Instr::BitOr { d, a, b } => binary!(bit_or, d, a, b),
                    Instr::BitXor { d, a, b } => binary!(bit_xor, d, a, b),
                    Instr::Eq { d, a, b } => truth!(d, reg!(a) == reg!(b)),
                    Instr::Ne { d, a, b } => truth!(d, reg!(a) != reg!(b)),
                    Instr::Lt { d, a, b } => truth!(d, reg!(a) < reg!(b)),
                    Instr::Le { d, a, b } => truth!(d, reg!(a) <= reg!(b)),
                    Instr::Powmod { d, a, b, c } => reg!(d) = ok!(reg!(a).powmod(&reg!(b), &reg!(c), m)),
                    Instr::Neg { d, a } => reg!(d) = ok!(V::small(0).sub(&reg!(a), m)),
                    Instr::Not { d, a } => truth!(d, !reg!(a).is_positive()),
                    Instr::Abs { d, a } => reg!(d) = ok!(reg!(a).abs(m)),
                    Instr::Isqrt { d, a } => reg!(d) = ok!(reg!(a).isqrt(m)),
                    Instr::BitLength { d, a } => reg!(d) = reg!(a).bit_length(),
                    Instr::NotPositive { d, a } => truth!(d, !reg!(a).is_positive()),
                    Instr::Increment { a } => reg!(a) = V::small(reg!(a).saturate().saturating_add(1)),
                    Instr::Jump { to } => {
                        pc = to as usize;
                        continue;
                    }
                    Instr::IfPositive { a, to } => {
                        if reg!(a).is_positive() {
                            pc = to as usize;
                            continue;
                        }
                    }
                    Instr::IfFalse { a, to } => {
                        if !reg!(a).is_positive() {
                            pc = to as usize;
                            continue;
                        }
                    }
                    Instr::UnlessEq { a, b, to } => {
                        if reg!(a) != reg!(b) {
                            pc = to as usize;
                            continue;
                        }
                    }
                    Instr::UnlessNe { a, b, to } => {
                        if reg!(a) == reg!(b) {
                            pc = to as usize;
                            continue;
                        }
                    }
                    Instr::UnlessLt { a, b, to } => {
                        if reg!(a) >= reg!(b) {
                            pc = to as usize;
                            continue;
                        }
                    }
                    Instr::UnlessLe { a, b, to } => {
                        if reg!(a) > reg!(b) {
                            pc = to as usize;
                            continue;
                        }
                    }
                    Instr::LoopStart { i, n, to } => {
                        if !reg!(n).is_positive() {
                            pc = to as usize;
                            continue;
                        }
                        reg!(i) = V::small(1);
                    }
                    Instr::LoopNext { i, n, to, cost } => {
                        let k = reg!(i).saturate() + 1;
                        if k <= reg!(n).saturate() {
                            reg!(i) = V::small(k);
                            charge!(cost);
                            pc = to as usize;
                            continue;
                        }
                    }
                    Instr::Loop2Next { d, a, i, n, to, cost } => {
                        reg!(d) = reg!(a).clone();
                        let k = reg!(i).saturate() + 1;
                        if k <= reg!(n).saturate() {
                            reg!(i) = V::small(k);
                            charge!(cost);
                            pc = to as usize;
                            continue;
                        }
                    }
                    Instr::OrbitStart { d, i, n, table, to } => {
                        let orbit = &mut self.tables.orbits[self.tables.orbit[usize::from(table)] as usize];
                        if orbit.values.is_empty() {
                            orbit.values.push(reg!(d).clone());
                            orbit.costs.push(0);
                        }
                        let k = usize::try_from(reg!(n).saturate().max(0)).unwrap_or(usize::MAX);
                        let last = orbit.values.len() - 1;
                        let at = k.min(last);
                        m.left -= orbit.costs[at];
                        reg!(d) = orbit.values[at].clone();
                        if k <= last {
                            pc = to as usize;
                            continue;
                        }
                        reg!(i) = V::small(last as i64 + 1);
                        reg!(i + 1) = V::small(m.left);
                    }
                    Instr::OrbitNext { d, i, n, table, to, cost } => {
                        let k = reg!(i).saturate();
                        let orbit = &mut self.tables.orbits[self.tables.orbit[usize::from(table)] as usize];
                        if orbit.values.len() as i64 == k && orbit.values.len() < MAX_LENGTH {
                            let spent = reg!(i + 1).saturate() - m.left;
                            orbit.costs.push(orbit.costs[k as usize - 1] + spent);
                            orbit.values.push(reg!(d).clone());
                            self.tables.entries += 1;
                            reg!(i + 1) = V::small(m.left);
                        }
                        if k < reg!(n).saturate() {
                            reg!(i) = V::small(k + 1);
                            charge!(cost);
                            pc = to as usize;
                            continue;
                        }
                    }
                    Instr::Orbit2Start { d, i, n, table, to } => {
                        let orbit = &mut self.tables.orbits[self.tables.orbit[usize::from(table)] as usize];
                        if orbit.values.is_empty() {
                            orbit.values.push(reg!(d).clone());
                            orbit.second = reg!(d + 1).clone();
                            orbit.costs.push(0);
                        }
                        let k = usize::try_from(reg!(n).saturate().max(0)).unwrap_or(usize::MAX);
                        let last = orbit.values.len() - 1;
                        let at = k.min(last);
                        m.left -= orbit.costs[at];
                        reg!(d) = orbit.values[at].clone();
                        if k <= last {
                            pc = to as usize;
                            continue;
                        }
                        reg!(d + 1) = orbit.second.clone();
                        reg!(i) = V::small(last as i64 + 1);
                        reg!(i + 1) = V::small(m.left);
                    }
                    Instr::Orbit2Next { d, i, n, table, to, cost } => {
                        let k = reg!(i).saturate();
                        let orbit = &mut self.tables.orbits[self.tables.orbit[usize::from(table)] as usize];
                        if orbit.values.len() as i64 == k && orbit.values.len() < MAX_LENGTH {
                            let spent = reg!(i + 1).saturate() - m.left;
                            orbit.costs.push(orbit.costs[k as usize - 1] + spent);
                            orbit.values.push(reg!(d).clone());
                            orbit.second = reg!(d + 1).clone();
                            self.tables.entries += 1;
                            reg!(i + 1) = V::small(m.left);
                        }
                        if k < reg!(n).saturate() {
                            reg!(i) = V::small(k + 1);
                            charge!(cost);
                            pc = to as usize;
                            continue;
                        }
                    }
                    Instr::MemoStart { d, a, t, table, to } => {
                        let memo = &self.tables.memos[self.tables.memo[usize::from(table)] as usize];
                        let known = usize::try_from(reg!(a).saturate()).ok().and_then(|k| memo.values.get(k));
                        if let Some((value, cost)) = known
                            && *cost >= 0
                        {
                            m.left -= cost;
                            reg!(d) = value.clone();
                            pc = to as usize;
                            continue;
                        }
                        reg!(t) = V::small(m.left);
                    }
                    Instr::MemoEnd { d, a, t, table } => {
                        let memo = &mut self.tables.memos[self.tables.memo[usize::from(table)] as usize];
                        if let Ok(k) = usize::try_from(reg!(a).saturate())
                            && k < MAX_LENGTH
                        {
                            if memo.values.len() <= k {
                                self.tables.entries += k + 1 - memo.values.len();
                                memo.values.resize(k + 1, (V::default(), -1));
                            }
                            memo.values[k] = (reg!(d).clone(), reg!(t).saturate() - m.left);
                        }
                    }
                    Instr::SearchStart { d, n, m: x, table, to } => {
                        let Ok(n) = usize::try_from(reg!(n).saturate()) else {
                            return Err(fail(code, pc, m, EvalError::DivByZero.into()));
                        };
                        let current = searches.current[usize::from(table)];
                        let found = &searches.tables[current.table as usize];
                        let known = found.numbers.get(n).copied();
                        let due = if known.is_some() { found.costs[n] } else { found.total };
                        let next = found.next;
                        if current.shared && due > current.mark {
                            m.left -= due - current.mark;
                            searches.set_mark(current.table, due);
                        }
                        if let Some(k) = known {
                            reg!(d) = V::small(k);
                            pc = to as usize;
                            continue;
                        }
                        reg!(x) = V::small(next);
                        reg!(x + 1) = V::small(m.left);
                    }
                    Instr::SearchNext { d, a, n, m: x, table, to } => {
                        let tried = reg!(x).saturate();
                        let current = searches.current[usize::from(table)];
                        let found = &mut searches.tables[current.table as usize];
                        // A step may have run the same search further: its outcome stands.
                        if tried == found.next {
                            found.total += reg!(x + 1).saturate() - m.left;
                            found.next += 1;
                            if reg!(a).is_positive() {
                                found.numbers.push(tried);
                                found.costs.push(found.total);
                                searches.entries += 1;
                            }
                        }
                        let (total, next) = (found.total, found.next);
                        let at = usize::try_from(reg!(n).saturate()).unwrap_or(usize::MAX);
                        let known = found.numbers.get(at).copied();
                        if current.shared {
                            searches.set_mark(current.table, total);
                        }
                        match known {
                            Some(k) => reg!(d) = V::small(k),
                            None => {
                                reg!(x) = V::small(next);
                                reg!(x + 1) = V::small(m.left);
                                pc = to as usize;
                                continue;
                            }
                        }
                    }
                    Instr::ScanStart { n, c } => {
                        if reg!(n).saturate() < 0 {
                            return Err(fail(code, pc, m, EvalError::DivByZero.into()));
                        }
                        reg!(c) = V::small(0);
                    }
                    Instr::ScanNext { d, a, n, m: x, c, to } => {
                        let hit = reg!(a).is_positive();
                        if hit && reg!(c) == reg!(n) {
                            reg!(d) = reg!(x).clone();
                        } else {
                            if hit {
                                reg!(c) = V::small(reg!(c).saturate() + 1);
                            }
                            reg!(x) = reg!(x).next()?;
                            pc = to as usize;
                            continue;
                        }
                    }
                    Instr::Call { d, a, f } => {
                        let func = &code.funcs[f as usize];
                        let first = base + usize::from(a);
                        let args = usize::from(a)..usize::from(a) + usize::from(func.params);
                        let mut remember = None;
                        if func.memo {
                            if let Some(value) = memory.recall(f, &r[args.clone()]) {
                                reg!(d) = V::from_int(value)?;
                                pc += 1;
                                continue;
                            }
                            remember = Some((f, self.pending.len()));
                        }
                        if self.frames.len() >= m.max_depth as usize {
                            return Err(fail(code, pc, m, EvalError::Depth.into()));
                        }
                        if remember.is_some() {
                            self.pending.extend_from_slice(&r[args]);
                        }
                        self.frames.push(Frame { pc, base, d, remember });
                        base = first;
                        pc = func.start as usize;
                        if self.regs.len() < base + WINDOW {
                            self.regs.resize(2 * base + WINDOW, V::default());
                        }
                        continue 'frame;
                    }
                    Instr::TailCall { a, n, f } => {
                        for k in 0..n {
                            reg!(k) = reg!(a + k).clone();
                        }
                        pc = code.funcs[f as usize].start as usize;
                        continue;
                    }
                    Instr::Return { a } => {
                        let value = reg!(a).clone();
                        let Some(frame) = self.frames.pop() else {
                            return if m.left < 0 { Err(EvalError::Budget.into()) } else { Ok(value) };
                        };
                        if let Some((f, args)) = frame.remember {
                            // Out of budget in here: the value was not reached.
                            if m.left < 0 {
                                return Err(EvalError::Budget.into());
                            }
                            memory.remember(f, &self.pending[args..], &value);
                            self.pending.truncate(args);
                        }
                        base = frame.base;
                        pc = frame.pc + 1;
                        self.regs[base + usize::from(frame.d)] = value;
                        continue 'frame;
                    }
                    Instr::Fail(e) => return Err(fail(code, pc, m, e.into())),
                    Instr::List { d, a, n } => {
                        let items = r[usize::from(a)..usize::from(a) + usize::from(n)].iter().cloned();
                        let list = ok!(self.heap.make(items, m));
                        reg!(d) = list;
                    }
                    Instr::Cons { d, a, b } => reg!(d) = ok!(self.heap.cons(reg!(a).clone(), &reg!(b), m)),
                    Instr::Append { d, a, b } => reg!(d) = ok!(self.heap.append(&reg!(a), &reg!(b), m)),
                    Instr::Reverse { d, a } => reg!(d) = ok!(self.heap.changed(&reg!(a), 1, <[V]>::reverse, m)),
                    Instr::Sort { d, a } => {
                        let len = Heap::<V>::len(&reg!(a)).saturate().unsigned_abs();
                        let bits = u64::from(64 - len.leading_zeros());
                        reg!(d) = ok!(self.heap.changed(&reg!(a), bits, <[V]>::sort_unstable, m));
                    }
                    Instr::Length { d, a } => reg!(d) = Heap::len(&reg!(a)),
                    Instr::Get { d, a, b } => reg!(d) = ok!(self.heap.get(&reg!(a), &reg!(b))),
                    Instr::Head { d, a } => reg!(d) = ok!(self.heap.get(&reg!(a), &V::small(0))),
                    Instr::Tail { d, a } => reg!(d) = ok!(Heap::tail(&reg!(a))),
                    Instr::Take { d, a, b } => reg!(d) = ok!(Heap::split(&reg!(a), &reg!(b), true)),
                    Instr::Drop { d, a, b } => reg!(d) = ok!(Heap::split(&reg!(a), &reg!(b), false)),
                    Instr::ListEq { d, a, b, depth } => {
                        truth!(d, self.heap.equal(&reg!(a), &reg!(b), depth, m));
                    }
                    Instr::RangeNext { d, cur, end, to } => {
                        if reg!(cur) >= reg!(end) {
                            pc = to as usize;
                            continue;
                        }
                        reg!(d) = reg!(cur).clone();
                        reg!(cur) = reg!(cur).next()?;
                    }
                    Instr::ListNext { d, a, i, to } => {
                        let k = reg!(i).saturate();
                        let Some(x) = self.heap.slice(&reg!(a)).get(k as usize) else {
                            pc = to as usize;
                            continue;
                        };
                        reg!(d) = x.clone();
                        reg!(i) = V::small(k + 1);
                    }
                    Instr::Collect => self.heap.collect(),
                    Instr::Push { a } => ok!(self.heap.push(reg!(a).clone(), m)),
                    Instr::Collected { d } => reg!(d) = ok!(self.heap.collected()),
                }
                pc += 1;
            }
        }
    }
}
