//! Straight loops in bytecode, beside the same loops in C.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Done;
use crate::clock::median;
use crate::nth::Programs;
use crate::table::{Table, figure, ratio};

const SOURCE: &str = include_str!("../loops.nth");
const C_SOURCE: &str = include_str!("../c/loops.c");

/// A loop: its name in both sources, how often its innermost body runs, and how often each of its loops runs in all,
/// outermost first.
struct Loop {
    name: &'static str,
    iterations: u64,
    trips: &'static [u64],
}

const LOOPS: [Loop; 6] = [
    Loop { name: "squares", iterations: 1_000_000, trips: &[1_000_000] },
    Loop { name: "halving", iterations: 1_000_000, trips: &[1_000_000] },
    Loop { name: "fibonacci", iterations: 1_000_000, trips: &[1_000_000] },
    Loop { name: "nested", iterations: 1_000_000, trips: &[1_000, 1_000_000] },
    Loop { name: "euclid", iterations: 1_200_000, trips: &[100_000, 1_200_000] },
    Loop { name: "folded", iterations: 1_000_000, trips: &[1_000_000] },
];

/// The index at which all are run.
const N: u64 = 720_720;

/// Prints the table.
pub fn report(runs: usize) -> Done<()> {
    println!(
        "Straight loops: nanoseconds of CPU time, median of {runs} runs. A unit is a unit of cost; an instruction is one"
    );
    println!("of the bytecode (only where the body has no branch). C has no overflow checks and no budget.\n");
    let dir = tempfile::tempdir()?;
    let o0 = compile(dir.path(), "-O0")?;
    let o2 = compile(dir.path(), "-O2")?;
    if o0.is_none() {
        println!("(no gcc: the columns of C are empty)\n");
    }
    let mut programs = Programs::new("loops.nth", SOURCE)?;
    let mut table = Table::new(&[
        "loop",
        "iteration",
        "units",
        "ns/unit",
        "instructions",
        "ns/instruction",
        "C -O0",
        "C -O2",
        "nth : -O0",
        "nth : -O2",
    ]);
    for l in &LOOPS {
        let times = (0..runs).map(|_| programs.time(l.name, N, 1)).collect::<Done<Vec<_>>>()?;
        let (value, units) = times.first().map(|t| (t.value.to_string(), t.units)).unwrap_or_default();
        let ns = median(times.iter().map(|t| t.seconds * 1e9).collect());
        let n = l.iterations as f64;
        let instructions = executed(&programs.bytecode(l.name)?, l.trips);
        let mut c = [f64::NAN; 2];
        for (program, time) in [&o0, &o2].into_iter().zip(&mut c) {
            if let Some(program) = program {
                *time = run_c(program, l.name, runs, &value)?;
            }
        }
        table.row(vec![
            l.name.to_owned(),
            figure(ns / n),
            figure(units as f64 / n),
            figure(ns / units as f64),
            instructions.map_or("–".to_owned(), |i| figure(i / n)),
            figure(instructions.map_or(f64::NAN, |i| ns / i)),
            figure(c[0] / n),
            figure(c[1] / n),
            ratio(ns, c[0]),
            ratio(ns, c[1]),
        ]);
    }
    table.print();
    Ok(())
}

/// The program in C, compiled; none where there is no gcc.
fn compile(dir: &Path, level: &str) -> Done<Option<PathBuf>> {
    let source = dir.join("loops.c");
    std::fs::write(&source, C_SOURCE)?;
    let out = dir.join(format!("loops{level}"));
    match Command::new("gcc").arg(level).arg("-o").arg(&out).arg(&source).output() {
        Ok(o) if o.status.success() => Ok(Some(out)),
        Ok(o) => Err(format!("gcc: {}", String::from_utf8_lossy(&o.stderr)).into()),
        Err(_) => Ok(None),
    }
}

/// Median nanoseconds of a loop in C. Its value must be that of nth.
fn run_c(program: &Path, name: &str, runs: usize, value: &str) -> Done<f64> {
    let out = Command::new(program).args([name, &N.to_string(), &runs.to_string()]).output()?;
    let text = String::from_utf8(out.stdout)?;
    let (first, times) = text.split_once('\n').ok_or("the program in C printed nothing")?;
    if first != value {
        return Err(format!("{name}: nth gives {value}, C gives {first}").into());
    }
    Ok(median(times.lines().filter_map(|t| t.parse().ok()).collect()))
}

/// Instructions executed in loops: each counts as often as the innermost loop it is in; none if there are branches.
fn executed(bytecode: &str, trips: &[u64]) -> Option<f64> {
    let mut code: Vec<(usize, &str)> = Vec::new();
    for line in bytecode.lines() {
        let Some((pc, instr)) = line.trim().split_once("  ") else { continue };
        let Ok(pc) = pc.parse() else { continue };
        code.push((pc, instr));
    }
    // Loops end with an instruction that jumps back; inner ones end first.
    let target = |instr: &str| instr.split("to: ").nth(1)?.split([',', ' ']).next()?.parse::<usize>().ok();
    let mut loops: Vec<(usize, usize)> =
        code.iter().filter_map(|(pc, i)| Some((target(i)?, *pc))).filter(|(to, pc)| to < pc).collect();
    loops.sort_by_key(|(to, pc)| std::cmp::Reverse(pc - to));
    if loops.len() != trips.len() {
        return None;
    }
    let mut sum = 0.0;
    for (pc, instr) in &code {
        let inside = loops.iter().zip(trips).filter(|((to, end), _)| to <= pc && pc <= end).map(|(_, t)| *t);
        let Some(times) = inside.max() else { continue };
        let forward = instr.starts_with("Jump") && target(instr).is_some_and(|to| to > *pc);
        if forward || instr.starts_with("If") || instr.starts_with("Unless") {
            return None;
        }
        sum += times as f64;
    }
    Some(sum)
}
