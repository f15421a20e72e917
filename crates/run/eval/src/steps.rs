//! Steps of the interpreter outside of its hot loop: tables, searches, lists, rare arithmetic.
//!
//! These steps are separate functions, so that the hot loop keeps its data in machine registers.

use nth_core::EvalError;

use crate::code::{Code, WINDOW};
use crate::compile::endless;
use crate::instr::{Instr, Pc, Rare, Reg};
use crate::lists::Heap;
use crate::memory::Memory;
use crate::meter::Meter;
use crate::primes;
use crate::tables::{MAX_LENGTH, MAX_STATES, Searches, TYPICAL_LENGTH, Tables};
use crate::value::{Step, Value};

macro_rules! registers {
    ($r:ident, $reg:ident, $charge:ident, $m:ident) => {
        #[allow(unused_macros)]
        macro_rules! $reg {
            ($x:expr) => {
                $r[usize::from($x)]
            };
        }
        #[allow(unused_macros)]
        macro_rules! $charge {
            ($c:expr) => {
                if $m.left < $m.stop_at {
                    $m.refill()?;
                }
                $m.left -= i64::from($c);
            };
        }
    };
}

/// Enters a loop whose states are kept, with one accumulator or with two, d and d + 1. Sets the last known state, or
/// the value if that is known. Returns where to jump in that case.
#[inline(never)]
pub fn orbit_start<V: Value, const TWO: bool>(
    tables: &mut Tables<V>,
    r: &mut [V; WINDOW],
    instr: &Instr,
    m: &mut Meter,
) -> Step<Option<Pc>> {
    registers!(r, reg, charge, m);
    let (Instr::OrbitStart { d, i, n, table, continues, to } | Instr::Orbit2Start { d, i, n, table, continues, to }) =
        *instr
    else {
        unreachable!("{instr:?} starts no orbit")
    };
    let orbit = &mut tables.orbits[tables.orbit[usize::from(table)] as usize];
    if TWO && orbit.states.is_empty() {
        orbit.second = reg!(d + 1).clone();
    }
    let known = orbit.enter(&reg!(d));
    let last = known.len() - 1;
    let k = reg!(n).saturate().max(0) as usize;
    let (value, cost) = &known[k.min(last)];
    m.steps += 1;
    m.skip(*cost);
    // If no iteration runs, d stays as it is: a loop whose step forgets the state may start anywhere.
    if k > 0 {
        reg!(d) = value.clone();
    }
    if continues {
        let before = m.mark(table, k);
        m.spare(known[before.min(last)].1);
        if before > last {
            m.lend(table, before)?;
        }
    }
    if k <= last {
        return Ok(Some(to));
    }
    if TWO {
        reg!(d + 1) = orbit.second.clone();
    }
    reg!(i) = V::small(last as i64 + 1);
    reg!(i + 1) = V::small(m.left);
    Ok(None)
}

/// Ends an iteration of a loop whose states are kept. Returns where to jump, if the loop goes on.
#[inline(never)]
pub fn orbit_next<V: Value, const TWO: bool>(
    tables: &mut Tables<V>,
    r: &mut [V; WINDOW],
    instr: &Instr,
    m: &mut Meter,
) -> Step<Option<Pc>> {
    registers!(r, reg, charge, m);
    let (Instr::OrbitNext { d, i, n, table, to, cost, .. } | Instr::Orbit2Next { d, i, n, table, to, cost }) = *instr
    else {
        unreachable!("{instr:?} ends no iteration of an orbit")
    };
    let cycles = matches!(*instr, Instr::OrbitNext { cycles: true, .. });
    let mut k = reg!(i).saturate();
    m.steps += i64::from(k <= MAX_STATES as i64);
    let orbit = &mut tables.orbits[tables.orbit[usize::from(table)] as usize];
    let room = tables.entries < m.most_entries;
    if room && orbit.extend(k, &reg!(d), reg!(i + 1).saturate() - m.left) {
        if TWO {
            orbit.second = reg!(d + 1).clone();
        }
        tables.entries += 1 + reg!(d).weight() as usize;
    }
    if cycles && k > 1 {
        // The test is that of `cycle`, with the state to compare in the table.
        let before = 1 << (k - 1).ilog2();
        let states = (orbit.states.get(before as usize), orbit.states.get(k as usize));
        if let (Some((value, until)), Some((_, now))) = states
            && *value == reg!(d)
        {
            let end = m.loan_end(table).unwrap_or(i64::MAX).min(reg!(n).saturate());
            k = repeat(k, k - before, now - until, end, m)?;
        }
    }
    m.settle(table, k);
    reg!(i + 1) = V::small(m.left);
    if k < reg!(n).saturate() {
        reg!(i) = V::small(k + 1);
        charge!(cost);
        return Ok(Some(to));
    }
    Ok(None)
}

