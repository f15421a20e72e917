//! Reported findings survive the death of the process, and several processes write at once.
//!
//! The test binary is its own child: with `NTH_STORE_CHILD` set, the test `child` writes to that store and prints the
//! key of each finding after `add` has returned.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use nth_store::{Store, Verdict};
use support::finding;

/// Number of times that the writer is killed.
const KILLS: u32 = 200;

#[test]
fn child() {
    let Ok(path) = std::env::var("NTH_STORE_CHILD") else { return };
    let word = |name: &str| std::env::var(name).unwrap();
    let (name, batches): (String, u64) = (word("NTH_STORE_NAME"), word("NTH_STORE_BATCHES").parse().unwrap());
    let mut store = Store::open(path).unwrap();
    for b in 0..batches {
        let batch: Vec<_> = (0..=b % 3).map(|k| finding(&format!("{name}-{b}-{k}"), k as i64, b % 5)).collect();
        store.add(&batch).unwrap();
        let mut out = std::io::stdout().lock();
        for f in &batch {
            writeln!(out, "found {}", f.sequence.as_deref().unwrap()).unwrap();
        }
        out.flush().unwrap();
    }
}

fn start(path: &Path, name: &str, batches: u64) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture", "--test-threads=1"])
        .env("NTH_STORE_CHILD", path)
        .env("NTH_STORE_NAME", name)
        .env("NTH_STORE_BATCHES", batches.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    (child, out)
}

/// The keys in what a child printed; a last line without its end was not reported.
fn keys(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split_inclusive('\n').filter(|l| l.ends_with('\n')).filter_map(|l| {
        // The test runner prints without an end of line before the first one.
        l.trim_end().rsplit_once("found ").map(|(_, key)| key.to_owned())
    })
}

fn stored(path: &Path) -> BTreeSet<String> {
    let store = Store::open(path).unwrap();
    let mut keys = BTreeSet::new();
    let report = store
        .verify(&mut |f| {
            keys.insert(f.sequence.clone().unwrap());
            Verdict::Right
        })
        .unwrap();
    assert!(report.is_right(), "{report:?}");
    keys
}

#[test]
fn what_was_reported_survives_kills() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("found.db");
    let mut reported = BTreeSet::new();
    let mut random: u64 = 0x2545_f491_4f6c_dd1d;
    for round in 0..KILLS {
        let (mut child, mut out) = start(&path, &format!("r{round}"), u64::MAX);
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // The output may be empty: the child may die before it has opened the file.
        let mut text = String::new();
        for _ in 0..(random >> 33) % 16 {
            out.read_line(&mut text).unwrap();
        }
        // On Unix this is SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap();
        out.read_to_string(&mut text).unwrap();
        reported.extend(keys(&text));
        let stored = stored(&path);
        let lost: Vec<_> = reported.difference(&stored).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?}");
        // Batches are whole: the last finding of one is there if the first is.
        for key in &stored {
            let mut parts = key.split('-');
            let (run, batch) = (parts.next().unwrap(), parts.next().unwrap().parse::<u64>().unwrap());
            assert!(stored.contains(&format!("{run}-{batch}-{}", batch % 3)), "round {round}: half of {run}-{batch}");
        }
    }
    assert!(reported.len() > 500, "only {} were reported", reported.len());
    eprintln!("{} findings reported, none lost", reported.len());
}

#[test]
fn processes_write_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("found.db");
    // The file is not there yet: they also make it at once.
    let mut children: Vec<_> = ["a", "b", "c"].map(|name| start(&path, name, 60)).into();
    let mut reported = BTreeSet::new();
    for (child, out) in &mut children {
        let mut text = String::new();
        out.read_to_string(&mut text).unwrap();
        assert!(child.wait().unwrap().success(), "{text}");
        reported.extend(keys(&text));
    }
    assert_eq!(reported.len(), 3 * (60 * 2));
    assert_eq!(stored(&path), reported);
}

/// Many processes make one store at the same time, again and again.
#[test]
fn processes_make_a_store_at_once() {
    for round in 0..15 {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("found.db");
        let mut children: Vec<_> = (0..6).map(|i| start(&path, &format!("p{i}"), 1)).collect();
        for (child, out) in &mut children {
            let mut text = String::new();
            out.read_to_string(&mut text).unwrap();
            assert!(child.wait().unwrap().success(), "round {round}: {text}");
        }
        assert_eq!(stored(&path).len(), 6);
    }
}
