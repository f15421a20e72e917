//! `nth synthesize`: which programs have these terms?

mod catalogue;
mod folder;
mod keeper;
mod list;
mod progress;
mod show;

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::ValueEnum;
use nth_base::{Limits, plural};
use nth_synth::{Options, Source, Synthesizer, Task};

use crate::commands::oeis::lookup::parse_terms;
use crate::context::{Context, Out};
use crate::outcome::{Done, Exit};
use crate::output::say;
use catalogue::Found;
use folder::Folder;
use keeper::Keeper;
use list::List;
use progress::Report;
use show::Show;

/// For terms of the command line: how long a better answer is waited for, beside twice the time that the first took.
const PATIENCE: Duration = Duration::from_millis(500);

/// Find programs that have these terms
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// Consecutive terms from the first on, with commas or blanks between
    #[arg(value_name = "TERMS", required_unless_present = "file", allow_negative_numbers = true)]
    terms: Vec<String>,
    /// Many sequences, as in oeis.org/stripped.gz, plain or gzip; `-` is standard input
    #[arg(long, value_name = "LIST", conflicts_with = "terms")]
    file: Option<String>,
    /// At most so many answers for each sequence
    #[arg(long, value_name = "K", default_value_t = NonZeroUsize::MIN)]
    top: NonZeroUsize,
    /// Seconds at most. With --file, for all sequences together, since they share the work [default: 10, with --file 600]
    #[arg(long, value_name = "S", value_parser = seconds)]
    time: Option<Duration>,
    /// Do not show the last H terms to the search; an answer must have them, too
    #[arg(long, value_name = "H", default_value_t = 0)]
    hold_out: usize,
    /// With --file, show the first N terms of each sequence only, and take no notice of the others
    #[arg(long, value_name = "N", requires = "file")]
    first_terms: Option<NonZeroUsize>,
    /// Who proposes programs
    #[arg(
        long,
        value_name = "LIST",
        value_enum,
        value_delimiter = ',',
        default_value = "known,families,enumerate,sample"
    )]
    proposers: Vec<Who>,
    /// Look no answer up: nothing of the library's sequences, of what was found before, or of the OEIS
    #[arg(long)]
    no_known: bool,
    /// With --file: also try transforms of the programs in this file, as `nth store export` writes it, or of the discovered
    /// library if it is `discovered`
    #[arg(long, value_name = "JSONL", requires = "file")]
    found: Option<String>,
    /// Print the next N terms, too
    #[arg(long, value_name = "N", default_value_t = 0)]
    next: usize,
    /// Print guesses as well: programs whose terms are too few to tell them from a coincidence
    #[arg(long)]
    guesses: bool,
    /// One JSON object for each sequence
    #[arg(long)]
    json: bool,
    /// Threads; as many as there are processors if not given
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Memory that the search may hold, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 2048)]
    memory: u64,
    /// Keep what is found in this store, from the moment it is found
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// Leave out the sequences that the store has a program for: a search that was stopped goes on with the others
    #[arg(long, requires_all = ["store", "file"])]
    unsolved: bool,
    /// Write how far the search is to this file, a line of JSON every second
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Keep in this folder how far the search is; a later search for the same sequences goes on from there
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
    /// Look for smaller equivalents of what was found
    #[arg(long)]
    improve: bool,
    /// Seed of random programs
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

const HELP: &str = "\
Examples:
  nth synthesize 1,2,5,14,42,132,429,1430
  nth synthesize 0 1 1 2 4 7 13 24 44 81 --next 3 --top 3
  nth synthesize --file stripped.gz --proposers families --json > found.jsonl
  nth synthesize --file stripped.gz --time 3600 --memory 8192 --store found.db --work search

Each answer was executed and has all the terms that were given; with --hold-out also those that the
search had not seen. The account says how many terms fix what was free in the program, and how many
speak for it. What the terms cannot tell from a coincidence is a guess. Guesses are marked, printed if
nothing better was found (with --file and --json only if --guesses is given), and leave the exit
status 1.

Proposers: `known`, the sequences of the library and what was found before; `families`, closed families
computed from the terms (recurrences, periodic, holonomic, products, tables, transforms of these);
`enumerate`, programs by increasing size; `sample`, random programs.

