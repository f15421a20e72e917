//! Laws: contents do not depend on the order in which things came; what is exported comes back.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::path::Path;

use nth_store::{Error, Finding, Store, Verdict};
use proptest::prelude::*;
use support::{as_they_are, finding, findings, pair};

fn store(findings: &[Finding]) -> Store {
    let mut store = Store::in_memory().unwrap();
    store.add(findings).unwrap();
    store
}

/// Contents of a store. Checks that nothing in it is wrong or left over.
fn contents(store: &Store) -> Vec<Finding> {
    let report = store.verify(&mut |_| Verdict::Right).unwrap();
    assert!(report.is_right(), "{report:?}");
    let all = store.findings().unwrap();
    let mut programs: Vec<&str> = all.iter().map(|f| f.core.as_str()).collect();
    programs.sort_unstable();
    programs.dedup();
    assert_eq!(report.programs, programs.len() as u64, "programs that nothing refers to");
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn merging_is_a_union(a in findings(), b in findings(), c in findings()) {
        let (x, y, z) = (store(&a), store(&b), store(&c));
        let merged = |order: &[&Store]| {
            let mut out = Store::in_memory().unwrap();
            for s in order {
                out.merge(s).unwrap();
            }
            out
        };
        let xy = merged(&[&x, &y]);
        prop_assert_eq!(contents(&xy), contents(&merged(&[&y, &x])));
        prop_assert_eq!(contents(&merged(&[&xy, &z])), contents(&merged(&[&x, &merged(&[&z, &y])])));
        prop_assert_eq!(contents(&merged(&[&xy, &y, &x, &xy])), contents(&xy));
        prop_assert_eq!(contents(&merged(&[&x])), contents(&x));
        // Merging gives the same contents as adding, in any order.
        let mut all: Vec<Finding> = a.into_iter().chain(b).collect();
        prop_assert_eq!(contents(&store(&all)), contents(&xy));
        all.reverse();
        prop_assert_eq!(contents(&store(&all)), contents(&xy));
    }

    #[test]
    fn the_best_are_the_best(a in findings()) {
        let store = store(&a);
        for s in store.sequences().unwrap() {
            let all = store.all(&s.key).unwrap();
            prop_assert_eq!(all.len() as u64, s.programs);
            let best = store.best(&s.key).unwrap().unwrap();
            let smallest = all.iter().min_by_key(|f| (f.size, f.cost, f.core.as_str())).unwrap();
            let fastest = all.iter().min_by_key(|f| (f.cost, f.size, f.core.as_str())).unwrap();
            prop_assert_eq!((&best.smallest, &best.fastest), (smallest, fastest));
        }
    }

    #[test]
    fn exports_come_back(a in findings()) {
        let dir = tempfile::tempdir().unwrap();
        let before = store(&a);
        for name in ["x.jsonl", "x.jsonl.gz", "x.parquet"] {
            let path = dir.path().join(name);
            prop_assert_eq!(before.export(&path).unwrap(), before.findings().unwrap().len() as u64);
            let mut after = Store::in_memory().unwrap();
            after.import(&[&path], &mut as_they_are).unwrap();
            prop_assert_eq!(contents(&after), contents(&before));
            let again = dir.path().join(format!("again-{name}"));
            after.export(&again).unwrap();
            prop_assert_eq!(fs::read(&path).unwrap(), fs::read(&again).unwrap());
        }
    }
}

fn sample() -> Store {
    store(&[finding("A000027", 1, 0), finding("A000027", 1, 1), finding("mine", 4, 2), pair(2, 1)])
}

