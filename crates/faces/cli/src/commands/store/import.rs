//! Command `nth store import`: adds findings from files.

use std::io::Write as _;
use std::path::PathBuf;

use nth_store::Store;

use super::{Outcome, told};
use crate::context::Context;
use crate::outcome::Exit;

/// Add the findings of JSON Lines or Parquet files
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth store import found.db found.jsonl
  nth store import found.db monday.jsonl.gz tuesday.parquet

What a file is, its content tells. All files are added, or, if one of them has a line that is no
finding, none. Programs are read and measured, but not run: `nth store verify` does that. The store
is made if it is not there.")]
pub struct Args {
    /// The store
    #[arg(value_name = "STORE")]
    store: PathBuf,
    /// The files: JSON Lines, plain or gzip, or Parquet
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

/// Runs `nth store import`: adds the findings of files to the store and prints what was new.
pub fn execute(args: &Args, context: &Context) -> Outcome {
    let mut store = Store::open(&args.store)?;
    store.stop_with(&context.cancel);
    let added = store.import(&args.files)?;
    writeln!(std::io::stdout(), "{}: {}", args.store.display(), told(added))?;
    Ok(Exit::Done)
}
