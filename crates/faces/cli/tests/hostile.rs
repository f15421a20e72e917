//! Programs that would take all time, all memory or all stack, through every door: each ends with a status.
//!
//! `tests/hostile/*.nth`: a line `// status: S` and perhaps `// args: …`. S is the status of the last sequence in the
//! output of `nth run --json`, or the code of an error that keeps it from running. `expressions.txt`: `expression =>
//! status`.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::io::Write;
use std::process::Output;
use std::thread;
use std::time::{Duration, Instant};

/// Time limit of a case, far more than any needs, for machines under load.
const LIMIT: Duration = Duration::from_secs(240);

/// Runs nth and checks that it ends by itself with one of its exit statuses, without a panic.
fn nth(args: &[&str], input: &[u8]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut child = support::nth(args, home.path()).spawn().unwrap();
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_vec());
    let writer = thread::spawn(move || {
        // A command that does not read all of its input may have ended already.
        let _ = stdin.write_all(&input);
    });
    let start = Instant::now();
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(start.elapsed() < LIMIT, "{args:?} took {:?}", start.elapsed());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0..=2)), "{args:?}: {:?}\n{said}", output.status);
    assert!(!said.contains("panicked"), "{args:?}: {said}");
    output
}

fn status(json: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(json);
    let value: serde_json::Value = serde_json::from_str(text.lines().last()?).unwrap();
    Some(value["status"].as_str().unwrap().to_owned())
}

#[test]
fn programs() {
    let mut seen = 0;
    for path in nth_testkit::files("tests/hostile", ".nth") {
        seen += 1;
        let text = nth_testkit::read(&path);
        let named = |key: &str| text.lines().find_map(|l| l.strip_prefix(key)).map(str::trim);
        let expected = named("// status:").unwrap();
        let mut args = vec!["run", "-n", "3", "--json", "--error-format", "short", path.to_str().unwrap()];
        args.extend(named("// args:").map_or(vec!["--budget", "10000000"], |a| a.split(' ').collect()));
        let out = nth(&args, b"");
        let said = String::from_utf8_lossy(&out.stderr);
        match status(&out.stdout) {
            Some(found) => assert_eq!(found, expected, "{path:?}: {said}"),
            None => assert!(said.contains(&format!("error[{expected}]")), "{path:?}: {said}"),
        }
    }
    assert!(seen > 20, "{seen} programs");
}

#[test]
fn expressions_through_every_door() {
    let text = nth_testkit::read("tests/hostile/expressions.txt");
    for (expr, expected) in text.lines().filter_map(|l| l.split_once(" => ")) {
        let out = nth(&["eval", "--json", "--budget", "1000000", expr], b"");
        assert_eq!(status(&out.stdout).as_deref(), Some(expected), "{expr}: {}", String::from_utf8_lossy(&out.stderr));
        // The REPL must continue after the expression.
        let out = nth(&["repl", "--budget", "1000000"], format!("{expr}\n1 + 1\n").as_bytes());
        assert!(String::from_utf8_lossy(&out.stdout).contains(" = 2 : Int"), "{expr}");
        // A batch must continue after the expression.
        let out = nth(&["batch", "--all", "--format", "nth", "-"], format!("{expr}\nn\n").as_bytes());
        assert_eq!(String::from_utf8_lossy(&out.stdout).lines().count(), 2, "{expr}");
    }
}

/// Commands that read a text, from a file or from standard input.
const DOORS: [&[&str]; 6] =
    [&["check", "--no-oeis"], &["fmt", "--check"], &["run"], &["eval", "-"], &["repl"], &["batch", "--all", "-"]];

#[test]
fn a_megabyte_of_anything() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("a.nth");
    for unit in ["(", "?", "/*", "7", "x", "@", "|x|", "if ", "\0"] {
        let text = unit.repeat((1 << 20) / unit.len());
        fs::write(&file, format!("seq a(n) = {text}\n")).unwrap();
        for door in DOORS {
            let reads_file = matches!(door[0], "check" | "fmt" | "run");
            let args = if reads_file { [door, &[file.to_str().unwrap()]].concat() } else { door.to_vec() };
            let out = nth(&args, text.as_bytes());
            assert!(out.stderr.len() < 1 << 20, "{unit} {door:?}: {} bytes of messages", out.stderr.len());
        }
    }
}

/// Tests that Ctrl-C stops endless programs, in loops of the library and in operations on big integers.
#[cfg(unix)]
#[test]
fn ctrl_c_stops_what_has_no_end() {
    let cases =
        ["no_end", "giant_factorial", "nothing_found", "slow_search", "range_beyond_64_bits", "exponential_calls"];
    thread::scope(|scope| {
        for case in cases {
            scope.spawn(move || {
                let home = tempfile::tempdir().unwrap();
                let target = format!("{}/tests/hostile/{case}.nth:a", nth_testkit::root().display());
                let args = ["run", "--color", "never", &target];
                let mut child = support::nth(args, home.path()).spawn().unwrap();
                thread::sleep(Duration::from_secs(2));
                assert!(child.try_wait().unwrap().is_none(), "{case} ends by itself");
                let start = Instant::now();
                support::interrupt(&child);
                let out = child.wait_with_output().unwrap();
                assert!(start.elapsed() < LIMIT, "{case}: {:?}", start.elapsed());
                assert_eq!(out.status.code(), Some(130), "{case}");
                let said = String::from_utf8_lossy(&out.stderr);
                assert!(said.ends_with("stopped at a(0), after 0 terms: interrupted\n"), "{case}: {said}");
            });
        }
    });
}

/// Tests that Ctrl-C stops the other commands, and that none of them claims to have finished.
#[cfg(unix)]
#[test]
fn ctrl_c_stops_every_command() {
    let temp = tempfile::tempdir().unwrap();
    let endless = "loop(|x, i| (x + i) % 7, 10 ^ 15, 0)";
    fs::write(temp.path().join("a.nth"), format!("/// >>> a(0)\n/// 0\nseq a(n) = {endless}\ncheck a = 0\n")).unwrap();
    fs::write(temp.path().join("c.txt"), format!("{endless}\n")).unwrap();
    let commands: [&[&str]; 6] = [
        &["check", "a.nth"],
        &["test", "a.nth"],
        &["bfile", "a.nth"],
        &["bench", "a.nth"],
        &["eval", endless],
        &["batch", "--format", "nth", "--budget", "1000000000000000", "c.txt"],
    ];
    for args in commands {
        let child = support::nth(args, temp.path()).current_dir(temp.path()).spawn().unwrap();
        thread::sleep(Duration::from_secs(2));
        support::interrupt(&child);
        let out = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(130), "{args:?}: {said}");
        assert!(said.contains("stopped") || said.contains("interrupted"), "{args:?}: {said}");
        assert_eq!(String::from_utf8_lossy(&out.stdout), "", "{args:?}");
    }
}
