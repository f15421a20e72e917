//! Tests of a session's answers: terms in order, limits, comparisons, documentation.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_core::EvalError;
use nth_num::Int;
use nth_oeis::{ANum, BFile, Entry, Memory, Offset};
use nth_session::{
    DefId, Library, Loaded, ReadError, Scope, Selection, Session, SourceFiles, Wanted, doc, overview, search,
};

/// Source files in memory, by name.
#[derive(Default)]
struct Files(HashMap<String, String>);

impl SourceFiles for Files {
    fn read(&self, name: &str) -> Result<String, ReadError> {
        self.0.get(name).cloned().ok_or_else(|| ReadError::NotFound(name.to_owned()))
    }
}

const STD: &str = "/// The sum.\n/// >>> total([1, 2])\n/// 3\nfn total(xs: [Int]) -> Int = fold(xs, 0, add)\n";

fn with(files: &[(&str, &str)]) -> Session {
    let library = Library::new(&[("stdlib/lists.nth".to_owned(), STD.to_owned())]);
    let files = files.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
    Session::new(Arc::new(library), Arc::new(Files(files)))
}

fn load(text: &str) -> (Session, Loaded) {
    let mut s = with(&[("a.nth", text)]);
    let loaded = s.check_file("./a.nth").unwrap();
    (s, loaded)
}

fn one(s: &Session, loaded: &Loaded, name: &str) -> DefId {
    match s.select(loaded.module, Some(name)) {
        Selection::Found(ids) => ids[0],
        other @ (Selection::Function(_) | Selection::Missing(_)) => panic!("{other:?}"),
    }
}

fn terms(s: &mut Session, id: DefId, n: u64) -> Vec<i64> {
    let (terms, run) = s.first_terms(id, n, &Limits::INTERACTIVE, &Cancel::new()).unwrap();
    assert_eq!(run.stopped, None);
    terms.iter().map(|t| t.to_i64().unwrap()).collect()
}

#[test]
fn terms_are_read_in_order() {
    let text = "seq a(n from 1) = n * n\ntriangle t(n from 1, k from 1) = 10 * n + k\narray r(n, k) = 10 * n + k\n";
    let (mut s, loaded) = load(text);
    let (a, t, r) = (one(&s, &loaded, "a"), one(&s, &loaded, "t"), one(&s, &loaded, "r"));
    assert_eq!(terms(&mut s, a, 4), [1, 4, 9, 16]);
    assert_eq!(terms(&mut s, t, 6), [11, 21, 22, 31, 32, 33]);
    assert_eq!(terms(&mut s, r, 6), [0, 1, 10, 2, 11, 20]);
    assert_eq!((s.offset(a), s.offset(t), s.offset(r)), (1, 1, 0));
}

#[test]
fn a_run_stops_with_its_reason() {
    let (mut s, loaded) = load("seq a(n) = 6 / (3 - n)\nseq b(n) = loop(|x, i| x + i, 10 ^ n, 0)\nseq h(n) = ?\n");
    let run = |s: &mut Session, name: &str, limits: &Limits| {
        let id = one(s, &loaded, name);
        s.first_terms(id, 10, limits, &Cancel::new()).unwrap().1
    };
    let a = run(&mut s, "a", &Limits::INTERACTIVE);
    assert_eq!((a.computed, a.stopped.as_ref().unwrap().error), (3, EvalError::DivByZero));
    assert_eq!(a.stopped.unwrap().index, [3]);
    let b = run(&mut s, "b", &Limits { budget: 10_000, ..Limits::INTERACTIVE });
    assert_eq!(b.stopped.unwrap().error, EvalError::Budget);
    assert_eq!(run(&mut s, "h", &Limits::INTERACTIVE).stopped.unwrap().error, EvalError::Hole);
    let raised = Cancel::new();
    raised.raise();
    let id = one(&s, &loaded, "b");
    let (_, c) = s.first_terms(id, 100, &Limits::INTERACTIVE, &raised).unwrap();
    assert_eq!(c.stopped.unwrap().error, EvalError::Interrupted);
}

