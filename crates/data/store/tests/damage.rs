//! Stores that are damaged: nothing panics, and what can be seen is reported.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::path::Path;

use nth_store::{Error, Report, Store, Verdict};
use support::{finding, pair};

fn make(path: &Path) {
    let mut batch: Vec<_> = (0..40).map(|k| finding(&format!("A{:06}", k % 20 + 1), k, k as u64 % 5)).collect();
    batch.extend((0..20).map(|k| pair(k, 1)));
    Store::open(path).unwrap().add(&batch).unwrap();
}

fn verify(path: &Path) -> Result<Report, Error> {
    Store::open_read_only(path)?.verify(&mut |_| Verdict::Right)
}

#[test]
fn garbled_and_cut_files() {
    let dir = tempfile::tempdir().unwrap();
    let (good, bad) = (dir.path().join("good.db"), dir.path().join("bad.db"));
    make(&good);
    assert!(verify(&good).unwrap().is_right());
    let bytes = fs::read(&good).unwrap();
    for at in (0..bytes.len()).step_by(bytes.len() / 150) {
        let mut changed = bytes.clone();
        for b in &mut changed[at..(at + 4).min(bytes.len())] {
            *b ^= 0x55;
        }
        fs::write(&bad, &changed).unwrap();
        // A change in a date or a name cannot be seen; reading must end all the same.
        if let Ok(mut store) = Store::open(&bad) {
            let _ = store.verify(&mut |_| Verdict::Right);
            let _ = store.findings();
            let _ = store.stats();
            let _ = store.add(&[finding("A000021", 50, 0)]);
        }
        fs::write(&bad, &bytes[..at]).unwrap();
        let outcome = verify(&bad);
        assert!(outcome.as_ref().is_err() || !outcome.as_ref().unwrap().is_right(), "cut at {at}: {outcome:?}");
        for more in ["bad.db-wal", "bad.db-shm"] {
            let _ = fs::remove_file(dir.path().join(more));
        }
    }
}

#[test]
fn changes_of_what_was_checked_are_seen() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("found.db");
    for (sql, of, what) in [
        ("UPDATE programs SET size = 8 WHERE id = 1", "program 1", "its size is 3, not 8"),
        ("UPDATE programs SET core = replace(core, 'add', 'mul') WHERE id = 1", "program 1", "its hash"),
        ("UPDATE programs SET core = core || ')' WHERE id = 1", "program 1", "the Core text is not right"),
        ("UPDATE programs SET core = core || ' ' WHERE id = 1", "program 1", "the Core text is not as it is printed"),
        ("UPDATE hindsight SET terms = terms || ',1'", "the output", "its hash"),
        ("UPDATE solutions SET date = '2026-99-99'", "A000001", "is no date"),
        ("UPDATE solutions SET verified = 9223372036854775807", "A000001", "more than the terms that are known (6)"),
        ("UPDATE solutions SET continued = cost + 1", "A000001", "`continued` is at most `cost`"),
        ("UPDATE sequences SET key = 'a b' WHERE id = 1", "a b", "is no key of a sequence"),
        ("DELETE FROM programs WHERE id = 1", "the file", "refers to a row that is not there"),
    ] {
        let _ = fs::remove_file(&path);
        make(&path);
        let db = rusqlite::Connection::open(&path).unwrap();
        db.pragma_update(None, "foreign_keys", false).unwrap();
        assert!(db.execute(sql, []).unwrap() > 0);
        drop(db);
        let report = verify(&path).unwrap();
        let seen = report.problems.iter().any(|p| p.of.starts_with(of) && p.what.contains(what));
        assert!(seen, "{sql}: {:?}", report.problems);
    }
}
