//! The solved sequences of the candidate files, as an independent evaluator found them.
//!
//! Its rules are ours but for one thing: it stops a term when a number has 285 digits by another count, and charges
//! large numbers a little differently; so where either says `budget` or `too-big`, one may solve more. Skipped where
//! the data is absent.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and print")]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use nth_base::{Cancel, CostReading, Limits};
use nth_batch::{Checker, Status, Targets};
use nth_core::EvalError;
use nth_dialects::qsynt::QsyntReader;
use nth_oeis::TermTable;
use nth_testkit::{shared, shared_text};

#[test]
fn same_sequences_as_the_independent_evaluator() {
    let Some(stripped) = shared("oeis/stripped.gz") else { return };
    let (table, _) = TermTable::from_reader("stripped.gz", std::fs::File::open(stripped).unwrap());
    let targets = Targets::new(&table);
    let limits = Limits { reading: CostReading::Published, ..Limits::CANDIDATE };
    for name in ["known", "mutant", "random"] {
        let (Some(text), Some(expected)) = (
            shared_text(&format!("candidates/{name}.txt")),
            shared_text(&format!("candidates/{name}.verdicts.tsv.gz")),
        ) else {
            return;
        };
        let lines: Vec<&str> = text.lines().collect();
        let mut checker = Checker::new(&targets, QsyntReader::default(), &limits, &Cancel::new());
        let mut differences: BTreeMap<String, u32> = BTreeMap::new();
        for row in expected.lines().filter(|l| !l.starts_with('#')) {
            let fields: Vec<&str> = row.split('\t').collect();
            let k: usize = fields[0].parse().unwrap();
            let v = checker.check(lines[k].as_bytes());
            let mut ours: Vec<String> = v.solves.iter().map(|s| targets.anum(s.row).to_string()).collect();
            ours.sort();
            let theirs = fields.get(3).copied().unwrap_or("").split(',').filter(|s| !s.is_empty());
            let theirs: Vec<String> = theirs.map(str::to_owned).collect();
            if ours == theirs {
                continue;
            }
            let limited = matches!(v.status, Status::Error(EvalError::Budget | EvalError::TooBig));
            let key = format!("{name}: ours {} theirs {}", v.status.name(), fields[1]);
            assert!(limited || fields[1] == "budget", "line {k}: {} gives {ours:?}, not {theirs:?}; {key}", lines[k]);
            *differences.entry(key).or_default() += 1;
        }
        println!("{name}: {differences:?}");
    }
}
