//! Properties for any data: round trips, answers of an index equal to those of a plain search, no panic on damage.
#![allow(clippy::unwrap_used)]

use std::fs;

use nth_base::Cancel;
use nth_num::Int;
use nth_oeis::{
    ANum, BFile, BFileWriter, Database, Entry, INDEX_FILE, Index, Input, LookupOptions, Memory, Names, Offset, Offsets,
    Place, TermTable, Verifier, read_any,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// Terms that are mostly small, so that searches hit, with the edges of 64 bits and big ones of both signs.
fn term() -> impl Strategy<Value = Int> {
    prop_oneof![
        12 => (-2_i64..3).prop_map(Int::from),
        2 => any::<i64>().prop_map(Int::from),
        1 => prop_oneof![Just(i64::MIN), Just(i64::MAX), Just(i64::MIN + 1)].prop_map(Int::from),
        1 => any::<i128>().prop_map(Int::from),
        1 => Just("9223372036854775808".parse::<Int>().unwrap()),
        1 => "-?[1-9][0-9]{30,80}".prop_map(|s| s.parse::<Int>().unwrap()),
    ]
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let offset = (-5_i64..5, proptest::option::of(1_u32..9)).prop_map(|(first, place)| Offset { first, place });
    let entry = (1_u32..400, vec(term(), 0..24), proptest::option::of("[a-zäß ]{1,12}"), proptest::option::of(offset));
    vec(entry, 1..60).prop_map(|list| {
        let entry = |(n, terms, name, offset): (u32, _, Option<String>, _)| Entry {
            anum: ANum(n),
            terms,
            name: name.map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()),
            offset,
            ..Entry::unknown(ANum(n))
        };
        let mut list: Vec<Entry> = list.into_iter().map(entry).collect();
        list.sort_by_key(|e| e.anum);
        list.dedup_by_key(|e| e.anum);
        list
    })
}

fn stripped(entries: &[Entry]) -> String {
    let line = |e: &Entry| {
        let terms: String = e.terms.iter().map(|t| format!("{t},")).collect();
        format!("{} ,{terms}\n", e.anum)
    };
    entries.iter().map(line).collect()
}

fn names(entries: &[Entry]) -> String {
    entries.iter().filter_map(|e| Some(format!("{} {}\n", e.anum, e.name.as_ref()?))).collect()
}

fn offsets(entries: &[Entry]) -> String {
    let line = |e: &Entry| {
        let o = e.offset?;
        Some(format!("{}: {}{}\n", e.anum, o.first, o.place.map_or_else(String::new, |p| format!(",{p}"))))
    };
    entries.iter().filter_map(line).collect()
}

fn input(name: &str, text: impl Into<Vec<u8>>) -> Input {
    Input { name: name.to_owned(), reader: Box::new(std::io::Cursor::new(text.into())), len: None }
}

