//! Index of sequences: building and answers, on a small scale and on the real data where that is at hand.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use nth_base::Cancel;
use nth_num::Int;
use nth_oeis::{
    ANum, Database, Entry, Fame, INDEX_FILE, Index, IndexError, Input, Layered, LookupOptions, Match, Memory, Offset,
    Place, Ranked, SignMatch, Stage,
};

fn input(name: &str, text: &str) -> Input {
    let len = Some(text.len() as u64);
    Input { name: name.to_owned(), reader: Box::new(std::io::Cursor::new(text.to_owned())), len }
}

fn build(dir: &Path, inputs: Vec<Input>) -> nth_oeis::Built {
    Index::build(dir, inputs, false, &mut |_| {}, &Cancel::new()).unwrap()
}

fn ints(text: &str) -> Vec<Int> {
    text.split(',').map(|t| t.trim().parse().unwrap()).collect()
}

fn look(db: &dyn Database, terms: &str, place: Place, ignore_sign: bool) -> Vec<Match> {
    db.lookup(&ints(terms), &LookupOptions { place, ignore_sign, limit: 1000, ..LookupOptions::default() })
        .unwrap()
        .best
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
    assert_eq!(index.lookup(&[], &LookupOptions::default()).unwrap(), Ranked::default());
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
    let built =
        Index::build(dir.path(), inputs, false, &mut |p| stages.push((p.stage, p.done, p.total)), &Cancel::new());
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
    let empty = Index::build(dir.path(), vec![input("page", "<html>\n")], false, &mut |_| {}, &Cancel::new());
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
        let built = Index::build(dir.path(), vec![input("t", &text)], false, &mut progress, &cancel);
        assert!(matches!(built, Err(IndexError::Cancelled)));
        assert_eq!(fs::read(dir.path().join(INDEX_FILE)).unwrap(), before);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left behind");
    }
}

/// Name and text of a file.
type File = (&'static str, &'static str);

/// Builds an index from these inputs one after the other, each in its own import. Gives the entry with terms, offset
/// and messages of all imports.
fn imported(inputs: &[File]) -> (String, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    let mut messages = Vec::new();
    for (name, text) in inputs {
        match Index::build(dir.path(), vec![input(name, text)], false, &mut |_| {}, &Cancel::new()) {
            Ok(built) => messages.extend(built.problems.iter().map(ToString::to_string)),
            Err(IndexError::NothingRead { problems }) => messages.extend(problems.iter().map(ToString::to_string)),
            Err(e) => panic!("{e}"),
        }
    }
    let entry = Index::open(dir.path()).ok().and_then(|i| i.show(ANum(45)).unwrap());
    let text = entry.map_or_else(String::new, |e| {
        let terms: Vec<String> = e.terms.iter().map(ToString::to_string).collect();
        format!("{}: {}", e.offset.map_or("?".to_owned(), |o| o.first.to_string()), terms.join(","))
    });
    (text, messages)
}

