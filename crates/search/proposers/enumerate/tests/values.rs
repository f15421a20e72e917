//! Vectors of values are what the language computes.
#![allow(clippy::unwrap_used)]

mod common;

use std::fmt::Write;
use std::sync::Arc;

use common::OPS;
use nth_algebra::low_word;
use nth_base::{Cancel, Limits};
use nth_enumerate::expr::Op;
use nth_enumerate::value_vec::{LANES, ValueVec};
use nth_propose::build::Expr;
use nth_session::{Library, NoFiles, Scope, Selection, Session};
use nth_testkit::Random;

fn tree(random: &mut Random, depth: usize) -> (Expr, ValueVec) {
    if depth == 0 || random.below(5) == 0 {
        let c = random.below(8) as i64 - 3;
        return match random.below(3) {
            0 => (Expr::int(c), ValueVec::of(|_| c)),
            _ => (Expr::name("n"), ValueVec::of(|n| n)),
        };
    }
    let op = OPS[random.below(OPS.len())];
    let [a, b, c] = [(); 3].map(|()| tree(random, depth - 1));
    let lanes = if op == Op::Cond { ValueVec::cond(&a.1, &b.1, &c.1) } else { ValueVec::apply(op, &a.1, &b.1) };
    (op.write(&a.0, &b.0, &c.0), lanes)
}

#[test]
fn vectors_are_what_the_language_computes() {
    let mut random = Random::new(2026);
    let cases: Vec<(Expr, ValueVec)> = (0..400).map(|i| tree(&mut random, 1 + i % 4)).collect();
    let mut text = String::new();
    for (i, (written, _)) in cases.iter().enumerate() {
        writeln!(text, "seq s{i}(n) = {written}").unwrap();
    }
    let mut session = Session::new(Library::embedded().into(), Arc::new(NoFiles));
    let loaded = session.check_text("values.nth", &text, &Scope::default());
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    let limits = Limits { budget: 200_000, max_digits: 20_000, ..Limits::INTERACTIVE };
    let (mut exact, mut wrapped, mut bad) = (0, 0, 0);
    for (i, (written, lanes)) in cases.iter().enumerate() {
        let Selection::Found(ids) = session.select(loaded.module, Some(&format!("s{i}"))) else { panic!() };
        for n in 0..LANES {
            let mut value = None;
            session
                .run_terms(ids[0], n as u64, 1, &limits, &Cancel::new(), &mut |t| {
                    value = Some(t.value);
                    true
                })
                .unwrap();
            let (ok, sure) = (lanes.ok >> n & 1 == 1, lanes.exact >> n & 1 == 1);
            let at = format!("{written} at {n}: {value:?}, {}", lanes.v[n]);
            if lanes.bad >> n & 1 == 1 {
                assert!(value.is_none() && !ok, "{at}");
                bad += 1;
            } else if sure {
                assert_eq!(value.and_then(|v| v.to_i64()), Some(lanes.v[n]), "{at}");
                exact += 1;
            } else if ok && let Some(v) = value {
                assert_eq!(low_word(&v), lanes.v[n], "{at}");
                wrapped += 1;
            }
        }
    }
    assert!(exact > 1000 && wrapped > 50 && bad > 50, "{exact} {wrapped} {bad}");
}

#[test]
fn hashes_of_sums_are_sums_of_hashes() {
    let mut random = Random::new(7);
    for _ in 0..200 {
        let (a, b) = (tree(&mut random, 2).1, tree(&mut random, 2).1);
        let sum = ValueVec::apply(Op::Add, &a, &b).linear(2, 24);
        let parts = a.linear(2, 24).zip(b.linear(2, 24)).map(|(x, y)| x.wrapping_add(y));
        assert_eq!(sum, parts);
    }
}
