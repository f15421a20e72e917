//! Index of sequences: building and answers, on a small scale and on the real data where that is at hand.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use nth_base::Cancel;
use nth_num::Int;
use nth_oeis::{ANum, Database, INDEX_FILE, Index, IndexError, Input, LookupOptions, Match, Place, SignMatch, Stage};

fn input(name: &str, text: &str) -> Input {
    let len = Some(text.len() as u64);
    Input { name: name.to_owned(), reader: Box::new(std::io::Cursor::new(text.to_owned())), len }
}

fn build(dir: &Path, inputs: Vec<Input>) -> nth_oeis::Built {
    Index::build(dir, inputs, &mut |_| {}, &Cancel::new()).unwrap()
}

fn ints(text: &str) -> Vec<Int> {
    text.split(',').map(|t| t.trim().parse().unwrap()).collect()
}

fn look(db: &dyn Database, terms: &str, place: Place, ignore_sign: bool) -> Vec<Match> {
    db.lookup(&ints(terms), &LookupOptions { place, ignore_sign, limit: 1000 }).unwrap()
}

#[test]
fn ranking_and_signs() {
    let dir = tempfile::tempdir().unwrap();
    let text = "A000001 ,9,1,2,5,14,\nA000002 ,1,2,5,14,\nA000003 ,1,-2,5,-14,3,\nA000004 ,-1,-2,-5,-14,\n\
                A000005 ,8,9,1,2,5,14,\nA000006 ,1,2,5,14,42,\nA000007 ,1,2,5,\n";
    let index = build(dir.path(), vec![input("t", text)]).index;
    let short = |m: Vec<Match>| m.into_iter().map(|m| (m.anum.0, m.position, m.sign)).collect::<Vec<_>>();
    use SignMatch::{Absolute, Negated, Same};
    assert_eq!(short(look(&index, "1,2,5,14", Place::Start, false)), [(2, 0, Same), (6, 0, Same)]);
    assert_eq!(
        short(look(&index, "1,2,5,14", Place::Anywhere, false)),
        [(1, 1, Same), (2, 0, Same), (5, 2, Same), (6, 0, Same)]
    );
    assert_eq!(
        short(look(&index, "1,2,5,14", Place::Start, true)),
        [(2, 0, Same), (6, 0, Same), (4, 0, Negated), (3, 0, Absolute)]
    );
    assert_eq!(short(look(&index, "14", Place::Anywhere, false)).len(), 4);
    assert_eq!(look(&index, "1,2,5,15", Place::Anywhere, true), []);
    assert_eq!(index.lookup(&[], &LookupOptions::default()).unwrap(), []);
}

#[test]
fn listed_terms_may_end_before_those_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let index = build(dir.path(), vec![input("t", "A000001 ,1,2,3,4,5,6,7,8,\nA000002 ,0,1,2,3,4,5,6,7,8,\n")]).index;
    let found = look(&index, "1,2,3,4,5,6,7,8,9,10", Place::Anywhere, false);
    assert_eq!(found.iter().map(|m| (m.anum.0, m.position, m.matched)).collect::<Vec<_>>(), [(1, 0, 8), (2, 1, 8)]);
    assert_eq!(look(&index, "2,3,4,5,6,7,8,9", Place::Anywhere, false), []);
}

#[test]
fn all_kinds_of_input_meet_in_one_index() {
    let dir = tempfile::tempdir().unwrap();
    let inputs = vec![
        input("stripped", "A000045 ,0,1,1,2,\nA000040 ,2,3,5,\n"),
        input("names", "A000045 Fibonacci numbers\nA000099 Only a name\n"),
        input("offsets", "A000040: 1,1\n"),
    ];
    let mut stages = Vec::new();
    let built = Index::build(dir.path(), inputs, &mut |p| stages.push((p.stage, p.done, p.total)), &Cancel::new());
    let built = built.unwrap();
    assert!(built.problems.is_empty() && built.before == 0);
    assert!(stages.contains(&(Stage::Read, 34, Some(34))), "{stages:?}");
    assert!(stages.iter().any(|s| s.0 == Stage::Write));

    // A b-file has more terms, and its first index is the offset.
    let b = input("some/b000045.txt", "# A000045\n0 0\n1 1\n2 1\n3 2\n4 3\n5 5\n");
    let built = build(dir.path(), vec![b, input("b.txt", "1 1\n2 2\n")]);
    assert_eq!(built.before, 3);
    assert_eq!(built.problems.len(), 1, "{:?}", built.problems);
    assert!(built.problems[0].to_string().starts_with("b.txt: warning: it is not known which entry"));
    let index = built.index;
    let fib = index.show(ANum(45)).unwrap().unwrap();
    assert_eq!((fib.terms.clone(), fib.offset.unwrap().first), (ints("0,1,1,2,3,5"), 0));
    assert_eq!(fib.name.as_deref(), Some("Fibonacci numbers"));
    let compared = |terms: &str| {
        let a = fib.compare(&ints(terms));
        (a.agrees, a.listed, a.differs_at)
    };
    assert_eq!(compared("0,1,1,2,3,5,8,13"), (6, 6, None));
    assert_eq!(compared("0,1,1"), (3, 6, None));
    assert_eq!(compared("0,1,2"), (2, 6, Some(2)));
    let primes = index.show(ANum(40)).unwrap().unwrap();
    assert_eq!((primes.name, primes.offset.unwrap().place), (None, Some(1)));
    assert_eq!(index.show(ANum(99)).unwrap().unwrap().terms, []);
    assert_eq!((index.len(), index.name_count(), index.offset_count(), index.term_count()), (3, 2, 2, 9));

    let built = build(dir.path(), vec![input("new", "A000040 ,2,3,7,\n")]);
    assert!(built.problems[0].to_string().contains("first A000040, at place 3"), "{:?}", built.problems);
    assert_eq!(built.index.show(ANum(40)).unwrap().unwrap().terms, ints("2,3,7"));
}

