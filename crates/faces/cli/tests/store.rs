//! Stores and what comes into them: programs are run, sources are read, and nothing needs to be writable to be read.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use support::nth;

const GOOD: &str = r#"{"sequence":"A005408","known":9,"program":"seq a(n) = 2 * n + 1\n","core":"(func a (Int) Int (add (mul 2 (var 0)) 1))\n","size":5,"cost":45,"continued":45,"first":0,"verified":9,"surplus":7,"held":3,"proposer":"families","says":"polynomial","date":"2026-11-20"}"#;

fn run(dir: &Path, command: &str) -> Output {
    nth(command.split(' '), &dir.join("home")).current_dir(dir).output().unwrap()
}

fn all(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

/// A folder with the terms of the odd numbers, and the finding [`GOOD`] with some parts replaced.
fn folder(parts: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("list"), "A005408 ,1,3,5,7,9,11,13,15,17,\n").unwrap();
    let line = parts.iter().fold(GOOD.to_owned(), |line, (from, to)| {
        assert!(line.contains(from), "{from}");
        line.replace(from, to)
    });
    fs::write(dir.path().join("in.jsonl"), line + "\n").unwrap();
    dir
}

#[test]
fn what_is_imported_was_run() {
    let refused = [
        (("2 * n + 1", "2 * n + 2"), "the source is another program: its term at index 0 differs"),
        (("2 * n + 1", "if n < 3 then 2 * n + 1 else 0"), "the source is another program: its term at index 3 differs"),
        (("2 * n + 1", "2 * + 1"), "the source does not compile"),
        (("seq a(n)", "seq a(n from 1)"), "the source begins at index 1, not 0"),
        (("(mul 2 ", "(mul 3 "), "term at index 1"),
        (("2026-11-20", "2026-99-99"), "`2026-99-99` is no date"),
        (("\"size\":5", "\"size\":6"), "its size is 5, not 6"),
    ];
    for (part, why) in refused {
        for targets in ["", " --targets list"] {
            let dir = folder(&[part]);
            let out = run(dir.path(), &format!("store import f.db in.jsonl{targets}"));
            assert_eq!(out.status.code(), Some(2), "{part:?}: {}", all(&out));
            assert!(all(&out).contains("in.jsonl:1: ") && all(&out).contains(why), "{part:?}: {}", all(&out));
            assert!(run(dir.path(), "store stats f.db").status.code() == Some(0));
        }
    }
    // Both programs are the same, but not those of the sequence.
    let even = [("2 * n + 1", "2 * n + 2"), ("(var 0)) 1))", "(var 0)) 2))")];
    let out = run(folder(&even).path(), "store import f.db in.jsonl --targets list");
    assert!(all(&out).contains("in.jsonl:1: another term at index 0"), "{}", all(&out));
    // Numbers that follow from the run are those of the run.
    for part in [
        ("\"verified\":9", "\"verified\":9223372036854775807"),
        ("\"cost\":45", "\"cost\":9223372036854775807"),
        ("\"known\":9", "\"known\":9223372036854775807"),
        ("2 * n + 1", "n + n + 1"),
    ] {
        let dir = folder(&[part]);
        let out = run(dir.path(), "store import f.db in.jsonl --targets list");
        assert_eq!(out.status.code(), Some(0), "{part:?}: {}", all(&out));
        run(dir.path(), "store export f.db --to out.jsonl");
        let text = fs::read_to_string(dir.path().join("out.jsonl")).unwrap();
        let expected = r#""size":5,"cost":45,"continued":45,"first":0,"verified":9,"surplus":"#;
        assert!(text.contains(expected) && text.contains(r#""known":9,"#), "{part:?}: {text}");
        let verified = run(dir.path(), "store verify f.db --targets list");
        assert!(all(&verified).contains("nothing is wrong"), "{part:?}: {}", all(&verified));
    }
}

#[test]
fn a_store_is_read_where_nothing_can_be_written() {
    let dir = folder(&[]);
    assert_eq!(run(dir.path(), "store import f.db in.jsonl").status.code(), Some(0));
    let mode = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(&dir.path().join("f.db"), 0o444);
    mode(dir.path(), 0o555);
    // The superuser may write anywhere, so another user reads.
    let file = dir.path().join("f.db");
    let is_root = fs::OpenOptions::new().write(true).open(&file).is_ok();
    let stats = |file: &Path| {
        if !is_root {
            return Some(nth(["store", "stats", file.to_str().unwrap()], Path::new("/nonexistent")).output().unwrap());
        }
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", env!("CARGO_BIN_EXE_nth"), "store", "stats"]);
        command.arg(file).output().ok()
    };
    let out = stats(&file);
    mode(dir.path(), 0o755);
    match out {
        Some(out) if all(&out).contains("setpriv") || all(&out).contains("ermission denied") => {
            nth_testkit::skipped(all(&out).trim_end());
        }
        Some(out) => {
            assert_eq!(out.status.code(), Some(0), "{}", all(&out));
            assert!(all(&out).contains("programs"), "{}", all(&out));
        }
        None => nth_testkit::skipped("there is no setpriv to read as another user"),
    }
}
