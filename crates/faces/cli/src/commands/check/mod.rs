//! Command `nth check`: checks types and `check` statements, and compares with the OEIS.

mod bfile;

use std::io::Write;

use nth_base::{Limits, plural};
use nth_oeis::Database;
use nth_session::{ReadError, Report, Session, Wanted};
use serde_json::json;

use crate::commands::time;
use crate::context::{Context, LimitArgs, Out};
use crate::data;
use crate::files::nth_files;
use crate::outcome::{Done, Exit};
use crate::output::{Json, say};
use crate::tier::TierArgs;

/// Check files: types, `check`s, comparison with the OEIS
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth check fib.nth                          types, `check`s; `@A…` if there is OEIS data
  nth check examples                         all files in a folder
  nth check fib.nth:fib --bfile b000045.txt  one sequence against a b-file, of any length;
                                             --time prints the time

`nth oeis fetch` downloads the terms of the OEIS once. The check counts the terms that agree;
it says nothing about further terms.")]
pub struct Args {
    /// Files or folders; with --bfile one FILE[:NAME]
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// Compare one sequence with a b-file
    #[arg(long, value_name = "B-FILE")]
    bfile: Option<String>,
    /// Do not compare with the OEIS
    #[arg(long)]
    no_oeis: bool,
    /// Print one JSON object for each file
    #[arg(long)]
    json: bool,
    /// Also print time and peak memory
    #[arg(long)]
    time: bool,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    tier: TierArgs,
}

/// Runs `nth check`: checks all files and prints a line or a JSON object for each.
pub fn execute(args: &Args, context: &Context) -> Done {
    if let Some(path) = &args.bfile {
        return bfile::execute(args, path, context);
    }
    let index = if args.no_oeis { None } else { data::index()? };
    let oeis = index.as_ref().map(|i| i as &dyn Database);
    let wanted = Wanted { checks: true, oeis, oeis_budget: args.limits.budget, ..Wanted::default() };
    let limits = args.limits.limits();
    let mut session = context.session()?;
    args.tier.apply(&mut session)?;
    let started = context.clock.now();
    let mut out = Out::new();
    let (files, mut exit) = nth_files(&args.files);
    for file in files {
        let (report, bad) = match check_file(&mut session, &file, wanted, &limits, context) {
            Ok(checked) => checked,
            Err(why) => {
                if args.json {
                    let object = json!({"file": file, "ok": false, "error": why.to_string()});
                    writeln!(out, "{}", Json(&object))?;
                }
                exit = Exit::Bad;
                continue;
            }
        };
        if args.json {
            write_json(&mut out, &session, &file, &report, bad)?;
        } else {
            write_report(&mut out, &file, &report, bad, context)?;
        }
        out.flush()?;
        if report.interrupted {
            say!("{} in {file}", context.paint_err.bad("stopped"));
            return Ok(Exit::Interrupted);
        }
        exit = match (bad, report.is_ok(), exit) {
            (true, _, _) | (_, _, Exit::Bad) => Exit::Bad,
            (false, false, _) => Exit::No,
            (false, true, before) => before,
        };
    }
    if args.time {
        time::say_all(started, context.clock.now());
    }
    Ok(exit)
}

/// Checks a file, verifies what `wanted` selects, and shows the diagnostics. The flag is true if the file has errors
/// that prevent it from running.
///
/// # Errors
/// The file cannot be read, which is shown.
pub fn check_file(
    session: &mut Session,
    file: &str,
    wanted: Wanted<'_>,
    limits: &Limits,
    context: &Context,
) -> Result<(Report, bool), ReadError> {
    let loaded = session.check_file(file).inspect_err(|why| say!("{}: {why}", context.paint_err.bad("error")))?;
    let bad = loaded.has_errors();
    let mut report = session.verify(loaded.module, wanted, limits, &context.cancel);
    let mut all = loaded.diagnostics;
    all.append(&mut report.diagnostics);
    context.show(session.sources(), &all);
    report.diagnostics = all;
    Ok((report, bad))
}

fn write_report(out: &mut Out, file: &str, r: &Report, bad: bool, context: &Context) -> std::io::Result<()> {
    let paint = context.paint;
    for c in &r.oeis {
        let mark = match (c.agreement, c.agrees()) {
            (None, _) => paint.dim("?"),
            (Some(_), true) => paint.good("✓"),
            (Some(_), false) => paint.bad("✗"),
        };
        writeln!(out, "{mark} {c}")?;
    }
    for name in &r.holes {
        writeln!(out, "? {name}: no program yet")?;
    }
    if r.interrupted {
        // Terms that were not compared count neither as right nor as wrong.
        return Ok(());
    }
    let errors = r.diagnostics.iter().filter(|d| d.is_error()).count();
    let mut parts = Vec::new();
    let done = r.checks.passed + r.checks.failed;
    if done > 0 {
        parts.push(if r.checks.failed == 0 {
            format!("{} ({})", plural(done, "check"), plural(r.terms, "term"))
        } else {
            format!("{} of {} failed", r.checks.failed, plural(done, "check"))
        });
    }
    let known = r.oeis.iter().filter(|c| c.agreement.is_some()).count();
    if known > 0 {
        let agree = r.oeis.iter().filter(|c| c.agrees()).count();
        let of = if agree == known { String::new() } else { format!("{agree} of ") };
        parts.push(format!("{of}{} with the OEIS", plural(known, "comparison")));
    }
    // Each failed check is one of the errors.
    match errors.saturating_sub(r.checks.failed) {
        0 if errors > 0 || !bad => {}
        more if errors == more => parts.push(plural(more, "error")),
        more => parts.push(plural(more, "other error")),
    }
    let verdict = if errors > 0 { paint.bad("failed") } else { paint.good("ok") };
    let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    writeln!(out, "{verdict} {file}{parts}")
}

fn write_json(out: &mut Out, session: &Session, file: &str, r: &Report, bad: bool) -> std::io::Result<()> {
    let messages: Vec<_> = r
        .diagnostics
        .iter()
        .map(|d| {
            let at = session.sources().line_col(d.primary.span);
            json!({
                "file": session.sources().name(d.primary.span.file), "line": at.line, "column": at.col,
                "code": d.code.name(), "error": d.is_error(), "title": d.title, "hint": d.hint,
            })
        })
        .collect();
    let oeis: Vec<_> = r
        .oeis
        .iter()
        .map(|c| {
            let a = c.agreement.unwrap_or(nth_oeis::Agreement { agrees: 0, listed: 0, differs_at: None });
            json!({
                "name": c.name, "entry": c.anum.to_string(), "agrees": a.agrees, "listed": a.listed,
                "differs_at": a.differs_at, "stopped": c.stopped.as_ref().map(|s| s.error.name()),
            })
        })
        .collect();
    let object = json!({
        "file": file, "ok": r.is_ok() && !bad, "checks": {"passed": r.checks.passed, "failed": r.checks.failed,
        "open": r.checks.open, "terms": r.terms}, "oeis": oeis, "messages": messages,
    });
    writeln!(out, "{}", Json(&object))
}