#[test]
fn every_refusal_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(INDEX_FILE);
    let missing = Index::open(dir.path()).unwrap_err();
    assert!(matches!(missing, IndexError::Missing { .. }));
    let empty = Index::build(dir.path(), vec![input("page", "<html>\n")], &mut |_| {}, &Cancel::new());
    assert!(matches!(empty, Err(IndexError::NothingRead { .. })));
    assert!(!path.exists());

    build(dir.path(), vec![input("t", "A000001 ,1,2,3,4,5,\n")]);
    let good = fs::read(&path).unwrap();
    let with = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        Index::open(dir.path()).unwrap_err()
    };
    let mut version = good.clone();
    version[16] = 99;
    let mut header = good.clone();
    header[40] ^= 1;
    let cases: [(IndexError, &str); 6] = [
        (with(b"PK\x03\x04 something else"), "not an OEIS index"),
        (with(b""), "not an OEIS index"),
        (with(&good[..100]), "incomplete"),
        (with(&good[..good.len() - 1]), "incomplete"),
        (with(&version), "format 99"),
        (with(&header), "damaged (header)"),
    ];
    for (error, text) in cases {
        let message = error.to_string();
        assert!(message.contains(text) && message.contains("run `nth oeis import"), "{message}");
        assert!(error.mended_by_import());
    }
}

#[test]
fn cancelling_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), vec![input("t", "A000001 ,1,2,3,4,5,\n")]);
    let before = fs::read(dir.path().join(INDEX_FILE)).unwrap();
    for stop_at in [Stage::Read, Stage::Write, Stage::Sort] {
        let cancel = Cancel::new();
        let text = "A000002 ,5,\n".repeat(100_000);
        let mut progress = |p: nth_oeis::Progress<'_>| {
            if p.stage == stop_at {
                cancel.raise();
            }
        };
        let built = Index::build(dir.path(), vec![input("t", &text)], &mut progress, &cancel);
        assert!(matches!(built, Err(IndexError::Cancelled)));
        assert_eq!(fs::read(dir.path().join(INDEX_FILE)).unwrap(), before);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left behind");
    }
}

#[test]
fn the_real_data() {
    let Some(shared) = nth_testkit::shared("oeis/stripped.gz") else { return };
    let dir = tempfile::tempdir().unwrap();
    let inputs = ["stripped.gz", "names.gz", "offsets.gz"].map(|f| Input::file(&shared.with_file_name(f)).unwrap());
    let built = build(dir.path(), inputs.into());
    assert_eq!(built.problems, []);
    drop(built);
    let index = Index::open(dir.path()).unwrap();
    assert_eq!((index.len(), index.name_count(), index.offset_count()), (293_085, 140_332, 140_332));
    let found = look(&index, "1,2,5,14,42,132,429,1430", Place::Anywhere, false);
    let catalan = found.iter().find(|m| m.anum == ANum(108)).unwrap();
    assert_eq!((catalan.position, catalan.sign), (1, SignMatch::Same));
    let found = look(&index, "1,2,5,14,42", Place::Anywhere, false);
    // People leave out first terms: the Catalan numbers are the first answer.
    assert_eq!(found[0].anum, ANum(108));
    assert!(found.is_sorted_by_key(|m| (m.position.saturating_sub(3), m.anum)));
    let found = look(&index, "0,1,1,2,3,5,8,13,21,34,55", Place::Start, false);
    assert_eq!(found[0].anum, ANum(45));
    assert!(found[0].name.as_ref().unwrap().starts_with("Fibonacci numbers"));
    assert_eq!(found[0].offset.unwrap().first, 0);
    let found = look(&index, "-1,2,-5,14,-42,132", Place::Anywhere, true);
    assert!(found.iter().any(|m| m.anum == ANum(108) && m.sign == SignMatch::Absolute));
    for few in ["7", "3,5", "3,5,7"] {
        let o = LookupOptions { limit: 3, ..LookupOptions::default() };
        let found = index.lookup(&ints(few), &o).unwrap();
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|m| m.position <= 3), "{few}: the first few positions come first");
    }
    assert_eq!(index.show(ANum(40)).unwrap().unwrap().terms[..5], ints("2,3,5,7,11"));
}
