//! Candidates per second of CPU time, one thread, on the shared candidate files where they are.

use nth_base::{Cancel, CostReading, Limits};
use nth_batch::{Checker, Targets};
use nth_dialects::qsynt::QsyntReader;
use nth_oeis::TermTable;
use rustc_hash::FxHashSet;

use crate::Done;
use crate::clock::{cpu, median};
use crate::table::{Table, figure};

const BUDGETS: [u64; 2] = [1_000, 100_000];

/// Prints the table: speed of the check of candidates, as the median of `runs` runs.
pub fn report(runs: usize) -> Done<()> {
    println!("Checking candidates: one thread, median of {runs} runs, loading and indexing apart.\n");
    let shared = nth_testkit::root().join("../shared");
    let stripped = shared.join("oeis/stripped.gz");
    let Ok(file) = std::fs::File::open(&stripped) else {
        println!("(no ../shared/oeis/stripped.gz: skipped)\n");
        return Ok(());
    };
    let begin = cpu();
    let (terms, _) = TermTable::from_reader("stripped.gz", file);
    let read = cpu() - begin;
    let begin = cpu();
    let targets = Targets::new(&terms);
    println!("read {} s, indexed {} s\n", figure(read), figure(cpu() - begin));
    let mut table =
        Table::new(&["file", "units a term", "counted", "candidates/s", "µs each", "terms each", "sequences solved"]);
    for name in ["known", "mutant", "random"] {
        let Ok(text) = std::fs::read(shared.join(format!("candidates/{name}.txt"))) else {
            println!("(no {name}.txt: skipped)");
            continue;
        };
        let lines: Vec<&[u8]> = text.split(|&b| b == b'\n').filter(|l| !l.is_empty()).collect();
        let readings = [("published", CostReading::Published), ("continued", CostReading::Continued)];
        for (budget, (counted, reading)) in BUDGETS.into_iter().flat_map(|b| readings.map(|r| (b, r))) {
            let mut times = Vec::new();
            let (mut solved, mut terms) = (FxHashSet::default(), 0u64);
            for _ in 0..runs {
                (solved, terms) = (FxHashSet::default(), 0);
                let limits = Limits { budget, reading, ..Limits::CANDIDATE };
                let begin = cpu();
                let mut checker = Checker::new(&targets, QsyntReader::default(), &limits, &Cancel::new());
                for line in &lines {
                    let v = checker.check(line);
                    terms += u64::from(v.terms);
                    solved.extend(v.solves.iter().map(|s| s.row));
                }
                times.push(cpu() - begin);
            }
            let (t, n) = (median(times), lines.len() as f64);
            table.row(vec![
                name.to_owned(),
                budget.to_string(),
                counted.to_owned(),
                format!("{:.0}", n / t),
                figure(t * 1e6 / n),
                figure(terms as f64 / n),
                solved.len().to_string(),
            ]);
        }
    }
    table.print();
    Ok(())
}
