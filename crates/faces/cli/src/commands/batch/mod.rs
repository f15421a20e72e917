//! Command `nth batch`: checks candidate programs against all sequences.

mod report;
mod targets;

use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use nth_base::{Clock, Limits};
use nth_batch::engine::Options;
use nth_batch::{End, Keep, NthSource, Problem, Quota, Session, Summary};
use nth_dialects::qsynt::QsyntVariant;
use nth_dialects::{DIALECTS, Dialect};
use nth_eval::BatchBackend;
use nth_files::{Claims, Draft, Identity, Inputs, Journal, Start, fnv};
use nth_store::Store;

use super::dialect;
use crate::clock::{SystemClock, today};
use crate::context::{Context, CostModel, jobs};
use crate::outcome::{Done, Exit, Failure};
use crate::output::say;
use crate::tier::TierArgs;
use report::Report;

/// Check candidate programs against all sequences at once.
#[derive(clap::Args)]
#[command(after_help = help())]
pub struct Args {
    /// Files of candidates, one a line, plain or gzip; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// How the candidates are written
    #[arg(long, value_name = "DIALECT", value_parser = dialect::parser(), default_value = "qsynt")]
    format: &'static dyn Dialect,
    /// What the letters of `qsynt` from O on mean: plain (nothing), lists (push and pop), local-macros, or
    /// global-macros=TABLE with a file of definitions, one a line
    #[arg(long, value_name = "LETTERS", default_value = "plain")]
    letters: String,
    /// Sequences to check against, as in oeis.org/stripped.gz; may be given several times. Without it: the OEIS data on
    /// this machine, else the sequences of the standard library
    #[arg(long, value_name = "STRIPPED")]
    targets: Vec<String>,
    /// Cost units a term may spend; what it leaves is carried over to the next
    #[arg(long, value_name = "UNITS", default_value_t = Limits::CANDIDATE.budget, value_parser = clap::value_parser!(u64).range(1..1 << 60))]
    budget: u64,
    /// What the budget counts
    #[arg(long, value_enum, default_value_t, hide_short_help = true)]
    cost_model: CostModel,
    /// Check all candidates under this smaller budget first, and under --budget only the promising ones that ran out of
    /// it
    #[arg(long, value_name = "UNITS", value_parser = clap::value_parser!(u64).range(1..1 << 60))]
    first_budget: Option<u64>,
    /// With --first-budget: promising are candidates that matched so many terms
    #[arg(long, value_name = "TERMS", default_value_t = 3)]
    promising: u32,
    /// Numbers of more decimal digits end a candidate
    #[arg(long, value_name = "D", default_value_t = Limits::CANDIDATE.max_digits)]
    max_digits: u32,
    /// Threads; as many as there are processors if not given
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Write the verdicts to this file, so that the run can be resumed, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Go on with the run that wrote --out and was stopped
    #[arg(long, requires = "out")]
    resume: bool,
    /// Replace the file of --out if it is there
    #[arg(long, requires = "out", conflicts_with = "resume")]
    force: bool,
    /// Write a line for the candidates that solve nothing, too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    tier: TierArgs,
    /// Say for each candidate what ran it, and at the end what each tier did
    #[arg(long)]
    show_tiers: bool,
    /// Write the smallest and the fastest program of each solved sequence to this file
    #[arg(long, value_name = "FILE")]
    winners: Option<PathBuf>,
    /// Keep the candidates that solve something in this store; their verdicts are told when they are on disk
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// With --store: also keep the own terms of the first N programs that solve nothing, as hindsight pairs
    #[arg(long, value_name = "N", requires = "store", default_value_t = 0)]
    hindsight: u64,
}

const HELP: &str = "\
Examples:
  nth batch found.txt                               all sequences of the OEIS data on this machine
  nth batch found.txt.gz --targets stripped.gz --out verdicts.jsonl --jobs 8
  nth batch found.txt --targets stripped.gz --out verdicts.jsonl --jobs 8 --resume
  nth batch found.txt --targets stripped.gz --store found.db --hindsight 10000
  echo KLDKKABN | nth batch -

