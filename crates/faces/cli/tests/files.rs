//! Files that commands write: whole or unchanged when the disk is full or the process is killed, and never an input.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use support::nth;

const LIST: &str = "A001477 ,0,1,2,3,4,5,6,7,\nA000290 ,0,1,4,9,16,25,36,49,\n";

/// A folder with the inputs of the cases.
fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("f.nth", "use other\nseq fib(n) = if n < 2 then n else fib(n-1) + fib(n-2) + other.zero(n)\n");
    write("other.nth", "seq zero(n) = 0\n");
    write("c.txt", "K\nK K F\n");
    write("list.txt", LIST);
    write("table", "K K F\n");
    write("found.jsonl", "");
    let made = run(dir.path(), "batch c.txt --targets list.txt --store f.db");
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    dir
}

fn run(dir: &Path, command: &str) -> Output {
    nth(command.split(' '), &dir.join("home")).current_dir(dir).stdin(Stdio::null()).output().unwrap()
}

fn said(out: &Output) -> String {
    String::from_utf8_lossy(&out.stderr).into_owned()
}

/// Names and contents of the files of a folder, without those of the data folder.
fn contents(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(dir).unwrap().map(|e| e.unwrap());
    let files = entries.filter(|e| e.file_type().unwrap().is_file());
    let mut all: Vec<_> = files.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect();
    all.sort();
    all
}

#[test]
fn an_output_is_no_input() {
    let dir = folder();
    fs::hard_link(dir.path().join("c.txt"), dir.path().join("hard")).unwrap();
    std::os::unix::fs::symlink("f.nth", dir.path().join("soft")).unwrap();
    let before = contents(dir.path());
    for (command, message) in [
        ("bfile f.nth:fib -o f.nth", "-o would overwrite f.nth, which FILE reads"),
        ("bfile f.nth:fib -o ./f.nth", "-o would overwrite ./f.nth, which FILE reads"),
        ("bfile f.nth:fib -o soft", "-o would overwrite soft, which FILE reads"),
        ("bfile f.nth:fib -o other.nth", "-o would overwrite other.nth, which FILE reads"),
        ("batch c.txt --targets list.txt --winners c.txt", "--winners would overwrite c.txt, which FILE reads"),
        ("batch c.txt --targets list.txt --winners hard", "--winners would overwrite hard, which FILE reads"),
        ("batch c.txt --targets list.txt --winners list.txt", "which --targets reads"),
        ("batch c.txt --targets list.txt --out c.txt --force", "--out would overwrite c.txt"),
        ("batch c.txt --targets list.txt --out new --winners new", "--winners and --out would both write new"),
        ("batch c.txt --targets list.txt --out new --winners new.progress", "--winners and --out would both write"),
        ("batch c.txt --targets list.txt --store f.db --winners f.db", "--store and --winners would both write f.db"),
        ("batch c.txt --targets list.txt --store new --out new", "--store and --out would both write new"),
        ("batch c.txt --letters global-macros=table --winners table", "which --letters reads"),
        ("synthesize 1,2,3 --store f.db --log f.db", "--log and --store would both write f.db"),
        ("synthesize 1,2,3 --store f.db --log f.db-wal", "--log and --store would both write f.db-wal"),
        ("synthesize --file list.txt --log list.txt", "--log would overwrite list.txt, which --file reads"),
        ("synthesize --file list.txt --found found.jsonl --log found.jsonl", "which --found reads"),
        ("store export f.db --library --to f.db", "--to would overwrite f.db, which STORE reads"),
        ("store import f.db f.db", "STORE would overwrite f.db, which FILE reads"),
        ("store merge f.db f.db", "STORE would overwrite f.db, which OTHER reads"),
    ] {
        let out = run(dir.path(), command);
        assert_eq!(out.status.code(), Some(2), "{command}: {}", said(&out));
        assert!(said(&out).contains(message), "{command}: {}", said(&out));
        assert!(contents(dir.path()) == before, "{command}");
    }
    // Standard input is a file, too.
    for (input, command, message) in [
        ("c.txt", "batch - --targets list.txt --winners c.txt", "--winners would overwrite c.txt, which FILE reads"),
        ("c.txt", "batch - --targets list.txt --out hard --force", "--out would overwrite hard, which FILE reads"),
        ("list.txt", "synthesize --file - --log list.txt", "--log would overwrite list.txt, which --file reads"),
    ] {
        let mut nth = nth(command.split(' '), &dir.path().join("home"));
        let stdin = fs::File::open(dir.path().join(input)).unwrap();
        let out = nth.current_dir(dir.path()).stdin(stdin).output().unwrap();
        assert_eq!(out.status.code(), Some(2), "{command}: {}", said(&out));
        assert!(said(&out).contains(message), "{command}: {}", said(&out));
        assert!(contents(dir.path()) == before, "{command}");
    }
    for command in [
        "bfile f.nth:fib -n 5 -o /dev/null",
        "batch /dev/null --targets list.txt --winners /dev/null",
        "synthesize 1,8,27,64,125,216,343,512,729,1000,1331,1728 --log /dev/null --work-limit 1000 --jobs 1",
    ] {
        let out = run(dir.path(), command);
        assert!(out.status.code() == Some(0), "{command}: {}", said(&out));
    }
}