/// Detects a cycle after an iteration of a loop whose next state depends on the state d (and d + 1) alone. If the state
/// equals that after iteration p, all rounds to come are charged at once. p is the largest power of two below the
/// number of this iteration (Brent's algorithm).
#[inline(never)]
pub fn cycle<V: Value, const TWO: bool>(r: &mut [V; WINDOW], d: Reg, i: Reg, n: Reg, m: &mut Meter) -> Step<()> {
    registers!(r, reg, charge, m);
    let k = reg!(i).saturate();
    if k > 1 && reg!(d) == reg!(i + 2) && (!TWO || reg!(d + 1) == reg!(i + 3)) {
        again::<V>(r, i, n, m)?;
    } else if k & (k - 1) == 0 {
        reg!(i + 1) = V::small(m.left);
        reg!(i + 2) = reg!(d).clone();
        if TWO {
            reg!(i + 3) = reg!(d + 1).clone();
        }
    }
    Ok(())
}

/// Skips the rounds of a cycle that was found: charges them, and sets the counter behind them.
pub fn again<V: Value>(r: &mut [V; WINDOW], i: Reg, n: Reg, m: &mut Meter) -> Step<()> {
    registers!(r, reg, charge, m);
    let k = reg!(i).saturate();
    let round = k - (1 << (k - 1).ilog2());
    let cost = reg!(i + 1).saturate() - m.left;
    reg!(i) = V::small(repeat(k, round, cost, reg!(n).saturate(), m)?);
    Ok(())
}

/// Charges all whole rounds of a cycle of `round` iterations after iteration k of n. Returns the last iteration
/// charged.
fn repeat(k: i64, round: i64, cost: i64, n: i64, m: &mut Meter) -> Step<i64> {
    let rounds = (n - k) / round;
    // No iteration fails that has not failed before.
    match cost.checked_mul(rounds).and_then(|c| m.left.checked_sub(c)) {
        Some(left @ 0..) if n < i64::MAX => m.skip(m.left - left),
        Some(_) | None => return Err(EvalError::Budget.into()),
    }
    Ok(k + rounds * round)
}

/// Looks up a value of a closed function. Returns where to jump, if it is known.
#[inline(never)]
pub fn memo_start<V: Value>(tables: &Tables<V>, r: &mut [V; WINDOW], instr: &Instr, m: &mut Meter) -> Step<Option<Pc>> {
    registers!(r, reg, charge, m);
    let Instr::MemoStart { d, a, t, table, to } = *instr else { unreachable!("{instr:?} is not MemoStart") };
    m.steps += 1;
    let Some(memo) = tables.memos.get(tables.memo[usize::from(table)] as usize) else { return Ok(None) };
    let known = usize::try_from(reg!(a).saturate()).ok().and_then(|k| memo.values.get(k));
    if let Some((value, cost)) = known
        && *cost >= 0
    {
        m.skip(*cost);
        reg!(d) = value.clone();
        return Ok(Some(to));
    }
    reg!(t) = V::small(m.left);
    Ok(None)
}

/// Stores a value of a closed function.
#[inline(never)]
pub fn memo_end<V: Value>(tables: &mut Tables<V>, r: &mut [V; WINDOW], instr: &Instr, m: &mut Meter) -> Step<()> {
    registers!(r, reg, charge, m);
    let Instr::MemoEnd { d, a, t, table } = *instr else { unreachable!("{instr:?} is not MemoEnd") };
    m.steps += 1;
    let Some(memo) = tables.memos.get_mut(tables.memo[usize::from(table)] as usize) else { return Ok(()) };
    if let Ok(k) = usize::try_from(reg!(a).saturate())
        && k < MAX_LENGTH.min(2 * memo.values.len() + TYPICAL_LENGTH)
        && tables.entries < m.most_entries
    {
        if memo.values.len() <= k {
            tables.entries += k + 1 - memo.values.len();
            memo.values.reserve(TYPICAL_LENGTH);
            memo.values.resize(k + 1, (V::default(), -1));
        }
        tables.entries += reg!(d).weight() as usize;
        memo.values[k] = (reg!(d).clone(), reg!(t).saturate() - m.left);
    }
    Ok(())
}

