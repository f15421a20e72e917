//! Sequences beside LODA: its programs there and here, and the same sequences as a person writes them here.

use std::path::Path;
use std::process::{Command, Stdio};

use nth_num::Int;

use crate::clock::cpu_of;
use crate::nth::{Digest, Programs, Tier};
use crate::table::{Table, figure, ratio};
use crate::{Done, Options, sequences};

/// LODA's programs in nth.
const SOURCE: &str = include_str!("../loda.nth");

/// Environment variable that names the LODA executable.
const VARIABLE: &str = "LODA";

/// A sequence here, there, and how many terms are computed: as many as its numbers and a minute allow.
const SEQUENCES: [(&str, &str, u64); 10] = [
    ("primes", "A000040", 1_000),
    ("fibonacci", "A000045", 1_000),
    ("catalan", "A000108", 300),
    ("partitions", "A000041", 100),
    ("sigma", "A000203", 1_000),
    ("collatz", "A006577", 1_000),
    ("phi", "A000010", 1_000),
    ("pascal", "A007318", 1_000),
    ("factorial", "A000142", 300),
    ("bell", "A000110", 100),
];

/// Prints the table of CPU times, in milliseconds.
pub fn report(options: &Options) -> Done<()> {
    let runs = options.runs;
    println!(
        "LODA: CPU milliseconds for the first terms, median of {runs} runs; starting and printing apart. All values are"
    );
    println!("compared. \"Its\" is LODA's program in nth, \"own\" is the sequence as a person writes it.\n");
    let Some(loda) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) else {
        println!("({VARIABLE}= is not set, so LODA is not run. benches/NOTES.md says how to build it.)\n");
        return table(options, None);
    };
    table(options, Some(Path::new(&loda)))
}

fn table(options: &Options, loda: Option<&Path>) -> Done<()> {
    let runs = options.runs;
    let mut theirs = Programs::new("loda.nth", SOURCE)?;
    let mut ours = Programs::new("sequences.nth", sequences::SOURCE)?;
    let start = match loda {
        Some(loda) => profile(loda, "A000004", 1, runs.max(9))?,
        None => f64::NAN,
    };
    let mut table = Table::new(&[
        "sequence",
        "terms",
        "LODA",
        "its: bytecode",
        "its: native",
        "own: bytecode",
        "own: native",
        "LODA : its bytecode",
        "LODA : its native",
        "LODA : own bytecode",
        "LODA : own native",
    ]);
    for (name, anum, count) in SEQUENCES.into_iter().filter(|row| options.wants(row.0)) {
        let mut times = Vec::new();
        let mut digests = Vec::new();
        for programs in [&mut theirs, &mut ours] {
            for tier in [Tier::Bytecode, Tier::Native] {
                let timed = programs.time(tier, name, 0, count, runs)?;
                times.push(timed.as_ref().map_or(f64::NAN, |t| t.seconds));
                digests.extend(timed.map(|t| t.digest));
            }
        }
        let mut time = f64::NAN;
        if let Some(loda) = loda {
            digests.push(digest(loda, anum, count)?);
            time = profile(loda, anum, count, runs)? - start;
        }
        if digests.iter().any(|d| Some(d) != digests.first()) {
            return Err(format!("{name}: the programs give different values").into());
        }
        let mut row = vec![format!("{name} ({anum})"), count.to_string(), figure(time * 1e3)];
        row.extend(times.iter().map(|t| figure(t * 1e3)));
        row.extend(times.iter().map(|t| ratio(time, *t)));
        table.row(row);
    }
    table.print();
    Ok(())
}

/// The number that stands for the values that LODA prints.
fn digest(loda: &Path, anum: &str, count: u64) -> Done<i64> {
    let out = Command::new(loda).args(["eval", anum, "-t", &count.to_string()]).stdin(Stdio::null()).output()?;
    let text = String::from_utf8_lossy(&out.stdout);
    let mut digest = Digest::default();
    for term in text.trim().split(',') {
        let value: Int = term.parse().map_err(|()| format!("{anum}: LODA says {}", text.trim()))?;
        digest.add(&value)?;
    }
    Ok(digest.value())
}

/// CPU seconds of the process that evaluates the terms and prints none.
fn profile(loda: &Path, anum: &str, count: u64, runs: usize) -> Done<f64> {
    cpu_of(Command::new(loda).args(["profile", anum, "-t", &count.to_string()]), runs)
}
