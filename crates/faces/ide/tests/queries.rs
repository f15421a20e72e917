//! Cases of queries, and queries at every byte of every source, on the text cut there.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use nth_analysis::{Database, Snapshot};
use nth_base::Cancel;
use nth_compiler::{Library, NoFiles};
use nth_ide::{
    callable, complete, definition, diagnostics, find_symbols, fixes, folds, format_file, format_range, highlights,
    hover, incoming_calls, outgoing_calls, prepare_rename, references, rename, selections, semantic_tokens,
    signature_help, symbols,
};
use nth_testkit::{Part, cases};

const B: &str = "/// Twice a number.\n/// >>> twice(3)\n/// 6\nfn twice(x) = 2 * x\nseq evens_of(n) = twice(n)\n";

fn database() -> Database {
    let mut db = Database::new(Arc::new(Library::embedded()), Arc::new(NoFiles));
    db.set_file("b.nth", B);
    db
}

/// The answers to all queries at an offset, as parts that are not empty.
fn answers(snapshot: &Snapshot, at: usize) -> Vec<Part> {
    let cancel = Cancel::new();
    let file = "a.nth";
    let show = |file: &str, range: std::ops::Range<usize>| {
        let text = snapshot.text(file);
        let text = text.as_deref().unwrap_or("");
        let line = text.get(..range.start).map_or(0, |b| b.matches('\n').count() + 1);
        format!("{file}:{line} `{}`", text.get(range).unwrap_or(""))
    };
    let mut parts = Vec::new();
    if let Some(h) = hover(snapshot, file, at, &cancel).unwrap() {
        parts.push(Part::new("hover", format!("{}\n{}", h.signature, h.docs.lines().next().unwrap_or(""))));
    }
    if let Some((file, range)) = definition(snapshot, file, at, &cancel).unwrap() {
        parts.push(Part::new("definition", show(&file, range)));
    }
    let found = references(snapshot, file, at, &cancel).unwrap();
    if !found.is_empty() {
        let lines: Vec<String> = found
            .iter()
            .map(|o| format!("{}{}", show(&o.file, o.range.clone()), if o.defines { " defines" } else { "" }))
            .collect();
        parts.push(Part::new("references", lines.join("\n")));
    }
    match rename(snapshot, file, at, "other", &cancel).unwrap() {
        Ok(edits) => parts.push(Part::new("rename", format!("{} edits", edits.len()))),
        Err(why) if !found.is_empty() => parts.push(Part::new("rename", why.to_string())),
        Err(_) => {}
    }
    if let Some(s) = signature_help(snapshot, file, at, &cancel).unwrap() {
        let active = s.parameters.get(s.active).map_or("-", |r| &s.signature[r.clone()]);
        parts.push(Part::new("signature", format!("{}\nat {active}", s.signature)));
    }
    let mended = fixes(snapshot, file, &(at..at), &cancel).unwrap();
    if !mended.is_empty() {
        let lines: Vec<String> = mended.iter().map(|f| f.title.clone()).collect();
        parts.push(Part::new("fixes", lines.join("\n")));
    }
    let found = complete(snapshot, file, at, &cancel).unwrap();
    if !found.is_empty() {
        let mut lines: Vec<String> = found
            .iter()
            .take(6)
            .map(|c| format!("{:?} {} {}", c.kind, c.label, c.detail).trim_end().to_owned())
            .collect();
        lines.push(if found.len() > 6 { "…".to_owned() } else { String::new() });
        parts.push(Part::new("complete", lines.join("\n")));
    }
    parts
}

#[test]
fn queries_at_a_cursor() {
    let mut db = database();
    cases("tests/ide", |case| {
        let at = case.input.find("<|>").unwrap();
        db.set_file("a.nth", case.input.replace("<|>", ""));
        answers(&db.snapshot(), at)
    });
}

/// All queries about a file and an offset; none may panic.
fn all_queries(snapshot: &Snapshot, file: &str, at: usize) {
    let cancel = Cancel::new();
    let text = snapshot.text(file).unwrap();
    for range in selections(snapshot, file, at, &cancel).unwrap() {
        assert!(range.start <= at && at <= range.end && text.get(range).is_some());
    }
    for c in complete(snapshot, file, at, &cancel).unwrap() {
        assert!(c.range.end == at && text.get(c.range).is_some());
    }
    for o in highlights(snapshot, file, at, &cancel).unwrap() {
        assert!(text.get(o.range).is_some());
    }
    if let Some(symbol) = callable(snapshot, file, at, &cancel).unwrap() {
        for call in outgoing_calls(snapshot, &symbol, &cancel).unwrap() {
            assert!(!call.ranges.is_empty());
        }
        let _ = incoming_calls(snapshot, &symbol, &cancel).unwrap();
    }
    for e in format_range(snapshot, file, &(at..at), &cancel).unwrap() {
        assert!(text.get(e.range).is_some());
    }
    let _ = hover(snapshot, file, at, &cancel).unwrap();
    let _ = definition(snapshot, file, at, &cancel).unwrap();
    let _ = signature_help(snapshot, file, at, &cancel).unwrap();
    let _ = prepare_rename(snapshot, file, at, &cancel).unwrap();
    let _ = rename(snapshot, file, at, "other", &cancel).unwrap();
}

