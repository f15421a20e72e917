//! Tests of the process: Ctrl-C, closed pipes, colours, a download from a server on this machine.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use support::interrupt;

const SLOW: &str = "seq slow(n) = if n < 5 then n else loop(|x, i| (x + i) % 7, 10 ^ 15, 0)\nseq fast(n) = n\n";

fn nth(dir: &Path, args: &[&str]) -> Command {
    let mut command = support::nth(args, &dir.join("home"));
    command.current_dir(dir);
    command
}

#[test]
fn ctrl_c_says_how_far_it_got() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.nth"), SLOW).unwrap();
    // Output to a pipe is delayed; the exit status and output below show that nothing is lost.
    let child = nth(dir.path(), &["run", "a.nth:slow", "-n", "9", "--color", "never"]).spawn().unwrap();
    // Time for the command to install its handler of Ctrl-C; the loop itself takes days.
    std::thread::sleep(std::time::Duration::from_millis(1500));
    interrupt(&child);
    let out = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(out.stdout).unwrap(), "0, 1, 2, 3, 4\n");
    assert_eq!(String::from_utf8(out.stderr).unwrap(), "stopped at slow(5), after 5 terms: interrupted\n");
    assert_eq!(out.status.code(), Some(130));
}

#[test]
fn ctrl_c_says_how_much_of_a_b_file_agrees() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.nth"), SLOW).unwrap();
    fs::write(dir.path().join("b.txt"), (0..9).map(|n| format!("{n} {n}\n")).collect::<String>()).unwrap();
    let child = nth(dir.path(), &["check", "a.nth:slow", "--bfile", "b.txt", "--color", "never"]).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    interrupt(&child);
    let out = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(out.stdout).unwrap(), "? slow agrees with b.txt on 5 of 9 terms\n");
    assert_eq!(String::from_utf8(out.stderr).unwrap(), "stopped at slow(5): interrupted\n");
    assert_eq!(out.status.code(), Some(130));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.nth"), SLOW).unwrap();
    let mut child = nth(dir.path(), &["bfile", "a.nth:fast", "-n", "100000000"]).spawn().unwrap();
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    assert_eq!(line, "0 0\n");
    drop(out);
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
fn the_repl_keeps_its_state_when_interrupted() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = nth(dir.path(), &["repl"]).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    input.write_all(b"40 + 2\nloop(|x, i| x, 10 ^ 18, 0)\n").unwrap();
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    assert_eq!(line, "%1 = 42 : Int\n");
    std::thread::sleep(std::time::Duration::from_millis(500));
    interrupt(&child);
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(said, "interrupted; everything is as before\n");
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

/// Tests that commands without programs do not read the library, which takes most of the time of a small run.
#[test]
fn help_does_not_read_the_library() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.nth"), "seq fast(n) = n\n").unwrap();
    let without = |args: &[&str]| nth(dir.path(), args).env("NTH_STDLIB", "no such folder").output().unwrap();
    let commands: [&[&str]; 6] = [
        &["--help"],
        &["--version"],
        &["run", "--help"],
        &["explain", "unknown-name"],
        &["fmt", "--check", "a.nth"],
        &["oeis", "--help"],
    ];
    for args in commands {
        let out = without(args);
        assert_eq!(out.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    }
    assert_eq!(without(&["run", "a.nth:fast"]).status.code(), Some(2), "a run reads it");
}

#[test]
fn colours_only_when_wanted() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.nth"), "seq a(n) = nothing\n").unwrap();
    let said = |args: &[&str]| String::from_utf8(nth(dir.path(), args).output().unwrap().stderr).unwrap();
    assert!(!said(&["run", "a.nth"]).contains('\x1b'));
    assert!(said(&["run", "a.nth", "--color", "always"]).contains('\x1b'));
}

/// Web server for the test: answers every request for `stripped.gz` and `names.gz`.
fn serve(listener: TcpListener) {
    let gzip = |text: &str| {
        let mut e = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        e.write_all(text.as_bytes()).unwrap();
        e.finish().unwrap()
    };
    for stream in listener.incoming() {
        let Ok(mut stream) = stream else { return };
        let mut head = String::new();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        while reader.read_line(&mut head).is_ok_and(|n| n > 2) {}
        let body = if head.contains("/stripped.gz") {
            gzip("# test\nA000012 ,1,1,1,1,1,1,1,1,\nA000027 ,1,2,3,4,5,6,7,8,9,10,\n")
        } else {
            gzip("A000027 The positive integers.\n")
        };
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
    }
}

#[test]
fn fetch_then_lookup() {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || serve(listener));
    let out = nth(dir.path(), &["oeis", "fetch", "--base-url", &url]).output().unwrap();
    let (said, wrong) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
    assert_eq!(out.status.code(), Some(0), "{wrong}");
    assert!(said.starts_with("2 entries (2 new), 18 terms, 1 name, in "), "{said}{wrong}");
    let out = nth(dir.path(), &["oeis", "lookup", "4,5,6,7"]).output().unwrap();
    let said = String::from_utf8(out.stdout).unwrap();
    let entry = "A000027  The positive integers. (`positives` in the library)\n         from term 4, at index 4\n";
    assert!(said.starts_with(entry), "{said}");
}

#[test]
fn a_damaged_download_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    // Each answer says that the file is the same version, though every second one is damaged.
    std::thread::spawn(move || {
        let mut e = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        e.write_all(b"A000045 ,0,1,1,2,3,5,8,\n").unwrap();
        let good = e.finish().unwrap();
        let mut bad = good.clone();
        let sum = bad.len() - 7;
        bad[sum] ^= 1;
        for body in [&good, &good, &bad, &good, &good, &good] {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let mut head = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            while reader.read_line(&mut head).is_ok_and(|n| n > 2) {}
            let length = body.len();
            let head =
                format!("HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        }
    });
    let fetch = || nth(dir.path(), &["oeis", "fetch", "--base-url", &url]).output().unwrap();
    assert_eq!(fetch().status.code(), Some(0));
    let index = fs::read(dir.path().join("home/oeis.index")).unwrap();
    let out = fetch();
    assert_eq!(out.status.code(), Some(2));
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(said.contains("arrived damaged") && said.contains("run the command again"), "{said}");
    assert_eq!(fs::read(dir.path().join("home/oeis.index")).unwrap(), index);
    let out = fetch();
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn a_dead_server_is_told_of() {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut child = nth(dir.path(), &["oeis", "fetch", "--base-url", &url, "--timeout", "1"]).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert!(said.starts_with("stripped.gz: ") && said.trim_end().ends_with("attempt 2 of 4"), "{said}");
    interrupt(&child);
    child.wait().unwrap();
}
