//! Answers for random sequences, executed again by the reference evaluator and, exported, by Python.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::disallowed_macros)]

mod common;

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use common::{Random, options, search};
use flate2::read::GzDecoder;
use nth_base::Limits;
use nth_core::dialect::core_text;
use nth_core::{Arena, FuncId};
use nth_export::{Entry, Kind, Target, export};
use nth_num::Int;
use nth_oeis::TermTable;
use nth_reference::{Reference, Value, with_stack};
use nth_synth::Request;

/// Enough for whatever was found.
const LIMITS: Limits =
    Limits { budget: 1 << 40, max_digits: 100_000, max_words: 1 << 26, max_depth: 8_000, ..Limits::INTERACTIVE };
/// Sequences with an answer that are looked at; all of them where `NTH_FULL` is set.
const FEW: usize = 50;
/// See above.
const ALL: usize = 500;

struct Found {
    core: String,
    source: String,
    first: i64,
    terms: Vec<Int>,
}

/// Random sequences of the OEIS for which something was found.
fn answers() -> Option<Vec<Found>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oeis/stripped.gz");
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("skipped: no OEIS data in ../shared");
        return None;
    };
    let (table, _) = TermTable::from_reader("stripped.gz", GzDecoder::new(file));
    let wanted = if std::env::var_os("NTH_FULL").is_some() { ALL } else { FEW };
    let (mut random, mut out) = (Random(4), Vec::new());
    while out.len() < wanted {
        let requests: Vec<Request> = (0..200)
            .map(|_| table.ints(random.below(table.len() as u64) as usize).collect())
            .map(|terms| Request { terms, first: None })
            .collect();
        let found = search(&requests, &options());
        for (request, answers) in requests.into_iter().zip(found.answers) {
            out.extend(answers.into_iter().take(1).map(|a| Found {
                core: a.core,
                source: a.source,
                first: a.first,
                terms: request.terms.clone(),
            }));
        }
    }
    out.truncate(wanted);
    Some(out)
}

#[test]
fn answers_are_right_in_other_evaluators() {
    let Some(found) = answers() else { return };
    with_stack(|| {
        let dir = tempfile::tempdir().unwrap();
        let mut driver = "import runpy\n".to_owned();
        for (k, f) in found.iter().enumerate() {
            let mut arena = Arena::new();
            let program = core_text::parse_program(&mut arena, &f.core).unwrap();
            let entry = FuncId(0);
            let mut run = Reference::new(&arena, &program, entry, LIMITS);
            for (n, want) in (f.first..).zip(&f.terms) {
                let value = run.term(&[Int::from(n)]).0.map(Value::int);
                assert_eq!(value.as_ref(), Ok(want), "reference, index {n} of {}", f.source);
            }
            let as_seq =
                Entry { func: entry, name: "a".to_owned(), offset: f.first, second_offset: 0, kind: Kind::Seq };
            let text = export(&arena, &program, &as_seq, Target::Python, f.terms.len() as u64);
            let path = dir.path().join(format!("p{k}.py"));
            std::fs::write(&path, text).unwrap();
            writeln!(driver, "print('==', flush=True)\nrunpy.run_path({path:?}, run_name='__main__')").unwrap();
        }
        let main = dir.path().join("main.py");
        std::fs::write(&main, driver).unwrap();
        let Ok(output) = Command::new("python3").arg(&main).stdin(Stdio::null()).output() else {
            eprintln!("skipped: python3 is not installed");
            return;
        };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let printed: Vec<&str> = text.split("==\n").skip(1).collect();
        assert_eq!(printed.len(), found.len(), "{}", String::from_utf8_lossy(&output.stderr));
        for (f, out) in found.iter().zip(printed) {
            let want: Vec<String> = f.terms.iter().map(ToString::to_string).collect();
            assert!(out.lines().eq(want.iter().map(String::as_str)), "Python: {}\n{out}", f.source);
        }
    });
}