fn codes(text: &str, wanted: Wanted<'_>) -> Vec<String> {
    let (mut s, loaded) = load(text);
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    let report = s.verify(loaded.module, wanted, &Limits::INTERACTIVE, &Cancel::new());
    let at = |d: &nth_diag::Diagnostic| {
        let p = s.sources().line_col(d.primary.span);
        format!("{} {}:{} {}", d.code.name(), p.line, p.col, d.title)
    };
    report.diagnostics.iter().map(at).collect()
}

#[test]
fn what_does_not_hold_is_located() {
    let all = Wanted { checks: true, examples: true, ..Wanted::default() };
    assert_eq!(codes("seq a(n) = n * n\ncheck a = 0, 1,\n  5, 9\n", all), ["check-failed 3:3 `a(2)` is 4, not 5"]);
    assert_eq!(codes("seq a(n) = n\ncheck a from 7 = 7, 9\n", all), ["check-failed 2:21 `a(8)` is 8, not 9"]);
    let t = "triangle t(n, k) = n\ncheck t = 0, 1, 1, 2, 2, 3\n";
    assert_eq!(codes(t, all), ["check-failed 2:26 `t(2, 2)` is 2, not 3"]);
    assert_eq!(
        codes("seq a(n) = 12 / n\ncheck a = 12\n", all),
        ["term-error 2:11 `a(0)` has no value: division by zero"]
    );
    assert_eq!(
        codes("seq f(n from 1) = n\nseq a(n) = f(n - 1)\ncheck a = 1\n", all),
        ["below-first-index 3:11 `a(0)` has no value: `f(-1)` is below the first index of `f`, which is 1"]
    );
    assert_eq!(codes("/// >>> sq(3)\n/// 8\nfn sq(n) = n * n\n", all), ["example-failed 2:5 `sq(3)` is 9, not 8"]);
    assert_eq!(codes("/// >>> sq(3)\nfn sq(n) = n * n\n", all), ["example-failed 1:9 an example without its value"]);
    assert_eq!(codes("//! >>> total([40, 2])\n//! 42\n", all), Vec::<String>::new());
    let wrong_name = codes("/// >>> sq(3) + nothing\n/// 8\nfn sq(n) = n * n\n", all);
    assert_eq!(wrong_name, ["unknown-name 1:17 nothing is named `nothing`"]);
    assert_eq!(codes("seq m(n) = ?\ncheck m = 1, 2\n", all), Vec::<String>::new());
}

fn entry(anum: u32, terms: &[i64], offset: i64) -> Entry {
    let terms = terms.iter().map(|t| Int::from(*t)).collect();
    Entry { terms, offset: Some(Offset { first: offset, place: None }), ..Entry::unknown(ANum(anum)) }
}

#[test]
fn comparison_with_the_oeis() {
    let db = Memory::new([entry(1, &[0, 1, 4, 9, 16], 0), entry(2, &[1, 2, 3, 4, 5, 6], 1)], "test");
    let wanted = Wanted { oeis: Some(&db), ..Wanted::default() };
    assert_eq!(codes("@A1\nseq a(n) = n * n\n", wanted), Vec::<String>::new());
    assert_eq!(codes("@A1\nseq a(n) = n\n", wanted), ["oeis-terms 1:1 `a(2)` is 2, but A000001 lists 4"]);
    assert_eq!(codes("@A2\nseq a(n) = n + 1\n", wanted), ["oeis-offset 1:1 `a` starts at index 0, A000002 at 1"]);
    assert_eq!(codes("@A99\nseq a(n) = n + 1\n", wanted), ["oeis-unknown 1:1 A000099 is not in the OEIS data here"]);
    let endless = "@A1\nseq a(n) = if n < 2 then n else f(n)\nfn f(n) = 1 + f(n)\n";
    let said = "oeis-terms 1:1 `a(2)` has no value, but A000001 lists one: too many calls inside each other; \
                let a `seq` call itself at `n - 1` in every case, or write a loop";
    assert_eq!(codes(endless, wanted), [said], "a limit, but almost always a recursion without an end");
    let (mut s, loaded) =
        load("@A1\nseq a(n) = n * n\n@A2\nseq b(n from 1) = if n < 4 then n else loop(|x, i| x, 10 ^ 30, 1)\n");
    let report = s.verify(loaded.module, wanted, &Limits::INTERACTIVE, &Cancel::new());
    let said: Vec<String> = report.oeis.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "a agrees with A000001 on all 5 listed terms",
            "b agrees with A000002 on the first 3 of 6 listed terms (b(4) was not reached: budget)"
        ]
    );
    assert!(report.is_ok());
}

