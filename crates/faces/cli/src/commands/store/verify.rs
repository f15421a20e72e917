//! Command `nth store verify`: finds damage, and programs that do not give their terms.

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nth_base::{Limits, grouped, plural, plural_u64};
use nth_store::{Report, Rerun, Store};
use nth_synth::ProgramJudge;

use super::Outcome;
use super::known::Known;
use crate::context::{Context, Out, jobs};
use crate::outcome::Exit;
use crate::output::say;

/// Look for damage, and run the programs again
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth store verify found.db
  nth store verify found.db --targets stripped.gz
  nth store verify found.db --sample 1000             run some only

Looks at the file (SQLite's own check, references, hashes, texts, sizes, dates). Then every program runs on
all terms at hand, those of the OEIS data on this machine for A-numbers, and terms and costs are
compared; and the source of each is compared with its Core text. Exit status 1: something is wrong.")]
pub struct Args {
    /// The store
    #[arg(value_name = "STORE")]
    store: PathBuf,
    /// Terms of A-numbers, instead of the OEIS data on this machine; as oeis.org/stripped.gz
    #[arg(long, value_name = "FILE")]
    targets: Option<PathBuf>,
    /// Run so many programs only, evenly chosen
    #[arg(long, value_name = "N")]
    sample: Option<u64>,
    /// Threads; without it, one for each core
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Cost units a term may spend; a program that needs more is not run to its end
    #[arg(long, value_name = "UNITS", default_value_t = 10_000_000)]
    budget: u64,
}

/// Runs `nth store verify`: checks the files, runs the programs again, and prints the problems found.
pub fn execute(args: &Args, context: &Context) -> Outcome {
    let store = Store::open_read_only(&args.store)?;
    let known = Known::load(args.targets.as_deref(), &context.cancel)?;
    let judge = ProgramJudge::new(Limits { budget: args.budget, ..Limits::INTERACTIVE }, context.library()?);
    let rerun =
        Rerun { judge: &judge, known: &known, sample: args.sample, jobs: jobs(args.jobs), cancel: &context.cancel };
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("running {wide_bar} {human_pos}/{human_len} {eta}") {
        bar.set_style(style);
    }
    let report = store.verify_programs(&rerun, &mut |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    show(&report?, context)
}

fn show(report: &Report, context: &Context) -> Outcome {
    let mut out = Out::new();
    for p in &report.problems {
        writeln!(out, "{}: {}", context.paint.bad(&p.of), p.what)?;
    }
    writeln!(out, "{}, {}", plural_u64(report.programs, "program"), plural_u64(report.findings, "finding"))?;
    writeln!(out, "{} ran and gave their terms", grouped(report.right))?;
    let mut unchecked: Vec<_> = report.unchecked.iter().map(|(why, n)| (why.to_string(), n)).collect();
    unchecked.sort();
    for (why, n) in unchecked {
        writeln!(out, "{} not run to the end: {why}", grouped(*n))?;
    }
    let wrong = report.problems.len();
    writeln!(out, "{}", if wrong == 0 { "nothing is wrong".to_owned() } else { plural(wrong, "problem") })?;
    out.flush()?;
    if report.stopped {
        say!("{}", context.paint_err.bad("stopped"));
        return Ok(Exit::Interrupted);
    }
    Ok(if wrong == 0 { Exit::Done } else { Exit::No })
}
