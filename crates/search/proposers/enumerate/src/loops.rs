//! Loops: what `loop` and `loop2` give for small bodies and small starts, as leaves of the bank.

use nth_propose::StopSignal;

use crate::bank::{Bank, Growth};
use crate::expr::Op;
use crate::value_vec::{LANES, Lanes};

/// Largest body of `loop`, and of `loop2`.
const BODY: usize = 5;
const BODY2: usize = 3;
/// The first starts that are tried.
const STARTS: usize = 4;

/// Loops by size, text and values: `loop(F, n, c)`, `loop(F, n, n)`, `loop(F, c, n)`, `loop2(F, G, n, b, c)`.
#[must_use]
pub fn loops(stop: &StopSignal<'_>) -> Vec<(usize, String, Lanes)> {
    // Bodies are equal if they are at these 32 points.
    let x = Lanes::of(|i| if i < 16 { i % 4 } else { (i * i * 7 + 3) % 101 - 20 });
    let y = Lanes::of(|i| if i < 16 { 1 + i / 4 } else { i % 9 + 1 });
    let mut bodies = Bank::new(vec![
        (1, "x".to_owned(), x),
        (1, "y".to_owned(), y),
        (1, "1".to_owned(), Lanes::of(|_| 1)),
        (1, "2".to_owned(), Lanes::of(|_| 2)),
        (2, "0".to_owned(), Lanes::of(|_| 0)),
        (2, "3".to_owned(), Lanes::of(|_| 3)),
    ]);
    while bodies.largest() < BODY {
        if !bodies.grow(Growth::ALL, stop, |_, _, _: &mut Vec<()>| {}, |_, _| {}).1 {
            return Vec::new();
        }
    }
    let mut out = Vec::new();
    for id in 0..bodies.len() {
        if stop.is_over() {
            return Vec::new();
        }
        if uses(&bodies, id, "x") {
            single(&bodies, id, &mut out);
        }
    }
    let pairs = bodies.ends[BODY2];
    for first in 0..pairs {
        if stop.is_over() {
            return Vec::new();
        }
        for second in 0..pairs {
            // Else the second variable counts for nothing, or there is no loop.
            if uses(&bodies, first, "y") && uses(&bodies, second, "x") | uses(&bodies, second, "y") {
                double(&bodies, first, second, &mut out);
            }
        }
    }
    out
}

fn text(bodies: &Bank, id: usize) -> String {
    bodies.written(&bodies.exprs[id]).text
}

fn uses(bodies: &Bank, id: usize, name: &str) -> bool {
    let expr = bodies.exprs[id];
    if expr.op == Op::Leaf {
        return text(bodies, id) == name;
    }
    expr.of[..expr.op.arity()].iter().any(|&i| uses(bodies, i as usize, name))
}

/// A body at these values of its variables.
fn run(bodies: &Bank, id: usize, x: &Lanes, y: &Lanes) -> Lanes {
    let expr = bodies.exprs[id];
    if expr.op == Op::Leaf {
        return match text(bodies, id).as_str() {
            "x" => *x,
            "y" => *y,
            // A constant has the same value at all points.
            _ => *bodies.values(id as u32),
        };
    }
    Lanes::step(expr.op, |i| run(bodies, expr.of[i] as usize, x, y))
}

/// The values at one lane of each state, which `lane` tells.
fn column(states: &[Lanes], lane: impl Fn(usize) -> usize) -> Lanes {
    let mut out = Lanes { v: [0; LANES], ok: 0, exact: 0, bad: 0 };
    for (n, state) in states.iter().enumerate() {
        let j = lane(n);
        out.v[n] = state.v[j];
        out.ok |= (state.ok >> j & 1) << n;
        out.exact |= (state.exact >> j & 1) << n;
        out.bad |= (state.bad >> j & 1) << n;
    }
    out
}

fn single(bodies: &Bank, id: usize, out: &mut Vec<(usize, String, Lanes)>) {
    let mut states = vec![Lanes::of(|i| i)];
    for n in 1..LANES {
        let y = Lanes::of(|_| n as i64);
        states.push(run(bodies, id, &states[n - 1], &y));
    }
    let size = bodies.size(id as u32) + 3;
    let body = text(bodies, id);
    for c in 0..STARTS {
        out.push((size + c / 3, format!("loop(|x, y| {body}, n, {c})"), column(&states, |_| c)));
    }
    out.push((size, format!("loop(|x, y| {body}, n, n)"), column(&states, |n| n)));
    for (c, state) in states.iter().enumerate().skip(2).take(2) {
        out.push((size + 1, format!("loop(|x, y| {body}, {c}, n)"), *state));
    }
}

fn double(bodies: &Bank, first: usize, second: usize, out: &mut Vec<(usize, String, Lanes)>) {
    let lanes = STARTS * STARTS;
    let known = (1u32 << lanes) - 1;
    let mut xs = vec![Lanes::of(|i| (i % STARTS as i64) * i64::from(i < 16))];
    let mut y = Lanes::of(|i| (i / STARTS as i64) * i64::from(i < 16));
    for n in 1..LANES {
        let next = run(bodies, second, &xs[n - 1], &y);
        xs.push(run(bodies, first, &xs[n - 1], &y));
        y = next;
        // Most pairs fail soon.
        if (xs[n].ok & known) == 0 && n < LANES / 2 {
            return;
        }
    }
    let size = bodies.size(first as u32) + bodies.size(second as u32) + 4;
    let (f, g) = (text(bodies, first), text(bodies, second));
    for b in 0..STARTS {
        for c in 0..STARTS {
            let values = column(&xs, |_| b + STARTS * c);
            if values.ok.count_ones() as usize >= LANES / 2 {
                let more = usize::from(b == 3) + usize::from(c == 3);
                out.push((size + more, format!("loop2(|x, y| {f}, |x, y| {g}, n, {b}, {c})"), values));
            }
        }
    }
}
