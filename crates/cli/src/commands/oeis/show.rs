//! `nth oeis show`: what is known of an entry.

use std::io::Write;

use nth_oeis::ANum;
use nth_session::elide;
use serde_json::json;

use super::database;
use crate::context::{Context, Out};
use crate::outcome::{Done, Exit};
use crate::output::say;

/// What is known of an entry
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth oeis show A000045
  nth oeis show A000045 --json")]
pub struct Args {
    /// The entries
    #[arg(value_name = "A-NUMBER", required = true)]
    entries: Vec<ANum>,
    /// One JSON object for each entry
    #[arg(long)]
    json: bool,
}

/// Does it.
pub fn execute(args: &Args, context: &Context) -> Done {
    let database = database(context)?;
    let mut out = Out::new();
    let mut exit = Exit::Done;
    for anum in &args.entries {
        let Some(e) = database.show(*anum).map_err(|e| e.to_string())? else {
            say!("{anum} is not in the data here");
            exit = Exit::No;
            continue;
        };
        if args.json {
            let terms: Vec<String> = e.terms.iter().map(ToString::to_string).collect();
            let offset = e.offset.map(|o| o.first);
            writeln!(out, "{}", json!({"entry": anum.to_string(), "name": e.name, "offset": offset, "terms": terms}))?;
            continue;
        }
        writeln!(out, "{}  {}", context.paint.bold(&anum.to_string()), e.name.as_deref().unwrap_or("(no name here)"))?;
        if let Some(o) = e.offset {
            writeln!(out, "offset {}", o.first)?;
        }
        if e.terms.is_empty() {
            writeln!(out, "no terms here")?;
        } else {
            let terms: Vec<String> = e.terms.iter().map(|t| elide(t, 200)).collect();
            writeln!(out, "{}", terms.join(", "))?;
        }
        writeln!(out, "{}", context.paint.dim(&format!("https://oeis.org/{anum} ({})", database.attribution())))?;
    }
    out.flush()?;
    Ok(exit)
}