/// Looks up a position of a search. Returns where to jump, if it is known.
#[inline(never)]
pub fn search_start<V: Value>(
    searches: &mut Searches,
    r: &mut [V; WINDOW],
    instr: &Instr,
    m: &mut Meter,
) -> Step<Option<Pc>> {
    registers!(r, reg, charge, m);
    let Instr::SearchStart { d, n, m: x, table, to } = *instr else { unreachable!("{instr:?} is not SearchStart") };
    let Ok(n) = usize::try_from(reg!(n).saturate()) else {
        return Err(EvalError::DivByZero.into());
    };
    let current = searches.current[usize::from(table)];
    let found = &searches.tables[current.table as usize];
    let known = found.numbers.get(n).copied();
    let due = if known.is_some() { found.costs[n] } else { found.total };
    let (next, reached) = (found.next, if known.is_some() { n + 1 } else { found.numbers.len() });
    if current.shared && due > current.mark {
        m.skip(due - current.mark);
        searches.set_mark(current.table, due);
        searches.reach(current.table, reached, m.max_heavy)?;
    }
    if let Some(k) = known {
        reg!(d) = V::small(k);
        return Ok(Some(to));
    }
    reg!(x) = V::small(next);
    reg!(x + 1) = V::small(m.left);
    Ok(None)
}

/// Ends a step of a search. Returns where to jump, if the search goes on.
#[inline(never)]
pub fn search_next<V: Value>(
    searches: &mut Searches,
    r: &mut [V; WINDOW],
    instr: &Instr,
    m: &mut Meter,
) -> Step<Option<Pc>> {
    registers!(r, reg, charge, m);
    let Instr::SearchNext { d, a, n, m: x, table, endless, to } = *instr else {
        unreachable!("{instr:?} is not SearchNext")
    };
    let tried = reg!(x).saturate();
    m.steps += 1;
    let current = searches.current[usize::from(table)];
    let found = &mut searches.tables[current.table as usize];
    // A step may have run the same search further. Its outcome is kept.
    let mut more = None;
    if tried == found.next {
        found.total += reg!(x + 1).saturate() - m.left;
        found.next += 1;
        if reg!(a).is_positive() {
            more = Some(found.add(tried));
        }
    }
    let (total, next) = (found.total, found.next);
    let at = usize::try_from(reg!(n).saturate()).unwrap_or(usize::MAX);
    let known = found.numbers.get(at).copied();
    if current.shared {
        searches.set_mark(current.table, total);
    }
    if let Some(reached) = more {
        searches.entries += 1;
        searches.reach(current.table, reached, m.max_heavy)?;
    }
    match known {
        Some(k) => reg!(d) = V::small(k),
        None => {
            if endless && next >= endless::FIRST && m.given < endless::MOST {
                return Err(EvalError::Budget.into());
            }
            reg!(x) = V::small(next);
            reg!(x + 1) = V::small(m.left);
            return Ok(Some(to));
        }
    }
    Ok(None)
}

/// A step of a search that is not kept. Returns where to jump, if the search goes on.
#[inline(never)]
pub fn scan<V: Value>(r: &mut [V; WINDOW], instr: &Instr) -> Step<Option<Pc>> {
    macro_rules! reg {
        ($x:expr) => {
            r[usize::from($x)]
        };
    }
    if let Instr::ScanStart { n, c } = *instr {
        if reg!(n).saturate() < 0 {
            return Err(EvalError::DivByZero.into());
        }
        reg!(c) = V::small(0);
    } else if let Instr::ScanNext { d, a, n, m: x, c, to } = *instr {
        let hit = reg!(a).is_positive();
        if hit && reg!(c) == reg!(n) {
            reg!(d) = reg!(x).clone();
        } else {
            if hit {
                reg!(c) = V::small(reg!(c).saturate() + 1);
            }
            reg!(x) = reg!(x).next()?;
            return Ok(Some(to));
        }
    }
    Ok(None)
}

/// Finds the smallest index of a descending function that must be called before its body. Returns where to jump if
/// there is none.
#[inline(never)]
pub fn fill<V: Value>(memory: &Memory, code: &Code, r: &mut [V; WINDOW], instr: &Instr) -> Option<Pc> {
    let Instr::Fill { d, a, f, to } = *instr else { unreachable!("{instr:?} is not Fill") };
    let n = r[usize::from(a)].saturate();
    let first = code.funcs[f as usize].descent.and_then(|descent| memory.first_missing(f, descent, n));
    match first {
        Some(i) => {
            r[usize::from(d)] = V::small(i);
            None
        }
        None => Some(to),
    }
}

