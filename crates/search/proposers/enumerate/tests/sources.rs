//! The sources that are written, held against a list: rankings depend on their bytes.
#![allow(clippy::unwrap_used)]

mod common;

use common::OPS;
use nth_enumerate::expr::Joined;
use nth_propose::build::Expr;
use nth_testkit::{Expected, root, section};

const JOINED: [Joined; 4] = [Joined::Sum, Joined::Less, Joined::More, Joined::Product];

fn leaves() -> Vec<Expr> {
    let texts = ["n", "0", "1", "12", "loop(|x, y| x + y, n, 1)", "(if k == r then 0 else @(n - r))", "@(n - 1)"];
    texts.map(|text| Expr::template(text).unwrap()).into()
}

/// All operations on all of these, the third operand being one of the first three.
fn grown(of: &[Expr]) -> Vec<Expr> {
    let mut out = Vec::new();
    for op in OPS {
        for (i, a) in of.iter().enumerate() {
            for b in &of[..if op.arity() > 1 { of.len() } else { 1 }] {
                out.push(op.write(a, b, &of[i % 3]));
            }
        }
    }
    out
}

#[test]
fn sources_stay_the_same() {
    let first = grown(&leaves());
    let some: Vec<Expr> = leaves().into_iter().chain(first.iter().step_by(7).cloned()).collect();
    let second = grown(&some);
    let few: Vec<Expr> = some.iter().take(9).chain(second.iter().step_by(1709)).cloned().collect();
    let third = grown(&few);
    let joined = JOINED
        .iter()
        .flat_map(|&j| few.iter().flat_map(move |a| [(j, a)]))
        .flat_map(|(j, a)| few.iter().map(move |b| j.write(a, b).to_string()));
    let text = |all: &[Expr]| all.iter().map(|w| w.to_string()).collect::<Vec<String>>();
    let mut out = String::new();
    for (name, lines) in [
        ("one operation", text(&first)),
        ("two operations", text(&second)),
        ("more operations", text(&third)),
        ("joined", joined.collect()),
    ] {
        out += &section(name, &lines);
    }
    let mut expected = Expected::new();
    expected.compare(&root().join("crates/search/proposers/enumerate/tests/sources.txt"), &out);
    expected.finish();
}
