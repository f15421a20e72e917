//! Answers for sequences of the library: readable, and the library's own sequence where that is simplest.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use common::SYNTHESIZER;
use nth_base::Cancel;
use nth_compiler::Library;
use nth_num::Int;
use nth_synth::{Bench, Compiler, Found, Options, Silent, Task, select_proposers};
use nth_testkit::{Still, each_on_all_cores};

/// Number of terms that are shown.
const TERMS: usize = 8;

/// Percentage of the library's sequences that are named, or have a formula without a call.
const LEAST_NAMED: usize = 93;

/// The first terms of library sequences, `count` of those that have enough terms, evenly chosen.
fn library(count: usize) -> Vec<(String, Task)> {
    let library = Arc::new(Library::embedded());
    let mut compiler = Compiler::new(&library);
    let limits = nth_base::Limits { budget: 20_000, ..nth_base::Limits::CANDIDATE };
    let mut bench = Bench::new(&limits, &Cancel::new());
    let mut all = Vec::new();
    for def in library.sequences() {
        let first = def.offsets.first().copied().unwrap_or(0);
        let compiled = compiler.compile(&format!("seq a(n from {first}) = {}(n)", def.name)).unwrap();
        let terms: Vec<Int> = bench.terms(&compiled, TERMS);
        if terms.len() == TERMS {
            all.push((def.name.clone(), Task { terms: terms.into_iter().collect(), first: None }));
        }
    }
    let step = (all.len() / count).max(1);
    all.into_iter().step_by(step).take(count).collect()
}

fn search(task: &Task, proposers: &[&str]) -> Found {
    let proposers = select_proposers(proposers).unwrap();
    let options = Options { time: None, work: Some(100_000), proposers, top: 3, ..Options::default() };
    SYNTHESIZER.search(std::slice::from_ref(task), &options, &Still, &Cancel::new(), &Silent)
}

/// Whether a source calls a function of this name.
fn calls(source: &str, name: &str) -> bool {
    source.match_indices(&format!("{name}(")).any(|(i, _)| {
        let before = source[..i].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '\'')
    })
}

/// What no answer contains: a factor 1, a call that equals its argument, a part that is used once.
fn complaint(source: &str) -> Option<&'static str> {
    let lines: Vec<&str> = source.lines().collect();
    let text = format!(" {} ", source.replace(['(', ')', ',', '\n'], " "));
    if text.contains(" * 1 ") || text.contains(" 1 * ") || text.contains(" / 1 ") || text.contains(" ^ 1 ") {
        return Some("a factor, divisor or exponent 1");
    }
    // As arguments, `identity` and its like may stand.
    if ["identity", "naturals", "positives"].into_iter().any(|name| calls(source, name)) {
        return Some("a call that equals its argument");
    }
    let names = lines.iter().filter_map(|l| l.strip_prefix("seq ")?.split_once('(').map(|(name, _)| name));
    for name in names.filter(|name| *name != "a") {
        let uses = nth_syntax::build::words(source).filter(|word| *word == name).count();
        let own = lines.iter().find(|l| l.starts_with(&format!("seq {name}("))).unwrap();
        let inside = nth_syntax::build::words(own).filter(|word| *word == name).count();
        if inside == 1 && uses - inside < 2 {
            return Some("a part that is used once");
        }
    }
    None
}

fn check(count: usize) {
    let (own, shorter, other) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::new(Vec::new()));
    let all = library(count);
    each_on_all_cores(&all, |(name, task)| {
        let found = search(task, &["known", "families", "enumerate"]);
        for a in &found.answers[0] {
            assert_eq!(complaint(&a.source), None, "{name}: {}", a.source);
        }
        let first = found.answers[0].first().map_or("", |a| a.source.trim_end());
        let is_call = first.ends_with(&format!("= {name}(n)"));
        let body = first.split_once(" = ").map_or("", |(_, body)| body);
        match (is_call, body.contains('(')) {
            (true, _) => _ = own.fetch_add(1, Ordering::Relaxed),
            (false, false) => _ = shorter.fetch_add(1, Ordering::Relaxed),
            (false, true) => other.lock().unwrap().push(format!("{name}: {first}")),
        }
    });
    let (own, shorter, mut other) = (own.into_inner(), shorter.into_inner(), other.into_inner().unwrap());
    other.sort();
    // The others have the first terms of another sequence of the library, which is simpler or as simple: 1, 1, 2, 6,
    // 24, 120, 720, 5040 are sums of factorials of digits, and the factorials.
    let wanted = all.len() * LEAST_NAMED / 100;
    assert!(own + shorter >= wanted, "{own} and {shorter} of {}: {other:#?}", all.len());
}

#[test]
fn library_sequences_are_named() {
    check(if nth_testkit::full() { 200 } else { 12 });
}

#[test]
fn without_lookup_no_answer_is_a_library_sequence_by_itself() {
    let mut named = 0;
    for (name, task) in library(6) {
        let found = search(&task, &["families", "arithmetic"]);
        for a in &found.answers[0] {
            let body = a.source.trim_end().split_once(" = ").map_or("", |(_, body)| body);
            assert!(
                !body.starts_with(&format!("{name}(n")) || !body.ends_with(')') || body.contains(", "),
                "{}",
                a.source
            );
            named += 1;
        }
    }
    assert!(named > 0);
}
