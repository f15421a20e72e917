//! Loops: the values of `loop` and `loop2` with small bodies and small starts, as leaves of the bank.

use nth_propose::StopSignal;
use nth_propose::build::{Expr, Node as SourceNode};

use crate::bank::{Bank, Growth};
use crate::expr::{Leaf, Op};
use crate::value_vec::{LANES, ValueVec};

/// Largest body of `loop`, and of `loop2`.
const MAX_BODY: (usize, usize) = (5, 3);
/// The starts 0, 1, … below this are tried.
const STARTS: usize = 4;
/// The first of these lanes have small values of both variables, in all combinations; the others have larger ones.
const SMALL_LANES: i64 = 16;

/// Parts of sources that all loops share.
struct Words {
    n: Expr,
    one: Expr,
    two: Expr,
    numbers: Vec<Expr>,
}

/// The loops `loop(F, n, c)`, `loop(F, n, n)`, `loop(F, c, n)` and `loop2(F, G, n, b, c)`; none if the search is over.
#[must_use]
pub fn loops(stop: &StopSignal<'_>) -> Vec<Leaf> {
    let Some(bodies) = bodies(stop) else { return Vec::new() };
    let words = Words {
        n: Expr::name("n"),
        one: Expr::name("loop"),
        two: Expr::name("loop2"),
        numbers: (0..STARTS as i64).map(Expr::int).collect(),
    };
    let mut out = Vec::new();
    for id in 0..bodies.len() {
        if stop.is_over() {
            return Vec::new();
        }
        if uses(&bodies, id, "x") {
            single(&bodies, id, &words, &mut out);
        }
        stop.budget.spend(1);
    }
    let pairs = bodies.ends[MAX_BODY.1];
    for first in 0..pairs {
        if stop.is_over() {
            return Vec::new();
        }
        for second in 0..pairs {
            // Pairs without these uses are skipped: the second variable counts for nothing, or there is no loop.
            if uses(&bodies, first, "y") && uses(&bodies, second, "x") | uses(&bodies, second, "y") {
                double(&bodies, first, second, &words, &mut out);
            }
        }
        stop.budget.spend(pairs as u64);
    }
    out
}

/// Expressions of `x` and `y`. They are equal if they are at 32 points.
fn bodies(stop: &StopSignal<'_>) -> Option<Bank> {
    let x = ValueVec::of(|i| if i < SMALL_LANES { i % 4 } else { (i * i * 7 + 3) % 101 - 20 });
    let y = ValueVec::of(|i| if i < SMALL_LANES { 1 + i / 4 } else { i % 9 + 1 });
    let constant = |size, c| Leaf::new(size, Expr::int(c), ValueVec::of(|_| c));
    let mut bodies = Bank::new(vec![
        Leaf::new(1, Expr::name("x"), x),
        Leaf::new(1, Expr::name("y"), y),
        constant(1, 1),
        constant(1, 2),
        constant(2, 0),
        constant(2, 3),
    ]);
    while bodies.largest() < MAX_BODY.0 {
        if !bodies.grow(Growth::ALL, stop, |_, _, _: &mut Vec<()>| {}, |_, _| {}).1 {
            return None;
        }
    }
    Some(bodies)
}

fn uses(bodies: &Bank, id: usize, name: &str) -> bool {
    let node = bodies.nodes[id];
    match bodies.leaf(&node) {
        Some(source) => source.is_name(name),
        None => node.of[..node.op.arity()].iter().any(|&i| uses(bodies, i as usize, name)),
    }
}

/// The values of a body at these values of its variables.
fn run(bodies: &Bank, id: usize, x: &ValueVec, y: &ValueVec) -> ValueVec {
    let node = bodies.nodes[id];
    if node.op != Op::Leaf {
        return ValueVec::step(node.op, |i| run(bodies, node.of[i] as usize, x, y));
    }
    match bodies.leaf(&node) {
        Some(source) if source.is_name("x") => *x,
        Some(source) if source.is_name("y") => *y,
        // A constant has the same value at all points.
        Some(_) | None => *bodies.values(id as u32),
    }
}

/// The values at one lane of each state, which `lane` tells.
fn column(states: &[ValueVec], lane: impl Fn(usize) -> usize) -> ValueVec {
    let mut out = ValueVec::UNKNOWN;
    for (n, state) in states.iter().enumerate() {
        let j = lane(n);
        out.v[n] = state.v[j];
        out.ok |= (state.ok >> j & 1) << n;
        out.exact |= (state.exact >> j & 1) << n;
        out.bad |= (state.bad >> j & 1) << n;
    }
    out
}

/// A body as a function of `x` and `y`.
fn function(bodies: &Bank, id: usize) -> Expr {
    bodies.source(id as u32).lambda(["x".into(), "y".into()])
}

fn call(function: &Expr, arguments: Vec<Expr>) -> Expr {
    Expr::new(SourceNode::Call(function.clone(), arguments))
}

fn single(bodies: &Bank, id: usize, words: &Words, out: &mut Vec<Leaf>) {
    let mut states = vec![ValueVec::of(|i| i)];
    for n in 1..LANES {
        let y = ValueVec::of(|_| n as i64);
        states.push(run(bodies, id, &states[n - 1], &y));
    }
    let size = bodies.size(id as u32) + 3;
    let body = function(bodies, id);
    let mut add = |size, times: &Expr, start: &Expr, values| {
        out.push(Leaf::new(size, call(&words.one, vec![body.clone(), times.clone(), start.clone()]), values));
    };
    for (c, number) in words.numbers.iter().enumerate() {
        add(size + c / 3, &words.n, number, column(&states, |_| c));
    }
    add(size, &words.n, &words.n, column(&states, |n| n));
    for c in [2, 3] {
        add(size + 1, &words.numbers[c], &words.n, states[c]);
    }
}

fn double(bodies: &Bank, first: usize, second: usize, words: &Words, out: &mut Vec<Leaf>) {
    let lanes = STARTS * STARTS;
    let known = (1u32 << lanes) - 1;
    let small = |f: fn(i64) -> i64| ValueVec::of(move |i| if i < SMALL_LANES { f(i) } else { 0 });
    let mut xs = vec![small(|i| i % STARTS as i64)];
    let mut y = small(|i| i / STARTS as i64);
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
    let (f, g) = (function(bodies, first), function(bodies, second));
    for b in 0..STARTS {
        for c in 0..STARTS {
            let values = column(&xs, |_| b + STARTS * c);
            if values.ok.count_ones() as usize >= LANES / 2 {
                let more = usize::from(b == 3) + usize::from(c == 3);
                let starts = (words.numbers[b].clone(), words.numbers[c].clone());
                let arguments = vec![f.clone(), g.clone(), words.n.clone(), starts.0, starts.1];
                out.push(Leaf::new(size + more, call(&words.two, arguments), values));
            }
        }
    }
}
