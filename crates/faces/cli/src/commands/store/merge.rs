//! Command `nth store merge`: adds the findings of several stores to one.

use std::io::Write as _;
use std::path::PathBuf;

use nth_files::Claims;
use nth_store::Store;

use super::{Outcome, told};
use crate::context::Context;
use crate::outcome::Exit;

/// Add all findings of other stores
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth store merge all.db one.db two.db

The others stay as they are. What is in the store afterwards does not depend on the order, nor on how
often they are merged. The store is made if it is not there.")]
pub struct Args {
    /// The store that takes all
    #[arg(value_name = "STORE")]
    store: PathBuf,
    /// The others
    #[arg(value_name = "OTHER", required = true)]
    others: Vec<PathBuf>,
}

/// Runs `nth store merge`: adds the findings of other stores and prints what was new.
pub fn execute(args: &Args, context: &Context) -> Outcome {
    let mut claims = Claims::new();
    args.others.iter().try_for_each(|other| claims.reads("OTHER", other))?;
    claims.writes_database("STORE", &args.store)?;
    // The other stores are opened first, so that a wrong name creates no store.
    let others = args.others.iter().map(Store::open_read_only).collect::<Result<Vec<_>, _>>()?;
    let mut store = Store::open(&args.store)?;
    store.stop_with(&context.cancel);
    let mut out = std::io::stdout();
    for other in &others {
        let added = store.merge(other)?;
        writeln!(out, "{}: {}", other.path().display(), told(added))?;
    }
    Ok(Exit::Done)
}
