//! Properties on the library and the examples: no action changes what a program means, no query panics on a text that
//! is cut anywhere, and a program that did not change is not run again.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use nth_analysis::{Database, Snapshot};
use nth_assist::{Assist, Facts, SuggestOptions, lenses, wanted};
use nth_base::Cancel;
use nth_compiler::{Library, NoFiles};
use nth_ide::{Action, ActionKind, TextEdit};
use nth_session::embedded_database;
use nth_syntax::ast::{Expr, ItemKind};
use nth_synth::Synthesizer;
use nth_testkit::{Random, Still};

const FILE: &str = "a.nth";

fn bench() -> (Assist, Database) {
    let library = Arc::new(Library::embedded());
    let oeis = Arc::new(embedded_database(&library));
    let synthesizer = Arc::new(Synthesizer::new(Arc::clone(&library)));
    (Assist::new(synthesizer, Some(oeis), Arc::new(Still)), Database::new(library, Arc::new(NoFiles)))
}

fn sources() -> Vec<PathBuf> {
    ["examples", "stdlib"].iter().flat_map(|f| nth_testkit::files(f, ".nth")).collect()
}

fn edited(text: &str, edits: &[TextEdit]) -> String {
    let mut text = text.to_owned();
    let mut edits: Vec<&TextEdit> = edits.iter().collect();
    edits.sort_by_key(|e| std::cmp::Reverse((e.range.start, e.range.end)));
    for pair in edits.windows(2) {
        assert!(pair[1].range.end <= pair[0].range.start, "edits overlap: {pair:?}");
    }
    edits.iter().for_each(|e| text.replace_range(e.range.clone(), &e.text));
    text
}

/// Terms of all sequences of a file.
fn all_facts(assist: &Assist, snapshot: &Snapshot) -> Vec<(String, Arc<Facts>)> {
    let cancel = Cancel::new();
    let m = snapshot.module(FILE, &cancel).unwrap().unwrap();
    let names: Vec<String> = m.defs().map(|d| d.name.clone()).collect();
    names.into_iter().filter_map(|n| Some((n.clone(), assist.facts(snapshot, FILE, &n, &cancel).unwrap()?))).collect()
}

fn errors(snapshot: &Snapshot) -> Vec<String> {
    let found = nth_ide::diagnostics(snapshot, FILE, &Cancel::new()).unwrap();
    found.into_iter().filter(|d| d.is_error).map(|d| d.title).collect()
}

/// The edited text has no new error, and every sequence the terms that it had.
fn keeps_meaning(assist: &Assist, db: &mut Database, text: &str, before: &[(String, Arc<Facts>)], action: &Action) {
    let new = edited(text, &action.edits);
    db.set_file(FILE, new.as_str());
    let snapshot = db.snapshot();
    let context = || format!("{}\n{:#?}\n{new}", action.title, action.edits);
    assert!(errors(&snapshot).is_empty(), "{:?} {}", errors(&snapshot), context());
    for (name, facts) in before {
        let after = assist.facts(&snapshot, FILE, name, &Cancel::new()).unwrap();
        let after = after.unwrap_or_else(|| panic!("{name} has no terms {}", context()));
        // A term may be beyond the budget afterwards, or have a value where it failed.
        let agree = facts.terms.iter().zip(&after.terms).all(|(a, b)| a == b);
        let ended = after.stopped.is_some_and(nth_core::EvalError::is_limit);
        assert!(agree && (after.terms.len() >= facts.terms.len() || ended), "{name} {facts:?} {after:?} {}", context());
    }
}

/// Places of a text where an action may be offered: names and whole expressions.
fn places(m: &nth_analysis::Analysis) -> Vec<std::ops::Range<usize>> {
    let mut out: Vec<_> = m.names().iter().map(|n| n.range.start..n.range.start).collect();
    for item in &m.parsed().module.items {
        if let ItemKind::Def(d) = &item.kind {
            let mut left: Vec<&Expr> = vec![&d.body];
            while let Some(e) = left.pop() {
                out.push(e.span.range());
                left.extend(e.parts());
            }
        }
    }
    out
}

#[test]
fn actions_keep_the_meaning() {
    let (assist, mut db) = bench();
    let cancel = Cancel::new();
    let mut random = Random::new(1);
    let (mut inlined, mut extracted, mut rewritten) = (0, 0, 0);
    for path in sources() {
        let text = nth_testkit::read(&path);
        db.set_file(FILE, text.as_str());
        let snapshot = db.snapshot();
        let m = snapshot.module(FILE, &cancel).unwrap().unwrap();
        // A module of the library may use what is hidden in others.
        if !errors(&snapshot).is_empty() {
            continue;
        }
        let before = all_facts(&assist, &snapshot);
        let mut places = places(&m);
        let count = if nth_testkit::full() { places.len().min(150) } else { 12 };
        for _ in 0..count {
            let range = places.swap_remove(random.below(places.len()));
            let mut actions = nth_ide::actions(&snapshot, FILE, &range, &cancel).unwrap();
            // Runs take longer, so that fewer are tried.
            if random.below(4) == 0 {
                actions.extend(assist.actions(&snapshot, FILE, &range, &cancel).unwrap());
            }
            for action in actions {
                // A hint may change the meaning: it mends an error.
                if action.message.is_some() {
                    continue;
                }
                match action.kind {
                    ActionKind::Inline => inlined += 1,
                    ActionKind::Extract => extracted += 1,
                    ActionKind::Rewrite | ActionKind::Fix => rewritten += 1,
                }
                keeps_meaning(&assist, &mut db, &text, &before, &action);
            }
            if places.is_empty() {
                break;
            }
        }
    }
    assert!(inlined > 0 && extracted > 20 && rewritten > 10, "{inlined} {extracted} {rewritten}");
}

