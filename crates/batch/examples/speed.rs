//! Candidates per CPU-second of one thread: `cargo run --release --example speed -- STRIPPED BUDGET FILE…`.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "an example has a terminal")]

use std::time::Instant;

#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

use nth_base::{Cancel, Limits};
use nth_batch::{Checker, Letters, Targets};
use nth_oeis::TermTable;

/// CPU seconds of this thread; wall seconds where the system does not tell.
fn cpu(start: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ns = stat.and_then(|s| s.split(' ').next().and_then(|x| x.parse::<f64>().ok()));
    ns.map_or_else(|| start.elapsed().as_secs_f64(), |x| x / 1e9)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let stripped = args.next().ok_or("which stripped file?")?;
    let budget: u64 = args.next().ok_or("which budget?")?.parse()?;
    let start = Instant::now();
    let (table, _) = TermTable::from_reader(&stripped, std::fs::File::open(&stripped)?);
    println!("read {:?}", start.elapsed());
    let targets = Targets::new(&table);
    println!("indexed {:?}", start.elapsed());
    for file in args {
        let text = std::fs::read(&file)?;
        let lines: Vec<&[u8]> = text.split(|&b| b == b'\n').filter(|l| !l.is_empty()).collect();
        let limits = Limits { budget, ..Limits::CANDIDATE };
        let begin = cpu(start);
        let mut checker = Checker::new(&targets, Letters::default(), &limits, &Cancel::new());
        let mut solved = rustc_hash::FxHashSet::default();
        let mut statuses: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        let mut terms = 0u64;
        for line in &lines {
            let v = checker.check(line);
            *statuses.entry(v.status.name()).or_default() += 1;
            solved.extend(v.solves.iter().map(|s| s.row));
            terms += u64::from(v.terms);
        }
        let t = cpu(start) - begin;
        println!(
            "{file}: {:.0} candidates/s, {:.2} us each, {} solved, {terms} terms, {statuses:?}",
            lines.len() as f64 / t,
            t * 1e6 / lines.len() as f64,
            solved.len()
        );
    }
    Ok(())
}
