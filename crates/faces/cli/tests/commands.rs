//! Runs the transcripts in `tests/cli/*.txt` against the built command.
//!
//! A transcript is a list of commands `$ nth …` (or `$ cat FILE`), each followed by what it prints: standard output as it is,
//! then standard error in lines `! …`, then the exit status `? N` if it is not 0. Lines `< …` after a command are its
//! standard input. Lines `# …` before the first command, and blank lines, are remarks. All commands of a file run in one
//! fresh copy of `tests/cli/files`, with an empty home. What depends on the clock is shown as `#`. With `UPDATE=1` the files are written anew.

#![allow(clippy::unwrap_used)]

mod support;
mod times;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use support::copy;

fn dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/cli")
}

/// The words of a command line; quotes keep words together.
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

/// What a command prints, in the form of a transcript.
fn run(line: &str, input: &str, work: &Path, home: &Path) -> String {
    let words = words(line);
    let mut out = String::new();
    if words[0] == "cat" {
        return fs::read_to_string(work.join(&words[1])).unwrap();
    }
    assert_eq!(words[0], "nth", "only nth and cat: {line}");
    let mut child = Command::new(env!("CARGO_BIN_EXE_nth"))
        .args(&words[1..])
        .current_dir(work)
        .env("NTH_HOME", home)
        .env_remove("NTH_STDLIB")
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read its input may be gone already.
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

/// The transcript as it is now.
fn replay(text: &str) -> String {
    let temp = tempfile::tempdir().unwrap();
    let (work, home) = (temp.path().join("work"), temp.path().join("home"));
    copy(&dir().join("files"), &work);
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("$ ") else {
            // What stands before the first command is a remark; after one, it is its old output.
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
    let mut folders = vec![dir()];
    match (cfg!(feature = "llvm"), replay("$ nth run fib.nth:fibo -n 1 --tier native\n").contains("LLVM 19 is not")) {
        (false, _) => folders.push(dir().join("no-native")),
        (true, false) => folders.push(dir().join("native")),
        (true, true) => eprintln!("skipped: tests/cli/native, since LLVM 19 is not installed"),
    }
    let files = folders.iter().flat_map(|d| fs::read_dir(d).unwrap());
    let mut paths: Vec<PathBuf> = files.map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    assert!(!paths.is_empty());
    let mut wrong = String::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let found = replay(&text);
        if found == text {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &found).unwrap();
            continue;
        }
        let first = text.lines().zip(found.lines()).position(|(a, b)| a != b);
        let line = first.unwrap_or_else(|| text.lines().count().min(found.lines().count()));
        let show = |t: &str| t.lines().skip(line).take(6).collect::<Vec<_>>().join("\n");
        writeln!(
            wrong,
            "{}:{}\n--- expected\n{}\n--- found\n{}\n",
            path.display(),
            line + 1,
            show(&text),
            show(&found)
        )
        .unwrap();
    }
    assert!(wrong.is_empty(), "{wrong}");
}
