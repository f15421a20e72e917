//! Runs every case in `tests/diagnostics` through the parser and the checker.
//!
//! A case is a source text that ends in lines `//~ code line:col`, one for each message, in order. Where a file of the
//! same name ends in `.txt`, it holds the messages as shown to people. With `UPDATE=1` both are written anew. Every
//! hint is applied and must leave fewer errors.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and print")]
#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::path::PathBuf;

use nth_diag::{Code, Diagnostic, Style, render_all};
use nth_testkit::{Expected, read};
use nth_types::{Checker, FoundModule, Loader, Scope, apply_edits};

/// Standard library of the cases, beside the primitives.
const STD: &str = "
fn is_prime(k: Int) -> Bool = k > 1 and all(2..=isqrt(k), |d| k % d != 0)
fn sum(xs) = fold(xs, 0, add)
fn same(x, y) = x == y
fn twice(f, x) = f(f(x))
triangle binomial(n, k) = if k == 0 or k == n then 1 else binomial(n - 1, k) + binomial(n - 1, k - 1)
";

/// Files that the cases may `use`.
struct Files;

impl Loader for Files {
    fn load(&mut self, path: &[String], _from: &str) -> Result<FoundModule, String> {
        let text = match path.join("/").as_str() {
            "circles" => "fn area(r) = 3 * r * r\nfn radius(d) = d / 2\n",
            "squares" => "use round\nfn area(a) = a * a\nfn side(a) = isqrt(a)\n",
            "round" => "use squares\nfn back(n) = if n == 0 then 0 else side(n - 1)\n",
            other => return Err(format!("no file {other}.nth")),
        };
        Ok(FoundModule::Text { name: format!("{}.nth", path.join("/")), text: text.to_owned() })
    }
}

fn checker() -> Checker {
    let mut c = Checker::new();
    let diags = c.load_std(&[("std.nth".to_owned(), STD.to_owned())]);
    assert!(diags.is_empty(), "{}", render_all(c.sources(), &diags, Style::Plain));
    c
}

/// The source and the expected lines of a case.
fn split(text: &str) -> (String, Vec<String>) {
    let expected = text.lines().filter(|l| l.starts_with("//~ ")).map(str::to_owned).collect();
    let at = text.find("//~ ").unwrap_or(text.len());
    (text[..at].to_owned(), expected)
}

fn run(name: &str, source: &str) -> (Checker, Vec<Diagnostic>) {
    let mut c = checker();
    let (_, diags) = c.check_module(name, source, &Scope::default(), &mut Files);
    (c, diags)
}

fn lines(c: &Checker, diags: &[Diagnostic]) -> Vec<String> {
    let at = |d: &Diagnostic| c.sources().line_col(d.primary.span);
    diags.iter().map(|d| format!("//~ {} {}:{}", d.code.name(), at(d).line, at(d).col)).collect()
}

/// Name and path of each case.
fn cases() -> Vec<(String, PathBuf)> {
    let paths = nth_testkit::files("tests/diagnostics", ".nth");
    paths.into_iter().map(|p| (p.file_stem().unwrap().to_string_lossy().into_owned(), p)).collect()
}

#[test]
fn cases_say_what_they_should() {
    let mut expected = Expected::new();
    for (name, path) in cases() {
        let (source, _) = split(&read(&path));
        let (c, diags) = run(&format!("{name}.nth"), &source);
        expected.compare(&path, &format!("{source}{}\n", lines(&c, &diags).join("\n")));
        let snapshot = path.with_extension("txt");
        if snapshot.exists() {
            expected.compare(&snapshot, &render_all(c.sources(), &diags, Style::Plain));
        }
    }
    expected.finish();
}

#[test]
fn hints_work() {
    let count = |ds: &[Diagnostic]| (ds.iter().filter(|d| d.is_error()).count(), ds.len());
    let mut tried = 0;
    for (name, path) in cases() {
        let (source, _) = split(&read(&path));
        let (_, diags) = run(&name, &source);
        let before = count(&diags);
        for d in diags.iter().filter(|d| !d.edits.is_empty()) {
            assert!(d.hint.is_some(), "{name}: edits without a hint");
            let edited = apply_edits(&source, &d.edits).unwrap();
            let (c, after) = run(&name, &edited);
            let now = count(&after);
            let better = if d.is_error() { now.0 < before.0 } else { now.0 <= before.0 && now.1 < before.1 };
            assert!(
                better,
                "{name}: the hint does not work:\n{edited}\n{}",
                render_all(c.sources(), &after, Style::Plain)
            );
            tried += 1;
        }
    }
    assert!(tried >= 10, "only {tried} hints tried");
}

#[test]
fn every_code_has_a_case_and_a_page() {
    let mut seen = HashSet::new();
    for (_, path) in cases() {
        for line in split(&read(&path)).1 {
            seen.insert(line.split(' ').nth(1).unwrap().to_owned());
        }
    }
    // Diagnostics of other phases, whose own tests show them.
    let elsewhere = [
        "formatter-refused",
        "not-runnable",
        "specialisation-limit",
        "check-failed",
        "term-error",
        "below-first-index",
        "example-failed",
        "oeis-terms",
        "oeis-offset",
        "oeis-unknown",
    ];
    let mut missing = Vec::new();
    for c in Code::ALL {
        let page = c.page();
        let example = page.lines().any(|l| l.starts_with("    ") || l.starts_with("```"));
        assert!(page.starts_with(&format!("# {}\n", c.name())), "the page of {} has another title", c.name());
        if elsewhere.contains(&c.name()) {
            continue;
        }
        assert!(example, "the page of {} lacks an example", c.name());
        if !seen.contains(c.name()) {
            missing.push(c.name());
        }
    }
    assert!(missing.is_empty(), "no case for {missing:?}");
}