#[test]
fn comparison_with_a_b_file() {
    let (mut s, loaded) = load("seq a(n from 1) = n * n\ntriangle t(n, k) = n\n");
    let mut compare = |name: &str, text: &str| {
        let id = one(&s, &loaded, name);
        let (file, _) = BFile::from_reader("b", text.as_bytes());
        s.compare_bfile(id, &file, &Limits::INTERACTIVE, &Cancel::new(), &mut |_| {}).unwrap()
    };
    assert!(compare("a", "1 1\n2 4\n3 9\n").agrees());
    let later = compare("a", "2 4\n3 9\n");
    assert_eq!((later.agrees(), later.offsets, later.verdict.agrees), (false, Some((2, 1)), 2));
    let wrong = compare("a", "1 1\n2 4\n3 10\n");
    assert_eq!(wrong.verdict.difference.unwrap().line, 3);
    assert!(compare("t", "0 0\n1 1\n2 1\n3 2\n").agrees());
}

#[test]
fn checks_end_at_the_largest_index() {
    let all = Wanted { checks: true, ..Wanted::default() };
    let at_the_end = "seq a(n) = n\ncheck a from 9223372036854775806 = 9223372036854775806, 9223372036854775807, 5\n";
    assert_eq!(
        codes(at_the_end, all),
        ["term-error 2:78 `a` has no term here: no index is larger than 9223372036854775807"]
    );
    assert_eq!(
        codes("seq a(n) = n\ncheck a from 9223372036854775807 = 1, 2, 3\n", all),
        ["check-failed 2:36 `a(9223372036854775807)` is 9223372036854775807, not 1"]
    );
    let negative = "seq a(n from -5) = n\ncheck a from 9223372036854775807 = 9223372036854775807\n";
    assert_eq!(codes(negative, all), Vec::<String>::new());
}

#[test]
fn a_b_file_far_away_has_a_budget() {
    let (mut s, loaded) = load("seq a(n) = n\nseq p(n) = nth k from 2 where k % 3 == 0\n");
    let (file, _) = BFile::from_reader("b", &b"1000000000000 5\n"[..]);
    let mut compare = |name: &str| {
        let id = one(&s, &loaded, name);
        s.compare_bfile(id, &file, &Limits::INTERACTIVE, &Cancel::new(), &mut |_| {}).unwrap()
    };
    let direct = compare("a");
    assert_eq!(direct.verdict.difference.unwrap().found, Int::from(1_000_000_000_000_i64));
    assert_eq!(compare("p").stopped.unwrap().error, nth_core::EvalError::Budget);
}

#[test]
fn the_budget_of_comparisons_can_be_raised() {
    let db = Memory::new([entry(1, &[0, 1, 2], 0)], "test");
    let text = "@A1\nseq a(n) = if n < 2 then n else loop(|x, i| x, 100_000_000, 2)\n";
    let reached = |oeis_budget| {
        let (mut s, loaded) = load(text);
        let wanted = Wanted { oeis: Some(&db), oeis_budget, ..Wanted::default() };
        let report = s.verify(loaded.module, wanted, &Limits::INTERACTIVE, &Cancel::new());
        report.oeis[0].agreement.unwrap().agrees
    };
    assert_eq!((reached(None), reached(Some(1_000_000_000)), reached(Some(10))), (2, 3, 2));
}

