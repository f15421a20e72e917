//! Tests of the engine: the same verdicts in the same order for any number of threads.

#![allow(clippy::unwrap_used)]

use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use nth_base::{Cancel, Clock, Limits};
use nth_batch::engine::{self, Options, Outcome, Problem, Sink};
use nth_batch::{CheckedChunk, Checker, Hit, Shares, Tally, Targets, Tier, Tiering, Winners};
use nth_dialects::qsynt::QsyntReader;
use nth_eval::{BatchBackend, BatchCompiler};
use nth_files::Stream;
use nth_num::Int;
use nth_oeis::{ANum, TermTable};
use nth_testkit::Countdown;

fn targets() -> Targets {
    let row = |a: u32, f: fn(i64) -> i64| (ANum(a), (0..12).map(|n| Int::from(f(n))).collect::<Vec<_>>());
    let rows = [
        row(4, |_| 0),
        row(12, |_| 1),
        row(27, |n| n + 1),
        row(290, |n| n * n),
        row(1477, |n| n),
        row(5843, |n| 2 * n),
    ];
    Targets::new(&TermTable::from_rows(rows))
}

#[derive(Default)]
struct Collect {
    text: Vec<u8>,
    tally: Tally,
    winners: Winners,
    shares: Shares,
    next: u64,
    pieces: usize,
    cancel: Option<(usize, Cancel)>,
    fail: bool,
}

impl Sink for Collect {
    fn chunk(&mut self, chunk: &CheckedChunk) -> io::Result<()> {
        assert_eq!(chunk.first, self.next);
        self.next = chunk.end();
        self.pieces += 1;
        self.text.extend_from_slice(&chunk.text);
        self.tally.merge(&chunk.tally);
        self.shares.merge(&chunk.shares);
        chunk.hits.iter().for_each(|h| self.winners.add(h));
        if let Some((_, cancel)) = self.cancel.as_ref().filter(|(n, _)| *n == self.pieces) {
            cancel.raise();
        }
        if self.fail { Err(io::Error::other("full")) } else { Ok(()) }
    }

