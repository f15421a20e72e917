//! Command `nth synthesize`: finds programs that have given terms.

mod catalogue;
mod findings;
mod folder;
mod list;
mod progress;
mod show;

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use nth_base::{plural, plural_u64};
use nth_files::Claims;
use nth_synth::{
    DEFAULT_WORK, Ended, Entry, Options, Synthesizer, Task, default_words, proposer_help, proposer_words,
    select_proposers,
};

use crate::commands::oeis::lookup::parse_terms;
use crate::context::{Context, Out, jobs};
use crate::outcome::{Done, Exit, Failure};
use crate::output::say;
use catalogue::Found;
use findings::Findings;
use folder::Folder;
use list::List;
use progress::Report;
use show::Show;

/// Time after which a search for terms ends if its work is not done by then, and a search for a file.
const LONGEST: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(600));
/// Largest number of next terms.
const MAX_NEXT: u64 = 1000;

/// Find programs that have these terms
#[derive(clap::Args)]
#[command(after_help = help())]
pub struct Args {
    /// Consecutive terms from the first on, with commas or blanks between
    #[arg(value_name = "TERMS", required_unless_present = "file", allow_negative_numbers = true)]
    terms: Vec<String>,
    /// Many sequences, as in oeis.org/stripped.gz, plain or gzip; `-` is standard input
    #[arg(long, value_name = "LIST", conflicts_with = "terms")]
    file: Option<String>,
    /// Number of answers for each sequence
    #[arg(long, value_name = "K", default_value_t = NonZeroUsize::MIN)]
    top: NonZeroUsize,
    /// Stop after this many seconds, for all sequences of a file together, and not after an amount of work. What is
    /// found then depends on the machine, and the answer says so [default: 60, with --file 600, beside the work]
    #[arg(long, value_name = "S", value_parser = seconds)]
    time: Option<Duration>,
    /// Stop after this much work, in units of about a quarter of a microsecond [default without --time: 3000000 for
    /// each sequence]. A search that is repeated gives the same answers, with any --jobs; each proposer has one thread
    #[arg(long, value_name = "N")]
    work_limit: Option<u64>,
    /// Hold back the last H terms, at most half of them: the search does not see them, an answer must have them
    #[arg(long, value_name = "H", default_value_t = 0)]
    hold_out: usize,
    /// With --file: use only the first N terms of each sequence
    #[arg(long, value_name = "N", requires = "file")]
    first_terms: Option<NonZeroUsize>,
    /// The proposers of programs; see below
    #[arg(
        long,
        value_name = "LIST",
        value_parser = PossibleValuesParser::new(proposer_words()),
        hide_possible_values = true,
        value_delimiter = ',',
        default_values = default_words()
    )]
    proposers: Vec<String>,
    /// Look up nothing: no programs found before, nothing in the OEIS, and no answer that is a sequence of the library
    /// by itself. Functions and sequences of the library may still be building blocks of an answer
    #[arg(long)]
    no_known: bool,
    /// With --file: also try transforms of the programs in this file, as `nth store export` writes it, or of the
    /// discovered library if it is `discovered`
    #[arg(long, value_name = "JSONL", requires = "file")]
    found: Option<String>,
    /// Print the next N terms, too; at most 1000
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=MAX_NEXT))]
    next: u64,
    /// Print guesses as well: programs that may be coincidences, since the terms are too few
    #[arg(long)]
    guesses: bool,
    /// One JSON object for each sequence
    #[arg(long)]
    json: bool,
    /// Number of threads [default: the number of processors]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Memory that the search may use, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 2048)]
    memory: u64,
    /// Keep each answer in this store as soon as it is found
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// Skip the sequences that the store has a program for, to go on with a search that was stopped
    #[arg(long, requires_all = ["store", "file"])]
    unsolved: bool,
    /// Write progress to this file, one line of JSON a second
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Keep checkpoints in this folder; a later search for the same sequences goes on from there
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
    /// Look for smaller equivalents of what was found
    #[arg(long)]
    improve: bool,
    /// Seed of random programs
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

