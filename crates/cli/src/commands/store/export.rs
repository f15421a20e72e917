//! `nth store export`: findings for other programs.

use std::io::Write as _;
use std::path::PathBuf;

use nth_session::plural;
use nth_store::Store;

use super::Outcome;
use crate::context::Context;
use crate::outcome::Exit;

/// Write all findings as JSON Lines or Parquet
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth store export found.db --to found.jsonl
  nth store export found.db --to found.jsonl.gz
  nth store export found.db --to found.parquet     for pandas, DuckDB and the like

One line, or row, for each program of each sequence, by sequence, the smallest program first; then
the hindsight pairs. Equal contents give equal files. docs/store.md says what the columns mean.")]
pub struct Args {
    /// The store
    #[arg(value_name = "STORE")]
    store: PathBuf,
    /// The file to write; its name ends in .jsonl, .jsonl.gz or .parquet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// Does it.
pub fn execute(args: &Args, context: &Context) -> Outcome {
    let mut store = Store::open_read_only(&args.store)?;
    store.stop_with(&context.cancel);
    let count = store.export(&args.to)?;
    let count = plural(usize::try_from(count).unwrap_or(usize::MAX), "finding");
    writeln!(std::io::stdout(), "{count} in {}", args.to.display())?;
    Ok(Exit::Done)
}
