//! Cases of `tests/assist`.

#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use nth_analysis::{Database, Snapshot};
use nth_assist::{Assist, CommandKind, SuggestOptions, Suggestion, checked_definitions, lenses};
use nth_base::Cancel;
use nth_compiler::{Library, NoFiles};
use nth_ide::TextEdit;
use nth_session::embedded_database;
use nth_synth::Synthesizer;
use nth_testkit::{Part, Still, cases};

const FILE: &str = "a.nth";

struct Bench {
    assist: Assist,
    db: Database,
}

impl Bench {
    fn new() -> Self {
        let library = Arc::new(Library::embedded());
        let oeis = Arc::new(embedded_database(&library));
        let synthesizer = Arc::new(Synthesizer::new(Arc::clone(&library)));
        let mut db = Database::new(library, Arc::new(NoFiles));
        db.set_file("b.nth", "seq twice(n) = 2 * n\n");
        Self { assist: Assist::new(synthesizer, Some(oeis), Arc::new(Still)), db }
    }

    /// The snapshot with a text, and the place of `<|>` in it.
    fn open(&mut self, text: &str) -> (Snapshot, usize) {
        self.db.set_file(FILE, text.replace("<|>", ""));
        (self.db.snapshot(), text.find("<|>").unwrap_or(0))
    }
}

fn edited(snapshot: &Snapshot, edits: &[TextEdit]) -> String {
    let mut text = snapshot.text(FILE).unwrap().to_string();
    let mut edits: Vec<&TextEdit> = edits.iter().collect();
    edits.sort_by_key(|e| std::cmp::Reverse((e.range.start, e.range.end)));
    edits.iter().for_each(|e| text.replace_range(e.range.clone(), &e.text));
    text
}

/// What speaks for a program, without its confidence, which changes whenever that is calibrated.
fn facts_of(detail: &str) -> String {
    let parts = detail.split(" · ").filter(|p| !p.ends_with(" sure") && *p != "a guess");
    parts.collect::<Vec<_>>().join(" · ")
}

/// Text whose long lines are cut.
fn shortened(text: &str) -> String {
    let cut =
        |l: &str| if l.len() > 100 { format!("{}…", l.chars().take(80).collect::<String>()) } else { l.to_owned() };
    text.lines().map(cut).collect::<Vec<_>>().join("\n")
}

#[test]
fn hovers() {
    let mut bench = Bench::new();
    cases("tests/assist/hover", |case| {
        let (snapshot, at) = bench.open(&case.input);
        let cancel = Cancel::new();
        let hover = bench.assist.hover(&snapshot, FILE, at, &cancel).unwrap();
        let mut parts = vec![Part::new("hover", hover.map_or_else(String::new, |h| h.markdown()))];
        let text = snapshot.text(FILE).unwrap();
        let hints = bench.assist.term_hints(&snapshot, FILE, &(0..text.len()), &cancel).unwrap();
        let hints: Vec<String> = hints.into_iter().map(|h| h.label).collect();
        if !hints.is_empty() {
            parts.push(Part::new("hints", hints.join("\n")));
        }
        parts
    });
}

#[test]
fn suggestions() {
    let mut bench = Bench::new();
    cases("tests/assist/suggest", |case| {
        let (snapshot, at) = bench.open(&case.input);
        let options = SuggestOptions { top: 3, time: Duration::from_secs(600), work: Some(40_000), first_sure: false };
        let shown: Mutex<Vec<String>> = Mutex::default();
        let found = |s: &Suggestion| shown.lock().unwrap().push(s.text.clone());
        let result = bench.assist.suggest(&snapshot, FILE, at, &options, &Cancel::new(), &found).unwrap();
        let all = match result {
            Ok(all) => all,
            Err(why) => return vec![Part::new("none", why)],
        };
        let shown = shown.into_inner().unwrap();
        assert!(all.iter().all(|s| shown.contains(&s.text)), "each is shown when it is found");
        let lines: Vec<String> = all.iter().map(|s| format!("{}\n    {}", s.text, facts_of(&s.detail()))).collect();
        let first = all.first().map_or_else(String::new, |s| edited(&snapshot, &s.edits));
        vec![Part::new("found", lines.join("\n")), Part::new("text", first)]
    });
}