fn build(dir: &std::path::Path, entries: &[Entry]) -> Index {
    let mut inputs = vec![input("stripped", stripped(entries))];
    for (name, text) in [("names", names(entries)), ("offsets", offsets(entries))] {
        // A file without any line has no kind.
        if !text.is_empty() {
            inputs.push(input(name, text));
        }
    }
    Index::build(dir, inputs, false, &mut |_| {}, &Cancel::new()).unwrap().index
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn text_round_trips(entries in entries()) {
        let text = stripped(&entries);
        let (t, p) = TermTable::from_reader("t", text.as_bytes());
        prop_assert!(p.is_empty(), "{p:?}");
        prop_assert_eq!(t.len(), entries.len());
        for (i, e) in entries.iter().enumerate() {
            prop_assert_eq!(t.anum(i), e.anum);
            prop_assert_eq!(&t.ints(i).collect::<Vec<_>>(), &e.terms);
            for (k, term) in e.terms.iter().enumerate() {
                let small = t.terms(i)[k];
                prop_assert_eq!(small == TermTable::BIG, t.big(i, k).is_some());
                prop_assert!(small == TermTable::BIG || Int::from(small) == *term);
            }
        }
        prop_assert_eq!(&TermTable::from_rows(entries.iter().map(|e| (e.anum, e.terms.clone()))), &t);
        let reversed: String = text.lines().rev().map(|l| format!("{l}\n")).collect();
        prop_assert_eq!(&TermTable::from_reader("t", reversed.as_bytes()).0, &t);
        let (n, p) = Names::from_reader("n", names(&entries).as_bytes());
        prop_assert!(p.is_empty());
        let (o, q) = Offsets::from_reader("o", offsets(&entries).as_bytes());
        prop_assert!(q.is_empty());
        for e in &entries {
            prop_assert_eq!(n.get(e.anum), e.name.as_deref());
            prop_assert_eq!(o.get(e.anum), e.offset);
        }
    }

    #[test]
    fn merging_keeps_the_longer_of_equal_starts(entries in entries(), cut in vec(0_usize..30, 60)) {
        let rows = |short: bool| entries.iter().zip(&cut).map(move |(e, &k)| {
            let k = if short { k.min(e.terms.len()) } else { e.terms.len() };
            (e.anum, e.terms[..k].to_vec())
        });
        let (whole, short) = (TermTable::from_rows(rows(false)), TermTable::from_rows(rows(true)));
        for (mut a, b) in [(whole.clone(), &short), (short.clone(), &whole)] {
            prop_assert!(a.merge(b).is_empty());
            prop_assert_eq!(&a, &whole);
        }
        let mut halves = TermTable::from_rows(rows(false).filter(|r| r.0.0 % 2 == 0));
        halves.merge(&TermTable::from_rows(rows(false).filter(|r| r.0.0 % 2 == 1)));
        prop_assert_eq!(&halves, &whole);
    }

    #[test]
    fn b_file_round_trips(terms in vec(term(), 0..40), offset in -1000_i64..1000, wrong in 0_usize..40) {
        let mut out = Vec::new();
        let mut w = BFileWriter::new(&mut out, offset);
        w.comment("A000045 γ\ntwo").unwrap();
        for t in &terms {
            w.push(t).unwrap();
        }
        prop_assert_eq!(w.finish().unwrap(), terms.len());
        let text = String::from_utf8(out).unwrap();
        prop_assert!(text.is_ascii() && text.ends_with('\n') && !text.contains('\r'));
        let (b, p) = BFile::from_reader("b", text.as_bytes());
        prop_assert!(p.is_empty(), "{p:?}");
        prop_assert_eq!(b.terms().map_or_else(|_| Vec::new(), |(_, t)| t), terms.clone());
        prop_assert_eq!(b.offset(), terms.first().map(|_| offset));

        let mut v = Verifier::new(&b);
        for (n, t) in (offset..).zip(&terms) {
            prop_assert!(v.push(n, t));
        }
        prop_assert_eq!((v.verdict().agrees, v.verdict().difference), (terms.len(), None));
        if wrong < terms.len() {
            let changed = Int::from(if terms[wrong] == Int::from(7) { 8 } else { 7 });
            let mut v = Verifier::new(&b);
            for (k, t) in terms.iter().enumerate() {
                v.push(offset + k as i64, if k == wrong { &changed } else { t });
            }
            let d = v.verdict().difference.unwrap();
            prop_assert_eq!((v.verdict().agrees, d.n, d.line), (wrong, offset + wrong as i64, wrong as u64 + 3));
            prop_assert_eq!((d.expected, d.found), (terms[wrong].clone(), changed));
        }
    }

    #[test]
    fn index_answers_like_a_plain_search(
        entries in entries(),
        queries in vec((vec(term(), 1..14), any::<prop::sample::Index>(), 0_usize..20, 1_usize..24, any::<[bool; 3]>()), 12),
        limit in 1_usize..40,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let index = build(dir.path(), &entries);
        index.verify().unwrap();
        let memory = Memory::new(entries.clone(), nth_oeis::ATTRIBUTION);
        prop_assert_eq!(index.len(), memory.len());
        prop_assert_eq!(index.attribution(), memory.attribution());
        for e in &entries {
            prop_assert_eq!(index.show(e.anum).unwrap(), Some(e.clone()));
        }
        prop_assert_eq!(index.show(ANum(999_999)).unwrap(), None);
        let rows = entries.iter().filter(|e| !e.terms.is_empty()).map(|e| (e.anum, e.terms.clone()));
        prop_assert_eq!(index.table().unwrap(), TermTable::from_rows(rows));
        for (random, which, start, len, [from_entry, ignore_sign, anywhere]) in queries {
            let e = which.get(&entries);
            // Half of the queries are pieces of an entry, some of them negated, so that they hit.
            let piece = e.terms.iter().skip(start).take(len);
            let query: Vec<Int> = if from_entry {
                piece.map(|t| if ignore_sign { t.neg() } else { t.clone() }).collect()
            } else {
                random
            };
            let place = if anywhere { Place::Anywhere } else { Place::Start };
            let options = LookupOptions { place, ignore_sign, limit, ..LookupOptions::default() };
            let (a, b) = (index.lookup(&query, &options).unwrap(), memory.lookup(&query, &options).unwrap());
            prop_assert!(a.best.len() <= limit && a.best.len() <= a.total);
            prop_assert_eq!(a, b, "query {:?} {:?}", query, options);
        }
    }

    #[test]
    fn importing_in_pieces_is_importing_at_once(entries in entries(), second in vec(any::<bool>(), 60)) {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let whole = build(one.path(), &entries);
        let part = |want: bool| -> Vec<Entry> {
            entries.iter().zip(&second).filter(|(_, s)| **s == want).map(|(e, _)| e.clone()).collect()
        };
        for piece in [part(false), part(true)] {
            if !piece.is_empty() {
                build(two.path(), &piece);
            }
        }
        let pieces = Index::open(two.path()).unwrap();
        prop_assert_eq!(fs::read(whole.path()).unwrap(), fs::read(pieces.path()).unwrap());
        prop_assert_eq!(fs::read_dir(two.path()).unwrap().count(), 1);
    }

    #[test]
    fn any_bytes_can_be_read(bytes in vec(any::<u8>(), 0..300), printable in "[A0-9,: \r\n#x-]{0,200}") {
        for data in [&bytes[..], printable.as_bytes()] {
            let _ = TermTable::from_reader("x", data);
            let _ = Names::from_reader("x", data);
            let _ = Offsets::from_reader("x", data);
            let _ = BFile::from_reader("x", data);
            let _ = read_any("x", data);
            let mut gz = vec![0x1f, 0x8b, 8, 0];
            gz.extend(data);
            let _ = read_any("x", &gz[..]);
        }
    }

    #[test]
    fn a_damaged_index_never_panics(
        entries in entries(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in proptest::option::of(any::<prop::sample::Index>()),
        query in vec((-2_i64..3).prop_map(Int::from), 1..7),
    ) {
        let dir = tempfile::tempdir().unwrap();
        build(dir.path(), &entries);
        let path = dir.path().join(INDEX_FILE);
        let good = fs::read(&path).unwrap();
        let mut bad = good.clone();
        for (at, value) in changes {
            // Damage behind the header, too: there only the checksums of the sections detect it.
            bad[at.index(good.len())] = value;
        }
        if let Some(cut) = cut {
            bad.truncate(cut.index(good.len()));
        }
        fs::write(&path, &bad).unwrap();
        match Index::open(dir.path()) {
            Ok(index) => {
                prop_assert!(bad.len() == good.len());
                prop_assert_eq!(index.verify().is_ok(), bad == good);
                for place in [Place::Start, Place::Anywhere] {
                    let _ = index.lookup(&query, &LookupOptions { place, ignore_sign: true, limit: 5, ..LookupOptions::default() });
                }
                let _ = index.show(entries[0].anum);
                let _ = (index.table(), index.names(), index.offsets());
            }
            Err(e) => prop_assert!(e.mended_by_import() && e.to_string().contains("nth oeis import"), "{e}"),
        }
        // A new import replaces the damaged index, and reports that.
        let again = vec![input("stripped", stripped(&entries))];
        let built = Index::build(dir.path(), again, false, &mut |_| {}, &Cancel::new()).unwrap();
        prop_assert_eq!(built.problems.is_empty(), bad == good, "{:?}", built.problems);
        built.index.verify().unwrap();
    }
}