#[test]
fn lines_are_as_documented() {
    let mut lines = Vec::new();
    sample().export_jsonl("lines", &mut lines).unwrap();
    let text = String::from_utf8(lines).unwrap();
    let expected = r#"{"sequence":"mine","known":6,"terms":"4,5,6,7,8,9","program":"seq a(n) = n + 4 + 0 + 0\n","core":"(func a (Int) Int (add (add (add (var 0) 4) 0) 0))\n","size":7,"cost":42,"continued":42,"first":0,"verified":6,"surplus":5,"held":2,"proposer":"tests","says":"n plus 4","date":"2026-11-20"}"#;
    assert_eq!(text.lines().next().unwrap(), expected);
    assert!(text.lines().last().unwrap().starts_with(r#"{"terms":"2,3,4,5,6,7","program""#));
}

#[test]
fn a_bad_line_is_named_and_nothing_is_stored() {
    let good = serde_json::to_string(&finding("A000027", 1, 0)).unwrap();
    let cases = [
        ("{", "no finding: EOF while parsing an object"),
        ("[1, 2]", "no finding: invalid type: integer `1`"),
        ("\u{0}\u{1}", "expected value"),
        (&good[..good.len() - 30], "EOF while parsing"),
        (&good.replace("\"size\":3", "\"size\":-3"), "invalid value: integer `-3`, expected u64"),
        (&good.replace("\"size\":3", "\"size\":4"), "its size is 3, not 4"),
        (&good.replace("\"size\":3", "\"siez\":3"), "unknown field `siez`"),
        (&good.replace("add", "adds"), "`adds` is no form of Core"),
        (&good.replace("A000027", "A27"), "`A27` must be written with six digits"),
        (&good.replace("2026-11-20", "20.11."), "`20.11.` is no date"),
        (&good.replace("2026-11-20", "2026-99-99"), "`2026-99-99` is no date"),
        (&good.replace("\"verified\":6", "\"verified\":9223372036854775807"), "more than the terms that are known (6)"),
        (&good.replace("\"verified\":6", "\"verified\":9223372036854775808"), "more than a store holds"),
        (&format!("{{\"terms\":\"1,x\",{}", &good[1..]), "`x` is not an integer"),
        (&good.replace("(add", &"(add ".repeat(100_000)), "the Core text is not right"),
    ];
    for (bad, expected) in cases {
        let mut store = sample();
        let before = contents(&store);
        let text = format!("{}\n\n{bad}\n", good.replace("A000027", "A000028"));
        let e = store.import_jsonl("in.jsonl", text.as_bytes(), &mut as_they_are).unwrap_err();
        assert!(matches!(e, Error::Line(_, 3, _)), "{e}");
        assert!(e.to_string().starts_with("in.jsonl:3: ") && e.to_string().contains(expected), "{expected}: {e}");
        assert!(e.to_string().ends_with("nothing of this call was stored"), "{e}");
        assert_eq!(contents(&store), before);
    }
}

#[test]
fn what_is_stopped_has_not_begun() {
    let dir = tempfile::tempdir().unwrap();
    let (good, copy) = (dir.path().join("good.jsonl"), dir.path().join("copy.jsonl"));
    sample().export(&good).unwrap();
    let (mut full, mut empty) = (sample(), Store::in_memory().unwrap());
    let cancel = nth_base::Cancel::new();
    cancel.raise();
    for store in [&mut full, &mut empty] {
        store.stop_with(&cancel);
    }
    assert!(matches!(full.export(&copy), Err(Error::Stopped)));
    assert!(matches!(empty.import(&[&good], &mut as_they_are), Err(Error::Stopped)));
    assert!(matches!(empty.merge(&sample()), Err(Error::Stopped)));
    cancel.reset();
    assert_eq!(empty.findings().unwrap(), []);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_second_bad_file_undoes_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let (good, bad) = (dir.path().join("good.jsonl"), dir.path().join("bad.jsonl"));
    sample().export(&good).unwrap();
    fs::write(&bad, "{}\n").unwrap();
    let mut store = Store::in_memory().unwrap();
    assert!(store.import(&[&good, &bad], &mut as_they_are).is_err());
    assert!(store.import(&[&good, &dir.path().join("missing.jsonl")], &mut as_they_are).is_err());
    assert_eq!(contents(&store), []);
    assert!(sample().export(dir.path().join("x.csv")).is_err());
}

/// Imports bytes as a file; whatever they are, nothing panics, and an error leaves the store as it was.
fn import_bytes(path: &Path, bytes: &[u8]) -> bool {
    fs::write(path, bytes).unwrap();
    let mut store = Store::in_memory().unwrap();
    let outcome = store.import(&[path], &mut as_they_are);
    if outcome.is_err() {
        assert_eq!(store.findings().unwrap(), []);
    }
    outcome.is_ok()
}

#[test]
fn cut_files_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let cut = dir.path().join("cut");
    for name in ["x.parquet", "x.jsonl.gz"] {
        let path = dir.path().join(name);
        sample().export(&path).unwrap();
        let bytes = fs::read(&path).unwrap();
        for end in (1..bytes.len()).step_by(bytes.len() / 60) {
            assert!(!import_bytes(&cut, &bytes[..end]), "{name} cut at {end}");
        }
        assert!(import_bytes(&cut, &bytes));
    }
}

#[test]
fn garbled_files_do_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let garbled = dir.path().join("garbled");
    for name in ["x.parquet", "x.jsonl.gz", "x.jsonl"] {
        let path = dir.path().join(name);
        sample().export(&path).unwrap();
        let bytes = fs::read(&path).unwrap();
        for at in (0..bytes.len()).step_by(7) {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            import_bytes(&garbled, &changed);
        }
    }
}