/// Goes on to the next index of a descending function. Returns where to jump if it is below that of the body.
#[inline(never)]
pub fn fill_next<V: Value>(code: &Code, r: &mut [V; WINDOW], instr: &Instr) -> Option<Pc> {
    let Instr::FillNext { d, a, f, to } = *instr else { unreachable!("{instr:?} is not FillNext") };
    let step = code.funcs[f as usize].descent.map_or(1, |descent| descent.step);
    let next = r[usize::from(d)].saturate() + step;
    if next < r[usize::from(a)].saturate() {
        r[usize::from(d)] = V::small(next);
        return Some(to);
    }
    None
}

/// A step of a list, or of arithmetic that is not frequent.
#[inline(never)]
pub fn rare<V: Value>(heap: &mut Heap<V>, r: &mut [V; WINDOW], instr: &Rare, m: &mut Meter) -> Step<()> {
    registers!(r, reg, charge, m);
    macro_rules! binary {
        ($op:ident, $d:expr, $a:expr, $b:expr) => {
            reg!($d) = reg!($a).$op(&reg!($b), m)?
        };
    }
    match *instr {
        Rare::Pow { d, a, b } => binary!(pow, d, a, b),
        Rare::Gcd { d, a, b } => binary!(gcd, d, a, b),
        Rare::Min { d, a, b } => reg!(d) = (&reg!(a)).min(&reg!(b)).clone(),
        Rare::Max { d, a, b } => reg!(d) = (&reg!(a)).max(&reg!(b)).clone(),
        Rare::BitAnd { d, a, b } => binary!(bit_and, d, a, b),
        Rare::BitOr { d, a, b } => binary!(bit_or, d, a, b),
        Rare::BitXor { d, a, b } => binary!(bit_xor, d, a, b),
        Rare::Powmod { d, a, b, c } => reg!(d) = reg!(a).powmod(&reg!(b), &reg!(c), m)?,
        Rare::Abs { d, a } => reg!(d) = reg!(a).abs(m)?,
        Rare::Isqrt { d, a } => reg!(d) = reg!(a).isqrt(m)?,
        Rare::BitLength { d, a } => reg!(d) = reg!(a).bit_length(),
        Rare::IsPrime { d, a } => reg!(d) = primes::is_prime(&reg!(a), m)?,
        Rare::NextPrime { d, a } => reg!(d) = primes::next_prime(&reg!(a), m)?,
        Rare::PreviousPrime { d, a } => reg!(d) = primes::previous_prime(&reg!(a), m)?,
        Rare::NthPrime { d, a } => reg!(d) = primes::nth_prime(&reg!(a), m)?,
        Rare::CountPrimes { d, a } => reg!(d) = primes::count_primes(&reg!(a), m)?,
        Rare::Factor { d, a } => reg!(d) = primes::factor(heap, &reg!(a), m)?,
        Rare::List { d, a, n } => {
            let items = r[usize::from(a)..usize::from(a) + usize::from(n)].iter().cloned();
            reg!(d) = heap.make(items, m)?;
        }
        Rare::Cons { d, a, b } => reg!(d) = heap.cons(reg!(a).clone(), &reg!(b), m)?,
        Rare::Append { d, a, b } => reg!(d) = heap.append(&reg!(a), &reg!(b), m)?,
        Rare::Reverse { d, a } => reg!(d) = heap.changed(&reg!(a), 1, <[V]>::reverse, m)?,
        Rare::Sort { d, a } => {
            let len = Heap::<V>::len(&reg!(a)).saturate().unsigned_abs();
            let bits = u64::from(u64::BITS - len.leading_zeros());
            reg!(d) = heap.changed(&reg!(a), bits, <[V]>::sort_unstable, m)?;
        }
        Rare::Distinct { d, a, depth } => reg!(d) = heap.distinct(&reg!(a), depth, m)?,
        Rare::Length { d, a } => reg!(d) = Heap::len(&reg!(a)),
        Rare::Get { d, a, b } => reg!(d) = heap.get(&reg!(a), &reg!(b))?,
        Rare::Head { d, a } => reg!(d) = heap.get(&reg!(a), &V::small(0))?,
        Rare::Tail { d, a } => reg!(d) = Heap::tail(&reg!(a))?,
        Rare::Take { d, a, b } => reg!(d) = Heap::split(&reg!(a), &reg!(b), true)?,
        Rare::Drop { d, a, b } => reg!(d) = Heap::split(&reg!(a), &reg!(b), false)?,
        Rare::ListEq { d, a, b, depth } => {
            let equal = heap.equal(&reg!(a), &reg!(b), depth, m);
            reg!(d) = V::small(i64::from(equal));
        }
        Rare::Collect {} => heap.collect(),
        Rare::Push { a } => heap.push(reg!(a).clone(), m)?,
        Rare::Collected { d } => reg!(d) = heap.collected()?,
    }
    Ok(())
}