    fn idle(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn input(name: &str, bytes: &[u8]) -> Stream {
    let bytes = bytes.to_vec();
    Stream { name: name.to_owned(), is_file: true, open: Box::new(move || Ok(Box::new(io::Cursor::new(bytes)))) }
}

fn options(jobs: usize, skip: u64) -> Options {
    Options {
        limits: Limits::CANDIDATE,
        first: None,
        jobs,
        all: true,
        name_files: false,
        skip,
        skipped: None,
        tiering: Tiering::default(),
        keep: None,
    }
}

/// Runs the engine with a clock that advances by `slow` milliseconds at each reading.
fn run(inputs: Vec<Stream>, options: &Options, slow: u64, sink: &mut Collect) -> Result<Outcome, Problem> {
    let clock: Arc<dyn Clock> = Arc::new(Countdown::new(Duration::from_millis(slow)));
    let cancel = sink.cancel.as_ref().map_or_else(Cancel::new, |(_, c)| c.clone());
    sink.next = options.skip;
    engine::run(&targets(), inputs, options, QsyntReader::default, &clock, &cancel, sink)
}

/// Input of `n` lines: programs that match, fail or are invalid, mixed.
fn lines(n: usize) -> Vec<u8> {
    let kinds = ["K", "K K F", "K B D", "", "K Z", "K K H", "B K M", "K C F\r", "B", "A", "K B K D D K E", "K L D"];
    let mut out = Vec::new();
    for i in 0..n {
        // The kinds follow each other with a period that no chunk has.
        out.extend_from_slice(kinds[i * 7919 % 1009 % kinds.len()].as_bytes());
        out.push(b'\n');
    }
    out
}

#[test]
fn any_number_of_threads_any_parts() {
    let bytes = lines(2500);
    let mut expected = Collect::default();
    assert_eq!(run(vec![input("a", &bytes)], &options(1, 0), 0, &mut expected).unwrap().lines, Some(2500));
    assert_eq!(expected.tally.candidates, 2500);
    let text = String::from_utf8(expected.text.clone()).unwrap();
    for (k, line) in text.lines().enumerate() {
        assert!(line.starts_with(&format!("{{\"candidate\": {k}, ")), "{line}");
    }
    let mut checker =
        Checker::new(TARGETS.get_or_init(targets), QsyntReader::default(), &Limits::CANDIDATE, &Cancel::new());
    let mut tally = Tally::default();
    bytes.split(|b| *b == b'\n').take(2500).for_each(|l| tally.add(&checker.check(l)));
    assert_eq!(tally, expected.tally);
    for jobs in [1, 2, 3, 7] {
        for slow in [0, 20, 60] {
            let mut got = Collect::default();
            assert!(run(vec![input("a", &bytes)], &options(jobs, 0), slow, &mut got).unwrap().lines.is_some());
            assert!(got.text == expected.text && got.tally == expected.tally, "{jobs} threads, {slow} ms");
            let (mut a, mut b) = (Vec::new(), Vec::new());
            got.winners.write(&mut a).unwrap();
            expected.winners.write(&mut b).unwrap();
            assert_eq!(a, b);
            // At 60 ms a reading, every candidate is passed on alone.
            assert!(slow < 60 || got.pieces == 2500);
        }
    }
}

static TARGETS: std::sync::OnceLock<Targets> = std::sync::OnceLock::new();

#[test]
fn files_are_counted_through_and_named() {
    let files = || vec![input("a", b"K\nK K F"), input("b", b""), input("c", b"B\n\n")];
    let mut sink = Collect::default();
    run(files(), &Options { name_files: true, ..options(2, 0) }, 0, &mut sink).unwrap();
    let text = String::from_utf8(sink.text).unwrap();
    let begins: Vec<String> = text.lines().map(|l| l.split(", \"solves\"").next().unwrap().to_owned()).collect();
    assert_eq!(
        begins,
        [
            r#"{"candidate": 0, "file": "a", "program": "K""#,
            r#"{"candidate": 1, "file": "a", "program": "K K F""#,
            r#"{"candidate": 2, "file": "c", "program": "B""#,
            r#"{"candidate": 3, "file": "c", "program": """#,
        ]
    );
    let mut empty = Collect::default();
    assert!(run(vec![input("e", b"")], &options(2, 0), 0, &mut empty).unwrap().lines.is_some());
    assert_eq!((empty.tally, empty.text.len()), (Tally::default(), 0));
}

#[test]
fn what_was_done_is_read_over() {
    let bytes = lines(1800);
    let mut all = Collect::default();
    run(vec![input("a", &bytes)], &options(2, 0), 0, &mut all).unwrap();
    let text = String::from_utf8(all.text).unwrap();
    for skip in [0, 1, 511, 512, 513, 1799, 1800, 5000] {
        let mut rest = Collect::default();
        run(vec![input("a", &bytes[..900]), input("b", &bytes[900..])], &options(2, skip), 0, &mut rest).unwrap();
        // Byte 900 may be within a line, which then counts twice.
        let extra = u64::from(bytes[899] != b'\n');
        assert_eq!(rest.tally.candidates, (1800 + extra).saturating_sub(skip));
        let mut rest = Collect::default();
        run(vec![input("a", &bytes)], &options(3, skip), 0, &mut rest).unwrap();
        let expected: String = text.lines().skip(skip as usize).flat_map(|l| [l, "\n"]).collect();
        assert_eq!(String::from_utf8(rest.text).unwrap(), expected);
    }
}

#[test]
fn cancelled_at_any_piece() {
    let bytes = lines(2500);
    let mut all = Collect::default();
    run(vec![input("a", &bytes)], &options(1, 0), 0, &mut all).unwrap();
    for n in [1, 2, 5, 40] {
        for jobs in [1, 3] {
            let mut sink = Collect { cancel: Some((n, Cancel::new())), ..Collect::default() };
            let outcome = run(vec![input("a", &bytes)], &options(jobs, 0), 20, &mut sink).unwrap();
            assert!(outcome.lines.is_none());
            assert!(sink.next > 0 && all.text.starts_with(&sink.text));
        }
    }
}

#[test]
fn cancelled_while_nothing_comes() {
    struct Never(Cancel);
    impl Read for Never {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            self.0.raise();
            loop {
                std::thread::park();
            }
        }
    }
    let cancel = Cancel::new();
    let stuck = Never(cancel.clone());
    let inputs = vec![
        input("a", b"K\n"),
        Stream { name: "b".into(), is_file: false, open: Box::new(move || Ok(Box::new(stuck))) },
    ];
    let mut sink = Collect { cancel: Some((usize::MAX, cancel)), ..Collect::default() };
    assert!(run(inputs, &options(2, 0), 0, &mut sink).unwrap().lines.is_none());
}

#[test]
fn errors_end_the_run() {
    let missing =
        Stream { name: "gone".into(), is_file: true, open: Box::new(|| Err(io::Error::other("no such file"))) };
    let mut sink = Collect::default();
    match run(vec![input("a", &lines(700)), missing], &options(2, 0), 0, &mut sink) {
        Err(Problem::Read(e)) => assert_eq!(e.name, "gone"),
        other => panic!("{other:?}"),
    }
    assert_eq!(sink.tally.candidates, 700);
    let mut full = Collect { fail: true, ..Collect::default() };
    assert!(matches!(run(vec![input("a", &lines(5000))], &options(2, 0), 0, &mut full), Err(Problem::Write(_))));
    assert_eq!(full.pieces, 1);
}

#[test]
fn two_budgets_give_what_one_gives_to_the_promising() {
    let bytes = lines(300);
    let mut full = Collect::default();
    run(vec![input("a", &bytes)], &options(1, 0), 0, &mut full).unwrap();
    let mut hybrid = Collect::default();
    run(vec![input("a", &bytes)], &Options { first: Some((2, 0)), ..options(2, 0) }, 0, &mut hybrid).unwrap();
    assert_eq!(hybrid.text, full.text);
    let mut small = Collect::default();
    run(vec![input("a", &bytes)], &Options { first: Some((2, 100)), ..options(2, 0) }, 0, &mut small).unwrap();
    assert!(small.tally.solved < full.tally.solved);
}

#[test]
fn output_can_be_read_again() {
    let mut sink = Collect::default();
    run(vec![input("a", &lines(1000))], &options(2, 0), 0, &mut sink).unwrap();
    let mut again = Winners::new();
    for line in String::from_utf8(sink.text).unwrap().lines() {
        if let Some(hit) = Hit::read(line).unwrap() {
            again.add(&hit);
        }
    }
    let (mut a, mut b) = (Vec::new(), Vec::new());
    again.write(&mut a).unwrap();
    sink.winners.write(&mut b).unwrap();
    assert_eq!(a, b);
    assert_eq!(again.len(), 6);
}

/// A back end whose compiler cannot be started.
struct Broken;

impl BatchBackend for Broken {
    fn start(&self) -> Result<Box<dyn BatchCompiler>, String> {
        Err("there is none".to_owned())
    }
}

#[test]
fn without_a_compiler_all_is_bytecode() {
    let bytes = lines(1500);
    let mut expected = Collect::default();
    run(vec![input("a", &bytes)], &options(1, 0), 0, &mut expected).unwrap();
    for (jobs, slow) in [(1, 0), (2, 20)] {
        let tiering =
            Tiering { policy: nth_runner::EnginePolicy::Always, backend: Some(Arc::new(Broken)), show: false };
        let mut got = Collect::default();
        run(vec![input("a", &bytes)], &Options { tiering, ..options(jobs, 0) }, slow, &mut got).unwrap();
        assert!(got.text == expected.text && got.tally == expected.tally, "{jobs} threads, {slow} ms");
        assert_eq!(got.shares.of(Tier::Bytecode).decided, 1500);
    }
}
