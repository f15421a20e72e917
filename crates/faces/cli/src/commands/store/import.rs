//! Command `nth store import`: adds findings from files.

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use nth_base::{Limits, plural_u64};
use nth_files::Claims;
use nth_store::{Examined, Rerun, Store};
use nth_synth::ProgramJudge;

use super::known::Known;
use super::{Outcome, told};
use crate::context::{Context, jobs};
use crate::outcome::Exit;
use crate::output::say;

/// Add the findings of JSON Lines or Parquet files
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth store import found.db found.jsonl
  nth store import found.db monday.jsonl.gz tuesday.parquet
  nth store import found.db found.jsonl --targets stripped.gz

What a file is, its content tells. Every program runs on the terms at hand: those of the line, or
for A-numbers those of the OEIS data on this machine. All files are added, or none, if one of them
has a line that is no finding, whose program does not have the terms, or whose source is another
program than its Core text. The number of verified terms and the costs are those of the run,
whatever the file says. The store is made if it is not there.")]
pub struct Args {
    /// The store
    #[arg(value_name = "STORE")]
    store: PathBuf,
    /// The files: JSON Lines, plain or gzip, or Parquet
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Terms of A-numbers, instead of the OEIS data on this machine; as oeis.org/stripped.gz
    #[arg(long, value_name = "FILE")]
    targets: Option<PathBuf>,
    /// Threads; without it, one for each core
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Cost units a term may spend; terms that need more are not verified
    #[arg(long, value_name = "UNITS", default_value_t = 10_000_000)]
    budget: u64,
}

/// Runs `nth store import`: runs the findings of files, adds them to the store, and prints what was new.
pub fn execute(args: &Args, context: &Context) -> Outcome {
    let mut claims = Claims::new();
    args.files.iter().try_for_each(|file| claims.reads("FILE", file))?;
    args.targets.iter().try_for_each(|file| claims.reads("--targets", file))?;
    claims.writes_database("STORE", &args.store)?;
    let known = Known::load(args.targets.as_deref(), &context.cancel)?;
    let judge = ProgramJudge::new(Limits { budget: args.budget, ..Limits::INTERACTIVE }, context.library()?);
    let rerun = Rerun { judge: &judge, known: &known, sample: None, jobs: jobs(args.jobs), cancel: &context.cancel };
    let mut store = Store::open(&args.store)?;
    store.stop_with(&context.cancel);
    let mut counts = Examined::default();
    let added = store.import(&args.files, &mut |findings| rerun.examine(findings, &mut counts))?;
    writeln!(std::io::stdout(), "{}: {}", args.store.display(), told(added))?;
    let finding = |n: u64| plural_u64(n, "finding");
    if counts.without_terms > 0 {
        say!("note: no terms at hand for {}, which ran without a comparison", finding(counts.without_terms));
    }
    if counts.corrected > 0 {
        say!("note: {} with other numbers of terms or costs than the file says", finding(counts.corrected));
    }
    Ok(Exit::Done)
}
