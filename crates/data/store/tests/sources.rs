//! Sources of stored programs: verification compares each with the Core text.

#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_compiler::Library;
use nth_num::Int;
use nth_store::{KnownTerms, Rerun, Store};
use nth_synth::ProgramJudge;
use support::{TERMS, finding, terms};

/// The terms of `n + 1` for every A-number, or none.
struct Known(bool);

impl KnownTerms for Known {
    fn terms(&self, _: &str) -> Result<Vec<Int>, String> {
        Ok(if self.0 { terms(1).0 } else { Vec::new() })
    }
}

#[test]
fn a_source_is_the_program() {
    let dir = tempfile::tempdir().unwrap();
    let judge = ProgramJudge::new(Limits::CANDIDATE, Arc::new(Library::embedded()));
    let cancel = Cancel::new();
    for (k, (from, to, wrong)) in [
        ("n + 1", "n + 1", None),
        // Another way to say the same is no damage.
        ("n + 1", "1 + n", None),
        ("n + 1", "n + 2", Some("the source is another program: its term at index 0 differs")),
        ("n + 1", "if n < 5 then n + 1 else 0", Some("the source is another program: its term at index 5 differs")),
        // Beyond the terms that are known.
        ("n + 1", "if n < 30 then n + 1 else 0", Some("the source is another program: its term at index 30 differs")),
        ("n + 1", "1 / n", Some("the source is another program: its term at index 0 differs")),
        ("n + 1", "m + 1", Some("the source does not compile")),
        ("(n)", "(n from 1)", Some("the source begins at index 1, not 0")),
    ]
    .into_iter()
    .enumerate()
    {
        let path = dir.path().join(format!("{k}.db"));
        Store::open(&path).unwrap().add(&[finding("A000027", 1, 0)]).unwrap();
        let db = rusqlite::Connection::open(&path).unwrap();
        assert_eq!(db.execute("UPDATE solutions SET source = replace(source, ?, ?)", [from, to]).unwrap(), 1);
        drop(db);
        for known in [Known(true), Known(false)] {
            let how = Rerun { judge: &judge, known: &known, sample: None, jobs: 1, cancel: &cancel };
            let report = Store::open_read_only(&path).unwrap().verify_programs(&how, &mut |_, _| {}).unwrap();
            let found: Vec<&str> = report.problems.iter().map(|p| p.what.as_str()).collect();
            match wrong {
                None => assert!(found.is_empty(), "{to}: {found:?}"),
                Some(why) => assert!(found.len() == 1 && found[0].starts_with(why), "{to}: {found:?}"),
            }
        }
    }
    assert_eq!(TERMS, 6);
}
