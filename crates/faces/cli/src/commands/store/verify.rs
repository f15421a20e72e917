//! Command `nth store verify`: finds damage, and programs that do not give their terms.

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nth_base::{Cancel, Limits, grouped, plural};
use nth_num::Int;
use nth_oeis::{ANum, Database as _, Index, TermTable};
use nth_store::{KnownTerms, Report, Rerun, Store};
use nth_synth::ProgramJudge;

use super::Outcome;
use crate::context::{Context, Out};
use crate::outcome::{Exit, Failure};
use crate::output::say;
use crate::terms::{show_problems, unless_stopped};

/// Look for damage, and run the programs again
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth store verify found.db
  nth store verify found.db --targets stripped.gz
  nth store verify found.db --sample 1000             run some only

Looks at the file (SQLite's own check, references, hashes, texts, sizes). Then every program runs on
all terms at hand, those of the OEIS data on this machine for A-numbers, and terms and costs are
compared. Exit status 1: something is wrong.")]
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
    let known = Known::load(args, &context.cancel)?;
    let jobs = args.jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let judge = ProgramJudge { limits: Limits { budget: args.budget, ..Limits::INTERACTIVE } };
    let rerun = Rerun { judge: &judge, known: &known, sample: args.sample, jobs, cancel: &context.cancel };
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
    let count = |n: u64, what| plural(usize::try_from(n).unwrap_or(usize::MAX), what);
    writeln!(out, "{}, {}", count(report.programs, "program"), count(report.findings, "finding"))?;
    writeln!(out, "{} ran and gave their terms", grouped(report.right))?;
    for (why, n) in &report.unchecked {
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

/// Source of the terms of A-numbers: a file, the OEIS index on this machine, or none.
enum Known {
    Table(TermTable),
    Index(Index),
    Nothing,
}

impl Known {
    fn load(args: &Args, cancel: &Cancel) -> Result<Self, Failure> {
        let Some(path) = &args.targets else {
            return Ok(match crate::data::index()? {
                Some(index) => Self::Index(index),
                None => {
                    say!("note: no OEIS data on this machine; `nth oeis fetch` gets it, --targets names a file");
                    Self::Nothing
                }
            });
        };
        let name = path.display().to_string();
        let table = unless_stopped(TermTable::open(&name, cancel, &mut show_problems))?;
        Ok(table.map_or(Self::Nothing, Self::Table))
    }
}

impl KnownTerms for Known {
    fn terms(&self, key: &str) -> Result<Vec<Int>, String> {
        let Ok(anum) = key.parse::<ANum>() else { return Ok(Vec::new()) };
        match self {
            Self::Table(table) => Ok(table.find(anum).map(|i| table.ints(i).collect()).unwrap_or_default()),
            Self::Index(index) => {
                let entry = index.show(anum).map_err(|e| e.to_string())?;
                Ok(entry.map(|e| e.terms).unwrap_or_default())
            }
            Self::Nothing => Ok(Vec::new()),
        }
    }
}
