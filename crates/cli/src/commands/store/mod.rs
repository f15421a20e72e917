//! `nth store`: files of what was found.

mod export;
mod import;
mod merge;
mod stats;
mod verify;

use clap::Subcommand;
use nth_session::plural;
use nth_store::{Added, Error};

use crate::context::Context;
use crate::outcome::{Done, Failure};

/// What to do with a store.
#[derive(Subcommand)]
pub enum Command {
    /// How much there is in a store
    Stats(stats::Args),
    /// Write all findings as JSON Lines or Parquet
    Export(export::Args),
    /// Add the findings of JSON Lines or Parquet files
    Import(import::Args),
    /// Add all findings of other stores
    Merge(merge::Args),
    /// Look for damage, and run the programs again
    Verify(verify::Args),
}

/// For the help.
pub const EXAMPLES: &str = "Examples:
  nth store stats found.db                  how much there is
  nth store export found.db --to found.jsonl
  nth store merge all.db one.db two.db      union of stores, in any order
  nth store verify found.db                 run all programs again";

/// Does it.
pub fn execute(command: Command, context: &Context) -> Done {
    match command {
        Command::Stats(a) => stats::execute(&a),
        Command::Export(a) => export::execute(&a),
        Command::Import(a) => import::execute(&a),
        Command::Merge(a) => merge::execute(&a),
        Command::Verify(a) => verify::execute(&a, context),
    }
}

fn failure(e: Error) -> Failure {
    Failure::Message(e.to_string())
}

/// What was added, in a line.
fn told(a: Added) -> String {
    let parts = [
        (a.solutions, "new solution", ""),
        (a.sequences, "new sequence", ""),
        (a.programs, "new program", ""),
        (a.updated, "solution", " better known"),
        (a.outputs, "new hindsight pair", ""),
        (a.smaller, "hindsight pair", " improved"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(n, _, _)| *n > 0)
        .map(|(n, what, how)| format!("{}{how}", plural(usize::try_from(n).unwrap_or(usize::MAX), what)))
        .collect();
    if parts.is_empty() { "nothing new".to_owned() } else { parts.join(", ") }
}
