//! Runs the transcripts in `tests/repl/*.txt`.
//!
//! An input is a line `> …` with its continuations `. …`; a line `| …` is pasted together with the one before it. Below
//! stands what it prints, errors last. With `UPDATE=1` the files are written anew.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use nth_base::{Cancel, Limits};
use nth_diag::Style;
use nth_repl::{Host, Options, Repl, inputs, is_incomplete};
use nth_session::{Library, ReadError, Session, SourceFiles};
use nth_testkit::{Expected, Random, Still, case_count};

/// A small library, so that the transcripts do not change with the real one.
const FEW: &str = "//! A few.

/// Fibonacci numbers.
@A000045
seq fib(n) = if n < 2 then n else fib(n - 1) + fib(n - 2)
check fib = 0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144

/// Catalan numbers: 1, 1, 2, 5, ….
@A000108
seq catalan(n) = if n == 0 then 1 else catalan(n - 1) * (4 * n - 2) / (n + 1)
check catalan = 1, 1, 2, 5, 14, 42, 132, 429

/// Factorials.
@A000142
seq factorials(n) = fold(1..=n, 1, mul)
check factorials = 1, 1, 2, 6, 24, 120, 720, 5040
";

/// Source files in memory, by name.
#[derive(Clone, Default)]
struct Files(Arc<Mutex<HashMap<String, String>>>);

impl SourceFiles for Files {
    fn read(&self, name: &str) -> Result<String, ReadError> {
        assert_ne!(name, "boom.nth", "a defect");
        self.0.lock().unwrap().get(name).cloned().ok_or_else(|| ReadError::NotFound(name.to_owned()))
    }
}

/// Writes to the files in memory; the editor of this machine writes `7` for `5`.
impl Host for Files {
    fn write(&mut self, file: &str, content: &[u8], replace: bool) -> Result<(), String> {
        let mut files = self.0.lock().unwrap();
        if files.contains_key(file) && !replace {
            return Err(format!("{file} exists"));
        }
        files.insert(file.to_owned(), String::from_utf8_lossy(content).into_owned());
        Ok(())
    }

    fn size(&self) -> Option<(u32, u32)> {
        Some((60, 14))
    }

    fn edit(&mut self, text: &str) -> Result<String, String> {
        Ok(text.replace('5', "7"))
    }

    fn edit_file(&mut self, file: &str) -> Result<(), String> {
        let text = self.read(file).map_err(|e| e.to_string())?;
        self.write(file, text.replace('5', "7").as_bytes(), true)
    }
}

fn options(files: &Files, limits: Limits) -> Options {
    let clock = Arc::new(Still);
    Options { limits, style: Style::Plain, colours: false, database: None, clock, host: Box::new(files.clone()) }
}

fn repl(files: &Files, library: &Arc<Library>) -> Repl {
    let session = Session::new(Arc::clone(library), Arc::new(files.clone()));
    let limits = Limits { budget: 10_000_000, ..Limits::INTERACTIVE };
    Repl::new(session, options(files, limits), Cancel::new())
}

fn files() -> Files {
    let files = Files::default();
    files.0.lock().unwrap().insert("squares.nth".to_owned(), "/// The squares.\nseq square(n) = n * n\n".to_owned());
    files.0.lock().unwrap().insert("wrong.nth".to_owned(), "seq w(n) = n\ncheck w = 0, 1, 3\n".to_owned());
    files.0.lock().unwrap().insert("broken.nth".to_owned(), "seq a(n) = b\nseq c(n) = (n\n".to_owned());
    files
}

fn feed(r: &mut Repl, text: &str) -> String {
    let mut out = String::new();
    for input in inputs(text) {
        let response = r.feed(&input, &mut |s| out.push_str(s));
        out.push_str(&response.errors);
        if response.quit {
            out.push_str("(ends)\n");
        }
    }
    out
}

fn replay(text: &str, library: &Arc<Library>) -> String {
    let mut r = repl(&files(), library);
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("> ") else { continue };
        let mut input = format!("{first}\n");
        writeln!(out, "{line}").unwrap();
        while let Some(l) = lines.next_if(|l| l.starts_with(". ") || l.starts_with("| ") || *l == "|") {
            assert!(l.starts_with('|') || is_incomplete(&input), "this input is complete: {input}");
            writeln!(out, "{l}").unwrap();
            input.push_str(l.get(2..).unwrap_or(""));
            input.push('\n');
        }
        let said = feed(&mut r, &input);
        for l in said.lines() {
            writeln!(out, "{}", l.trim_end()).unwrap();
        }
    }
    out
}

