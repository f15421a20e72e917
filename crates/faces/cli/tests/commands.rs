//! Runs the transcripts in `tests/cli/*.txt` against the built command.
//!
//! A transcript is a list of commands `$ nth …` (or `$ cat FILE`), each followed by what it prints: standard output as
//! it is, then standard error in lines `! …`, then the exit status `? N` if it is not 0. Lines `< …` after a command
//! are its standard input. Lines `# …` before the first command, and blank lines, are remarks. All commands of a file
//! run in one fresh copy of `tests/cli/files`, with an empty home. What depends on the clock is shown as `#`. With
//! `UPDATE=1` the files are written anew.

#![allow(clippy::unwrap_used)]

mod support;
mod times;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use nth_testkit::{Expected, copy_folder, root};
use support::nth;

/// Splits a command line into words; quotes keep words together.
fn words(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (c, quote) {
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, Some(q)) if c == q => quote = None,
            (' ', None) => out.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    out.extend(word);
    out
}

/// Runs a command of a transcript. Returns its output in the form of the transcript.
fn run(line: &str, input: &str, work: &Path, home: &Path) -> String {
    let words = words(line);
    let mut out = String::new();
    if words[0] == "cat" {
        return fs::read_to_string(work.join(&words[1])).unwrap();
    }
    assert_eq!(words[0], "nth", "only nth and cat: {line}");
    let mut child = nth(&words[1..], home).current_dir(work).spawn().unwrap();
    // A command that does not read its input may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let clean = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let timed = words[1..].iter().any(|w| w == "bench" || w == "--time")
            || words[1] == "synthesize" && words.iter().any(|w| w == "--json");
        let text = if timed { times::masked(&text) } else { text };
        text.replace(&home.display().to_string(), "HOME").replace(&work.display().to_string(), "WORK")
    };
    out.push_str(&clean(&output.stdout));
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    for l in clean(&output.stderr).lines() {
        out.push_str(format!("! {l}").trim_end());
        out.push('\n');
    }
    let code = output.status.code().unwrap();
    if code != 0 {
        writeln!(out, "? {code}").unwrap();
    }
    out
}

/// Runs the commands of a transcript again. Returns the new transcript.
fn replay(text: &str) -> String {
    let temp = tempfile::tempdir().unwrap();
    let (work, home) = (temp.path().join("work"), temp.path().join("home"));
    copy_folder(&root().join("tests/cli/files"), &work);
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("$ ") else {
            // Lines before the first command are remarks; lines after a command are its old output.
            if !out.contains("$ ") {
                writeln!(out, "{line}").unwrap();
            }
            continue;
        };
        writeln!(out, "{line}").unwrap();
        let mut input = String::new();
        while let Some(l) = lines.next_if(|l| l.starts_with("< ") || *l == "<") {
            writeln!(out, "{l}").unwrap();
            writeln!(input, "{}", l.get(2..).unwrap_or("")).unwrap();
        }
        out.push_str(&run(command, &input, &work, &home));
        out.push('\n');
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

#[test]
fn transcripts() {
    let mut folders = vec!["tests/cli"];
    match (cfg!(feature = "llvm"), replay("$ nth run fib.nth:fibo -n 1 --tier native\n").contains("LLVM 19 is not")) {
        (false, _) => folders.push("tests/cli/no-native"),
        (true, false) => folders.push("tests/cli/native"),
        (true, true) => nth_testkit::skipped("LLVM 19 is not installed, so tests/cli/native is not run"),
    }
    let mut expected = Expected::new();
    for path in folders.iter().flat_map(|folder| nth_testkit::files(folder, ".txt")) {
        expected.compare(&path, &replay(&nth_testkit::read(&path)));
    }
    expected.finish();
}
