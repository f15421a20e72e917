//! Sequences beside PARI/GP: the same algorithm written by hand in each, and GP's own functions.

use std::process::Command;

use crate::clock::median;
use crate::nth::{Digest, Programs, Tier};
use crate::table::{Table, figure, ratio};
use crate::{Done, Options};

/// Written as a person would.
pub const SOURCE: &str = include_str!("../sequences.nth");

macro_rules! gp {
    ($name:literal, $terms:literal) => {
        ($name, $terms, include_str!(concat!("../gp/", $name, ".gp")))
    };
}

/// A sequence, how many terms are computed, and the same in GP.
const SEQUENCES: [(&str, u64, &str); 10] = [
    gp!("primes", 10_000),
    gp!("fibonacci", 50_000),
    gp!("catalan", 10_000),
    gp!("partitions", 3_000),
    gp!("sigma", 10_000),
    gp!("collatz", 5_000),
    gp!("phi", 10_000),
    gp!("pascal", 125_250),
    gp!("factorial", 10_000),
    gp!("bell", 500),
];

/// Prints the table.
pub fn report(options: &Options) -> Done<()> {
    let runs = options.runs;
    println!(
        "Sequences: CPU milliseconds for the first terms, median of {runs} runs; starting, parsing and printing apart."
    );
    println!("All values are compared.\n");
    match Command::new("gp").arg("--version-short").output() {
        Ok(v) => println!("gp {}\n", String::from_utf8_lossy(&v.stdout).trim()),
        Err(_) => println!("(no gp: its columns are empty; Debian's package is pari-gp)\n"),
    }
    let mut programs = Programs::new("sequences.nth", SOURCE)?;
    let mut table = Table::new(&[
        "sequence",
        "terms",
        "digits of the last",
        "bytecode",
        "native",
        "the same in gp",
        "gp's own function",
        "gp : bytecode",
        "gp : native",
        "own : bytecode",
    ]);
    for (name, count, source) in SEQUENCES.into_iter().filter(|row| options.wants(row.0)) {
        let Some(t) = programs.time(Tier::Bytecode, name, 0, count, runs)? else { continue };
        let native = programs.time(Tier::Native, name, 0, count, runs)?;
        if native.as_ref().is_some_and(|n| n.digest != t.digest) {
            return Err(format!("{name}: native code gives other values than bytecode").into());
        }
        let native = native.map_or(f64::NAN, |n| n.seconds);
        let same = gp(name, source, "terms", count, runs, t.digest)?;
        let own = if source.contains("\nown(") { gp(name, source, "own", count, runs, t.digest)? } else { f64::NAN };
        table.row(vec![
            name.to_owned(),
            count.to_string(),
            t.last.digits().to_string(),
            figure(t.seconds * 1e3),
            figure(native * 1e3),
            figure(same * 1e3),
            figure(own * 1e3),
            ratio(same, t.seconds),
            ratio(same, native),
            ratio(own, t.seconds),
        ]);
    }
    table.print();
    Ok(())
}

/// Median seconds that gp needs for `function(count)`; not a number where there is no gp. The digest of the values must be
/// the one given.
fn gp(name: &str, source: &str, function: &str, count: u64, runs: usize, digest: i64) -> Done<f64> {
    let script = format!(
        "{source}\ngettime();\nv = {function}({count});\nprint(gettime());\ns = 0;\n\
         for(i = 1, #v, s = (s + i * (v[i] % {p})) % {p});\nprint(s);\n",
        p = Digest::MODULUS
    );
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("bench.gp");
    std::fs::write(&file, script)?;
    let mut times = Vec::new();
    // Each run is a process of its own, so that nothing is remembered.
    for _ in 0..runs {
        let run =
            Command::new("gp").args(["-q", "-f", "-s", "1G"]).arg(&file).stdin(std::process::Stdio::null()).output();
        let Ok(out) = run else { return Ok(f64::NAN) };
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        let mut lines = text.lines();
        let (Some(time), Some(found)) = (lines.next(), lines.next()) else {
            return Err(format!("{name}: gp says {text}{}", String::from_utf8_lossy(&out.stderr)).into());
        };
        if found != digest.to_string() {
            return Err(format!("{name}: {function} of gp gives other values than nth").into());
        }
        times.push(time.parse::<f64>()? / 1e3);
    }
    Ok(median(times))
}