With --json: {\"sequence\": \"A000045\", \"answers\": [{\"program\": \"…\", \"size\": 9, \"cost\": 512, \"continued\": 80,
\"verified\": 25, \"held_back\": 5, \"fitted\": 4, \"trust\": 61.2, \"confidence\": 0.99, \"guess\": false, \"proposer\": \"…\", \"says\": \"…\",
\"core\": \"…\", \"next\": [the following N terms as strings]}], \"seconds\": 0.8}; `sequence` is null for terms of the
command line that are no known sequence, `trust` the bits by which the terms hold more than the program,
`confidence` how likely the next ten terms are to be right, as calibrated on Easy-10k.

Ctrl-C ends the search and prints what was found. With --work DIR the enumeration keeps in this folder which
stages it has done, and how much of long ones. The same search with the same folder makes what it needs in
memory again and goes on from there; it does not find again what is in the store of the first run, so keep
one with --store. With other sequences, memory or version of nth it begins anew.";

fn seconds(text: &str) -> Result<Duration, String> {
    let s: f64 = text.parse().map_err(|_| "a number of seconds is expected, as in 2.5".to_owned())?;
    Duration::try_from_secs_f64(s).map_err(|_| "a number of seconds from 0 on is expected".to_owned())
}

/// Who proposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Who {
    /// What is known already.
    Known,
    /// Closed families and transforms.
    Families,
    /// Programs by increasing size.
    Enumerate,
    /// Random programs.
    Sample,
}

impl From<Who> for Source {
    fn from(who: Who) -> Self {
        match who {
            Who::Known => Self::Known,
            Who::Families => Self::Families,
            Who::Enumerate => Self::Enumerate,
            Who::Sample => Self::Sample,
        }
    }
}

impl Args {
    fn options(&self) -> Options {
        let default = if self.file.is_some() { 600 } else { 10 };
        let sources = self.proposers.iter().map(|w| Source::from(*w));
        let jobs = self.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
        Options {
            top: self.top.get(),
            time: Some(self.time.unwrap_or(Duration::from_secs(default))),
            patience: self.file.is_none().then_some(PATIENCE),
            hold_out: self.hold_out,
            sources: sources.filter(|s| !(self.no_known && *s == Source::Known)).collect(),
            next: self.next,
            jobs,
            memory: self.memory << 20,
            limits: Limits { ..Options::default().limits },
            improve: self.improve,
            seed: self.seed,
            ..Options::default()
        }
    }
}

/// Does it.
pub fn execute(args: &Args, context: &Context) -> Done {
    let mut list = match &args.file {
        Some(file) => match List::read(file, args.first_terms.map(NonZeroUsize::get), &context.cancel)? {
            Some(list) => list,
            None => return Ok(Exit::Interrupted),
        },
        None => List::of_terms(parse_terms(&args.terms)?),
    };
    let names = if args.no_known { None } else { crate::data::index()?.map(Arc::new) };
    let library = context.library()?;
    let options = args.options();
    if options.sources.is_empty() {
        return Err("no proposer is left; name some with --proposers".to_owned().into());
    }
    let mut synthesizer = Synthesizer::new(library);
    if let Some(index) = &names {
        synthesizer = synthesizer.with_catalogue(Arc::new(Found(Arc::clone(index))));
    }
    if let Some(file) = &args.found {
        synthesizer = synthesizer.with_found(catalogue::found_before(file, &list)?);
    }
    if let Some(path) = args.store.as_deref().filter(|_| args.unsolved) {
        list.leave_out(&keeper::solved(path)?);
    }
    if let Some(path) = &args.work {
        synthesizer = synthesizer.with_checkpoints(Arc::new(Folder::open(path)?));
    }
    let keeper = args.store.as_deref().map(|path| Keeper::open(path, &list)).transpose()?;
    let report = Report::new(list.tasks.len(), args.log.as_deref(), keeper.as_ref(), Arc::clone(&context.clock))?;
    let start = context.clock.now();
    let tasks: &[Task] = &list.tasks;
    let found = synthesizer.search(tasks, &options, context.clock.as_ref(), &context.cancel, &report);
    let seconds = context.clock.now().saturating_sub(start);
    report.finish(&found)?;
    drop(report);
    if let Some(k) = keeper {
        let count = k.close()?;
        if args.file.is_some() {
            say!("{} kept", plural(usize::try_from(count).unwrap_or(usize::MAX), "program"));
        }
    }
    let mut out = Out::new();
    let show = Show { args, list: &list, names: names.as_deref(), paint: &context.paint, seconds };
    let mut solved = 0;
    for (k, answers) in found.answers.iter().enumerate().filter(|(k, _)| !list.is_left_out(*k)) {
        solved += usize::from(show.one(&mut out, k, answers)?);
    }
    out.flush()?;
    Ok(match (solved, found.interrupted) {
        (_, true) => Exit::Interrupted,
        (0, false) => Exit::No,
        (_, false) => Exit::Done,
    })
}