const EXAMPLES: &str = "\
Examples:
  nth synthesize 1,2,5,14,42,132,429,1430
  nth synthesize 0 1 1 2 4 7 13 24 44 81 --next 3 --top 3
  nth synthesize --file stripped.gz --proposers families --json > found.jsonl
  nth synthesize --file stripped.gz --time 3600 --memory 8192 --store found.db --work search

Each answer was executed and has all the terms that were given, also those that were held back.
Its account says how many terms determine the formula and how many confirm it. A program that may
be a coincidence is a guess. Guesses are marked, and printed if there is no better answer (with
--file and --json only if --guesses is given). The exit status is 1 if there are only guesses.

Proposers, by group. --proposers takes groups and single names:
";

const FORMATS: &str = "
With --json: {\"sequence\": \"A000045\", \"answers\": [{\"program\": \"…\", \"size\": 9, \"cost\": 512,
\"continued\": 80, \"verified\": 25, \"held_back\": 5, \"fitted\": 4, \"trust\": 61.2, \"confidence\": 0.99,
\"guess\": false, \"proposer\": \"…\", \"says\": \"…\", \"core\": \"…\", \"next\": [the next N terms as
strings]}], \"ended\": \"complete\", \"seconds\": 0.8}. `sequence` is null if the terms of the command line are those of no
known sequence. `fitted` is the number of terms that determine the formula, `trust` the number of
bits by which the terms hold more information than the program, and `confidence` the probability
that the next ten terms are right, as calibrated on Easy-10k. `ended` says why the search ended:
\"complete\" (what is left is not expected to beat the answers), \"work\" (the work limit), \"time\"
(another run may find something else) or \"interrupted\". Where there is no confident answer, `near`
may have a program that has all but one or two of the terms: {\"program\": \"…\", \"says\": \"…\",
\"differs\": [{\"term\": 10, \"given\": \"35\", \"program\": \"34\"}]}. With --work-limit there is no `seconds`.

Ctrl-C ends the search and prints what was found. With --work DIR the enumeration keeps
checkpoints: which stages are done, and how much of long ones. The same search with the same folder
computes again what it needs in memory and goes on from there. It does not find again what the
first run found, so keep that with --store. With other sequences, other memory or another version
of nth it begins anew.";

fn help() -> String {
    format!("{EXAMPLES}{}{FORMATS}", proposer_help())
}

fn seconds(text: &str) -> Result<Duration, String> {
    let s: f64 = text.parse().map_err(|_| "a number of seconds is expected, as in 2.5".to_owned())?;
    Duration::try_from_secs_f64(s).map_err(|_| "a number of seconds from 0 on is expected".to_owned())
}

impl Args {
    /// The proposers selected by the options. It is an error if none is left.
    fn proposers(&self) -> Result<Vec<&'static Entry>, Failure> {
        let chosen = select_proposers(&self.proposers).map_err(|e| Failure::Message(e.to_string()))?;
        let left: Vec<_> = chosen.into_iter().filter(|e| !(self.no_known && e.info.looks_up)).collect();
        if left.is_empty() {
            return Err(Failure::Message("no proposer is left; name some with --proposers".to_owned()));
        }
        Ok(left)
    }

    /// The time limit: that of `--time`, else a default. With `--work-limit` there is none.
    fn time(&self) -> Option<Duration> {
        let suits = if self.file.is_some() { LONGEST.1 } else { LONGEST.0 };
        self.time.or_else(|| self.work_limit.is_none().then_some(suits))
    }

    /// The work limit: that of `--work-limit`, else a default for `count` sequences, unless `--time` is given.
    fn units(&self, count: usize) -> Option<u64> {
        let suits = DEFAULT_WORK.saturating_mul(count.max(1) as u64);
        self.work_limit.or_else(|| self.time.is_none().then_some(suits))
    }

    /// Refuses to hold back more than half of the terms of the command line.
    fn check_hold_out(&self, list: &List) -> Result<(), Failure> {
        let terms = list.tasks.first().map_or(0, |t| t.terms.len());
        if self.file.is_some() || self.hold_out <= terms / 2 {
            return Ok(());
        }
        let (terms, most) = (plural(terms, "term"), terms / 2);
        Err(Failure::Message(format!(
            "--hold-out {} holds back too many of {terms}; at most half can be held back, here {most}",
            self.hold_out
        )))
    }

    fn options(&self, count: usize) -> Result<Options, Failure> {
        Ok(Options {
            top: self.top.get(),
            time: self.time(),
            work: self.units(count),
            hold_out: self.hold_out,
            proposers: self.proposers()?,
            next: usize::try_from(self.next).unwrap_or(usize::MAX),
            jobs: jobs(self.jobs),
            memory: self.memory << 20,
            improve: self.improve,
            seed: self.seed,
            ..Options::default()
        })
    }
}