#[test]
fn texts_cut_anywhere() {
    let (assist, mut db) = bench();
    let cancel = Cancel::new();
    let options = SuggestOptions { top: 1, time: Duration::from_secs(60), work: Some(1), first_sure: false };
    let step = if nth_testkit::full() { 101 } else { 2_003 };
    let folders = ["examples", "stdlib", "tests/syntax", "tests/diagnostics"];
    for path in folders.iter().flat_map(|f| nth_testkit::files(f, ".nth")) {
        let text = nth_testkit::read(&path);
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)).step_by(step) {
            let from = text[..at].rmatch_indices("\n\n").nth(2).map_or(0, |(i, _)| i);
            db.set_file(FILE, &text[from..at]);
            let snapshot = db.snapshot();
            let (at, end) = (at - from, at - from);
            let text = snapshot.text(FILE).unwrap();
            if let Some(hover) = assist.hover(&snapshot, FILE, at, &cancel).unwrap() {
                let _ = hover.markdown();
            }
            let _ = assist.term_hints(&snapshot, FILE, &(0..end), &cancel).unwrap();
            let _ = nth_ide::type_hints(&snapshot, FILE, &(0..end), &cancel).unwrap();
            for lens in lenses(&snapshot, FILE, &cancel).unwrap() {
                assert!(text.get(lens.range.clone()).is_some());
                let _ = assist.resolve_lens(&snapshot, &lens, &cancel).unwrap();
            }
            for action in nth_ide::actions(&snapshot, FILE, &(at..at), &cancel).unwrap() {
                let _ = edited(&text, &action.edits);
            }
            if wanted(&snapshot, FILE, at, &cancel).unwrap().is_some() {
                let _ = assist.suggest(&snapshot, FILE, at, &options, &cancel, &|_| {}).unwrap();
            }
        }
    }
}

#[test]
fn unchanged_programs_are_not_run_again() {
    let (assist, mut db) = bench();
    let facts = |db: &Database, name| assist.facts(&db.snapshot(), FILE, name, &Cancel::new()).unwrap();
    db.set_file(FILE, "seq a(n) = n * n\nseq b(n) = a(n) + 1\nseq c(n) = n\n");
    let first = ["a", "b", "c"].map(|n| facts(&db, n).unwrap());
    assert_eq!(assist.runs(), 3);
    // Another place, another name of the index, another definition.
    db.set_file(FILE, "// A comment.\nseq c(n) = n + 1\nseq a(k) = k * k\nseq b(n) = a(n) + 1\n");
    let second = ["a", "b", "c"].map(|n| facts(&db, n).unwrap());
    assert_eq!(assist.runs(), 4);
    assert!(Arc::ptr_eq(&first[0], &second[0]) && Arc::ptr_eq(&first[1], &second[1]));
    // What a definition uses has changed.
    db.set_file(FILE, "seq a(n) = n\nseq b(n) = a(n) + 1\n");
    assert_eq!(facts(&db, "b").unwrap().line(3), "1, 2, 3, …");
    // A file that is used has changed.
    db.set_file("b.nth", "seq twice(n) = 2 * n\n");
    db.set_file(FILE, "use b\nseq d(n) = twice(n)\n");
    assert_eq!(facts(&db, "d").unwrap().line(3), "0, 2, 4, …");
    db.set_file("b.nth", "seq twice(n) = 2 * n + 1\n");
    assert_eq!(facts(&db, "d").unwrap().line(3), "1, 3, 5, …");
}

#[test]
fn cancelled_requests_give_nothing() {
    let (assist, mut db) = bench();
    db.set_file(FILE, "seq a(n) = ?\ncheck a = 1, 2, 4, 8, 16, 31\n");
    let cancel = Cancel::new();
    cancel.raise();
    let snapshot = db.snapshot();
    assert!(assist.facts(&snapshot, FILE, "a", &cancel).is_err());
    assert!(assist.suggest(&snapshot, FILE, 12, &SuggestOptions::default(), &cancel, &|_| {}).is_err());
}

#[test]
fn threads_share_it() {
    fn shared<T: Send + Sync>() {}
    shared::<Assist>();
}
