//! The tables against the library itself.

use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_num::Int;
use nth_session::{Library, NoFiles, Scope, Session};

use nth_algebra::primes::PrimeTables;

use crate::arguments::{argument_values, arguments};
use crate::function::{KEPT_VALUES, NONE, OPS, apply_all};
use crate::function_levels::basic;
use crate::predicate_rows::PREDICATES;
use crate::rows::ROWS;
use crate::transforms::{PAIRINGS, TRANSFORMS};

/// Values of a source, as the library computes them.
pub fn values(session: &mut Session, source: &str, from: i64, count: usize) -> Vec<Option<Int>> {
    let mut out = Vec::new();
    let mut next = from;
    let limits = Limits { budget: 300_000, max_depth: 5_000, ..Limits::CANDIDATE };
    while out.len() < count {
        let text = format!("seq a(n from {next}) = {source}\n");
        let loaded = session.check_text("a.nth", &text, &Scope::default());
        assert!(!loaded.has_errors(), "{text}{:?}", loaded.diagnostics);
        let id = *session.sequences(loaded.module).last().unwrap();
        let (terms, run) = session.first_terms(id, (count - out.len()) as u64, &limits, &Cancel::new()).unwrap();
        next += terms.len() as i64 + 1;
        out.extend(terms.into_iter().map(Some));
        if run.stopped.is_some() {
            out.push(None);
        }
    }
    out
}

pub fn session() -> Session {
    Session::new(Arc::new(Library::embedded()), Arc::new(NoFiles))
}

/// Values that are known here are those of the library; where the library has none, there is none here.
fn same(session: &mut Session, source: &str, ours: &[i64], whole: bool) {
    let theirs = values(session, source, 0, ours.len());
    for (x, (a, b)) in ours.iter().zip(&theirs).enumerate() {
        match b.as_ref().and_then(Int::to_i64) {
            Some(b) if *a != NONE => assert_eq!(*a, b, "{source} at {x}"),
            // Nothing is said about functions of the factors of 0.
            Some(b) => {
                assert!(!whole || x == 0 || b.unsigned_abs() > 1 << 50, "{source} at {x} is {b}, and not known here")
            }
            None => assert!(*a == NONE || b.is_some(), "{source} at {x} has no value"),
        }
    }
}

#[test]
fn rows_are_those_of_the_library() {
    let (numbers, mut session) = (PrimeTables::new(), session());
    let identity: Vec<i64> = (0..=200).collect();
    for (row, ours) in ROWS.iter().zip(apply_all(&numbers, &ROWS, &identity)) {
        same(&mut session, &row.source.expr().named("n"), &ours, true);
    }
}

#[test]
fn properties_are_those_of_the_library() {
    let (numbers, mut session) = (PrimeTables::new(), session());
    let identity: Vec<i64> = (0..=200).collect();
    for (row, ours) in PREDICATES.iter().zip(apply_all(&numbers, &PREDICATES, &identity)) {
        same(&mut session, &format!("indicator({})", row.source.expr().named("n")), &ours, true);
    }
}

#[test]
fn arguments_are_calculated() {
    let mut session = session();
    for a in arguments() {
        same(&mut session, &a.named("n"), &argument_values(a, 30), true);
    }
}

#[test]
fn operations_are_those_of_the_language() {
    let (numbers, mut session) = (PrimeTables::new(), session());
    let base = basic(&numbers, KEPT_VALUES);
    let pick: Vec<_> = base.iter().step_by(23).collect();
    for (i, f) in pick.iter().enumerate() {
        for g in pick.iter().skip(i % 3).step_by(3) {
            for op in OPS {
                let ours: Vec<i64> = f.values.iter().zip(&g.values).map(|(&a, &b)| op.value(a, b)).take(24).collect();
                same(&mut session, &op.source(&f.source, &g.source).named("n"), &ours, false);
            }
        }
    }
}

#[test]
fn compositions_are_written_with_their_brackets() {
    let (numbers, mut session) = (PrimeTables::new(), session());
    let base = basic(&numbers, 40);
    for f in base.iter().step_by(17) {
        for (row, ours) in ROWS.iter().zip(apply_all(&numbers, &ROWS, &f.values)).step_by(5) {
            same(&mut session, &row.source.expr().of(&f.source).named("n"), &ours[..30], false);
        }
    }
}

#[test]
fn transforms_are_those_of_the_library() {
    let (numbers, mut session) = (PrimeTables::new(), session());
    let base = basic(&numbers, 40);
    // The identity, the number of divisors, a polynomial, something with negative values.
    for (f, g) in [(0, 1), (1, 0), (base.len() - 40, 1), (6, 20)] {
        let (f, g) = (&base[f], &base[g]);
        for t in TRANSFORMS.iter().chain(&PAIRINGS) {
            let ours = t.terms(&numbers, &f.values, &g.values);
            if ours.len() <= t.from {
                continue;
            }
            let source = t.of(&f.source, &g.source).to_string();
            let most = ours.len().min(t.from + 14);
            let theirs = values(&mut session, &source, t.from as i64, most - t.from);
            for (n, (a, b)) in ours[t.from..most].iter().zip(&theirs).enumerate() {
                assert_eq!(b.as_ref().and_then(Int::to_i64), Some(*a), "{source} at {}", n + t.from);
            }
        }
    }
}