/// Refuses outputs that are inputs or one another.
fn check_files(args: &Args) -> Result<(), nth_files::Error> {
    let mut claims = Claims::new();
    args.file.iter().try_for_each(|file| claims.reads("--file", file))?;
    args.found.iter().filter(|f| *f != "discovered").try_for_each(|file| claims.reads("--found", file))?;
    args.store.iter().try_for_each(|file| claims.writes_database("--store", file))?;
    args.log.iter().try_for_each(|file| claims.writes("--log", file))
}

/// Runs `nth synthesize`: searches programs for all sequences, writes them to the store and prints the answers.
pub fn execute(args: &Args, context: &Context) -> Done {
    check_files(args)?;
    let mut list = match &args.file {
        Some(file) => match List::read(file, args.first_terms.map(NonZeroUsize::get), &context.cancel)? {
            Some(list) => list,
            None => return Ok(Exit::Interrupted),
        },
        None => List::of_terms(parse_terms(&args.terms)?),
    };
    args.check_hold_out(&list)?;
    let library = context.library()?;
    let names = if args.no_known { None } else { crate::data::layered(&library)?.map(Arc::new) };
    let options = args.options(list.tasks.len())?;
    let mut synthesizer = Synthesizer::new(library);
    if let Some(data) = &names {
        let found = Found { data: Arc::clone(data), compares: args.file.is_none() };
        synthesizer = synthesizer.with_catalogue(Arc::new(found));
    }
    if let Some(file) = &args.found {
        synthesizer = synthesizer.with_found(catalogue::found_before(file, &list)?);
    }
    if let Some(path) = args.store.as_deref().filter(|_| args.unsolved) {
        list.leave_out(&findings::solved(path)?);
    }
    let folder = args.work.as_deref().map(Folder::open).transpose()?.map(Arc::new);
    if let Some(folder) = &folder {
        synthesizer = synthesizer.with_checkpoints(Arc::clone(folder) as _);
    }
    let findings = args.store.as_deref().map(|path| Findings::open(path, &list)).transpose()?;
    let report = Report::new(list.tasks.len(), args.log.as_deref(), findings.as_ref(), Arc::clone(&context.clock))?;
    let start = context.clock.now();
    let tasks: &[Task] = &list.tasks;
    let found = synthesizer.search(tasks, &options, context.clock.as_ref(), &context.cancel, &report);
    let seconds = context.clock.now().saturating_sub(start);
    report.finish(&found)?;
    drop(report);
    if let Some(e) = folder.and_then(|folder| folder.take_error()) {
        say!("warning: {e}; the next search with --work does this part again");
    }
    // A store that cannot be written does not cost the answers: they are printed first.
    let kept = findings.map(Findings::close).transpose();
    if let (Ok(Some(count)), Some(_)) = (&kept, &args.file) {
        say!("{} kept", plural_u64(*count, "program"));
    }
    let mut out = Out::new();
    let (ended, near) = (found.ended, found.near.as_slice());
    let show = Show { args, list: &list, names: names.as_deref(), paint: &context.paint, seconds, ended, near };
    let mut solved = 0;
    for (k, answers) in found.answers.iter().enumerate().filter(|(k, _)| !list.is_left_out(*k)) {
        solved += usize::from(show.one(&mut out, k, answers)?);
    }
    out.flush()?;
    if found.ended == Ended::Time {
        say!("the time was over before the search was through: another run may find something else");
    }
    kept?;
    Ok(match (solved, found.ended) {
        (_, Ended::Interrupted) => Exit::Interrupted,
        (0, Ended::Complete | Ended::Work | Ended::Time) => Exit::No,
        (_, Ended::Complete | Ended::Work | Ended::Time) => Exit::Done,
    })
}
