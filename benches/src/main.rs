//! `make bench`: speed, in tables to be pasted into `benches/NOTES.md`.
//!
//! Parts, all but the last six by default: `loops` (beside C), `pari` (ten sequences beside PARI/GP), `numbers`
//! (number theory on large numbers beside it), `loda` (beside LODA, the program that the variable `LODA` names),
//! `batch` (candidates per second), `tiers` (what native code brings there), `long` (time and cost of steps on long
//! numbers), `easy10k` (programs found from 25 terms), `confidence` (how often the answers of a search are right),
//! `work` (the time of a unit of work in each proposer) and `lsp` (times of the language server, on the clock of the
//! wall). What is compared with is skipped with a message where it is not installed. All other times are CPU time of
//! one thread, medians of several runs. Nothing here is a test: no outcome depends on a time, only on values, which
//! must agree.

mod batch;
mod c;
mod clock;
mod confidence;
mod easy10k;
mod loda;
mod logistic;
mod long;
mod loops;
mod lsp;
mod nth;
mod numbers;
mod plot;
mod readable;
mod sequences;
mod table;
mod tiers;
mod union;
mod work;

use std::error::Error;
use std::process::ExitCode;

/// Global allocator, the one that the `nth` command uses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Done<T> = Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: nth-benches [loops] [pari] [numbers] [loda] [batch] [tiers] [long] [easy10k] [confidence] [work] [lsp] [--runs N] [--only NAME] [--seconds S] [--jobs N] [--fit] [--rows N | A..B] [--shown N,N…] [--log FILE] [--again LOG] [--stages]\n       nth-benches plot LOG SVG\n       nth-benches union DIR NAME=FILE[,FILE…]…\n       nth-benches readable FROM TERMS TO [JOBS]";

/// Options of the command line.
pub struct Options {
    /// Runs of everything; what is printed is their median.
    pub runs: usize,
    /// Name of the only row to run, as for a profiler; `None` for all rows.
    pub only: Option<String>,
}

impl Options {
    /// Whether a row is wanted.
    pub fn wants(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == name)
    }
}

fn main() -> ExitCode {
    match execute() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("error: {e}");
            ExitCode::from(2)
        }
    }
}

fn execute() -> Done<()> {
    let mut options = Options { runs: 5, only: None };
    let (mut seconds, mut jobs, mut fit) = (600, 2, false);
    let (mut rows, mut shown) = (0..400, confidence::SHOWN.to_vec());
    let (mut log, mut again, mut stages) = (None, None, false);
    let mut parts = Vec::new();
    let mut args = std::env::args().skip(1).peekable();
    if args.next_if(|a| a == "plot").is_some() {
        let (Some(from), Some(to)) = (args.next(), args.next()) else { return Err(USAGE.into()) };
        return plot::report(from.as_ref(), to.as_ref());
    }
    if args.next_if(|a| a == "union").is_some() {
        let dir = args.next().ok_or(USAGE)?;
        return union::report(&args.collect::<Vec<_>>(), dir.as_ref());
    }
    if args.next_if(|a| a == "readable").is_some() {
        let (Some(from), Some(terms), Some(to)) = (args.next(), args.next(), args.next()) else {
            return Err(USAGE.into());
        };
        let jobs = args.next().map_or(Some(1), |n| n.parse().ok()).filter(|n| *n > 0).ok_or(USAGE)?;
        return readable::report(from.as_ref(), &terms, to.as_ref(), jobs);
    }
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--runs" => options.runs = args.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0).ok_or(USAGE)?,
            "--seconds" => seconds = args.next().and_then(|n| n.parse().ok()).ok_or(USAGE)?,
            "--fit" => fit = true,
            "--stages" => stages = true,
            "--rows" => rows = args.next().as_deref().and_then(range).ok_or(USAGE)?,
            "--shown" => shown = args.next().as_deref().and_then(numbers_of_terms).ok_or(USAGE)?,
            "--again" => again = Some(args.next().ok_or(USAGE)?),
            "--log" => log = Some(args.next().ok_or(USAGE)?),
            "--jobs" => jobs = args.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0).ok_or(USAGE)?,
            "--only" => options.only = Some(args.next().ok_or(USAGE)?),
            "loops" | "pari" | "numbers" | "loda" | "batch" | "tiers" | "long" | "easy10k" | "confidence" | "work"
            | "lsp" => parts.push(arg),
            _ => return Err(USAGE.into()),
        }
    }
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|p| p == part);
    if wanted("loops") {
        loops::report(&options)?;
    }
    if wanted("pari") {
        sequences::report(&options)?;
    }
    if wanted("loda") {
        loda::report(&options)?;
    }
    if wanted("batch") {
        batch::report(options.runs)?;
    }
    if wanted("numbers") {
        numbers::report(&options)?;
    }
    if parts.iter().any(|p| p == "tiers") {
        tiers::report(options.runs, options.only.as_deref())?;
    }
    if parts.iter().any(|p| p == "long") {
        long::report(options.runs, options.only.as_deref())?;
    }
    if parts.iter().any(|p| p == "easy10k") {
        easy10k::report(seconds, jobs, options.only.as_deref(), fit, log.as_deref())?;
    }
    if parts.iter().any(|p| p == "confidence") {
        confidence::report(&confidence::Args { rows, shown, jobs, fit, log, again })?;
    }
    if parts.iter().any(|p| p == "work") {
        work::report(stages)?;
    }
    if parts.iter().any(|p| p == "lsp") {
        lsp::report()?;
    }
    Ok(())
}

/// The range of `A..B`, or of `N` for `0..N`.
fn range(text: &str) -> Option<std::ops::Range<usize>> {
    let (from, to) = text.split_once("..").unwrap_or(("0", text));
    Some(from.parse().ok()?..to.parse().ok()?)
}

/// Numbers of terms, separated by commas.
fn numbers_of_terms(text: &str) -> Option<Vec<usize>> {
    text.split(',').map(|n| n.parse().ok().filter(|n| (1..=confidence::MOST_SHOWN).contains(n))).collect()
}
