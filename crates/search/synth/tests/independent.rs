//! Tests random programs of the discovered library: executes them again by bytecode, by the reference evaluator and,
//! exported, by Python, and compares them with the terms of the OEIS if these are available.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::disallowed_macros)]

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use flate2::read::GzDecoder;
use nth_base::{Cancel, Limits};
use nth_compiler::Library;
use nth_core::{Arena, FuncId};
use nth_dialects::core_text;
use nth_export::{Entry, Kind, Target, export};
use nth_num::Int;
use nth_oeis::{ANum, TermTable};
use nth_reference::{Reference, Value, with_stack};
use nth_synth::{Bench, Compiler, Discovered, Discoveries};
use nth_testkit::Random;

/// Limits that no program of the discovered library reaches.
const LIMITS: Limits =
    Limits { budget: 1 << 40, max_digits: 100_000, max_words: 1 << 26, max_depth: 8_000, ..Limits::INTERACTIVE };
/// Number of programs checked by default.
const FEW: usize = 50;
/// Number of programs checked where `NTH_FULL` is set.
const ALL: usize = 500;
/// Largest cost, in units, of a program that the slower evaluators execute; bytecode executes all.
const DEAREST: u64 = 1_000_000;

/// The terms of the OEIS from the data beside the repository; none if it is absent.
fn oeis() -> Option<TermTable> {
    let file = std::fs::File::open(nth_testkit::shared("oeis/stripped.gz")?).unwrap();
    Some(TermTable::from_reader("stripped.gz", GzDecoder::new(file)).0)
}

struct Job {
    core: String,
    found: &'static Discovered,
    terms: Vec<Int>,
}

/// A sample of programs, already verified in bytecode.
fn sample() -> Vec<Job> {
    let oeis = oeis();
    let all = Discoveries::embedded().sorted();
    let wanted = if nth_testkit::full() { ALL } else { FEW }.min(all.len());
    let library = Arc::new(Library::embedded());
    let (mut compiler, mut bench) = (Compiler::new(&library), Bench::new(&LIMITS, &Cancel::new()));
    let mut random = Random::new(4);
    let mut jobs = Vec::new();
    for _ in 0..wanted {
        let found = all[random.below(all.len())];
        let source = format!("{}\n", found.program);
        let compiled = compiler.compile(&source).unwrap_or_else(|e| panic!("{}: {e}", found.sequence));
        assert_eq!(compiled.first, found.first, "{found:?}");
        let terms = bench.terms(&compiled, found.verified as usize);
        let trial = bench.compare(&compiled, &terms);
        assert_eq!(trial.matched as u64, found.verified, "{found:?}");
        let measured = (compiled.size, trial.cost.published, trial.cost.continued);
        assert_eq!(measured, (found.size, found.cost, found.continued), "{found:?}");
        if let Some(oeis) = &oeis
            && let Some(row) = oeis.find(found.sequence.parse::<ANum>().unwrap())
        {
            let listed: Vec<Int> = oeis.ints(row).collect();
            assert!(terms.len() <= listed.len() && listed[..terms.len()] == terms, "{found:?} is wrong");
        }
        jobs.push(Job { core: compiler.core_text(&compiled), found, terms });
    }
    jobs
}

#[test]
fn programs_are_right_in_all_evaluators() {
    let mut jobs = sample();
    jobs.retain(|j| j.found.cost <= DEAREST);
    with_stack(|| {
        let dir = tempfile::tempdir().unwrap();
        let mut driver = "import runpy\n".to_owned();
        for (k, job) in jobs.iter().enumerate() {
            let (first, what) = (job.found.first, job.found);
            let mut arena = Arena::new();
            let program = core_text::parse_program(&mut arena, &job.core).unwrap();
            let entry = FuncId(0);
            let mut run = Reference::new(&arena, &program, entry, LIMITS);
            for (n, want) in (first..).zip(&job.terms) {
                let value = run.term(&[Int::from(n)]).0.map(Value::int);
                assert_eq!(value.as_ref(), Ok(want), "reference, index {n} of {what:?}");
            }
            let (name, library) = ("a".to_owned(), Vec::new());
            let how = Entry { func: entry, name, offset: first, second_offset: 0, kind: Kind::Seq, library };
            let path = dir.path().join(format!("p{k}.py"));
            let text = export(&arena, &program, &how, Target::Python, job.terms.len() as u64);
            std::fs::write(&path, text).unwrap();
            writeln!(driver, "print('==', flush=True)\nrunpy.run_path({path:?}, run_name='__main__')").unwrap();
        }
        let main = dir.path().join("main.py");
        std::fs::write(&main, driver).unwrap();
        let Ok(output) = Command::new("python3").arg(&main).stdin(Stdio::null()).output() else {
            nth_testkit::skipped("python3 is not installed");
            return;
        };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let printed: Vec<&str> = text.split("==\n").skip(1).collect();
        assert_eq!(printed.len(), jobs.len(), "{}", String::from_utf8_lossy(&output.stderr));
        for (job, out) in jobs.iter().zip(printed) {
            let want: Vec<String> = job.terms.iter().map(ToString::to_string).collect();
            assert!(out.lines().eq(want.iter().map(String::as_str)), "Python: {:?}\n{out}", job.found);
        }
    });
}
