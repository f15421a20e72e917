//! Command `nth oeis show`: shows entries of the OEIS.

use std::io::Write;

use nth_base::{Limits, grouped, plural, plural_u64, printable};
use nth_num::Int;
use nth_oeis::{ANum, Entry};
use nth_runner::{Agreement, End};
use nth_session::elide;
use nth_synth::{Bench, Compiler, Discovered, Discoveries};
use serde_json::json;

use super::lookup::heading;
use crate::context::{Context, Out};
use crate::data;
use crate::outcome::{Done, Exit};
use crate::output::{Json, say};

/// Limits under which a program is compared with the terms of its entry; the budget is that of a term.
const LIMITS: Limits = Limits { budget: 1_000_000, max_digits: 10_000, ..Limits::CANDIDATE };

/// Show an entry: terms, name, offset, a program if one was found
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth oeis show A000045
  nth oeis show A000045 --json")]
pub struct Args {
    /// Entries to show
    #[arg(value_name = "A-NUMBER", required = true)]
    entries: Vec<ANum>,
    /// Print one JSON object for each entry
    #[arg(long)]
    json: bool,
}

/// Runs `nth oeis show`: prints each entry, with its program if one was found.
pub fn execute(args: &Args, context: &Context) -> Done {
    let library = context.library()?;
    let database = data::database(&library)?;
    let mut compiler = Compiler::new(&library);
    let mut bench = Bench::new(&LIMITS, &context.cancel);
    let mut out = Out::new();
    let mut exit = Exit::Done;
    for anum in &args.entries {
        let found = Discoveries::embedded().get(&anum.to_string());
        let known = database.show(*anum)?;
        if known.is_none() && found.is_none() {
            say!("{anum} is not in the OEIS data on this machine");
            exit = Exit::No;
            continue;
        }
        let e = known.unwrap_or_else(|| Entry::unknown(*anum));
        let trial = found.map(|f| compiler.compile(&f.program).map(|p| bench.compare(&p, &e.terms)));
        if context.cancel.is_raised() {
            out.flush()?;
            return Ok(Exit::Interrupted);
        }
        if args.json {
            let terms: Vec<String> = e.terms.iter().map(ToString::to_string).collect();
            let offset = e.offset.map(|o| o.first);
            let mut object = json!({
                "entry": anum.to_string(), "name": e.name, "offset": offset, "terms": terms, "library": e.library,
            });
            if let Some(found) = found {
                object["found"] = json!(found);
            }
            if let Some(Ok(trial)) = &trial {
                object["compared"] = json!({
                    "agrees": trial.matched, "listed": e.terms.len(), "differs": differs(trial),
                });
            }
            writeln!(out, "{}", Json(&object))?;
            continue;
        }
        writeln!(out, "{}", heading(*anum, e.name.as_deref(), e.library.as_deref(), context.paint))?;
        if let Some(o) = e.offset {
            writeln!(out, "offset {}", o.first)?;
        }
        if e.terms.is_empty() {
            writeln!(out, "no terms")?;
        } else {
            let terms: Vec<String> = e.terms.iter().map(|t| elide(t, 200)).collect();
            writeln!(out, "{}", terms.join(", "))?;
        }
        if let (Some(found), Some(trial)) = (found, &trial) {
            writeln!(out, "program found by nth:")?;
            for line in found.program.lines() {
                writeln!(out, "  {line}")?;
            }
            writeln!(out, "{}", context.paint.dim(&account(found)))?;
            writeln!(out, "  {}", comparison(trial, &e.terms, found))?;
        }
        writeln!(out, "{}", context.paint.dim(&format!("https://oeis.org/{anum} ({})", database.attribution())))?;
    }
    out.flush()?;
    Ok(exit)
}

/// Describes a found program in one line.
fn account(d: &Discovered) -> String {
    let (size, cost) = (grouped(d.size), grouped(d.cost));
    format!("  {}; size {size}, cost {cost}; {}", printable(&d.says), printable(&d.proposer))
}

/// Whether the program gives another term than the entry lists, or none.
fn differs(trial: &Agreement) -> bool {
    match trial.end {
        End::Differs(_) | End::Failed(_) => true,
        End::All | End::Limit(_) => false,
    }
}

/// Result of running a found program on the terms that are listed here.
fn comparison(trial: &Result<Agreement, String>, terms: &[Int], d: &Discovered) -> String {
    let listed = plural(terms.len(), "listed term");
    let trial = match trial {
        Err(why) => return format!("not run: {why}"),
        Ok(_) if terms.is_empty() => {
            let verified = plural_u64(d.verified, "term");
            return format!("there are no terms here to compare it with; it had all {verified} when it was found");
        }
        Ok(trial) => trial,
    };
    let first = format!("has the first {} of {listed} here", grouped(trial.matched as u64));
    let place = trial.matched + 1;
    match &trial.end {
        End::All => format!("has all {listed} here"),
        End::Differs(found) => {
            let expected = terms.get(trial.matched).map_or_else(String::new, |t| elide(t, 60));
            format!("{first}; term {place} is {expected}, not {}", elide(found, 60))
        }
        End::Failed(e) => format!("{first}; it has no term {place}: {e}"),
        End::Limit(e) => format!("{first}; term {place} was not reached: {}", e.name()),
    }
}
