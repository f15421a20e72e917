//! Command `nth test`: runs checks and documentation examples.

use std::io::Write;

use nth_base::plural;
use nth_session::{Tally, Wanted};

use crate::commands::check::check_file;
use crate::context::{Context, LimitArgs, Out};
use crate::files::nth_files;
use crate::outcome::{Done, Exit};
use crate::output::say;

/// Run all checks and documentation examples
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth test                 all .nth files in this folder and below
  nth test examples        all in that folder
  nth test fib.nth         one file

An example is a documentation line `>>> fib(10)` with its value on the next line.")]
pub struct Args {
    /// Files or folders
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<String>,
    /// Show only failures and the total
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    limits: LimitArgs,
}

/// Runs `nth test`: verifies all files and prints the failures and the total.
pub fn execute(args: &Args, context: &Context) -> Done {
    let (files, mut exit) = nth_files(&args.paths);
    if files.is_empty() && exit == Exit::Done {
        return Err(format!("there are no .nth files in {}", args.paths.join(", ")).into());
    }
    let mut session = context.session()?;
    let mut out = Out::new();
    let wanted = Wanted { checks: true, examples: true, ..Wanted::default() };
    let limits = args.limits.limits();
    let (mut checks, mut examples, mut failed, mut unread) = (Tally::default(), Tally::default(), 0, 0);
    for file in &files {
        let Ok((report, bad)) = check_file(&mut session, file, wanted, &limits, context) else {
            writeln!(out, "{} {file}: cannot be read", context.paint.bad("FAILED"))?;
            (unread, exit) = (unread + 1, Exit::Bad);
            continue;
        };
        if report.interrupted {
            out.flush()?;
            say!("{} in {file}", context.paint_err.bad("stopped"));
            return Ok(Exit::Interrupted);
        }
        let ok = report.is_ok() && !bad;
        failed += usize::from(!ok);
        checks.add(report.checks);
        examples.add(report.examples);
        if !ok || !args.quiet {
            let verdict = if ok { context.paint.good("ok    ") } else { context.paint.bad("FAILED") };
            let c = plural(report.checks.passed, "check");
            let e = plural(report.examples.passed, "example");
            writeln!(out, "{verdict} {file}: {c}, {e}{}", open(report.checks))?;
            out.tick()?;
        }
        exit = match (bad, ok, exit) {
            (true, _, _) | (_, _, Exit::Bad) => Exit::Bad,
            (false, false, _) => Exit::No,
            (false, true, before) => before,
        };
    }
    let mut sum = format!(
        "{}: {} and {} pass{}",
        plural(files.len(), "file"),
        plural(checks.passed, "check"),
        plural(examples.passed, "example"),
        open(checks)
    );
    if failed > 0 {
        let wrong = checks.failed + examples.failed;
        sum += &format!("; {} in {} fail", plural(wrong, "test"), plural(failed, "file"));
    }
    if unread > 0 {
        sum += &format!("; {} cannot be read", plural(unread, "file"));
    }
    writeln!(out, "{sum}")?;
    out.flush()?;
    Ok(exit)
}

fn open(t: Tally) -> String {
    if t.open == 0 { String::new() } else { format!(", {} open (holes)", t.open) }
}
