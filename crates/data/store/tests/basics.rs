//! Additions, queries, and files that are not stores.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::sync::{Arc, LazyLock};

use nth_base::{Cancel, Limits};
use nth_compiler::Library;
use nth_store::{Added, Error, Finding, Judge, Store, Verdict};
use nth_synth::ProgramJudge;
use support::{finding, pair, terms};

fn judge() -> ProgramJudge {
    static LIBRARY: LazyLock<Arc<Library>> = LazyLock::new(|| Arc::new(Library::embedded()));
    ProgramJudge::new(Limits::CANDIDATE, Arc::clone(&LIBRARY))
}

/// Runs programs on the terms of their findings, or, for A-numbers, on the terms `n + k`, where `says` gives k.
fn check(f: &Finding) -> Verdict {
    let k = f.says.rsplit(' ').next().unwrap().parse().unwrap();
    let terms = f.terms.clone().unwrap_or_else(|| terms(k));
    judge().judge(f, &terms.0, &Cancel::new())
}

#[test]
fn what_is_added_is_found() {
    let mut store = Store::in_memory().unwrap();
    let quick = Finding { cost: 1, continued: 1, ..finding("A000027", 1, 2) };
    let batch = [finding("A000027", 1, 1), quick.clone(), finding("A000027", 1, 0), finding("mine", 7, 0), pair(3, 1)];
    let added = store.add(&batch).unwrap();
    assert_eq!(added, Added { sequences: 2, programs: 5, solutions: 4, outputs: 1, ..Added::default() });
    let best = store.best("A000027").unwrap().unwrap();
    assert_eq!((best.smallest, best.fastest), (finding("A000027", 1, 0), quick));
    let all: Vec<u64> = store.all("A000027").unwrap().iter().map(|f| f.size).collect();
    assert_eq!(all, [3, 5, 7]);
    assert_eq!(store.best("A000045").unwrap(), None);
    assert_eq!(store.all("mine").unwrap(), [finding("mine", 7, 0)]);
    let info = store.sequences().unwrap();
    assert_eq!(info.iter().map(|s| (s.key.as_str(), s.programs)).collect::<Vec<_>>(), [("mine", 1), ("A000027", 3)]);
    assert_eq!(store.findings().unwrap().len(), 5);
}

#[test]
fn of_equal_outputs_the_smallest_program_stays() {
    let mut store = Store::in_memory().unwrap();
    store.add(&[pair(3, 1)]).unwrap();
    assert_eq!(store.add(&[pair(3, 2)]).unwrap(), Added::default());
    assert_eq!(store.add(&[pair(3, 0)]).unwrap(), Added { programs: 1, smaller: 1, ..Added::default() });
    assert_eq!(store.hindsight(&terms(3)).unwrap(), Some(pair(3, 0)));
    assert_eq!(store.hindsight(&terms(4)).unwrap(), None);
    // The program of the larger pair is gone.
    assert_eq!(store.verify(&mut check).unwrap().programs, 1);
}

#[test]
fn more_verified_terms_replace_fewer() {
    let mut store = Store::in_memory().unwrap();
    let few = Finding { verified: 4, surplus: 3, ..finding("A000027", 1, 0) };
    store.add(std::slice::from_ref(&few)).unwrap();
    let added = store.add(&[finding("A000027", 1, 0), few]).unwrap();
    assert_eq!(added, Added { updated: 1, ..Added::default() });
    assert_eq!(store.all("A000027").unwrap(), [finding("A000027", 1, 0)]);
}

#[test]
fn a_batch_is_stored_as_a_whole_or_not_at_all() {
    let mut store = Store::in_memory().unwrap();
    let good = finding("A000027", 1, 0);
    let bad = [
        Finding { size: 4, ..good.clone() },
        Finding { core: "(func a (Int) Int (add (var 0)))".to_owned(), ..good.clone() },
        Finding { core: "(func a (Int Int) Int (add (var 0) 1))".to_owned(), ..good.clone() },
        Finding { sequence: Some("A27".to_owned()), ..good.clone() },
        Finding { sequence: None, terms: None, ..good.clone() },
        Finding { date: "today".to_owned(), ..good.clone() },
        Finding { cost: u64::MAX, ..good.clone() },
        Finding { surplus: 7, ..good.clone() },
        Finding { continued: good.cost + 1, ..good.clone() },
    ];
    for bad in bad {
        let e = store.add(&[good.clone(), bad]).unwrap_err();
        assert!(matches!(e, Error::Finding(1, _)), "{e}");
        assert_eq!(store.findings().unwrap(), []);
    }
}

