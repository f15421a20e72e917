//! Tests of the command `nth batch`: formats, files, interruptions and kills.

#![allow(clippy::unwrap_used)]

mod batch_support;

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use batch_support::{Folder, case, generated, nth, random, run, sweep, text};

#[test]
fn formats_agree() {
    let of = |name: &str, format: &str| {
        let file = case(name);
        let all = run(&["batch", &file, "--format", format, "--all", "--targets", &case("stripped.txt")]);
        assert_eq!(all.code, 0, "{}", all.stderr);
        // The line without the text of the program.
        let cut = |l: &str| {
            let begin = l.find("\"program\"").unwrap();
            format!("{}{}", &l[..begin], &l[l.find("\"solves\"").unwrap()..])
        };
        all.stdout.lines().map(cut).collect::<Vec<_>>()
    };
    let letters = of("equal.qsynt.txt", "qsynt");
    assert_eq!(letters.len(), 12);
    assert!(letters[0].contains(r#""solves": ["A001477", "A999001"]"#) && letters[0].contains(r#""costs": [14, 8]"#));
    assert_eq!(of("equal.nth.txt", "nth"), letters);
    assert_eq!(of("equal.lisp.txt", "lisp"), letters);
}

#[test]
fn letters_after_n() {
    let dir = Folder::new();
    let (file, table) = (dir.path("c"), dir.path("table"));
    fs::write(&table, "# squares, then one more\nK K F\nK B D\n").unwrap();
    let solves = |program: &str, letters: &str| {
        fs::write(&file, program).unwrap();
        let got = run(&["batch", &file, "--letters", letters, "--all", "--targets", &case("stripped.txt")]);
        assert_eq!(got.code, 0, "{}", got.stderr);
        got.stdout.split(r#""solves": ["#).nth(1).unwrap().split(']').next().unwrap().to_owned()
    };
    let global = format!("global-macros={table}");
    assert_eq!(solves("K K F O P", "local-macros"), r#""A000290""#);
    assert_eq!(solves("P", &global), r#""A000027""#);
    assert_eq!(solves("K K F K O P", "lists"), r#""A001477", "A999001""#);
    assert_eq!(solves("K K F O P", "plain"), "");
    for wrong in ["greek", "global-macros=gone", &format!("global-macros={file}"), "global-macros"] {
        fs::write(&file, "K Z").unwrap();
        assert_eq!(run(&["batch", &file, "--letters", wrong]).code, 2);
    }
}

#[test]
fn source_as_candidates() {
    let got = run(&["batch", &case("nth.txt"), "--format", "nth", "--all", "--targets", &case("stripped.txt")]);
    let expected = fs::read_to_string(case("nth.expected")).unwrap();
    let lines: Vec<&str> = got.stdout.lines().collect();
    assert_eq!(lines.len(), expected.lines().count(), "{}", got.stderr);
    for (line, word) in lines.iter().zip(expected.lines()) {
        assert!(line.contains(&format!("\"{word}\"")), "{word} is expected: {line}");
        assert!(word != "invalid" || line.contains("\"message\": "), "{line}");
    }
}

#[test]
fn same_bytes_for_any_number_of_threads() {
    let dir = Folder::new();
    let file = dir.path("candidates.txt");
    fs::write(&file, generated(4000)).unwrap();
    let run_with = |jobs: &str| {
        let winners = dir.path(&format!("winners.{jobs}"));
        let args = ["batch", &file, &case("hostile.qsynt.txt"), "--all", "--jobs", jobs, "--budget", "2000"];
        let got = run(&[&args[..], &["--winners", &winners, "--targets", &case("stripped.txt")]].concat());
        assert_eq!(got.code, 0, "{}", got.stderr);
        (got.stdout, fs::read_to_string(winners).unwrap())
    };
    let one = run_with("1");
    assert!(one.0.lines().count() > 4010 && one.1.lines().count() > 5);
    assert!(one.0.lines().last().unwrap().contains("hostile.qsynt.txt"));
    for jobs in ["2", "3"] {
        assert!(run_with(jobs) == one, "{jobs} threads");
    }
}

/// Whether native code is available; if not, notes that the test is skipped.
fn is_native() -> bool {
    let got = run(&["batch", &case("equal.qsynt.txt"), "--tier", "native", "--targets", &case("stripped.txt")]);
    if got.code != 0 {
        nth_testkit::skipped(got.stderr.trim_end());
    }
    got.code == 0
}

#[test]
fn same_bytes_in_all_tiers() {
    if !is_native() {
        return;
    }
    let dir = Folder::new();
    let file = dir.path("candidates.txt");
    fs::write(&file, generated(1500)).unwrap();
    let with = |format: &str, file: &str, more: &[&str]| {
        let args = ["batch", file, "--all", "--format", format, "--targets", &case("stripped.txt")];
        let got = run(&[&args[..], more].concat());
        assert_eq!(got.code, 0, "{}", got.stderr);
        got.stdout
    };
    for (format, file) in [
        ("qsynt", file.as_str()),
        ("qsynt", &case("hostile.qsynt.txt")),
        ("nth", &case("nth.txt")),
        ("nth", &case("hostile.nth.txt")),
    ] {
        for budget in [&["--budget", "2000"][..], &["--budget", "5000", "--first-budget", "300", "--promising", "2"]] {
            let with = |more: &[&str]| with(format, file, &[budget, more].concat());
            let bytecode = with(&["--tier", "bytecode", "--jobs", "1"]);
            for jobs in ["1", "2"] {
                assert!(with(&["--tier", "native", "--jobs", jobs]) == bytecode, "{file} {jobs}");
                assert!(with(&["--jobs", jobs]) == bytecode, "{file} {jobs}");
            }
        }
    }
}

#[test]
fn tiers_are_shown() {
    if !is_native() {
        return;
    }
    let dir = Folder::new();
    let file = dir.path("c");
    // The programs n and n².
    fs::write(&file, "K\nK K F\n").unwrap();
    let with = |more: &[&str]| {
        let args = ["batch", &file, "--all", "--show-tiers", "--jobs", "1", "--targets", &case("stripped.txt")];
        let got = run(&[&args[..], more].concat());
        assert_eq!(got.code, 0, "{}", got.stderr);
        let tier = |l: &str| l.split("\"tier\": \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        (got.stdout.lines().map(tier).collect::<Vec<_>>(), got.stderr)
    };
    let (tiers, summary) = with(&[]);
    assert_eq!(tiers, ["bytecode"; 2]);
    assert!(summary.contains("bytecode: 2 candidates decided") && summary.contains("T1: 0 candidates"), "{summary}");
    let (tiers, summary) = with(&["--tier", "native"]);
    assert_eq!(tiers, ["T1"; 2]);
    assert!(summary.contains("T1: 2 candidates decided") && summary.contains(", 2 compiled in "), "{summary}");
}

#[test]
fn hostile_candidates_end_with_a_status() {
    for (name, format) in [("hostile.qsynt.txt", "qsynt"), ("hostile.nth.txt", "nth")] {
        let file = case(name);
        let got = run(&["batch", &file, "--format", format, "--all", "--targets", &case("stripped.txt")]);
        assert_eq!(got.code, 0, "{}", got.stderr);
        assert_eq!(got.stdout.lines().count(), fs::read_to_string(&file).unwrap().lines().count());
        for line in got.stdout.lines() {
            assert!(line.contains("\"status\": "), "{line}");
        }
    }
}

#[test]
fn strange_inputs() {
    let dir = Folder::new();
    let stripped = case("stripped.txt");
    let check = |name: &str, bytes: &[u8], format: &str| {
        let file = dir.path(name);
        fs::write(&file, bytes).unwrap();
        let got = run(&["batch", &file, "--all", "--format", format, "--targets", &stripped]);
        assert_eq!(got.code, 0, "{}", got.stderr);
        got.stdout
    };
    assert_eq!(check("empty", b"", "qsynt"), "");
    let bytes: Vec<u8> = (0..100_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for format in ["qsynt", "nth", "lisp"] {
        let out = check("binary", &bytes, format);
        assert!(out.lines().count() > 300);
        // Random bytes are rarely a program.
        assert!(out.lines().filter(|l| !l.contains("\"invalid\"")).count() < 10);
    }
    let mut long = b"K\n".to_vec();
    long.extend(b"K ".repeat(3_000_000));
    long.extend(b"\r\nK K F\r\n\r\nK");
    let out = check("long", &long, "qsynt");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 5);
    assert!(lines[1].contains("longer than 64 KB") && lines[1].len() < 300);
    assert!(lines[2].contains(r#""program": "K K F", "solves": ["A000290"]"#));
    assert!(lines[3].contains("\"invalid\"") && lines[4].contains("A001477"));
    for open in ["(", "?", "[", "a(", "/*", "1+", "-"] {
        assert!(check("deep", open.repeat(60_000 / open.len()).as_bytes(), "nth").contains("\"status\""));
        assert!(check("deep", open.repeat(60_000 / open.len()).as_bytes(), "lisp").contains("\"status\""));
    }
    let packed = dir.path("packed.txt");
    let mut gz = flate2::write::GzEncoder::new(fs::File::create(&packed).unwrap(), flate2::Compression::fast());
    gz.write_all(b"K K F\n").unwrap();
    gz.finish().unwrap();
    assert!(run(&["batch", &packed, "--targets", &stripped]).stdout.contains("A000290"));
}

#[test]
fn standard_input() {
    let args = ["batch", "-", "--targets", &case("stripped.txt")];
    let mut child = Command::new(nth())
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"A\nK K F\n").unwrap();
    let out = child.wait_with_output().unwrap();
    let lines = text(&out.stdout);
    assert_eq!(lines.lines().count(), 2, "{lines}");
    assert!(
        text(&out.stderr).starts_with("2 candidates against 15 sequences: 2 sequences solved by 2 candidates"),
        "{}",
        text(&out.stderr)
    );
}

#[test]
fn wrong_usage_is_status_2() {
    let dir = Folder::new();
    let (stripped, good, out) = (case("stripped.txt"), case("equal.qsynt.txt"), dir.path("out"));
    fs::write(dir.path("taken"), "x").unwrap();
    let (taken, nowhere, folder) = (dir.path("taken"), dir.path("no/such"), dir.path(""));
    let cases: [(&[&str], &str); 12] = [
        (&["batch", "gone.txt"], "cannot read gone.txt"),
        (&["batch", &folder], "is a folder"),
        (&["batch", "-", "-"], "only once"),
        (&["batch", &good, "--targets", "gone.gz"], "cannot read gone.gz"),
        (&["batch", &good, "--targets", &taken], "no sequences"),
        (&["batch", &good, "--out", &taken], "--force"),
        (&["batch", &good, "--out", &taken, "--resume"], "cannot resume"),
        (&["batch", &good, "--out", &nowhere, "--targets", &stripped], "cannot write"),
        (&["batch", &good, "--out", &folder], "folder"),
        (&["batch", &good, "--winners", &nowhere, "--out", &out, "--targets", &stripped], "cannot write"),
        (&["batch", &good, "--resume"], "--out"),
        (&["batch", &good, "--budget", "0"], "budget"),
    ];
    for (args, message) in cases {
        let got = run(args);
        assert_eq!(got.code, 2, "{args:?}: {}", got.stderr);
        assert!(got.stderr.contains(message), "{args:?}: {}", got.stderr);
        assert_eq!(got.stdout, "");
    }
    assert_eq!(fs::read_to_string(taken).unwrap(), "x");
}

#[test]
fn broken_gzip_is_an_error_that_can_be_mended() {
    let dir = Folder::new();
    let (file, out) = (dir.path("c.gz"), dir.path("out"));
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&generated(2000)).unwrap();
    let bytes = gz.finish().unwrap();
    fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let got = run(&["batch", &file, "--out", &out, "--all", "--budget", "500", "--targets", &case("stripped.txt")]);
    assert_eq!(got.code, 2);
    assert!(got.stderr.contains("c.gz") && got.stderr.contains("--resume"), "{}", got.stderr);
    assert!(fs::read_to_string(&out).unwrap().lines().count() > 100);
    assert!(fs::read_to_string(dir.path("out.progress")).unwrap().contains("\"finished\": false"));
}

#[test]
fn finished_and_changed_runs() {
    let dir = Folder::new();
    let (file, out, stripped) = (dir.path("c"), dir.path("out"), case("stripped.txt"));
    fs::write(&file, "K K F\nK\n").unwrap();
    let base = ["batch", &file, "--out", &out, "--targets", &stripped];
    let with = |more: &[&str]| run(&[&base[..], more].concat());
    // Without an earlier run, `--resume` starts a new one.
    assert_eq!(with(&["--resume"]).code, 0);
    let text = fs::read_to_string(&out).unwrap();
    assert_eq!(text.lines().count(), 2);
    let winners = dir.path("w");
    let again = with(&["--resume", "--winners", &winners]);
    assert!(again.code == 0 && again.stderr.contains("finished before"), "{}", again.stderr);
    assert_eq!(fs::read_to_string(&winners).unwrap().lines().count(), 3);
    for (more, message) in [
        (&["--resume", "--budget", "7"][..], "--budget was 100000, now it is 7"),
        (&["--resume", "--all"], "--all was false"),
        (&["--resume", "--first-budget", "5"], "--first-budget was none"),
        (&["--resume", "--format", "lisp"], "--format was qsynt"),
        (&["--resume", "--targets", &case("../oeis/none")], "cannot read"),
    ] {
        let got = with(more);
        assert_eq!(got.code, 2, "{}", got.stderr);
        assert!(got.stderr.contains(message), "{}", got.stderr);
    }
    fs::write(&file, "K K F\nB\n").unwrap();
    assert!(with(&["--resume"]).stderr.contains("was changed since"));
    assert_eq!(fs::read_to_string(&out).unwrap(), text);
    assert_eq!(with(&["--force"]).code, 0);
    assert!(fs::read_to_string(&out).unwrap().contains("A000012"));
    fs::write(&out, "").unwrap();
    assert!(with(&["--resume"]).stderr.contains("it was changed"));
}

#[test]
fn killed_at_any_moment() {
    let dir = Folder::new();
    let file = dir.path("candidates.txt");
    fs::write(&file, generated(30_000)).unwrap();
    let stripped = case("stripped.txt");
    let args = |name: &str, winners: &str, jobs: &'static str| {
        let (out, winners) = (dir.path(name), dir.path(winners));
        let all = [
            "batch",
            &file,
            "--targets",
            &stripped,
            "--jobs",
            jobs,
            "--all",
            "--resume",
            "--out",
            &out,
            "--winners",
            &winners,
        ];
        all.map(str::to_owned)
    };
    let read = |name: &str| fs::read(dir.path(name)).unwrap_or_default();
    let undisturbed = Command::new(nth()).args(args("whole", "whole.winners", "2")).output().unwrap();
    assert!(undisturbed.status.success(), "{}", text(&undisturbed.stderr));
    let (mut kills, mut halfway, mut seed) = (0, 0, 1);
    for round in 0.. {
        let name = format!("round{round}");
        let winners = format!("{name}.winners");
        loop {
            let jobs = ["1", "2", "3"][random(&mut seed, 3) as usize];
            let mut child =
                Command::new(nth()).args(args(&name, &winners, jobs)).stderr(Stdio::piped()).spawn().unwrap();
            let wait = if random(&mut seed, 3) == 0 { random(&mut seed, 60) } else { 200 + random(&mut seed, 900) };
            std::thread::sleep(Duration::from_millis(wait));
            if child.try_wait().unwrap().is_none() {
                child.kill().unwrap();
                child.wait().unwrap();
                kills += 1;
                // The part that the progress file claims to be right must be right.
                let progress = text(&read(&format!("{name}.progress")));
                if let Some(bytes) = progress.split("\"bytes\": ").last().and_then(|t| t.split(',').next()) {
                    let bytes: usize = bytes.trim().parse().unwrap_or(0);
                    halfway += usize::from(bytes > 0);
                    assert_eq!(read(&name).get(..bytes), read("whole").get(..bytes), "after kill {kills}");
                }
                continue;
            }
            let done = child.wait_with_output().unwrap();
            assert!(done.status.success(), "{}", text(&done.stderr));
            break;
        }
        assert!(read(&name) == read("whole"), "round {round}");
        assert!(read(&winners) == read("whole.winners"), "round {round}");
        if kills >= 24 {
            break;
        }
    }
    println!("{kills} kills, {halfway} with something done");
}

/// Contents of a store, as lines of JSON.
fn exported(dir: &Folder, store: &str) -> Vec<String> {
    let file = dir.path("export.jsonl");
    let got = run(&["store", "export", store, "--to", &file]);
    assert_eq!(got.code, 0, "{}", got.stderr);
    fs::read_to_string(&file).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn hits_of_every_dialect_go_to_a_store() {
    let stripped = case("stripped.txt");
    for format in ["qsynt", "nth", "lisp"] {
        let dir = Folder::new();
        let (file, store) = (case(&format!("equal.{format}.txt")), dir.path("found.db"));
        let args = ["batch", &file, "--format", format, "--targets", &stripped, "--store", &store, "--hindsight", "3"];
        let got = run(&args);
        assert_eq!(got.code, 0, "{}", got.stderr);
        assert!(got.stderr.contains("new solution"), "{}", got.stderr);
        let solved: usize = got.stdout.lines().map(|l| l.split("\"A").count() - 1).sum();
        let content = exported(&dir, &store);
        let (hits, own): (Vec<&String>, Vec<&String>) = content.iter().partition(|l| l.contains("\"sequence\""));
        // Equal programs of a sequence are stored as one finding.
        assert!(!hits.is_empty() && hits.len() <= solved, "{} {solved}", hits.len());
        assert!(own.len() <= 3 && own.iter().all(|l| l.contains("\"terms\"") && l.contains("own terms of")));
        assert!(content.iter().all(|l| l.contains("\"proposer\":\"batch\"")));
        let verified = run(&["store", "verify", &store, "--targets", &stripped]);
        assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
        let again = run(&args);
        assert!(again.stderr.contains("found.db: nothing new"), "{}", again.stderr);
        assert_eq!(exported(&dir, &store), content);
    }
}

#[test]
fn a_killed_run_keeps_in_its_store_what_an_undisturbed_one_keeps() {
    let dir = Folder::new();
    let (file, stripped) = (dir.path("candidates.txt"), case("stripped.txt"));
    fs::write(&file, generated(8_000)).unwrap();
    let args = |name: &str| {
        let (out, store) = (dir.path(name), dir.path(&format!("{name}.db")));
        ["batch", &file, "--targets", &stripped, "--resume", "--out", &out, "--store", &store, "--hindsight", "1500"]
            .map(str::to_owned)
    };
    let whole = Command::new(nth()).args(args("whole")).output().unwrap();
    assert!(whole.status.success(), "{}", text(&whole.stderr));
    let content = exported(&dir, &dir.path("whole.db"));
    assert!(content.iter().any(|l| l.contains("\"sequence\"")) && content.iter().any(|l| !l.contains("\"sequence\"")));
    let (mut seed, mut kills) = (7, 0);
    loop {
        let mut child = Command::new(nth()).args(args("cut")).stderr(Stdio::piped()).spawn().unwrap();
        if kills < 6 {
            std::thread::sleep(Duration::from_millis(100 + random(&mut seed, 700)));
            if child.try_wait().unwrap().is_none() {
                child.kill().unwrap();
                child.wait().unwrap();
                kills += 1;
                continue;
            }
        }
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "{}", text(&done.stderr));
        break;
    }
    assert_eq!(fs::read(dir.path("cut")).unwrap(), fs::read(dir.path("whole")).unwrap());
    assert_eq!(exported(&dir, &dir.path("cut.db")), content);
    let other = run(&["batch", &file, "--targets", &stripped, "--resume", "--out", &dir.path("cut")]);
    assert!(other.code == 2 && other.stderr.contains("--hindsight was 1500, now it is not there"), "{}", other.stderr);
}

/// Tests Ctrl-C while the input pauses, and resuming after it.
#[cfg(unix)]
#[test]
fn interrupted_and_resumed() {
    let dir = Folder::new();
    let (out, stripped) = (dir.path("out"), case("stripped.txt"));
    let args = ["batch", "-", "--out", &out, "--targets", &stripped, "--resume"];
    let start = || Command::new(nth()).args(args).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut child = start();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"K\nK K F\n").unwrap();
    // Verdicts are written although the input has not ended.
    sweep(|| fs::read_to_string(dir.path("out.progress")).is_ok_and(|t| t.contains("\"candidates\": 2")));
    assert!(Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap().success());
    let stopped = child.wait_with_output().unwrap();
    assert_eq!(stopped.status.code(), Some(130), "{}", text(&stopped.stderr));
    assert!(text(&stopped.stderr).contains("to go on: nth batch - --out"), "{}", text(&stopped.stderr));
    drop(stdin);
    let mut child = start();
    child.stdin.take().unwrap().write_all(b"K\nK K F\nB\n").unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(
        text(&done.stderr).contains("3 candidates against 15 sequences: 4 sequences solved by 3 candidates"),
        "{}",
        text(&done.stderr)
    );
    assert!(text(&done.stderr).contains("1 in this run"));
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 3);
    // An input with fewer lines than were done before is a different input.
    fs::write(
        dir.path("out.progress"),
        fs::read_to_string(dir.path("out.progress")).unwrap().replace("\"finished\": true", "\"finished\": false"),
    )
    .unwrap();
    let mut child = start();
    child.stdin.take().unwrap().write_all(b"K\n").unwrap();
    let short = child.wait_with_output().unwrap();
    assert_eq!(short.status.code(), Some(2), "{}", text(&short.stderr));
    assert!(text(&short.stderr).contains("fewer candidates"));
}

/// Waits for the end of a child, and returns its exit code and standard error.
fn end(child: std::process::Child) -> (Option<i32>, String) {
    let out = child.wait_with_output().unwrap();
    (out.status.code(), text(&out.stderr))
}

#[test]
fn a_run_under_way_is_not_resumed() {
    let dir = Folder::new();
    let (out, stripped) = (dir.path("out"), case("stripped.txt"));
    let args = |more: &'static str| ["batch", "-", "--out", &out, "--targets", &stripped, more].map(str::to_owned);
    let start =
        |more| Command::new(nth()).args(args(more)).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = start("--resume");
    let mut stdin = first.stdin.take().unwrap();
    stdin.write_all(b"K\nK K F\n").unwrap();
    sweep(|| fs::read_to_string(dir.path("out.progress")).is_ok_and(|t| t.contains("\"candidates\": 2")));
    for more in ["--resume", "--force"] {
        let (code, said) = end(start(more));
        assert_eq!(code, Some(2), "{more}: {said}");
        let expected = format!("out is in use by another run (process {}); wait until it has ended", first.id());
        assert!(said.contains(&expected), "{more}: {said}");
    }
    stdin.write_all(b"B\n").unwrap();
    drop(stdin);
    let (code, said) = end(first);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 3);
    // The lock ends with its process, also if that is killed.
    let mut killed = start("--force");
    let mut stdin = killed.stdin.take().unwrap();
    // The kind of an input is seen from its first bytes, of which one letter has too few.
    stdin.write_all(b"K K F\n").unwrap();
    sweep(|| fs::read_to_string(dir.path("out.progress")).is_ok_and(|t| t.contains("\"candidates\": 1")));
    killed.kill().unwrap();
    killed.wait().unwrap();
    let mut next = start("--resume");
    next.stdin.take().unwrap().write_all(b"K K F\nB\n").unwrap();
    let (code, said) = end(next);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_changed_letter_is_seen() {
    let dir = Folder::new();
    let (plain, packed, out) = (dir.path("c"), dir.path("c.gz"), dir.path("out"));
    let old = generated(3000);
    let pack = |bytes: &[u8]| {
        let mut gz = flate2::write::GzEncoder::new(fs::File::create(&packed).unwrap(), flate2::Compression::fast());
        gz.write_all(bytes).unwrap();
        gz.finish().unwrap();
        fs::write(&plain, bytes).unwrap();
    };
    pack(&old);
    // A letter in the middle becomes another one.
    let mut new = old.clone();
    let at = old.len() / 3 + old[old.len() / 3..].iter().position(|b| *b == b'K').unwrap();
    new[at] = b'A';
    let stripped = case("stripped.txt");
    let run_on = |input: &str, bytes: &[u8], more: &'static str| {
        let args = ["batch", input, "--out", &out, "--targets", &stripped, "--budget", "500", more];
        let mut child = Command::new(nth()).args(args).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A run that refuses its input may have ended already.
        let _ = child.stdin.take().unwrap().write_all(bytes);
        end(child)
    };
    for input in [plain.as_str(), &packed, "-"] {
        for finished in [false, true] {
            pack(&old);
            let (code, said) = run_on(input, &old, "--force");
            assert_eq!(code, Some(0), "{said}");
            if !finished {
                let progress = dir.path("out.progress");
                let text = fs::read_to_string(&progress).unwrap();
                fs::write(&progress, text.replace("\"finished\": true", "\"finished\": false")).unwrap();
            }
            let verdicts = fs::read(&out).unwrap();
            pack(&new);
            let (code, said) = run_on(input, &new, "--resume");
            if finished && input == "-" {
                assert!(said.contains("finished before"), "{said}");
            } else {
                assert_eq!(code, Some(2), "{input} {finished}: {said}");
                let expected = "cannot resume: the 3,000 candidates done before are not those of the input";
                assert!(said.contains(expected) || said.contains("was changed since"), "{input}: {said}");
            }
            assert!(fs::read(&out).unwrap() == verdicts, "{input}");
            pack(&old);
            let (code, said) = run_on(input, &old, "--resume");
            assert_eq!(code, Some(0), "{input} {finished}: {said}");
        }
    }
    // Verdicts that were changed are not gone on with.
    let changed = fs::read_to_string(&out).unwrap().replacen("\"size\": ", "\"size\": 1", 1);
    fs::write(&out, changed).unwrap();
    let (code, said) = run_on("-", &old, "--resume");
    assert!(code == Some(2) && said.contains("out was changed"), "{said}");
}