#[test]
fn files_use_files() {
    let mut s = with(&[
        ("d/main.nth", "use lib.b (twice)\nseq a(n) = b.twice(n) + twice(1)\n"),
        ("d/lib/b.nth", "fn twice(n) = 2 * n\n"),
    ]);
    let loaded = s.check_file("d/main.nth").unwrap();
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    let id = one(&s, &loaded, "a");
    assert_eq!(terms(&mut s, id, 3), [2, 4, 6]);
    assert_eq!(s.check_file("none.nth").unwrap_err().to_string(), "no file none.nth");
}

#[test]
fn documentation_is_found() {
    let s = with(&[]);
    let pages = doc(s.checker(), &Scope::default(), "total");
    assert_eq!(pages[0].signature, "fn total(xs: [Int]) -> Int");
    assert_eq!((pages[0].place.as_str(), pages[0].summary().as_str()), ("stdlib/lists.nth:4", "The sum"));
    assert_eq!(doc(s.checker(), &Scope::default(), "%")[0].name, "mod");
    assert_eq!(search(s.checker(), &["Greatest".to_owned(), "divisor".to_owned()])[0].name, "gcd");
    assert_eq!(overview(s.checker()).len(), 2);
}

#[test]
fn stages_are_text() {
    let (mut s, loaded) = load("seq a(n) = total(map(1..=n, |i| i * i))\n");
    let id = one(&s, &loaded, "a");
    assert!(s.core_text(id).unwrap().starts_with("seq a(n) ="));
    assert!(s.bytecode_text(id).unwrap().contains("Return"));
    assert!(s.size(id).unwrap() > 5);
    assert!(s.export(id, nth_session::Target::Python, 10).unwrap().contains("def "));
}

#[test]
fn pages_of_codes() {
    assert!(nth_session::explain("error[type-mismatch]").unwrap().starts_with("# type-mismatch"));
    assert!(nth_session::explain("typemismatch").unwrap_err().is_empty());
    assert_eq!(nth_session::explain("type-mismtch").unwrap_err()[0], "type-mismatch");
    assert!(nth_session::explain("budget").unwrap().starts_with("# budget"));
}

#[test]
fn every_run_time_error_has_a_page() {
    use EvalError as E;
    let mut all = vec![E::DivByZero, E::Budget, E::TooBig, E::Domain, E::Index, E::Memory, E::Depth];
    all.extend([E::BelowFirstIndex, E::Hole, E::Interrupted]);
    for e in all {
        assert!(nth_session::explain(e.name()).is_ok_and(|p| p.starts_with(&format!("# {}\n", e.name()))), "{e}");
    }
}

#[test]
fn a_summary_is_a_whole_sentence() {
    let text = "/// The sum of the divisors of n,\n/// without n itself. It is a\n/// function.\nfn aliquot(n) = n\n";
    let (s, loaded) = load(text);
    let scope = Scope(vec![loaded.module]);
    assert_eq!(doc(s.checker(), &scope, "aliquot")[0].summary(), "The sum of the divisors of n, without n itself");
}

#[test]
fn an_error_is_not_repeated_where_it_stops_a_check() {
    let (mut s, loaded) = load("fn f(n) = m\nseq a(n) = f(n)\ncheck a = 0\nseq h(n) = ?(n)\ncheck h = 1\n");
    assert_eq!(loaded.diagnostics.len(), 1, "{:?}", loaded.diagnostics);
    let wanted = Wanted { checks: true, ..Wanted::default() };
    let report = s.verify(loaded.module, wanted, &Limits::INTERACTIVE, &Cancel::new());
    assert_eq!((report.diagnostics.len(), report.checks.open, report.holes.len()), (0, 1, 1), "{report:?}");
}