#[test]
fn core_text_is_kept_in_one_form() {
    let mut store = Store::in_memory().unwrap();
    let good = finding("A000027", 1, 0);
    let loose = "(func  a (Int) Int\n (add (var 0)   1))(func unused (Int) Int 5)";
    store.add(&[good.clone(), Finding { core: loose.to_owned(), ..good.clone() }]).unwrap();
    assert_eq!(store.findings().unwrap(), [good]);
}

#[test]
fn programs_run_again() {
    let mut store = Store::in_memory().unwrap();
    store.add(&[finding("A000027", 1, 0), finding("mine", 5, 3), pair(2, 1)]).unwrap();
    let report = store.verify(&mut check).unwrap();
    assert!(report.is_right(), "{report:?}");
    assert_eq!((report.findings, report.right, report.programs), (3, 3, 3));
    store.add(&[Finding { terms: Some(terms(5)), ..finding("wrong", 6, 0) }]).unwrap();
    store.add(&[Finding { cost: 1, continued: 1, ..finding("dear", 6, 1) }]).unwrap();
    let problems = store.verify(&mut check).unwrap().problems;
    let found: Vec<_> = problems.iter().map(|p| (p.of.as_str(), p.what.split(':').next().unwrap())).collect();
    let costs = "1 and 1 are recorded as its costs, they are 30 and 30";
    assert_eq!(found, [("dear", costs), ("wrong", "another term at index 0")]);
}

#[test]
fn a_store_is_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("found.db");
    assert!(matches!(Store::open_read_only(&path), Err(Error::Missing(_))));
    let mut store = Store::open(&path).unwrap();
    store.add(&[finding("A000027", 1, 0)]).unwrap();
    // Other connections see the findings while the store is open, and afterwards.
    assert_eq!(Store::open_read_only(&path).unwrap().findings().unwrap(), [finding("A000027", 1, 0)]);
    drop(store);
    assert_eq!(Store::open(&path).unwrap().findings().unwrap(), [finding("A000027", 1, 0)]);
    let read_only = &mut Store::open_read_only(&path).unwrap();
    assert!(read_only.add(&[finding("A000028", 2, 0)]).is_err());
}

#[test]
fn readers_leave_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("found.db");
    Store::open(&path).unwrap().add(&[finding("A000027", 1, 0)]).unwrap();
    let (a, b) = (Store::open_read_only(&path).unwrap(), Store::open_read_only(&path).unwrap());
    assert_eq!(a.findings().unwrap(), b.findings().unwrap());
    drop((a, b));
    let names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["found.db"]);
}

#[test]
fn other_files_are_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("text.db");
    fs::write(&text, "this is some text, and it should stay as it is\n".repeat(100)).unwrap();
    let other = dir.path().join("other.db");
    let db = rusqlite::Connection::open(&other).unwrap();
    db.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1);").unwrap();
    drop(db);
    for path in [&text, &other] {
        let before = fs::read(path).unwrap();
        for e in [Store::open(path).unwrap_err(), Store::open_read_only(path).unwrap_err()] {
            assert!(matches!(e, Error::Foreign(_)), "{e}");
            assert!(e.to_string().contains(&path.display().to_string()));
        }
        assert_eq!(fs::read(path).unwrap(), before);
    }
    let newer = dir.path().join("newer.db");
    drop(Store::open(&newer).unwrap());
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 99).unwrap();
    for e in [Store::open(&newer).unwrap_err(), Store::open_read_only(&newer).unwrap_err()] {
        assert!(matches!(e, Error::Newer(_, 99)), "{e}");
    }
    assert!(Store::open(dir.path().join("no/such/folder.db")).is_err());
    assert!(Store::open(dir.path()).is_err());
}
