//! The readers on files with everything that is found in real ones: what they make of each file in
//! `tests/oeis/readers` is in the file with `.expected` added. `UPDATE=1` writes those anew.
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use nth_oeis::{BFile, InputKind, Names, Offsets, TermTable, read_any};
use nth_testkit::Expected;

/// Text that shows what a reader makes of a file.
fn render(name: &str, bytes: &[u8]) -> String {
    let mut out = String::new();
    let problems = match name.rsplit('.').next().unwrap() {
        "stripped" => {
            let (t, p) = TermTable::from_reader(name, bytes);
            for i in 0..t.len() {
                let terms: Vec<String> = t.ints(i).map(|x| x.to_string()).collect();
                writeln!(out, "{}: {}", t.anum(i), terms.join(" ")).unwrap();
            }
            p
        }
        "names" => {
            let (n, p) = Names::from_reader(name, bytes);
            n.iter().for_each(|(a, t)| writeln!(out, "{a}: {t}").unwrap());
            p
        }
        "offsets" => {
            let (o, p) = Offsets::from_reader(name, bytes);
            o.iter().for_each(|(a, o)| writeln!(out, "{a}: {} {:?}", o.first, o.place).unwrap());
            p
        }
        "bfile" => {
            let (b, p) = BFile::from_reader(name, bytes);
            b.rows().iter().for_each(|r| writeln!(out, "{} {} (line {})", r.n, r.value, r.line).unwrap());
            p
        }
        other => panic!("no reader for .{other}"),
    };
    writeln!(out, "--").unwrap();
    problems.iter().for_each(|p| writeln!(out, "{p}").unwrap());
    out
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut z = GzEncoder::new(Vec::new(), Compression::default());
    z.write_all(bytes).unwrap();
    z.finish().unwrap()
}

#[test]
fn cases_give_what_is_expected() {
    let mut expected = Expected::new();
    let kinds = [".stripped", ".names", ".offsets", ".bfile"];
    let cases: Vec<PathBuf> = kinds.iter().flat_map(|k| nth_testkit::files("tests/oeis/readers", k)).collect();
    for path in &cases {
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = fs::read(path).unwrap();
        let found = render(name, &bytes);
        expected.compare(&path.with_file_name(format!("{name}.expected")), &found);
        assert_eq!(render(name, &gzip(&bytes)), found, "{name} reads the same when compressed");
        let mut members = gzip(&bytes[..bytes.len() / 2]);
        members.extend(gzip(&bytes[bytes.len() / 2..]));
        assert_eq!(render(name, &members), found, "{name} reads the same in two gzip members");
    }
    assert_eq!(nth_testkit::files("tests/oeis/readers", ".expected").len(), cases.len(), "each case has one .expected");
    expected.finish();
}

#[test]
fn a_cut_gzip_gives_whole_lines_and_says_so() {
    let text: String = (1_i64..5000).map(|n| format!("A{n:06} ,{n},{},{},\n", n * n, n * n * n)).collect();
    let whole = gzip(text.as_bytes());
    let (t, p) = TermTable::from_reader("cut.gz", &whole[..whole.len() / 2]);
    assert!(t.len() > 100 && t.len() < 4999);
    for i in 0..t.len() {
        let n = i64::from(t.anum(i).0);
        assert_eq!(t.terms(i), [n, n * n, n * n * n]);
    }
    assert_eq!(p.len(), 1);
    assert!(p[0].to_string().contains("ends early"), "{}", p[0]);
    assert_eq!(p[0].line, t.len() as u64 + 1);

    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 64].fill(0xff);
    let (t, p) = TermTable::from_reader("damaged.gz", &damaged[..]);
    assert!(t.len() < 5000 && !p.is_empty());
}

#[test]
fn long_lines_and_many_problems_are_bounded() {
    let mut text = b"A000001 ,1,\nA000002 ,".to_vec();
    text.extend(std::iter::repeat_n(b'7', 17 << 20));
    text.extend(b",\nA000003 ,3,\nA000004 ,");
    text.extend(std::iter::repeat_n(b'7', 200_000));
    text.extend(b",\nA000005 ,5,\n");
    let (t, p) = TermTable::from_reader("long", &text[..]);
    assert_eq!(t.anums().iter().map(|a| a.0).collect::<Vec<_>>(), [1, 3, 5]);
    assert_eq!(p.iter().map(|p| p.line).collect::<Vec<_>>(), [2, 4]);

    let (_, p) = TermTable::from_reader("other", "this is prose\n".repeat(5000).as_bytes());
    assert_eq!(p.len(), 101);
    assert!(p[100].to_string().contains("4900 more"));
}

#[test]
fn kinds_are_told_by_content() {
    for (text, kind) in [
        ("# x\nA000045 ,0,1,\n", Some(InputKind::Stripped)),
        ("A000045 0,1,2\n", Some(InputKind::Stripped)),
        ("A000045 2-adic numbers\n", Some(InputKind::Names)),
        ("A000001\nA000045: 1\n", Some(InputKind::Offsets)),
        ("\u{feff}# A000045\r\n\r\n-1 5\r\n", Some(InputKind::BFile)),
        ("<!DOCTYPE html>\n<p>\n", None),
        ("", None),
    ] {
        assert_eq!(InputKind::detect(text.as_bytes()), kind, "{text}");
    }
    let (contents, problems) = read_any("page.html", &b"<!DOCTYPE html>"[..]);
    assert!(contents.is_none());
    assert!(problems[0].to_string().contains("stripped.gz"), "{}", problems[0]);
    let (contents, problems) = read_any("x.gz", &gzip(b"A000045 ,0,1,\n")[..]);
    assert!(contents.is_some() && problems.is_empty());
}