/// Queries about a whole file.
fn file_queries(snapshot: &Snapshot, file: &str) {
    let cancel = Cancel::new();
    let text = snapshot.text(file).unwrap();
    let mut end = 0;
    for t in semantic_tokens(snapshot, file, &cancel).unwrap() {
        assert!(end <= t.range.start && t.range.start < t.range.end, "{t:?}");
        assert!(text.get(t.range.clone()).is_some());
        end = t.range.end;
    }
    for f in folds(snapshot, file, &cancel).unwrap() {
        assert!(text[f.range].contains('\n'));
    }
    for m in diagnostics(snapshot, file, &cancel).unwrap() {
        assert!(text.get(m.range).is_some());
    }
    for e in format_file(snapshot, file, &cancel).unwrap() {
        let formatted = format!("{}{}{}", &text[..e.range.start], e.text, &text[e.range.end..]);
        assert_eq!(nth_syntax::format(&text).unwrap(), formatted);
    }
    for s in symbols(snapshot, file, &cancel).unwrap() {
        assert_eq!(text[s.name_range], s.name);
    }
}

#[test]
fn texts_cut_anywhere() {
    let mut db = database();
    let step = if nth_testkit::full() { 13 } else { 211 };
    for folder in ["stdlib", "examples", "tests/syntax", "tests/diagnostics"] {
        for path in nth_testkit::files(folder, ".nth") {
            let text = nth_testkit::read(&path);
            for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)).step_by(step) {
                // The last lines are enough, since each definition stands for itself.
                let from = text[..at].rmatch_indices("\n\n").nth(2).map_or(0, |(i, _)| i);
                db.set_file("a.nth", &text[from..at]);
                let snapshot = db.snapshot();
                all_queries(&snapshot, "a.nth", at - from);
                file_queries(&snapshot, "a.nth");
            }
        }
    }
}

#[test]
fn every_name_of_a_file() {
    let mut db = database();
    for path in nth_testkit::files("examples", ".nth") {
        db.set_file("a.nth", nth_testkit::read(&path));
        let snapshot = db.snapshot();
        file_queries(&snapshot, "a.nth");
        let text = snapshot.text("a.nth").unwrap();
        for t in nth_syntax::tokens(&text).iter().step_by(if nth_testkit::full() { 1 } else { 7 }) {
            all_queries(&snapshot, "a.nth", t.span.start);
        }
    }
}

/// Files that use each other, for renames: each row of the test is a definition, its new name and the number of edits,
/// or the file that has the new name.
const USERS: [(&str, &str); 6] = [
    ("a.nth", "fn foo(n, k) = n * k\n/// >>> sq(2)\n/// 4\nfn sq(n) = n * n\n"),
    ("c.nth", "fn bar(n) = n + 1\n"),
    ("d.nth", "use a\nuse c\nseq z(n) = bar(n) + binomial(n, 2)\n"),
    ("e.nth", "use a (sq)\n/// >>> sq(3) + a.sq(1)\n/// 10\nseq y(n) = gcd(n, 2)\n"),
    ("f.nth", "use d\nseq x(n) = z(n) + isqrt(n)\n"),
    ("g.nth", "seq w(n) = totient(n)\n"),
];

#[test]
fn renames_look_at_all_that_see_the_name() {
    let mut db = database();
    USERS.iter().for_each(|(file, text)| db.set_file(file, *text));
    let (snapshot, cancel) = (db.snapshot(), Cancel::new());
    let cases = [
        ("a.nth", "foo", "fresh", Ok(1)),
        ("a.nth", "sq", "fresh", Ok(5)),
        ("a.nth", "foo", "binomial", Err("d.nth")),
        ("a.nth", "foo", "bar", Err("d.nth")),
        ("a.nth", "foo", "gcd", Ok(1)),
        ("a.nth", "sq", "gcd", Err("e.nth")),
        ("a.nth", "foo", "isqrt", Ok(1)),
        ("a.nth", "foo", "totient", Ok(1)),
        ("c.nth", "bar", "foo", Err("d.nth")),
        ("c.nth", "bar", "sq", Err("d.nth")),
        ("c.nth", "bar", "twice", Ok(2)),
        ("d.nth", "z", "isqrt", Err("f.nth")),
        ("d.nth", "z", "foo", Ok(2)),
    ];
    for (file, name, new, expected) in cases {
        let text = snapshot.text(file).unwrap();
        let at = text.find(&format!(" {name}(")).unwrap() + 1;
        let edits = rename(&snapshot, file, at, new, &cancel).unwrap();
        match (&edits, expected) {
            (Ok(edits), Ok(count)) => assert_eq!(edits.len(), count, "{file} {name} {new}: {edits:?}"),
            (Err(nth_ide::RenameError::Taken { file: at, .. }), Err(place)) => assert_eq!(at, place),
            (Ok(_) | Err(_), _) => panic!("{file} {name} {new}: {edits:?}"),
        }
    }
}

#[test]
fn symbols_of_all_files() {
    let db = database();
    let found = find_symbols(&db.snapshot(), "tw", &Cancel::new()).unwrap();
    assert_eq!((found[0].name.as_str(), &*found[0].file), ("twice", "b.nth"));
    assert!(found.iter().any(|s| s.file.starts_with("stdlib/")));
}
