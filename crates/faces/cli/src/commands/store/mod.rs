//! Commands `nth store …`: files of findings.

mod export;
mod import;
mod known;
mod merge;
mod stats;
mod verify;

use std::io;

use clap::Subcommand;
use nth_base::plural_u64;
use nth_store::{Added, Error};

use crate::context::Context;
use crate::outcome::{Done, Exit, Failure};
use crate::output::say;

/// Commands for a store.
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

/// Examples in the help text of `nth store`.
pub const EXAMPLES: &str = "Examples:
  nth store stats found.db                  how much there is
  nth store export found.db --to found.jsonl
  nth store merge all.db one.db two.db      union of stores, in any order
  nth store verify found.db                 run all programs again";

/// Runs a subcommand of `nth store`.
pub fn execute(command: Command, context: &Context) -> Done {
    let outcome = match command {
        Command::Stats(a) => stats::execute(&a),
        Command::Export(a) => export::execute(&a, context),
        Command::Import(a) => import::execute(&a, context),
        Command::Merge(a) => merge::execute(&a, context),
        Command::Verify(a) => verify::execute(&a, context),
    };
    match outcome {
        Ok(exit) => Ok(exit),
        Err(Problem::Store(e @ Error::Stopped)) => {
            say!("{e}");
            Ok(Exit::Interrupted)
        }
        Err(Problem::Store(e)) => Err(e.to_string().into()),
        Err(Problem::Other(failure)) => Err(failure),
    }
}

/// Error of a store command: of the store itself, or of the command line.
enum Problem {
    Store(Error),
    Other(Failure),
}

impl From<Error> for Problem {
    fn from(e: Error) -> Self {
        Self::Store(e)
    }
}

impl From<Failure> for Problem {
    fn from(e: Failure) -> Self {
        Self::Other(e)
    }
}

impl From<nth_files::Error> for Problem {
    fn from(e: nth_files::Error) -> Self {
        Self::Other(e.into())
    }
}

impl From<io::Error> for Problem {
    fn from(e: io::Error) -> Self {
        Self::Other(e.into())
    }
}

/// Result of a store command: the exit status, or an error.
type Outcome = Result<Exit, Problem>;

/// Counts of additions to a store as one line of text; `nothing new` if all are 0.
pub fn told(a: Added) -> String {
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
        .map(|(n, what, how)| format!("{}{how}", plural_u64(n, what)))
        .collect();
    if parts.is_empty() { "nothing new".to_owned() } else { parts.join(", ") }
}
