//! Confidence: how often answers are right that `nth synthesize` gives by default, by the number of terms shown.
//!
//! Entries of the OEIS with at least [`LISTED`] terms are divided in two halves by a fixed hash of their A-numbers
//! ([`hash`]): the weights of the confidence are fitted to the one half, the other half measures. Of each half the
//! entries with the smallest hashes are taken, or those of a range in the order of the hashes. An entry is shown with
//! its first terms only, by itself, with the default options and without OEIS data; an answer is right if its program
//! has all other listed terms, as far as these can be computed, and at least [`LEAST`] of them.
//!
//! Lists of random numbers follow ([`random_lists`]): none of their answers should be sure.

use std::collections::HashSet;
use std::fs::File;
use std::io::Write as _;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use nth_base::{Cancel, Limits, lock};
use nth_compiler::Library;
use nth_num::Int;
use nth_oeis::TermTable;
use nth_runner::End;
use nth_synth::{Answer, Bench, Compiler, DEFAULT_WORK, Options, Silent, Synthesizer, Task, WEIGHT_COUNT};
use nth_testkit::{Random, Still, on_threads};
use serde_json::json;

use crate::Done;
use crate::logistic;

const FILE: &str = "../shared/oeis/stripped.gz";
/// Numbers of terms shown by default.
pub const SHOWN: [usize; 6] = [6, 8, 10, 12, 15, 25];
/// Largest number of terms shown.
pub const MOST_SHOWN: usize = LISTED - LEAST;
/// Fewest listed terms of an entry.
const LISTED: usize = 35;
/// Fewest terms beyond those shown that a right answer has.
const LEAST: usize = 5;
/// Bounds of confidence whose outcomes are printed beside those of the default.
const BOUNDS: [f64; 8] = [0.7, 0.8, 0.86, 0.9, 0.92, 0.93, 0.94, 0.95];

/// Number of lists of random numbers.
const RANDOM_LISTS: usize = 100;

/// What is asked for on the command line.
pub struct Args {
    /// Places of the entries in the order of their hashes.
    pub rows: Range<usize>,
    /// Numbers of terms shown of each entry.
    pub shown: Vec<usize>,
    /// Number of threads; each searches for an entry.
    pub jobs: usize,
    /// Takes the half for fitting, and prints the weights that it gives.
    pub fit: bool,
    /// File for the features of each answer, as JSON Lines.
    pub log: Option<String>,
    /// Log of an earlier run. Entries that had no answer there are not searched again: a change of evidence or
    /// confidence finds no new programs.
    pub again: Option<String>,
}

/// Hash of an A-number: splitmix64. Entries with an even hash fit the weights, those with an odd one measure.
fn hash(anum: u32) -> u64 {
    Random::new(u64::from(anum)).bits()
}

/// An entry: its A-number and all listed terms.
struct Entry {
    anum: u32,
    terms: Vec<Int>,
}

/// The outcome of a search for the first terms of an entry.
struct Outcome {
    entry: usize,
    shown: usize,
    answer: Option<Answer>,
    right: bool,
}

/// The entries of one half at these places in the order of their hashes.
fn entries(table: &TermTable, fit: bool, rows: &Range<usize>) -> Vec<Entry> {
    let mut all: Vec<(u64, usize)> = (0..table.len())
        .filter(|i| table.terms(*i).len() >= LISTED)
        .map(|i| (hash(table.anum(i).0), i))
        .filter(|(h, _)| (h % 2 == 0) == fit)
        .collect();
    all.sort_unstable();
    let chosen = all.into_iter().skip(rows.start).take(rows.len());
    chosen.map(|(_, i)| Entry { anum: table.anum(i).0, terms: table.ints(i).collect() }).collect()
}

