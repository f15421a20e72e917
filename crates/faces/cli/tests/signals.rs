//! Signals that end a process: every command ends at the first one, quietly and with the status of the signal, whether
//! it computes or waits for input.

#![allow(clippy::unwrap_used)]
#![cfg(target_os = "linux")]

mod support;

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Time limit of a case, far more than any needs, for machines under load.
const LIMIT: Duration = Duration::from_secs(30);

/// Signals with their names for `kill` and the exit status after them.
const SIGNALS: [(&str, i32); 3] = [("INT", 130), ("TERM", 143), ("HUP", 129)];

/// Command as [`support::nth`] makes it, which SIGHUP ends: a test that `nohup` started has passed on that the signal
/// is to be ignored.
fn nth<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>, home: &Path) -> Command {
    let mut command = Command::new("env");
    command.args(["--default-signal=HUP", env!("CARGO_BIN_EXE_nth")]);
    support::prepared(command, args, home)
}

/// Sends a signal to a process.
fn send(child: &Child, signal: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
}

/// Waits until a process has a handler of SIGTERM.
fn wait_for_handler(child: &mut Child) {
    let file = format!("/proc/{}/status", child.id());
    for _ in 0..3000 {
        let status = fs::read_to_string(&file).unwrap_or_default();
        let caught = status.lines().find_map(|l| u64::from_str_radix(l.strip_prefix("SigCgt:")?.trim(), 16).ok());
        if caught.is_some_and(|mask| mask >> 14 & 1 == 1) {
            return;
        }
        assert!(child.try_wait().unwrap().is_none(), "it has ended by itself");
        sleep(Duration::from_millis(10));
    }
    panic!("it does not listen");
}

/// Waits for the end of a process. Returns its status, what it printed, and how long it took.
fn ended(mut child: Child) -> (Option<i32>, String, String, Duration) {
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(start.elapsed() < LIMIT, "it does not end");
        sleep(Duration::from_millis(2));
    }
    let time = start.elapsed();
    let out = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (out.status.code(), text(&out.stdout), text(&out.stderr), time)
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Commands that wait for input that does not come: standard input, which stays open, or `pipe`, which nobody writes.
const WAITING: [&str; 22] = [
    "fmt -",
    "fmt --check -",
    "eval -",
    "convert -",
    "repl",
    "repl pipe",
    "batch -",
    "batch pipe",
    "batch c.txt --targets pipe",
    "batch c.txt --letters global-macros=pipe",
    "synthesize --file -",
    "synthesize --file pipe",
    "synthesize --file list.txt --found pipe",
    "run pipe",
    "check pipe",
    "check a.nth --bfile pipe",
    "test pipe",
    "bfile pipe",
    "export --to pari pipe",
    "bench pipe",
    "oeis import pipe",
    "store import found.db pipe",
];

#[test]
fn commands_that_wait_for_input() {
    let dir = tempfile::tempdir().unwrap();
    fifo(&dir.path().join("pipe"));
    for (name, text) in [("a.nth", "seq a(n) = n\n"), ("c.txt", "K\n"), ("list.txt", "A000027 ,1,2,3,4,5,6,7,8,\n")] {
        fs::write(dir.path().join(name), text).unwrap();
    }
    let (mut slow, mut count) = (String::new(), 0);
    for command in WAITING.into_iter().chain(["eval --file pipe a", "doc --file pipe a"]) {
        for (signal, status) in SIGNALS {
            let home = dir.path().join("home");
            let mut child = nth(command.split(' '), &home).current_dir(dir.path()).spawn().unwrap();
            wait_for_handler(&mut child);
            // At any moment: the command may be reading already, or not yet.
            sleep(Duration::from_millis(40 * (count % 5)));
            count += 1;
            send(&child, signal);
            // The reader keeps the other end of standard input open.
            let stdin = child.stdin.take();
            let (code, out, said, time) = ended(child);
            drop(stdin);
            assert_eq!(code, Some(status), "{command}, {signal}: {out}{said}");
            assert_eq!(out, "", "{command}, {signal}");
            assert!(!said.contains("error"), "{command}, {signal}: {said}");
            if time > Duration::from_millis(200) {
                writeln!(slow, "{command}, {signal}: {time:?}").unwrap();
            }
        }
    }
    // The time depends on the machine, so it is shown only.
    println!("{count} runs, these took more than 200 ms:\n{slow}");
}

#[test]
fn a_server_that_does_not_answer() {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    for (signal, status) in SIGNALS {
        let mut child = nth(["oeis", "fetch", "--base-url", &url], dir.path()).spawn().unwrap();
        wait_for_handler(&mut child);
        sleep(Duration::from_millis(300));
        send(&child, signal);
        let (code, out, said, _) = ended(child);
        assert_eq!((code, out.as_str()), (Some(status), ""), "{signal}: {said}");
    }
}

/// A long program, so that compiling it takes long.
fn long_program() -> String {
    let mut text = String::new();
    for f in 0..20 {
        write!(text, "fn f{f}(n) = 0").unwrap();
        for k in 0..150 {
            write!(text, "\n  + (n * {k} + {f}) % (n + {})", k + 1).unwrap();
        }
        text += "\n";
    }
    let calls: Vec<String> = (0..20).map(|f| format!("f{f}(n)")).collect();
    text + "seq a(n) = " + &calls.join(" + ") + "\n"
}

#[test]
fn while_a_program_is_compiled() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.nth"), long_program()).unwrap();
    let slow = "seq slow(n) = loop(|x, i| (x + i) % 7, 10 ^ 15, 0)\n";
    fs::write(dir.path().join("b.nth"), format!("{slow}{}", "check slow = 0, 1\n".repeat(3000))).unwrap();
    let commands = ["run a.nth --tier native -n 100000", "check b.nth", "run a.nth -n 100000", "bench a.nth"];
    for (k, command) in commands.iter().flat_map(|c| [c; 6]).enumerate() {
        let (signal, status) = SIGNALS[k % 3];
        let mut child = nth(command.split(' '), dir.path()).current_dir(dir.path()).spawn().unwrap();
        wait_for_handler(&mut child);
        sleep(Duration::from_millis(120 * (k as u64 % 6)));
        send(&child, signal);
        let is_twice = k % 2 == 0;
        if is_twice {
            sleep(Duration::from_millis(20));
            let _ = Command::new("kill").args(["-s", signal, &child.id().to_string()]).output().unwrap();
        }
        let (code, _, said, _) = ended(child);
        // A command may have ended between the two signals, but never by a crash.
        assert_eq!(code, Some(status), "{command}, {signal}: {said}");
    }
}

#[test]
fn nohup_is_respected() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("c.txt");
    fifo(&file);
    let run = format!("trap '' HUP; exec '{}' batch '{}'", env!("CARGO_BIN_EXE_nth"), file.display());
    let mut child = Command::new("sh").args(["-c", &run]).env("NTH_HOME", dir.path()).spawn().unwrap();
    wait_for_handler(&mut child);
    send(&child, "HUP");
    sleep(Duration::from_millis(500));
    assert!(child.try_wait().unwrap().is_none(), "SIGHUP was not ignored");
    send(&child, "TERM");
    assert_eq!(ended(child).0, Some(143));
}
