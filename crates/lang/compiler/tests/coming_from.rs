//! The tables of `docs/guide/coming-from.md`: what users of other languages type, what nth says, and what to write.
//!
//! A row is a case. Its text gets one message, which the second column shows. The third column is the text with the
//! edits of the hint, or what the page says where there are none, and must be correct. With `UPDATE=1` the page is
//! written anew; a row needs its first column only, or the first and the third.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and print")]
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use nth_compiler::{Library, Workspace};
use nth_diag::{Diagnostic, Severity};
use nth_testkit::{Expected, read, root};
use nth_types::{NoFiles, Scope, apply_edits};

const PAGE: &str = "docs/guide/coming-from.md";

/// Words that begin a text which is a file; other texts are expressions of `n`.
const ITEMS: [&str; 5] = ["seq ", "triangle ", "array ", "fn ", "check "];

/// Cells of a row of a table.
fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?.replace("\\|", "\u{0}");
    let cells: Vec<String> = inner.split('|').map(|c| c.trim().replace('\u{0}', "|")).collect();
    (cells.len() == 3 && cells[0].starts_with('`')).then_some(cells)
}

/// Text of a cell between backquotes.
fn code(cell: &str) -> String {
    let (open, shut) = if cell.starts_with("`` ") { ("`` ", " ``") } else { ("`", "`") };
    let inner = cell.strip_prefix(open).and_then(|c| c.strip_suffix(shut)).unwrap_or(cell);
    inner.replace(" ⏎ ", "\n")
}

fn quoted(text: &str) -> String {
    let text = text.trim().replace('\n', " ⏎ ");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

fn escaped(cell: &str) -> String {
    cell.replace('|', "\\|")
}

/// Head of the definition that an expression is the body of; nothing for a file.
fn head(text: &str, file: bool) -> &'static str {
    if file || ITEMS.iter().any(|i| text.starts_with(i)) { "" } else { "fn a(n) = " }
}

/// What nth says: severity, title, and the hint or the first note.
fn said(d: &Diagnostic) -> String {
    let word = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let more = d.hint.as_ref().or(d.notes.first()).map(|m| format!("; {m}")).unwrap_or_default();
    format!("{word}: {}{more}", d.title)
}

#[test]
fn rows_hold() {
    let library = Arc::new(Library::embedded());
    let check = |text: &str| {
        let mut workspace = Workspace::new(Arc::clone(&library), Arc::new(NoFiles));
        workspace.check_text("a.nth", text, &Scope::default()).diagnostics
    };
    let mut expected = Expected::new();
    let page = read(root().join(PAGE));
    let mut out = String::new();
    let (mut rows, mut file) = (0, false);
    for line in page.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            file = title == "Definitions";
        }
        let Some(cells) = cells(line) else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        rows += 1;
        let typed = code(&cells[0]);
        let head = head(&typed, file);
        let source = format!("{head}{typed}\n");
        let found = check(&source);
        if found.len() != 1 {
            let all: Vec<String> = found.iter().map(said).collect();
            expected.fail(format!("{typed}: {} messages: {all:#?}", found.len()));
        }
        let answer = found.first().map(said).unwrap_or_default();
        let edits = found.first().map(|d| d.edits.as_slice()).unwrap_or_default();
        let mended = match edits {
            [] => code(&cells[2]),
            edits => apply_edits(&source, edits).unwrap().replacen(head, "", 1),
        };
        let after = check(&format!("{head}{}\n", mended.trim_end()));
        if !after.is_empty() {
            let all: Vec<String> = after.iter().map(said).collect();
            expected.fail(format!("{typed}: `{}` is not correct: {all:#?}", mended.trim_end()));
        }
        out.push_str(&format!("| {} | {} | {} |\n", escaped(&cells[0]), escaped(&answer), escaped(&quoted(&mended))));
    }
    assert!(rows >= 40, "only {rows} rows");
    expected.compare(&root().join(PAGE), &out);
    expected.finish();
}

/// Names of other languages for functions of the library: `theirs ours`.
const NAMES: &str = "
digitsum digit_sum
GCD gcd
takeWhile take_while
zipWith zip_with
EulerPhi euler_phi
eulerphi euler_phi
len length
foldl fold
reduce fold
prod product
choose binomial
FactorInteger factor
factorint factor
even is_even
isprime is_prime
PrimeQ is_prime
sqrt isqrt
sqrtint isqrt
moebius mobius
numdiv num_divisors
concatMap flat_map
nub distinct
Fibonacci fibonacci
PrimePi prime_pi
hammingweight popcount
znorder multiplicative_order
iterateUntil iterate_until
";

#[test]
fn names_of_other_languages_are_known() {
    let library = Arc::new(Library::embedded());
    for line in NAMES.lines().filter(|l| !l.is_empty()) {
        let (theirs, ours) = line.split_once(' ').unwrap();
        let scope = Scope::default();
        assert_eq!(library.checker().meant(&scope, theirs), Some(ours), "{theirs}");
    }
}