/// A source of many lines that is not formatted.
fn long_source() -> String {
    let mut text = String::new();
    for k in 0..3000 {
        writeln!(text, "seq a{k}(n)=n+{k}").unwrap();
    }
    text
}

/// Runs a command with files limited to `blocks` of 512 or 1,024 bytes each; a longer file is as a full disk.
fn with_limit(dir: &Path, blocks: u32, command: &str) -> Output {
    let script = format!("ulimit -f {blocks}; exec '{}' {command}", env!("CARGO_BIN_EXE_nth"));
    let mut sh = Command::new("sh");
    sh.args(["-c", &script]).current_dir(dir).env("NTH_HOME", dir.join("home")).stdin(Stdio::null());
    sh.output().unwrap()
}

#[test]
fn a_full_disk_loses_nothing() {
    let dir = folder();
    fs::write(dir.path().join("long.nth"), long_source()).unwrap();
    for name in ["out", "out.jsonl", "winners"] {
        fs::write(dir.path().join(name), "what was there\n").unwrap();
    }
    let before = contents(dir.path());
    // Blocks, command, words of the message, and whether files may be new.
    for (blocks, command, words) in [
        (8, "fmt long.nth", "cannot write long.nth: File too large"),
        (8, "bfile long.nth:a7 -n 10000 -o out", "cannot write out: File too large"),
        (0, "bfile f.nth:fib -o new", "cannot write new: File too large"),
        (0, "store export f.db --to out.jsonl", "cannot write out.jsonl: File too large"),
        (0, "store export f.db --to out.jsonl --library", "cannot write out.jsonl: File too large"),
        (0, "batch c.txt --targets list.txt --winners winners", "cannot write winners: File too large"),
        (0, "batch c.txt --targets list.txt --store f.db", "f.db"),
        (0, "store merge f.db other.db", "there is no store other.db"),
    ] {
        let out = with_limit(dir.path(), blocks, command);
        assert_eq!(out.status.code(), Some(2), "{command}: {}", said(&out));
        assert!(said(&out).contains(words), "{command}: {}", said(&out));
        let now: Vec<_> =
            contents(dir.path()).into_iter().filter(|(n, _)| !n.contains("-wal") && !n.contains("-shm")).collect();
        assert!(now == before, "{command}: {:?}", now.iter().map(|(n, _)| n).collect::<Vec<_>>());
    }
    // A journal says what was written, and can be resumed.
    let out = with_limit(dir.path(), 0, "batch c.txt --targets list.txt --out verdicts");
    assert!(out.status.code() == Some(2) && said(&out).contains("verdicts"), "{}", said(&out));
    let resumed = run(dir.path(), "batch c.txt --targets list.txt --out verdicts --resume");
    assert_eq!(resumed.status.code(), Some(0), "{}", said(&resumed));
    assert_eq!(fs::read_to_string(dir.path().join("verdicts")).unwrap().lines().count(), 2);
    // Answers are printed although they cannot be kept.
    for option in ["--store new.db", "--work work", "--log log"] {
        let search = "synthesize 1,4,9,16,25,36,49,64 --proposers closed-form,enumerate --work-limit 20000";
        let command = format!("{search} {option}");
        let out = with_limit(dir.path(), 0, &command);
        let shown = String::from_utf8_lossy(&out.stdout).into_owned();
        assert!(!said(&out).contains("panicked"), "{command}: {}", said(&out));
        assert!(shown.contains("seq ") || out.status.code() == Some(2), "{command}: {shown}{}", said(&out));
        // A search that ends within a second has no checkpoints.
        let silent = option.starts_with("--work");
        assert!(out.status.code() == Some(2) || said(&out).contains("warning") || silent, "{command}: {}", said(&out));
    }
}

