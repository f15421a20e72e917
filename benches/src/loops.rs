//! Loops on 64 bits, beside the same loops in C.

use crate::c;
use crate::nth::{Programs, Tier};
use crate::table::{Table, figure, ratio};
use crate::{Done, Options};

const SOURCE: &str = include_str!("../loops.nth");

/// The index at which all are run.
const N: i64 = 1_000_000;
/// Terms of a run, from [`N`] on, so that what surrounds the loops does not count.
const TERMS: u64 = 100;

/// The loops, with what an iteration is and how many there are at [`N`]. In the last three each division waits for the
/// one before, so that no compiler can be much faster than the processor's division.
const LOOPS: [(&str, &str, u64); 8] = [
    ("squares", "x + k * k", 1_000_000),
    ("collatz", "step of 3x + 1", 1_366_730),
    ("nested", "x + i * j", 1_000_000),
    ("digits", "x / 10, s + x % 10", 700_000),
    ("fibonacci", "x + y, - p if above", 1_000_000),
    ("squares_modulo", "(x + k * k) % p", 1_000_000),
    ("fibonacci_modulo", "(x + y) % p", 1_000_000),
    ("euclid", "b, a % b", 938_473),
];

/// Prints the table of CPU times, in nanoseconds for one iteration.
pub fn report(options: &Options) -> Done<()> {
    let runs = options.runs;
    println!(
        "Loops on 64 bits: nanoseconds of CPU time for one iteration, median of {runs} runs. C is gcc -O2 with the same"
    );
    println!("overflow checks, floor division and checks for 0. A unit is a unit of cost.\n");
    let dir = tempfile::tempdir()?;
    let gcc = c::Loops::compile(dir.path())?;
    println!(
        "{}\n",
        if gcc.is_some() { c::Loops::version()? } else { "(no gcc: the columns of C are empty)".to_owned() }
    );
    let mut programs = Programs::new("loops.nth", SOURCE)?;
    let mut table = Table::new(&[
        "loop",
        "iteration",
        "units",
        "bytecode",
        "ns/unit",
        "native",
        "C",
        "bytecode : native",
        "bytecode : C",
        "C : native",
    ]);
    for (name, iteration, iterations) in LOOPS.into_iter().filter(|row| options.wants(row.0)) {
        let Some(t) = programs.time(Tier::Bytecode, name, N.unsigned_abs(), TERMS, runs)? else { continue };
        let native = programs.time(Tier::Native, name, N.unsigned_abs(), TERMS, runs)?;
        if native.as_ref().is_some_and(|n| n.digest != t.digest) {
            return Err(format!("{name}: native code gives another value than bytecode").into());
        }
        let native = native.map_or(f64::NAN, |n| n.seconds);
        let gcc = match &gcc {
            Some(program) => program.seconds(name, (N, TERMS), runs, &t.last.to_string())?,
            None => f64::NAN,
        };
        let iterations = iterations as f64 * TERMS as f64;
        let per = 1e9 / iterations;
        table.row(vec![
            name.to_owned(),
            format!("`{iteration}`"),
            figure(t.units as f64 / iterations),
            figure(t.seconds * per),
            figure(t.seconds * 1e9 / t.units as f64),
            figure(native * per),
            figure(gcc * per),
            ratio(t.seconds, native),
            ratio(t.seconds, gcc),
            ratio(gcc, native),
        ]);
    }
    table.print();
    Ok(())
}