#[test]
fn transcripts() {
    let library = Arc::new(Library::new(&[("stdlib/few.nth".to_owned(), FEW.to_owned())]));
    let mut expected = Expected::new();
    for path in nth_testkit::files("tests/repl", ".txt") {
        expected.compare(&path, &replay(&nth_testkit::read(&path), &library));
    }
    expected.finish();
}

#[test]
fn reload_reads_files_again_and_keeps_definitions() {
    let files = files();
    let mut r = repl(&files, &Arc::new(Library::default()));
    assert_eq!(feed(&mut r, ":load squares.nth"), "squares.nth: square\n");
    feed(&mut r, "fn twice(n) = 2 * square(n)");
    assert_eq!(feed(&mut r, "twice(3)"), "%1 = 18 : Int\n");
    files.0.lock().unwrap().insert("squares.nth".to_owned(), "seq square(n) = n * n + 1\n".to_owned());
    assert_eq!(feed(&mut r, ":reload"), "squares.nth: square\n");
    assert_eq!(feed(&mut r, "twice(3) + %1"), "%2 = 38 : Int\n");
    files.0.lock().unwrap().insert("squares.nth".to_owned(), "seq square(n) = \n".to_owned());
    let said = feed(&mut r, ":reload");
    assert!(said.contains("squares.nth:1") && said.ends_with("nothing has changed\n"), "{said}");
    assert_eq!(feed(&mut r, "twice(3)"), "%3 = 20 : Int\n");
}

#[test]
fn a_raised_flag_stops_and_keeps() {
    let library = Arc::new(Library::default());
    let session = Session::new(library, Arc::new(files()));
    let cancel = Cancel::new();
    let mut r = Repl::new(session, options(&files(), Limits::INTERACTIVE), cancel.clone());
    feed(&mut r, "seq a(n) = n");
    let flag = cancel.clone();
    // Each input lowers the flag, so it is raised during the input, by the output of a term.
    let mut terms = 0;
    let response = r.feed(":terms a 100000000", &mut |_| {
        terms += 1;
        if terms == 10 {
            flag.raise();
        }
    });
    assert!(response.interrupted && response.failed, "{response:?}");
    assert!(response.errors.starts_with("interrupted after "), "{}", response.errors);
    assert_eq!(feed(&mut r, "a(7)"), "%1 = 7 : Int\n");
}

/// Pieces of inputs; those of one line are joined by blanks.
const PIECES: [&str; 44] = [
    "%",
    "%1",
    "it",
    "seq a(n) =",
    "fn b(x) =",
    "(",
    ")",
    "|x|",
    "?",
    ":",
    ":t",
    ":terms a",
    ":type",
    ":print",
    "é",
    "check a = 1",
    "check b = 2",
    "@A1",
    "/*",
    "[]",
    "1",
    "n",
    "a(n - 1)",
    "b(1)",
    "c",
    "x =",
    "let",
    "in",
    "c(n) =",
    "if n < 1 then 1 else",
    "+",
    "== 2",
    "use m",
    "triangle t(n, k) =",
    "?a",
    "??x",
    ":source a",
    ":core b",
    ":load no",
    "\u{0}",
    "\n",
    "\n",
    ",",
    "true",
];

/// Whatever is typed, the REPL goes on; and an input that fails changes no definitions.
#[test]
fn any_input_is_survived_and_an_error_changes_nothing() {
    let mut r = repl(&files(), &Arc::new(Library::default()));
    let mut random = Random::new(7);
    for _ in 0..case_count(300) {
        let line: Vec<&str> = (0..=random.below(7)).map(|_| random.pick(&PIECES)).collect();
        for input in inputs(&line.join(" ")) {
            let before = r.definitions().to_owned();
            let mut out = String::new();
            let response = r.feed(&input, &mut |s| out.push_str(s));
            assert!(!response.quit && !response.errors.contains("this is a bug"), "{input:?}: {response:?}");
            // A definition whose check or example does not hold is there, and says so.
            let kept = response.errors.contains("check-failed") || response.errors.contains("term-error");
            if response.failed && !kept {
                assert_eq!(r.definitions(), before, "{input:?}: {response:?}");
            }
        }
    }
    assert!(feed(&mut r, "1 + 1").ends_with("= 2 : Int\n"));
}

#[test]
fn a_defect_does_not_end_the_session() {
    let mut r = repl(&files(), &Arc::new(Library::default()));
    feed(&mut r, "seq a(n) = n * n");
    let said = feed(&mut r, ":load boom.nth");
    assert_eq!(said, "this is a bug in nth: please report the input; the definitions are kept\n");
    assert_eq!(feed(&mut r, "a(5)"), "%1 = 25 : Int\n");
}
