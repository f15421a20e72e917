//! Loops that only add to their start, such as `loop(|x, i| x + i * i, n, s)`. The sum depends on the number of
//! iterations alone, and is kept for all starts.
//!
//! This holds while no intermediate value is large, since the cost of a step does not depend on the start then.
//! Therefore only the 64-bit machine uses these tables, and each table knows how far a loop goes from its start.

use nth_core::cost;

use crate::code::WINDOW;
use crate::instr::{Instr, Pc, Reg};
use crate::meter::{Meter, Trap};
use crate::tables::{Orbit, Tables};
use crate::value::{Step, Value};

/// Places behind the counter of a loop.
const BEGUN: u16 = 1;
const START: u16 = 2;
const FROM_ZERO: u16 = 3;
/// The registers of a loop, from the counter on.
pub const REGISTERS: usize = 4;

macro_rules! reg {
    ($r:ident, $x:expr) => {
        $r[usize::from($x)]
    };
}

/// Whether no intermediate value is large from this start on, if those from 0 on are at most `reach`.
fn fits<V: Value>(start: &V, reach: u64) -> bool {
    start.saturate().unsigned_abs().saturating_add(reach) <= cost::SMALL_MAX.unsigned_abs()
}

fn orbit<V>(tables: &mut Tables<V>, table: u16) -> &mut Orbit<V> {
    &mut tables.orbits[tables.orbit[usize::from(table)] as usize]
}

/// Enters a loop. Returns where to jump, if its value is known or no iteration runs.
#[inline(never)]
pub fn start<V: Value>(tables: &mut Tables<V>, r: &mut [V; WINDOW], instr: &Instr, m: &mut Meter) -> Option<Pc> {
    let Instr::SumStart { d, i, n, table, to } = *instr else { unreachable!("{instr:?} starts no sum") };
    m.steps += 1;
    let orbit = orbit(tables, table);
    let start = reg!(r, d).clone();
    let known = V::PLAIN && fits(&start, orbit.reach);
    reg!(r, i + FROM_ZERO) = V::small(i64::from(known));
    // All registers are written in each case, since native code does not know which case it is.
    (reg!(r, i + BEGUN), reg!(r, i + START)) = (V::small(m.left), start.clone());
    if !known {
        reg!(r, i) = V::small(1);
        return (!reg!(r, n).is_positive()).then_some(to);
    }
    let known = orbit.enter(&V::small(0));
    let last = known.len() - 1;
    let k = reg!(r, n).saturate().max(0) as usize;
    let (value, cost) = &known[k.min(last)];
    m.skip(*cost);
    reg!(r, d) = value.clone();
    if k <= last {
        add_start::<V>(r, d, i);
        return Some(to);
    }
    reg!(r, i) = V::small(last as i64 + 1);
    reg!(r, i + BEGUN) = V::small(m.left);
    None
}

fn add_start<V: Value>(r: &mut [V; WINDOW], d: Reg, i: Reg) {
    // Both operands are 64-bit values that are not large, and their sum is not large.
    reg!(r, d) = V::small(reg!(r, d).saturate() + reg!(r, i + START).saturate());
}

/// Ends an iteration. Returns where to jump, if the loop goes on.
#[inline(never)]
pub fn next<V: Value>(tables: &mut Tables<V>, r: &mut [V; WINDOW], instr: &Instr, m: &mut Meter) -> Step<Option<Pc>> {
    let Instr::SumNext { d, i, n, table, to, cost } = *instr else {
        unreachable!("{instr:?} ends no iteration of a sum")
    };
    let k = reg!(r, i).saturate();
    let from_zero = reg!(r, i + FROM_ZERO).is_positive();
    if from_zero {
        m.steps += 1;
        let room = tables.entries < m.most_entries;
        let orbit = orbit(tables, table);
        go_as_far(orbit, reg!(r, d).saturate().unsigned_abs(), &reg!(r, i + START))?;
        let cost = reg!(r, i + BEGUN).saturate() - m.left;
        if room && orbit.extend(k, &reg!(r, d), cost) {
            tables.entries += 1;
        }
        reg!(r, i + BEGUN) = V::small(m.left);
    }
    if k >= reg!(r, n).saturate() {
        if from_zero {
            add_start::<V>(r, d, i);
        }
        return Ok(None);
    }
    reg!(r, i) = V::small(k + 1);
    if m.left < m.stop_at {
        m.refill()?;
    }
    m.left -= i64::from(cost);
    Ok(Some(to))
}

/// Notes an intermediate value.
pub fn reach<V: Value>(tables: &mut Tables<V>, r: &mut [V; WINDOW], instr: &Instr) -> Step<()> {
    let (Instr::Reach { a, i, table } | Instr::ReachSum { a, i, table, .. }) = *instr else {
        unreachable!("{instr:?} notes nothing")
    };
    if !V::PLAIN || !reg!(r, i + FROM_ZERO).is_positive() {
        return Ok(());
    }
    let mut far = reg!(r, a).saturate().unsigned_abs();
    if let Instr::ReachSum { j, inner, .. } = *instr {
        // The start is at most so far from the value, and the rest from the start.
        let around = if reg!(r, j + FROM_ZERO).is_positive() { orbit(tables, inner).reach } else { u64::MAX };
        far = far.saturating_add(around.saturating_mul(2));
    }
    go_as_far(orbit(tables, table), far, &reg!(r, i + START))
}

/// Notes an intermediate value this far from 0. With the start added, it may be too large for this machine.
fn go_as_far<V: Value>(orbit: &mut Orbit<V>, far: u64, start: &V) -> Step<()> {
    orbit.reach = orbit.reach.max(far);
    if fits(start, orbit.reach) { Ok(()) } else { Err(Trap::Large) }
}