#[test]
fn lenses_and_commands() {
    let mut bench = Bench::new();
    cases("tests/assist/lenses", |case| {
        let (snapshot, _) = bench.open(&case.input);
        let cancel = Cancel::new();
        let text = snapshot.text(FILE).unwrap();
        let mut parts = Vec::new();
        for lens in lenses(&snapshot, FILE, &cancel).unwrap() {
            let resolved = bench.assist.resolve_lens(&snapshot, &lens, &cancel).unwrap();
            if lens.command.kind == CommandKind::Find {
                parts.push(Part::new(format!("{} of `{}`", lens.title, &text[lens.range]), ""));
                continue;
            }
            let outcome = match bench.assist.execute(&snapshot, &lens.command, &cancel).unwrap() {
                Ok(outcome) if outcome.edits.is_empty() => shortened(&outcome.text),
                Ok(outcome) => format!("{}\n{:?}", outcome.text, outcome.edits[0].text),
                Err(why) => format!("not done: {why}"),
            };
            parts.push(Part::new(format!("{} of `{}`", resolved.title, &text[lens.range]), outcome));
        }
        for name in checked_definitions(&snapshot, FILE, &cancel).unwrap() {
            for m in bench.assist.failed_checks(&snapshot, FILE, &name, &cancel).unwrap() {
                let line = text[..m.range.start].matches('\n').count() + 1;
                let at = format!("{}:{line} `{}`", m.code, &text[m.range]);
                parts.push(Part::new(format!("warning {at}"), format!("{}\n{}", m.title, m.label)));
            }
        }
        parts
    });
}

/// The actions for the range between two `<|>`, or at one, each with the text that it gives.
#[test]
fn actions() {
    let mut bench = Bench::new();
    cases("tests/assist/actions", |case| {
        let start = case.input.find("<|>").unwrap();
        let rest = &case.input[start + 3..];
        let end = start + rest.find("<|>").unwrap_or(0);
        let (snapshot, _) = bench.open(&case.input);
        let cancel = Cancel::new();
        let mut all = nth_ide::actions(&snapshot, FILE, &(start..end), &cancel).unwrap();
        all.extend(bench.assist.actions(&snapshot, FILE, &(start..end), &cancel).unwrap());
        all.iter().map(|a| Part::new(format!("{:?}: {}", a.kind, a.title), edited(&snapshot, &a.edits))).collect()
    });
}

#[test]
fn completions() {
    let mut bench = Bench::new();
    cases("tests/assist/complete", |case| {
        let (snapshot, at) = bench.open(&case.input);
        let found = bench.assist.complete(&snapshot, FILE, at, &Cancel::new()).unwrap().all;
        let line = |c: &nth_ide::Completion| format!("{} {}", c.label, facts_of(&c.detail)).trim_end().to_owned();
        let lines: Vec<String> = found.iter().take(5).map(line).collect();
        vec![Part::new("found", lines.join("\n"))]
    });
}

#[test]
fn types_and_names() {
    let mut bench = Bench::new();
    cases("tests/assist/types", |case| {
        let (snapshot, _) = bench.open(&case.input);
        let cancel = Cancel::new();
        let mut text = snapshot.text(FILE).unwrap().to_string();
        let range = 0..text.len();
        for hint in nth_ide::type_hints(&snapshot, FILE, &range, &cancel).unwrap().iter().rev() {
            let mark = if hint.edits.is_empty() { "?" } else { "" };
            text.insert_str(hint.offset, &format!("⟨{}⟩{mark}", hint.label));
        }
        let known = nth_ide::describe(&snapshot, FILE, case.title.trim(), &cancel).unwrap();
        let known = known.map_or_else(|| "nothing".to_owned(), |h| h.signature);
        vec![Part::new("types", text), Part::new("known", known)]
    });
}