#[test]
fn terms_of_b_files_go_to_their_own_indices() {
    const STRIPPED: File = ("stripped", "A000045 ,0,1,1,2,3,5,8,\n");
    const OFFSETS: File = ("offsets", "A000045: 0\n");
    const FROM_1: File = ("b000045.txt", "1 1\n2 1\n3 2\n4 3\n5 5\n6 8\n7 13\n");
    let long = "0: 0,1,1,2,3,5,8,13";
    // The files may come in any order.
    let orders = [
        [STRIPPED, OFFSETS, FROM_1],
        [OFFSETS, STRIPPED, FROM_1],
        [STRIPPED, FROM_1, OFFSETS],
        [FROM_1, STRIPPED, OFFSETS],
    ];
    for order in orders {
        assert_eq!(imported(&order), (long.to_owned(), vec![]), "{order:?}");
    }
    // Without a list of offsets, the terms themselves tell where they stand.
    assert_eq!(imported(&[STRIPPED, FROM_1]).0, long);
    // What contradicts is refused, with both indices.
    let contradictions: [(&[File], &str, &str); 9] = [
        (
            &[FROM_1, OFFSETS],
            "1: 1,1,2,3,5,8,13",
            "A000045 has offset 0 here, but its terms come from a b-file that begins at 1",
        ),
        (&[OFFSETS, FROM_1], "0: ", "begins at index 1, but the terms known here end at index -1"),
        (
            &[STRIPPED, OFFSETS, ("b000045.txt", "-1 1\n0 0\n")],
            "0: 0,1,1,2,3,5,8",
            "begins at index -1, before the offset 0",
        ),
        (
            &[STRIPPED, OFFSETS, ("b000045.txt", "9 34\n10 55\n")],
            "0: 0,1,1,2,3,5,8",
            "begins at index 9, but the terms known here end at index 6",
        ),
        (
            &[STRIPPED, OFFSETS, ("b000045.txt", "5 5\n7 13\n")],
            "0: 0,1,1,2,3,5,8",
            "b000045.txt:2: error: A000045: index 7 follows index 5",
        ),
        (
            &[STRIPPED, OFFSETS, ("b000045.txt", "5 5\n5 6\n")],
            "0: 0,1,1,2,3,5,8",
            "lines 1 and 2 give different terms for index 5",
        ),
        (
            &[STRIPPED, OFFSETS, ("b000045.txt", "0 0\n-1 1\n-2 -1\n")],
            "0: 0,1,1,2,3,5,8",
            "begins at index -2, before the offset 0",
        ),
        (
            &[STRIPPED, ("b000045.txt", "1 7\n2 9\n")],
            "?: 0,1,1,2,3,5,8",
            "begins at index 1 and has other terms than those known here",
        ),
        (
            &[("b000045.txt", "# A000045\n0 0\n1 1\n2 1\n3 24")],
            "0: 0,1,1",
            "the last line may be cut, so its term is left out",
        ),
    ];
    for (order, expected, message) in contradictions {
        let (found, messages) = imported(order);
        assert_eq!(found, expected, "{order:?}");
        assert!(messages.iter().any(|m| m.contains(message)), "{order:?}: {messages:?}");
    }
    // Rows in any order, and more than once.
    assert_eq!(imported(&[("b000045.txt", "3 2\n2 1\n1 1\n0 0\n2 1\n")]).0, "0: 0,1,1,2");
    // A corrected term replaces the old one, and those after the b-file that it contradicts.
    let (found, messages) = imported(&[STRIPPED, OFFSETS, ("b000045.txt", "1 1\n2 1\n3 4\n")]);
    assert_eq!(found, "0: 0,1,1,4");
    assert!(messages[0].contains("first A000045, at place 4"), "{messages:?}");
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut z = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut z, text).unwrap();
    z.finish().unwrap()
}

fn bytes(name: &str, bytes: Vec<u8>) -> Input {
    Input { name: name.to_owned(), reader: Box::new(std::io::Cursor::new(bytes)), len: None }
}

