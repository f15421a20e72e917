//! Sequences beside PARI/GP: the same program there, as `nth export` writes it, and PARI's own function.

use std::process::Command;

use crate::Done;
use crate::clock::median;
use crate::nth::Programs;
use crate::table::{Table, figure, ratio};

const SOURCE: &str = include_str!("../sequences.nth");

/// A sequence, how many terms are computed, and PARI's own expression for the term at n.
const SEQUENCES: [(&str, u64, &str); 6] = [
    ("primes", 10_000, "prime(n)"),
    ("fibonacci", 20_000, "fibonacci(n)"),
    ("catalan", 4_000, "binomial(2*n, n)/(n + 1)"),
    ("partitions", 3_000, "numbpart(n)"),
    ("sum_of_divisors", 20_000, "sigma(n)"),
    ("collatz", 20_000, ""),
];

/// Prints the table.
pub fn report(runs: usize) -> Done<()> {
    println!("PARI/GP: CPU milliseconds for the first terms, median of {runs} runs, starting and parsing apart.\n");
    let version = Command::new("gp").arg("--version-short").output();
    let Ok(version) = version else {
        println!("(no gp: skipped; Debian's package is pari-gp)\n");
        return Ok(());
    };
    println!("gp {}\n", String::from_utf8_lossy(&version.stdout).trim());
    let mut programs = Programs::new("sequences.nth", SOURCE)?;
    let mut table =
        Table::new(&["sequence", "terms", "nth", "same program in gp", "gp's own function", "gp : nth", "own : nth"]);
    for (name, count, own) in SEQUENCES {
        let times = (0..runs).map(|_| programs.time(name, 0, count)).collect::<Done<Vec<_>>>()?;
        let value = times.first().map(|t| t.value.to_string()).unwrap_or_default();
        let nth = median(times.iter().map(|t| t.seconds * 1e3).collect());
        let offset = programs.offset(name)?;
        let last = offset + i64::try_from(count)? - 1;
        // The exported program without its last line, which prints.
        let exported = programs.pari(name, count)?;
        let definitions = exported.trim_end().rsplit_once('\n').map_or("", |(all, _)| all);
        let same = gp(name, definitions, offset, last, runs, &value)?;
        let own =
            if own.is_empty() { f64::NAN } else { gp(name, &format!("a(n) = {own};"), offset, last, runs, &value)? };
        table.row(vec![
            name.to_owned(),
            count.to_string(),
            figure(nth),
            figure(same),
            figure(own),
            ratio(same, nth),
            ratio(own, nth),
        ]);
    }
    table.print();
    Ok(())
}

/// Median milliseconds that gp needs for a(first), …, a(last). The last term must be that of nth.
fn gp(name: &str, definitions: &str, first: i64, last: i64, runs: usize, value: &str) -> Done<f64> {
    let script =
        format!("{definitions}\ngettime();\nfor(n = {first}, {last}, v = a(n));\nprint(gettime());\nprint(v);\n");
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("bench.gp");
    std::fs::write(&file, script)?;
    let mut times = Vec::new();
    // Each run is a process of its own, so that nothing is remembered.
    for _ in 0..runs {
        let out = Command::new("gp")
            .args(["-q", "-f", "-s", "512M"])
            .arg(&file)
            .stdin(std::process::Stdio::null())
            .output()?;
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        let mut lines = text.lines();
        let (Some(time), Some(found)) = (lines.next(), lines.next()) else {
            return Err(format!("{name}: gp says {text}{}", String::from_utf8_lossy(&out.stderr)).into());
        };
        if found != value {
            return Err(format!("{name}: nth gives {value}, gp gives {found}").into());
        }
        times.push(time.parse()?);
    }
    Ok(median(times))
}
