//! The cases in `tests/`: diagnostics, texts that parse, texts and their formatted form.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and print")]
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::check_parsed;
use nth_base::{LineIndex, Sources};
use nth_diag::{Code, Style, render_all};
use nth_syntax::{SYNTAX_CODES, format, is_incomplete, parse, parse_expr, parse_type, print_module, same_module};
use nth_testkit::{Expected, read, root};

/// The `.nth` files below a folder of the repository.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut folders = vec![root().join(folder)];
    let mut out = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "nth") {
                out.push(path);
            }
        }
    }
    out.sort();
    out
}

/// A diagnostics case: its text without the expectations, and those of them that are the parser's, as `code line:col`.
/// (The others are checked by the crates that report them.)
fn case(path: &Path) -> (String, Vec<String>) {
    let all = read(path);
    let text = all.lines().filter(|l| !l.starts_with("//~")).map(|l| format!("{l}\n")).collect();
    let ours = |l: &&str| code_of(l).is_some_and(|c| SYNTAX_CODES.contains(&c));
    let expected = all.lines().filter_map(|l| l.strip_prefix("//~")).map(str::trim).filter(ours).map(str::to_owned);
    (text, expected.collect())
}

fn code_of(line: &str) -> Option<Code> {
    line.split(' ').next().and_then(Code::from_name)
}

#[test]
fn diagnostics() {
    let mut seen = BTreeSet::new();
    for path in files("tests/diagnostics") {
        let (text, mut expected) = case(&path);
        seen.extend(expected.iter().filter_map(|l| code_of(l)));
        let mut sources = Sources::new();
        let file = sources.add(path.file_name().unwrap().to_string_lossy(), text.as_str());
        let parsed = parse(file, &text);
        let lines = LineIndex::new(&text);
        let mut found: Vec<_> = parsed
            .diagnostics
            .iter()
            .map(|d| {
                let at = lines.line_col(&text, d.primary.span.start);
                format!("{} {}:{}", d.code.name(), at.line, at.col)
            })
            .collect();
        let shown = render_all(&sources, &parsed.diagnostics, Style::Short);
        expected.sort();
        found.sort();
        assert_eq!(expected, found, "{}\n{shown}", path.display());
    }
    let all: BTreeSet<_> = SYNTAX_CODES.iter().copied().filter(|c| *c != Code::FormatterRefused).collect();
    let missing: Vec<_> = all.difference(&seen).collect();
    assert!(missing.is_empty(), "codes without a case: {missing:?}");
}

/// Applying the edits of a hint takes the finding away.
#[test]
fn edits_work() {
    for path in files("tests/diagnostics") {
        let (text, _) = case(&path);
        let before = parse(nth_base::FileId(0), &text).diagnostics;
        for d in before.iter().filter(|d| !d.edits.is_empty()) {
            let mut edited = text.clone();
            let mut edits = d.edits.clone();
            edits.sort_by_key(|e| std::cmp::Reverse(e.span.start));
            for e in edits {
                edited.replace_range(e.span.range(), &e.text);
            }
            let after = parse(nth_base::FileId(0), &edited).diagnostics;
            let name = path.display();
            assert!(
                after.len() < before.len(),
                "{name}: the edit for `{}` does not help:\n{edited}\n{after:#?}",
                d.title
            );
        }
    }
}

#[test]
fn good_texts_parse() {
    let mut paths = files("tests/syntax");
    assert!(!paths.is_empty());
    paths.extend(files("stdlib"));
    paths.extend(files("examples"));
    for path in paths {
        let text = read(&path);
        let mut sources = Sources::new();
        let file = sources.add(path.display().to_string(), text.as_str());
        let parsed = parse(file, &text);
        assert!(parsed.diagnostics.is_empty(), "{}", render_all(&sources, &parsed.diagnostics, Style::Plain));
        check_parsed(&text, &parsed);
        let once = format(&text).unwrap();
        assert_eq!(once, format(&once).unwrap(), "{}: formatting twice", path.display());
        let printed = print_module(&parsed.module);
        let again = parse(file, &printed);
        assert!(same_module(&parsed.module, &again.module), "{}: printed as\n{printed}", path.display());
    }
}

#[test]
fn formatted_texts() {
    let mut expected = Expected::new();
    for path in nth_testkit::files("tests/fmt", ".in.nth") {
        let name = path.display().to_string();
        let got = format(&read(&path)).unwrap();
        expected.compare(Path::new(&name.replace(".in.nth", ".out.nth")), &got);
        assert_eq!(format(&got).unwrap(), got, "{name}: formatting twice");
    }
    expected.finish();
}

/// Every prefix of every case parses, with sound spans; one that ends within a definition is incomplete or wrong.
#[test]
fn prefixes() {
    for folder in ["tests/syntax", "tests/fmt", "tests/diagnostics"] {
        for path in files(folder) {
            let text = read(&path);
            if text.len() > 5000 {
                continue;
            }
            for (i, _) in text.char_indices() {
                let prefix = &text[..i];
                check_parsed(prefix, &parse(nth_base::FileId(0), prefix));
                let _ = is_incomplete(prefix);
            }
        }
    }
}

#[test]
fn incomplete_texts() {
    let incomplete = [
        "1 +",
        "fib(",
        "[1, 2",
        "[1, 2,",
        "if x then 1",
        "if x",
        "let x = 1",
        "let x = 1 in",
        "|x|",
        "|x",
        "nth k from 2",
        "not",
        "-",
        "f(x)[",
        "/* comment",
        "1 /* c",
        "seq a(n) =",
        "seq a(n)",
        "seq a",
        "seq",
        "seq a(n) = if n",
        "fn f(x: Int",
        "fn f(x: Int ->",
        "check a = 1,",
        "check a",
        "use",
        "use a.",
        "/// doc",
        "@A000045",
        "seq a(n) = 1\ncheck a =",
        "(1 + (2 * 3)",
        "seq a(n) = f(1,\n",
        "m.",
        "1..",
        "x |>",
    ];
    for text in incomplete {
        assert!(is_incomplete(text), "{text}");
    }
    let complete = [
        "",
        "// comment",
        "1",
        "fib(1)",
        "f(]",
        "1 + * 2",
        "* (",
        "f(x))",
        "seq a(n) = n",
        "seq a n = (",
        "2n + (",
        "use a",
        "1 1 +",
        "seq a(n) = 1 2\nseq b(n) = 1",
        "seq a(n) = (\nseq b(n) = 1",
        "[1, 2) +",
    ];
    for text in complete {
        assert!(!is_incomplete(text), "{text}");
    }
}

#[test]
fn expressions_and_types_alone() {
    let file = nth_base::FileId(0);
    for text in ["((a, Int) -> a, Int, a) -> a", "Int", "[a]", "(Int)", "() -> Int", "Int -> Bool -> Int", "((a)) -> b"]
    {
        let (t, ds) = parse_type(file, text);
        assert!(ds.is_empty(), "{text}: {ds:?}");
        let (u, _) = parse_type(file, &nth_syntax::print_type(&t));
        assert!(nth_syntax::same_type(&t, &u), "{text}");
    }
    for text in ["", "->", "(Int, Int)", "Int Int", "[", "Int ->", "2"] {
        assert!(!parse_type(file, text).1.is_empty(), "{text}");
    }
    for text in ["", "1 2", "(", "seq a(n) = 1", "let x = 1", "@A1", "/* "] {
        assert!(!parse_expr(file, text).1.is_empty(), "{text}");
    }
}
