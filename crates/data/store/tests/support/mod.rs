//! Findings for the tests: programs `n + k`, written as they would be proposed.
#![allow(dead_code)]

use nth_num::Int;
use nth_store::{Finding, Refusal, Terms};

/// Terms verified of each.
pub const TERMS: u64 = 6;

/// Takes findings of files without running them: their numbers are not those of their programs.
pub fn as_they_are(findings: Vec<Finding>) -> Vec<Result<Finding, Refusal>> {
    findings.into_iter().map(Ok).collect()
}

/// The terms of the program `n + k`.
pub fn terms(k: i64) -> Terms {
    Terms((0..TERMS as i64).map(|n| Int::from(n + k)).collect())
}

/// A program of size `3 + 2·longer` for the terms of `n + k`.
pub fn finding(sequence: &str, k: i64, longer: u64) -> Finding {
    let (mut core, mut source) = (format!("(add (var 0) {k})"), format!("n + {k}"));
    for _ in 0..longer {
        core = format!("(add {core} 0)");
        source += " + 0";
    }
    // A sum of small numbers costs 1, and so do a variable and a literal.
    let cost = TERMS * (3 + 2 * longer);
    Finding {
        sequence: Some(sequence.to_owned()),
        name: None,
        known: Some(TERMS),
        terms: (!nth_store::is_a_number(sequence)).then(|| terms(k)),
        program: format!("seq a(n) = {source}\n"),
        core: format!("(func a (Int) Int {core})\n"),
        size: 3 + 2 * longer,
        cost,
        continued: cost,
        first: 0,
        verified: TERMS,
        surplus: TERMS - 1,
        held: 2,
        proposer: "tests".to_owned(),
        says: format!("n plus {k}"),
        date: "2026-11-20".to_owned(),
    }
}

/// Hindsight pair with the terms of the `k`-th sequence.
pub fn pair(k: i64, longer: u64) -> Finding {
    Finding { sequence: None, known: None, terms: Some(terms(k)), ..finding("x", k, longer) }
}

/// Any findings: few sequences and programs, so that they meet, and what is told of them differs.
pub fn findings() -> impl proptest::strategy::Strategy<Value = Vec<Finding>> {
    use proptest::prelude::*;
    let what = (0..6_usize, 0..4_i64, 0..3_u64, 3..6_u64, 0..3_u64);
    let told = (0..3_u64, prop::option::of("[a-cé\"\n]{1,3}"), prop::option::of(5..8_u64), "2026-11-0[1-3]", "[ab]");
    let one = (what, told).prop_map(|((key, k, longer, verified, held), (cost, name, known, date, proposer))| {
        let keys = [Some("A000027"), Some("A000045"), Some("A1000000"), Some("b"), Some("aa"), None];
        let made = match keys[key] {
            Some(key) => finding(key, k, longer),
            None => pair(k, longer),
        };
        let name = name.filter(|_| made.sequence.is_some());
        let known = known.filter(|_| made.sequence.is_some());
        Finding { name, known, verified, held, surplus: 1, cost, continued: 0, date, proposer, ..made }
    });
    prop::collection::vec(one, 0..12)
}
