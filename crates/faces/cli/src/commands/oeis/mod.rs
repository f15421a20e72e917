//! Commands `nth oeis …`: the OEIS data on this machine.

mod fetch;
mod import;
pub mod lookup;
mod search;
mod show;

use clap::Subcommand;

use crate::context::Context;
use crate::outcome::Done;

/// Subcommand of `nth oeis`.
#[derive(Subcommand)]
pub enum Command {
    /// Find sequences that have these terms
    Lookup(lookup::Args),
    /// Find entries whose names have these words
    Search(search::Args),
    /// Show an entry: terms, name, offset, a program if one was found
    Show(show::Args),
    /// Download the terms and names of all sequences from oeis.org, some 40 MB
    Fetch(fetch::Args),
    /// Import files of the OEIS: stripped.gz, names.gz, lists of offsets or keywords, b-files
    Import(import::Args),
}

/// Examples in the help text of `nth oeis`.
pub const EXAMPLES: &str = "Examples:
  nth oeis lookup 1,2,5,14,42            sequences with these terms
  nth oeis search fibonacci numbers      entries with these words in their names
  nth oeis show A000045                  terms, name and offset of an entry
  nth oeis fetch                         download all terms and names";

/// Runs a subcommand of `nth oeis`.
pub fn execute(command: Command, context: &Context) -> Done {
    match command {
        Command::Lookup(a) => lookup::execute(&a, context),
        Command::Search(a) => search::execute(&a, context),
        Command::Show(a) => show::execute(&a, context),
        Command::Fetch(a) => fetch::execute(&a, context),
        Command::Import(a) => import::execute(&a, context),
    }
}
