//! Sequences beside PARI/GP: the same algorithm written by hand in each, and GP's own functions.

use std::process::{Command, Stdio};

use crate::clock::cpu_of;
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
    gp!("fibonacci", 20_000),
    gp!("catalan", 6_000),
    gp!("partitions", 3_000),
    gp!("sigma", 10_000),
    gp!("collatz", 5_000),
    gp!("phi", 10_000),
    gp!("pascal", 125_250),
    gp!("factorial", 6_000),
    gp!("bell", 500),
];

/// Prints the table of CPU times, in milliseconds.
pub fn report(options: &Options) -> Done<()> {
    let runs = options.runs;
    println!(
        "Sequences: CPU milliseconds for the first terms, median of {runs} runs; starting, parsing and printing apart."
    );
    println!("All values are compared.\n");
    let version = Command::new("gp").arg("--version-short").output();
    match &version {
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
        let gp = |function: &str| match &version {
            Ok(_) if source.contains(&format!("\n{function}(")) => gp(name, source, function, count, runs, t.digest),
            Ok(_) | Err(_) => Ok(f64::NAN),
        };
        let (same, own) = (gp("terms")?, gp("own")?);
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

/// CPU seconds that gp needs for `function(count)`, and for nothing but reading the definitions; the digest of the
/// values must be the one given.
fn gp(name: &str, source: &str, function: &str, count: u64, runs: usize, digest: i64) -> Done<f64> {
    let call = format!("v = {function}({count});");
    let sum = format!("s = 0;\nfor(i = 1, #v, s = (s + i * (v[i] % {p})) % {p});\nprint(s);", p = Digest::MODULUS);
    let dir = tempfile::tempdir()?;
    let command = |file: &str, lines: &[&str]| -> Done<Command> {
        let path = dir.path().join(file);
        std::fs::write(&path, format!("{source}\n{}\n", lines.join("\n")))?;
        let mut gp = Command::new("gp");
        gp.args(["-q", "-f", "-s", "256M"]).arg(path).stdin(Stdio::null());
        Ok(gp)
    };
    let out = command("values.gp", &[&call, &sum])?.output()?;
    let text = String::from_utf8_lossy(&out.stdout);
    if text.trim() != digest.to_string() {
        let said = String::from_utf8_lossy(&out.stderr);
        return Err(format!("{name}: {function} of gp gives other values than nth: {text}{said}").into());
    }
    // Runs are processes of their own, so that nothing is remembered.
    let start = cpu_of(&mut command("start.gp", &[])?, runs)?;
    Ok(cpu_of(&mut command("terms.gp", &[&call])?, runs)? - start)
}
