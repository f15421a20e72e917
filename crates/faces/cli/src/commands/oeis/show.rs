//! Command `nth oeis show`: shows entries of the OEIS.

use std::io::Write;

use nth_base::{grouped, plural};
use nth_oeis::{ANum, Entry};
use nth_session::elide;
use nth_synth::{Discovered, Discoveries};
use serde_json::json;

use super::database;
use crate::context::{Context, Out};
use crate::outcome::{Done, Exit};
use crate::output::say;

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
    let database = database(context)?;
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
        let e = known.unwrap_or(Entry { anum: *anum, terms: Vec::new(), name: None, offset: None });
        if args.json {
            let terms: Vec<String> = e.terms.iter().map(ToString::to_string).collect();
            let offset = e.offset.map(|o| o.first);
            let mut object = json!({"entry": anum.to_string(), "name": e.name, "offset": offset, "terms": terms});
            if let Some(found) = found {
                object["found"] = json!(found);
            }
            writeln!(out, "{object}")?;
            continue;
        }
        writeln!(out, "{}  {}", context.paint.bold(&anum.to_string()), e.name.as_deref().unwrap_or("(no name)"))?;
        if let Some(o) = e.offset {
            writeln!(out, "offset {}", o.first)?;
        }
        if e.terms.is_empty() {
            writeln!(out, "no terms")?;
        } else {
            let terms: Vec<String> = e.terms.iter().map(|t| elide(t, 200)).collect();
            writeln!(out, "{}", terms.join(", "))?;
        }
        if let Some(found) = found {
            writeln!(out, "program found by nth:")?;
            for line in found.program.lines() {
                writeln!(out, "  {line}")?;
            }
            writeln!(out, "{}", context.paint.dim(&account(found)))?;
        }
        writeln!(out, "{}", context.paint.dim(&format!("https://oeis.org/{anum} ({})", database.attribution())))?;
    }
    out.flush()?;
    Ok(exit)
}

fn account(d: &Discovered) -> String {
    let terms = plural(usize::try_from(d.verified).unwrap_or(usize::MAX), "listed term");
    let speak =
        if d.surplus < d.verified { format!(", {} of them fix it", d.verified - d.surplus) } else { String::new() };
    let (size, cost) = (grouped(d.size), grouped(d.cost));
    format!("  {}; has all {terms} known here{speak}; size {size}, cost {cost}; {}", d.says, d.proposer)
}