/// Commands that print, each of which must say that it could not.
const PRINTING: [&str; 14] = [
    "run f.nth",
    "run f.nth --json",
    "eval 2^100",
    "check f.nth",
    "test f.nth",
    "fmt --check f.nth",
    "doc gcd",
    "explain",
    "bfile f.nth:fib",
    "export --to pari f.nth:fib",
    "batch c.txt --targets list.txt",
    "convert K",
    "oeis lookup 1,2,3,4,5",
    "store stats f.db",
];

#[test]
fn a_full_standard_output_is_an_error() {
    if !Path::new("/dev/full").exists() {
        nth_testkit::skipped("there is no /dev/full");
        return;
    }
    let dir = folder();
    for command in PRINTING {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let out = nth(command.split(' '), &dir.path().join("home")).current_dir(dir.path()).stdout(full).output();
        let out = out.unwrap();
        assert_eq!(out.status.code(), Some(2), "{command}: {}", said(&out));
        assert!(said(&out).contains("cannot write: No space left on device"), "{command}: {}", said(&out));
    }
}

#[test]
fn a_killed_formatter_leaves_whole_files() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("long.nth");
    let old = long_source();
    fs::write(&path, &old).unwrap();
    assert_eq!(run(dir.path(), "fmt long.nth").status.code(), Some(0));
    let new = fs::read_to_string(&path).unwrap();
    assert_ne!(old, new);
    let (mut wait, mut changed) = (1, 0);
    for round in 0..40 {
        fs::write(&path, &old).unwrap();
        let mut child = nth(["fmt", "long.nth"], dir.path()).current_dir(dir.path()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = fs::read_to_string(&path).unwrap();
        assert!(now == old || now == new, "round {round}: {} bytes", now.len());
        // The waiting time moves towards the moment of writing.
        let is_changed = now == new;
        changed += u32::from(is_changed);
        wait = if is_changed { wait - wait / 8 } else { wait + wait / 8 + 1 };
    }
    println!("{changed} of 40 had changed the file");
}

#[test]
fn modules_are_files_of_nth() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("lib")).unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("secret", "the password is 12345\n");
    write("lib/real.nth", "seq one(n) = 1\n");
    std::os::unix::fs::symlink("secret", dir.path().join("stolen.nth")).unwrap();
    std::os::unix::fs::symlink("lib/real.nth", dir.path().join("linked.nth")).unwrap();
    assert!(Command::new("mkfifo").arg(dir.path().join("pipe.nth")).status().unwrap().success());
    std::os::unix::fs::symlink("/dev/zero", dir.path().join("endless.nth")).unwrap();
    write("a.nth", "use linked\nseq a(n) = linked.one(n)\n");
    assert_eq!(run(dir.path(), "run a.nth -n 3").status.code(), Some(0));
    for (module, why) in [
        ("stolen", "stolen.nth is a link to a file whose name does not end in .nth"),
        ("pipe", "pipe.nth is no regular file"),
        ("endless", "endless.nth is no regular file"),
    ] {
        write("a.nth", &format!("use {module}\nseq a(n) = n\n"));
        let out = run(dir.path(), "run a.nth");
        assert_eq!(out.status.code(), Some(2), "{module}: {}", said(&out));
        assert!(said(&out).contains(why) && !said(&out).contains("password"), "{module}: {}", said(&out));
    }
    // Files that are found in a folder, not named by the user, follow the same rule.
    fs::remove_file(dir.path().join("a.nth")).unwrap();
    let out = run(dir.path(), "check .");
    assert!(out.status.code() == Some(0) && !said(&out).contains("password"), "{}", said(&out));
}