/// Whether a program goes on as an entry does after the terms shown.
fn is_right(compiler: &mut Compiler, bench: &mut Bench, answer: &Answer, entry: &Entry, shown: usize) -> bool {
    let Ok(program) = compiler.compile(&answer.source) else { return false };
    let agreement = bench.compare(&program, &entry.terms);
    match agreement.end {
        End::All => true,
        End::Differs(_) | End::Failed(_) => false,
        End::Limit(_) => agreement.matched >= shown + LEAST,
    }
}

/// Entries and numbers of terms shown that had no answer in the run of a log.
fn without_answer(log: Option<&str>) -> Done<HashSet<(u32, usize)>> {
    let text = log.map(std::fs::read_to_string).transpose()?.unwrap_or_default();
    let rows = text.lines().map(serde_json::from_str).collect::<Result<Vec<serde_json::Value>, _>>()?;
    let empty = rows.iter().filter(|row| row["answer"].is_null());
    let key = |row: &serde_json::Value| {
        let (entry, shown) = (row["entry"].as_u64()?, row["shown"].as_u64()?);
        Some((u32::try_from(entry).ok()?, usize::try_from(shown).ok()?))
    };
    Ok(empty.filter_map(key).collect())
}

/// Searches for all numbers of terms of each entry, and writes each outcome to the log as it comes.
fn search(
    library: &Arc<Library>,
    entries: &[Entry],
    args: &Args,
    empty: &HashSet<(u32, usize)>,
    log: &mut Option<File>,
) -> Vec<Outcome> {
    let log = Mutex::new(log);
    let synthesizer = Synthesizer::new(Arc::clone(library));
    let options = Options { work: Some(DEFAULT_WORK), time: None, jobs: 1, ..Options::default() };
    let (cancel, out) = (Cancel::new(), Mutex::new(Vec::new()));
    let limits = Limits { budget: 10_000_000, ..options.limits };
    let start = || (Compiler::new(library), Bench::new(&limits, &cancel));
    on_threads(args.jobs, entries.len() * args.shown.len(), start, |(compiler, bench), at| {
        let (entry, shown) = (&entries[at / args.shown.len()], args.shown[at % args.shown.len()]);
        let task = Task { terms: entry.terms[..shown].to_vec().into(), first: None };
        let search = || synthesizer.search(&[task], &options, &Still, &cancel, &Silent).answers;
        let skip = empty.contains(&(entry.anum, shown));
        let answer = if skip { None } else { search().into_iter().flatten().next() };
        let right = answer.as_ref().is_some_and(|a| is_right(compiler, bench, a, entry, shown));
        let outcome = Outcome { entry: at / args.shown.len(), shown, answer, right };
        if let Some(file) = lock(&log).as_mut() {
            // A log that cannot be written ends nothing: the table does not need it.
            let _ = writeln!(file, "{}", row(&outcome, entry.anum));
        }
        lock(&out).push(outcome);
    });
    let mut out = out.into_inner().unwrap_or_else(PoisonError::into_inner);
    out.sort_by_key(|o| (o.shown, o.entry));
    out
}

/// Prints how many of the lists of 6 to 10 random numbers from 0 to 3 have an answer, and which are sure.
fn random_lists(library: &Arc<Library>, jobs: usize) {
    let mut random = Random::new(5);
    let lists: Vec<Vec<Int>> =
        (0..RANDOM_LISTS).map(|k| (0..6 + k % 5).map(|_| Int::from(random.below(4) as i64)).collect()).collect();
    let synthesizer = Synthesizer::new(Arc::clone(library));
    let options = Options { work: Some(DEFAULT_WORK), time: None, jobs: 1, ..Options::default() };
    let out = Mutex::new(Vec::new());
    on_threads(
        jobs,
        lists.len(),
        || (),
        |(), k| {
            let task = Task { terms: lists[k].clone().into(), first: None };
            let found = synthesizer.search(&[task], &options, &Still, &Cancel::new(), &Silent);
            let best = found.answers.into_iter().flatten().next();
            lock(&out).extend(best.map(|a| (&lists[k], a)));
        },
    );
    let out = out.into_inner().unwrap_or_else(PoisonError::into_inner);
    let sure: Vec<_> = out.iter().filter(|(_, a)| !a.guess).collect();
    let most = out.iter().map(|(_, a)| a.confidence).fold(0.0, f64::max);
    println!(
        "{RANDOM_LISTS} random lists: {} with an answer, {} sure; largest confidence {most:.3}",
        out.len(),
        sure.len()
    );
    for (list, a) in sure {
        println!("    {list:?}: {} ({:.3})", a.source.trim_end(), a.confidence);
    }
}

