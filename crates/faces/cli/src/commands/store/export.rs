//! Command `nth store export`: writes findings for other programs.

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use nth_base::plural_u64;
use nth_files::{Claims, Draft};
use nth_store::{Finding, Store, is_a_number};
use nth_synth::{Discovered, is_looked_up};

use super::{Outcome, Problem};
use crate::context::Context;
use crate::outcome::{Exit, Failure};

/// Write all findings as JSON Lines or Parquet
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth store export found.db --to found.jsonl
  nth store export found.db --to found.jsonl.gz
  nth store export found.db --to found.parquet     for pandas, DuckDB and the like
  nth store export found.db --to programs.jsonl --library

One line, or row, for each program of each sequence, by sequence, the smallest program first; then
the hindsight pairs. Equal contents give equal files. docs/reference/store.md says what the columns mean.

With --library: JSON Lines of the smallest program of each A-number, without Core text and terms, as
in discovered/programs.jsonl.gz.")]
pub struct Args {
    /// The store
    #[arg(value_name = "STORE")]
    store: PathBuf,
    /// The file to write; its name ends in .jsonl, .jsonl.gz or .parquet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Only the smallest program of each entry of the OEIS, in the format of the discovered library
    #[arg(long)]
    library: bool,
}

/// Runs `nth store export`: writes all findings, or the smallest programs, to a file.
pub fn execute(args: &Args, context: &Context) -> Outcome {
    let mut claims = Claims::new();
    claims.reads("STORE", &args.store)?;
    claims.writes("--to", &args.to)?;
    let mut store = Store::open_read_only(&args.store)?;
    store.stop_with(&context.cancel);
    let count = if args.library { library(&store, &args.to)? } else { store.export(&args.to)? };
    let count = plural_u64(count, "finding");
    writeln!(std::io::stdout(), "{count} in {}", args.to.display())?;
    Ok(Exit::Done)
}

/// Writes the smallest program of each A-number as JSON Lines. Returns the number of lines.
fn library(store: &Store, to: &Path) -> Result<u64, Problem> {
    let cannot = |e: io::Error| Failure::Message(format!("cannot write {}: {e}", to.display()));
    let mut draft = Draft::create(to)?;
    let mut out = BufWriter::new(draft.file());
    let mut last = None;
    let mut count = 0;
    store.each(&mut |finding: Finding| -> Result<(), Problem> {
        let Some(sequence) = finding.sequence.filter(|s| is_a_number(s)) else { return Ok(()) };
        // Programs that were looked up are in the standard library already.
        if is_looked_up(&finding.proposer) {
            return Ok(());
        }
        // Findings of one sequence are consecutive, the smallest program first.
        if last.as_ref() == Some(&sequence) {
            return Ok(());
        }
        last = Some(sequence.clone());
        let line = Discovered {
            sequence,
            program: finding.program,
            first: finding.first,
            size: finding.size,
            cost: finding.cost,
            continued: finding.continued,
            verified: finding.verified,
            surplus: finding.surplus,
            proposer: finding.proposer,
            says: finding.says,
        };
        let text = serde_json::to_string(&line).map_err(|e| Failure::Message(e.to_string()))?;
        writeln!(out, "{text}").map_err(cannot)?;
        count += 1;
        Ok(())
    })?;
    out.flush().map_err(cannot)?;
    drop(out);
    draft.keep()?;
    Ok(count)
}