#[test]
fn damaged_files_change_nothing() {
    let dir = tempfile::tempdir().unwrap();
    build(dir.path(), vec![input("stripped", "A000001 ,1,2,3,4,5,\nA000045 ,0,1,1,2,3,5,8,\n")]);
    let before = fs::read(dir.path().join(INDEX_FILE)).unwrap();
    let good = gzip("A000001 ,7,8,9,\nA000045 ,7,8,9,\n".repeat(100).as_bytes());
    let mut sum = good.clone();
    let at = sum.len() - 6;
    sum[at] ^= 1;
    let cut = good[..good.len() - 9].to_vec();
    // 300 MB of one byte in 300 kB, and the same in lines.
    let bomb = |line: &[u8]| {
        let mut z = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut z, b"A000045 ,7,8,9,\n").unwrap();
        let part = line.repeat((1 << 20) / line.len());
        (0..100).for_each(|_| std::io::Write::write_all(&mut z, &part).unwrap());
        z.finish().unwrap()
    };
    let lines = b"A000001 ,7,\nA000045 ,7,x,\n".to_vec();
    for (file, message) in [
        (sum, "damaged"),
        (cut, "ends early"),
        (bomb(b"7"), "unpacks to more than"),
        (bomb(b"#\n"), "unpacks to more than"),
        (lines, "expected a term"),
    ] {
        match Index::build(dir.path(), vec![bytes("stripped", file)], false, &mut |_| {}, &Cancel::new()) {
            Err(IndexError::NothingRead { problems }) => {
                assert!(problems.iter().any(|p| p.to_string().contains(message)), "{message}: {problems:?}");
            }
            other => panic!("{message}: {other:?}"),
        }
        assert_eq!(fs::read(dir.path().join(INDEX_FILE)).unwrap(), before, "{message}");
    }
    // The good lines of a list with bad lines are taken where that is asked for, those of a damaged file never.
    let skip = |file: Vec<u8>| Index::build(dir.path(), vec![bytes("x", file)], true, &mut |_| {}, &Cancel::new());
    assert!(skip(gzip(b"A000002 ,5,6,\n")[..20].to_vec()).is_err());
    let built = skip(b"A000002 ,5,6,\nA000003 ,x,\n".to_vec()).unwrap();
    assert_eq!((built.problems.len(), built.index.len()), (1, 3));
}

/// All answers of an index, or the first error.
fn answers(dir: &Path) -> Result<String, IndexError> {
    let index = Index::open(dir)?;
    let options = LookupOptions { limit: 1000, ..LookupOptions::default() };
    let mut out = String::new();
    for query in ["1,2,3,4", "3", "5,8,13,21,34", "-7,2", "20,30,40,50,60,70,80,90"] {
        for place in [Place::Start, Place::Anywhere] {
            let found = index.lookup(&ints(query), &LookupOptions { place, ..options.clone() })?;
            out += &format!("{query}: {found:?}\n");
        }
    }
    out += &format!("{:?}\n", index.search("numbers", &options)?);
    for a in [1, 45, 77, 200, 999] {
        out += &format!("{:?}\n", index.show(ANum(a))?);
    }
    out += &format!("{:?} {:?} {:?}\n", index.table()?, index.names()?, index.offsets()?);
    Ok(out)
}

#[test]
fn no_flipped_byte_gives_a_wrong_answer() {
    let dir = tempfile::tempdir().unwrap();
    let row = |a: i64| {
        let terms: String = (0..30).map(|n| format!("{},", n * a + n * n - 7 * (a % 3))).collect();
        format!("A{a:06} ,{terms}\n")
    };
    let text: String = (1..200).map(row).collect();
    let names: String = (1..200).map(|a| format!("A{a:06} The numbers of kind {a}\n")).collect();
    let offsets: String = (1..200).map(|a| format!("A{a:06}: {}\n", a % 2)).collect();
    let keywords = "A000045: core,easy\n";
    build(dir.path(), vec![input("s", &text), input("n", &names), input("o", &offsets), input("k", keywords)]);
    let path = dir.path().join(INDEX_FILE);
    let good = fs::read(&path).unwrap();
    let expected = answers(dir.path()).unwrap();
    let (mut refused, mut flipped) = (0, 0);
    let step = if nth_testkit::full() { 17 } else { 211 };
    for at in (0..good.len()).step_by(step) {
        let mut bad = good.clone();
        bad[at] ^= 1 << (at % 8);
        fs::write(&path, &bad).unwrap();
        flipped += 1;
        match answers(dir.path()) {
            Ok(found) => assert_eq!(found, expected, "byte {at}"),
            Err(e) => {
                assert!(e.mended_by_import(), "byte {at}: {e}");
                refused += 1;
            }
        }
    }
    assert!(flipped > 100 && refused * 10 > flipped * 8, "{refused} of {flipped} are found");
}

