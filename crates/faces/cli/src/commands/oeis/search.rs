//! Command `nth oeis search`: finds entries by the words of their names.

use std::io::Write;

use nth_oeis::{LookupOptions, Ranked};
use nth_session::elide;
use serde_json::json;

use super::lookup::{Count, heading};
use crate::context::{Context, Out};
use crate::data;
use crate::outcome::{Done, Exit};
use crate::output::Json;

/// Find entries whose names have these words
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth oeis search fibonacci
  nth oeis search partitions distinct parts --limit 20

A name must have all words, as words or as parts of words, in any order and case.")]
pub struct Args {
    /// Words of the name
    #[arg(value_name = "WORD", required = true)]
    words: Vec<String>,
    #[command(flatten)]
    count: Count,
    /// Print one JSON object for each entry
    #[arg(long)]
    json: bool,
}

/// Number of first terms that are shown, and of digits of each.
const TERMS: (usize, usize) = (10, 20);

/// Runs `nth oeis search`: prints the entries whose names have all words.
pub fn execute(args: &Args, context: &Context) -> Done {
    let database = data::database(&*context.library()?)?;
    let options = LookupOptions { limit: args.count.limit(), ..LookupOptions::default() };
    let Ranked { best, total } = database.search(&args.words.join(" "), &options)?;
    let mut out = Out::new();
    for e in &best {
        let first = e.terms.iter().take(TERMS.0);
        if args.json {
            let terms: Vec<String> = first.map(ToString::to_string).collect();
            let object = json!({
                "entry": e.anum.to_string(), "name": e.name, "offset": e.offset.map(|o| o.first), "terms": terms,
                "library": e.library, "total": total,
            });
            writeln!(out, "{}", Json(&object))?;
            continue;
        }
        writeln!(out, "{}", heading(e.anum, e.name.as_deref(), e.library.as_deref(), context.paint))?;
        let terms: Vec<String> = first.map(|t| elide(t, TERMS.1)).collect();
        let more = if e.terms.len() > TERMS.0 { ", …" } else { "" };
        writeln!(out, "         {}", context.paint.dim(&format!("{}{more}", terms.join(", "))))?;
    }
    if !args.json {
        if let Some(more) = args.count.more(best.len(), total) {
            writeln!(out, "{more}")?;
        }
        if total == 0 {
            writeln!(out, "no name has all of these words; try fewer, or the beginning of a word")?;
        } else {
            writeln!(out, "{}", context.paint.dim(&format!("({})", database.attribution())))?;
        }
    }
    out.flush()?;
    Ok(if total == 0 { Exit::No } else { Exit::Done })
}