/// Prints a table of right and wrong by number of terms shown, and what other bounds of confidence would give.
pub fn report(args: &Args) -> Done<()> {
    if !std::path::Path::new(FILE).exists() {
        println!("confidence: skipped, there is no {FILE}");
        return Ok(());
    }
    let table = TermTable::open(FILE, &Cancel::new(), &mut |_| {})?;
    let entries = entries(&table, args.fit, &args.rows);
    drop(table);
    let empty = without_answer(args.again.as_deref())?;
    let mut log = args.log.as_ref().map(File::create).transpose()?;
    let library = Arc::new(Library::embedded());
    let outcomes = search(&library, &entries, args, &empty, &mut log);
    let half = if args.fit { "for fitting" } else { "held apart from fitting" };
    println!("{} entries {half}, default options", entries.len());
    println!("| terms shown | sure | right | wrong | wrong among the sure | guess, right | guess, wrong | nothing |");
    println!("|--|--|--|--|--|--|--|--|");
    for &shown in &args.shown {
        let rows: Vec<&Outcome> = outcomes.iter().filter(|o| o.shown == shown).collect();
        let count = |guess: bool, right: bool| {
            rows.iter().filter(|o| o.answer.as_ref().is_some_and(|a| a.guess == guess) && o.right == right).count()
        };
        let (right, wrong) = (count(false, true), count(false, false));
        let nothing = rows.iter().filter(|o| o.answer.is_none()).count();
        println!(
            "| {shown} | {} | {right} | {wrong} | {:.1} % | {} | {} | {nothing} |",
            right + wrong,
            100.0 * wrong as f64 / (right + wrong).max(1) as f64,
            count(true, true),
            count(true, false)
        );
    }
    for &shown in &args.shown {
        let told: Vec<String> = BOUNDS.iter().map(|bound| bounded(&outcomes, shown, *bound)).collect();
        println!("    {shown} terms, right / wrong from a confidence of {}", told.join(", "));
    }
    random_lists(&library, args.jobs);
    if args.fit {
        let rows: Vec<([f64; WEIGHT_COUNT], bool)> =
            outcomes.iter().filter_map(|o| Some((o.answer.as_ref()?.features.values(), o.right))).collect();
        println!("weights: {:.2?}", logistic::fit(&rows));
    }
    Ok(())
}

fn bounded(outcomes: &[Outcome], shown: usize, bound: f64) -> String {
    let sure = |o: &&Outcome| o.shown == shown && o.answer.as_ref().is_some_and(|a| a.confidence >= bound);
    let right = outcomes.iter().filter(sure).filter(|o| o.right).count();
    format!("{bound}: {right} / {}", outcomes.iter().filter(sure).count() - right)
}

/// An outcome as a line of the log.
fn row(o: &Outcome, anum: u32) -> serde_json::Value {
    json!({"entry": anum, "shown": o.shown, "right": o.right, "answer": o.answer.as_ref().map(answer_json)})
}

/// An answer with its features, for a log.
pub fn answer_json(a: &Answer) -> serde_json::Value {
    json!({
        "program": a.source.trim_end(), "bits": a.bits, "evidence": a.evidence_bits,
        "weighed": a.features.evidence_bits,
        "lead": a.features.lead,
        "values": a.features.values(), "confidence": a.confidence, "guess": a.guess, "says": a.description,
        "proposer": a.proposer, "size": a.size, "determined": a.determined_by,
    })
}