#[test]
fn well_known_entries_come_first() {
    let dir = tempfile::tempdir().unwrap();
    let terms = "A000001 ,1,2,5,14,9,\nA000002 ,3,4,5,6,7,8,1,2,5,14,\nA000003 ,0,1,2,5,14,\nA000004 ,1,2,5,14,\n\
                 A000005 ,1,-2,5,-14,\n";
    let names = "A000001 Fibonacci-like numbers of the second kind\nA000002 Numbers of Fibonacci\nA000003 Catalan\n";
    let keywords = "A000002: core,nonn\nA000003: easy\n";
    let index = build(dir.path(), vec![input("t", terms), input("n", names), input("k", keywords)]).index;
    let options = LookupOptions { known: [ANum(4)].into(), limit: 3, ..LookupOptions::default() };
    let found = index.lookup(&ints("1,2,5,14"), &options).unwrap();
    assert_eq!(found.total, 4);
    let short: Vec<_> = found.best.iter().map(|m| (m.anum.0, m.fame, m.position)).collect();
    assert_eq!(short, [(2, Fame::Core, 6), (4, Fame::Known, 0), (3, Fame::Easy, 1)]);
    let named = |text: &str, limit| {
        let found = index.search(text, &LookupOptions { limit, ..LookupOptions::default() }).unwrap();
        (found.best.iter().map(|e| e.anum.0).collect::<Vec<_>>(), found.total)
    };
    assert_eq!(named("NUMBERS fibonacci", 5), (vec![2, 1], 2));
    assert_eq!(named("numbers", 1), (vec![2], 2));
    assert_eq!(named("cat", 5), (vec![3], 1));
    assert_eq!(named(" ,", 5), (vec![], 0));
    // A later import keeps the keywords.
    let index = build(dir.path(), vec![input("t", "A000009 ,1,2,5,14,\n")]).index;
    assert_eq!(index.lookup(&ints("1,2,5,14"), &options).unwrap().best[0].fame, Fame::Core);
}

#[test]
fn the_library_below_the_data_keeps_its_names() {
    let dir = tempfile::tempdir().unwrap();
    let text = "A000045 ,0,1,1,2,3,5,8,\nA000108 ,9,9,9,9,\nA000999 ,1,1,2,3,5,8,\n";
    let index = build(dir.path(), vec![input("t", text), input("n", "A000999 Other\n")]).index;
    let entry = |a: u32, terms: &str, name: &str, first: i64| Entry {
        terms: ints(terms),
        name: Some(format!("{name} numbers")),
        offset: Some(Offset { first, place: None }),
        library: Some(name.to_owned()),
        ..Entry::unknown(ANum(a))
    };
    let library = Memory::new(
        [entry(45, "0,1,1,2,3", "fib", 0), entry(108, "1,1,2,5,14", "catalan", 0), entry(290, "0,1,4,9", "square", 0)],
        "library",
    );
    let layered = Layered::new(Box::new(index), library);
    let fib = layered.show(ANum(45)).unwrap().unwrap();
    assert_eq!((fib.name.as_deref(), fib.offset.unwrap().first, fib.terms.len()), (Some("fib numbers"), 0, 7));
    // The offset of the library belongs to its own terms.
    let catalan = layered.show(ANum(108)).unwrap().unwrap();
    assert_eq!((catalan.name.as_deref(), catalan.offset), (Some("catalan numbers"), None));
    assert_eq!(layered.show(ANum(290)).unwrap().unwrap().terms, ints("0,1,4,9"));
    let found = layered.lookup(&ints("1,1,2,3"), &LookupOptions::default()).unwrap();
    assert_eq!(
        found.best.iter().map(|m| (m.anum.0, m.library.as_deref())).collect::<Vec<_>>(),
        [(45, Some("fib")), (999, None)]
    );
    let found = layered.lookup(&ints("0,1,4"), &LookupOptions::default()).unwrap();
    assert_eq!((found.total, found.best[0].anum, found.best[0].fame), (1, ANum(290), Fame::Known));
    let found = layered.search("numbers", &LookupOptions::default()).unwrap();
    assert_eq!(found.total, 3);
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
        let found = index.lookup(&ints(few), &o).unwrap().best;
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|m| m.position <= 3), "{few}: the first few positions come first");
    }
    assert_eq!(index.show(ANum(40)).unwrap().unwrap().terms[..5], ints("2,3,5,7,11"));
}