Each candidate is run from its first term on and compared with all sequences at once; it solves
those all of whose listed terms it gives. Verdicts are JSON Lines, in the order of the candidates,
the same for any number of threads:

  {\"candidate\": 17, \"program\": \"K L D K K A B N\", \"solves\": [\"A000045\"],
   \"size\": 8, \"cost\": 840, \"continued\": 156}

`candidate` is the 0-based line; over several files it counts on, and `file` names the file.
`size` counts nodes; `cost` is what the program had spent when the last term of the longest solved
sequence was matched, every loop counted from its start (the published cost model); `continued`
counts the new steps only of a loop that goes on where it ended before, as the budget does, unless
--cost-model says otherwise. `costs` and `continued_costs` follow, one for each sequence, where
they differ. With --all also: {…, \"solves\": [], \"status\": S, \"terms\": K}, K terms matched, S one of mismatch, budget,
div-by-zero, too-big, invalid, and of programs with lists or calls domain, index, memory, depth,
hole. An empty line is an invalid candidate, as is one longer than 64 KB.

Dialects:
DIALECTS

Candidates that run long are compiled to native code where that pays (--tier auto). Verdicts are the
same in all tiers. With --show-tiers each line says what decided it, `\"tier\": \"bytecode\"`, `\"T1\"` (compiled
fast) or `\"T2\"` (compiled well); that may depend on what ran before on the same thread.

With --out F, F.progress says every half second how far F is right. After a kill, the same command
with --resume goes on from there, without checking anything again; the inputs, standard input too,
must give the same lines again. The result is that of an undisturbed run. While a run writes F, no
other run may.

With --store F, each candidate that solves a sequence is a finding in F (docs/reference/store.md), with its Core
text and as nth source; the lines of output follow when it is on disk. --hindsight N also keeps
what the first N programs give that solve nothing: up to 24 terms, at least 8. Of programs with
equal terms the store keeps the smallest. A resumed run adds nothing twice.

--winners writes {\"sequence\": \"A000045\", \"smallest\": {program, size, cost, continued, candidate}, \"fastest\":
{…}}, by A-number; smallest by (size, cost, text), fastest by (cost, size, text).";

/// The help text, with the list of dialects.
fn help() -> String {
    let rows: Vec<String> = DIALECTS.iter().map(|d| format!("  {:<6} {}", d.info().name, d.info().syntax)).collect();
    HELP.replace("DIALECTS", &rows.join("\n"))
}

impl Args {
    /// Refuses outputs that are inputs or one another.
    fn check_files(&self) -> Result<(), nth_files::Error> {
        let mut claims = Claims::new();
        self.files.iter().try_for_each(|file| claims.reads("FILE", file))?;
        self.targets.iter().try_for_each(|file| claims.reads("--targets", file))?;
        dialect::table_of(&self.letters).map_or(Ok(()), |file| claims.reads("--letters", file))?;
        self.out.iter().try_for_each(|file| claims.writes_journal("--out", file))?;
        self.winners.iter().try_for_each(|file| claims.writes("--winners", file))?;
        self.store.iter().try_for_each(|file| claims.writes_database("--store", file))
    }

    fn limits(&self) -> Limits {
        let reading = self.cost_model.reading();
        Limits { budget: self.budget, reading, max_digits: self.max_digits, ..Limits::CANDIDATE }
    }

    /// Options and inputs on which the verdicts depend. A run can only be resumed with the same ones.
    fn identity(&self, inputs: &Inputs, variant: &QsyntVariant, targets: String) -> Result<Identity, Failure> {
        let first = self.first_budget.map_or("none".to_owned(), |b| b.to_string());
        let letters = match variant {
            QsyntVariant::Plain => "plain".to_owned(),
            QsyntVariant::Lists => "lists".to_owned(),
            QsyntVariant::LocalMacros => "local-macros".to_owned(),
            QsyntVariant::GlobalMacros(table) => {
                let hash = fnv(format!("{table:?}").bytes().map(u64::from));
                format!("global-macros, {}, hash {hash:016x}", nth_base::plural(table.len(), "definition"))
            }
        };
        let promising = if self.first_budget.is_some() { self.promising } else { 0 };
        let mut options = vec![
            ("--format", self.format.info().name.to_owned()),
            ("--letters", letters),
            ("--targets", targets),
            ("--budget", self.budget.to_string()),
            ("--cost-model", self.cost_model.name().to_owned()),
            ("--first-budget", first),
            ("--promising", promising.to_string()),
            ("--max-digits", self.max_digits.to_string()),
            ("--all", self.all.to_string()),
        ];
        if let Some(store) = &self.store {
            options.push(("--store", store.display().to_string()));
            options.push(("--hindsight", self.hindsight.to_string()));
        }
        let options: BTreeMap<String, String> = options.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
        Ok(Identity { options, inputs: inputs.identify()? })
    }
}

/// The compiler of native code for candidates; none if it is not built in.
fn backend() -> Option<Arc<dyn BatchBackend>> {
    #[cfg(feature = "llvm")]
    return Some(Arc::new(nth_llvm::Batches));
    #[cfg(not(feature = "llvm"))]
    None
}

/// Runs `nth batch`: loads the targets, checks all candidates, and prints a summary.
pub fn execute(args: &Args, context: &Context) -> Done {
    args.check_files()?;
    let inputs = Inputs::new(&args.files)?;
    let variant = dialect::read_variant(&args.letters)?;
    let start = match &args.out {
        Some(out) => Some(Start::look(out, args.resume, args.force)?),
        None => None,
    };
    let winners = args.winners.as_deref().map(Draft::create).transpose()?;
    // Checking the library takes time, and most runs do not need it.
    let needed = args.format.info().is_source || args.targets.is_empty();
    let library = if needed { context.library()? } else { Arc::default() };
    let Some((targets, known_by)) = targets::load(&args.targets, &library, &context.cancel)? else {
        return Ok(Exit::Interrupted);
    };
    // The targets are not freed: freeing hundreds of megabytes would only delay the end of the process.
    let targets = ManuallyDrop::new(targets);
    let journal = match start {
        Some(start) => {
            let identity = args.identity(&inputs, &variant, known_by)?;
            Some(Journal::new(start, identity)?)
        }
        None => None,
    };
    let store = args.store.as_ref().map(Store::open).transpose()?;
    let source = Arc::new(NthSource(library));
    let keep = store.is_some().then(|| Keep {
        dialect: args.format.info().name,
        source: source.clone(),
        date: today(),
        hindsight: Quota::new(args.hindsight),
    });
    let options = Options {
        limits: args.limits(),
        first: args.first_budget.map(|b| (b, args.promising)),
        jobs: jobs(args.jobs),
        all: args.all,
        name_files: args.files.len() > 1,
        skip: 0,
        skipped: None,
        tiering: args.tier.of_batch(backend(), args.show_tiers)?,
        keep,
    };
    let threads = options.jobs;
    let notation = nth_dialects::Options { variant, source: Some(source) };
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let mut report = Report::new(inputs.total(), args.out.is_some());
    let session = Session { targets: &targets, options, journal, store };
    let make = || args.format.reader(&notation);
    let result = session.run(inputs.streams(), make, &clock, &context.cancel, &mut report);
    report.clear_bar();
    let summary = result.map_err(|problem| failure(problem, args))?;
    if summary.end == End::FinishedBefore {
        say!("this run was finished before; nothing is left to check");
    }
    if args.show_tiers && summary.checked {
        report::show_tiers(&summary);
    }
    let timing = summary.checked.then_some((&*clock, threads));
    report::show(&summary, targets.len(), timing);
    end(args, &summary, winners)
}

/// Converts a problem of a run to a message for people.
fn failure(problem: Problem, args: &Args) -> Failure {
    match problem {
        Problem::Write(e) => e.into(),
        Problem::Thread(e) => format!("cannot start a thread: {e}; try fewer --jobs").into(),
        Problem::Read(e) => {
            let rest =
                if args.out.is_some() { "; what came before is written, --resume goes on from there" } else { "" };
            format!("cannot read {}: {}{rest}", e.name, e.source).into()
        }
        Problem::Journal(e) => e.into(),
        Problem::Store(e) => e.into(),
        Problem::FewerCandidates => {
            "cannot resume: the input has fewer candidates than were done before; it is another one".to_owned().into()
        }
        Problem::OtherCandidates(count) => {
            let count = nth_base::plural_u64(count, "candidate");
            format!("cannot resume: the {count} done before are not those of the input; it was changed since").into()
        }
    }
}

/// Prints the number of findings kept and how to resume, and writes the winners.
fn end(args: &Args, summary: &Summary, winners: Option<Draft>) -> Done {
    if let Some(store) = &args.store {
        say!("{}: {}", store.display(), super::store::told(summary.added));
    }
    match summary.end {
        End::Cancelled => {
            match &args.out {
                Some(_) => say!("stopped; to go on: {}", resume_command()),
                None => say!("stopped; with --out FILE a run can be resumed"),
            }
            Ok(Exit::Interrupted)
        }
        End::Complete | End::FinishedBefore => {
            if let Some(file) = winners {
                file.complete(|out| summary.winners.write(out))?;
            }
            Ok(Exit::Done)
        }
    }
}

/// The command line that resumes this run.
fn resume_command() -> String {
    let mut words = vec!["nth".to_owned()];
    let given = std::env::args().skip(1).filter(|a| a != "--resume" && a != "--force");
    words.extend(given.map(|a| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+@%".contains(c);
        if !a.is_empty() && a.chars().all(plain) { a } else { format!("'{}'", a.replace('\'', "'\\''")) }
    }));
    words.push("--resume".to_owned());
    words.join(" ")
}
