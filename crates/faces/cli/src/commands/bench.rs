//! Command `nth bench`: measures the speed of sequences in each tier.

use std::io::Write;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nth_base::{grouped, plural};
use nth_session::{Bench, BenchPlan, BenchRow, Engine, EnginePolicy};
use serde_json::json;

use crate::clock::show;
use crate::commands::target;
use crate::context::{Context, LimitArgs, Out};
use crate::outcome::{Done, Exit};
use crate::output::say;
use crate::tier::TierArgs;

/// Measure how fast sequences run, in each tier
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth bench fib.nth                    100 terms of every sequence in the file
  nth bench fib.nth:lucas -n 10000     10,000 terms of one of them
  nth bench fib.nth --runs 21 --json   for programs; times in nanoseconds

Each tier that is built in runs once to warm up, then RUNS times; `total` is the median of these,
`compile` the time of the first. Terms and costs of the tiers are compared; a difference is an
error, and the exit status is 1. A cost unit is the same on every machine.")]
pub struct Args {
    /// File, and one of its sequences; or :NAME or an A-number of the library, or an expression in n
    #[arg(value_name = "FILE[:NAME]")]
    target: String,
    /// Number of terms
    #[arg(short, long, default_value_t = 100)]
    n: u64,
    /// Number of measured runs
    #[arg(long, value_name = "RUNS", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// One JSON object for each sequence and tier
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    tier: TierArgs,
}

/// Runs `nth bench`: measures each sequence of the target in each tier and prints a table or JSON.
pub fn execute(args: &Args, context: &Context) -> Done {
    let target::Opened { mut session, sequences, .. } = match target::open(&args.target, context)? {
        Ok(o) => o,
        Err(exit) => return Ok(exit),
    };
    let engines = match args.tier.apply(&mut session)? {
        EnginePolicy::Auto => session.engines().available().to_vec(),
        EnginePolicy::Never => vec![Engine::Bytecode],
        EnginePolicy::Always => vec![Engine::Native],
    };
    session.engines_mut().clock = Some(Arc::clone(&context.clock));
    let plan = BenchPlan { terms: args.n, runs: args.runs, engines, limits: args.limits.limits() };
    let steps = sequences.len() as u64 * plan.engines.len() as u64 * (u64::from(plan.runs) + 1);
    let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent}% {msg}") {
        bar.set_style(style);
    }
    let mut begun = 0;
    let mut out = Out::new();
    let mut exit = Exit::Done;
    let mut table = vec![HEAD.map(str::to_owned)];
    for id in sequences {
        let name = session.def(id).map_or_else(String::new, |d| d.name.clone());
        let mut step = |engine: Engine, run: u32| {
            let what = if run == 0 { "warm-up".to_owned() } else { format!("run {run} of {}", plan.runs) };
            bar.set_message(format!("{name}, {}, {what}", engine.name()));
            bar.set_position(begun);
            begun += 1;
        };
        let bench = match session.bench(id, &plan, &context.cancel, &mut step) {
            Ok(b) => b,
            Err(diags) => {
                bar.suspend(|| context.show(session.sources(), &diags));
                exit = Exit::Bad;
                continue;
            }
        };
        for row in &bench.rows {
            if args.json {
                writeln!(out, "{}", json_row(&name, row, &bench))?;
            } else {
                table.push(cells(&name, row, &bench));
            }
        }
        let stop = bench.rows.first().and_then(|r| Some((&r.run, r.run.stopped.as_ref()?)));
        if let Some((run, stop)) = stop {
            let (place, so_far) = (session.term_text(id, &stop.index), plural(run.computed as usize, "term"));
            bar.suspend(|| say!("note: {name} stops at {place}, after {so_far}: {}", stop.error));
        }
        if let Some(difference) = &bench.difference {
            bar.suspend(|| say!("error: {name}: {difference}; this is a bug in nth"));
            exit = if exit == Exit::Bad { exit } else { Exit::No };
        }
        if bench.interrupted {
            bar.suspend(|| say!("{} while measuring {name}", context.paint_err.bad("stopped")));
            exit = Exit::Interrupted;
            break;
        }
    }
    bar.finish_and_clear();
    if table.len() > 1 {
        write_table(&mut out, &table)?;
    }
    out.flush()?;
    Ok(exit)
}

const HEAD: [&str; 9] =
    ["sequence", "terms", "tier", "compile", "total", "per term", "cost units", "ns/unit", "speedup"];

/// Speed relative to the bytecode; none if there is no bytecode row or the time is 0.
fn speedup(row: &BenchRow, bench: &Bench) -> Option<f64> {
    let base = bench.rows.iter().find(|r| r.engine == Engine::Bytecode)?;
    (row.run_ns > 0).then(|| base.run_ns as f64 / row.run_ns as f64)
}

fn ratio(a: u64, b: u64) -> Option<f64> {
    (b > 0).then(|| a as f64 / b as f64)
}

fn cells(name: &str, row: &BenchRow, bench: &Bench) -> [String; 9] {
    let none = || "–".to_owned();
    [
        name.to_owned(),
        grouped(row.run.computed),
        row.engine.name().to_owned(),
        show(row.compile_ns),
        show(row.run_ns),
        row.run_ns.checked_div(row.run.computed).map_or_else(none, show),
        grouped(row.run.spent.published),
        ratio(row.run_ns, row.run.spent.published).map_or_else(none, |x| format!("{x:.2}")),
        speedup(row, bench).map_or_else(none, |x| format!("{x:.1}×")),
    ]
}

fn json_row(name: &str, row: &BenchRow, bench: &Bench) -> serde_json::Value {
    json!({
        "name": name, "tier": row.engine.name(), "terms": row.run.computed, "compile_ns": row.compile_ns,
        "run_ns": row.run_ns, "cost": row.run.spent.published, "speedup": speedup(row, bench),
        "status": row.run.stopped.as_ref().map_or("ok", |s| s.error.name()),
    })
}

/// Prints a table with columns two blanks apart; names are aligned left, numbers right.
fn write_table(out: &mut Out, rows: &[[String; 9]]) -> std::io::Result<()> {
    let mut widths = [0; 9];
    for row in rows {
        for (w, cell) in widths.iter_mut().zip(row) {
            *w = (*w).max(cell.chars().count());
        }
    }
    for row in rows {
        let mut line = String::new();
        for (k, (cell, w)) in row.iter().zip(widths).enumerate() {
            line += &if k == 0 || k == 2 { format!("{cell:<w$}  ") } else { format!("{cell:>w$}  ") };
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
