//! Command `nth store stats`: counts the contents of a store.

use std::io::Write as _;
use std::path::PathBuf;

use nth_base::grouped;
use nth_store::{Stats, Store};

use super::Outcome;
use crate::context::Out;
use crate::outcome::Exit;

/// How much there is in a store
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth store stats found.db
  nth store stats found.db --json")]
pub struct Args {
    /// The store
    #[arg(value_name = "STORE")]
    store: PathBuf,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// Runs `nth store stats`: prints counts of sequences, programs, solutions and proposers.
pub fn execute(args: &Args) -> Outcome {
    let stats = Store::open_read_only(&args.store).and_then(|s| s.stats())?;
    let mut out = Out::new();
    if args.json {
        let text = serde_json::to_string(&stats).map_err(std::io::Error::from)?;
        writeln!(out, "{text}")?;
    } else {
        show(&stats, &mut out)?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn show(stats: &Stats, out: &mut Out) -> std::io::Result<()> {
    let counts = [
        ("sequences", stats.sequences),
        ("programs", stats.programs),
        ("solutions", stats.solutions),
        ("hindsight pairs", stats.hindsight),
        ("bytes", stats.bytes),
    ];
    for (what, n) in counts {
        writeln!(out, "{what:<16}{:>14}", grouped(n))?;
    }
    if !stats.proposers.is_empty() {
        writeln!(out, "\nby proposer")?;
        for (who, n) in &stats.proposers {
            writeln!(out, "  {who:<14}{:>14}", grouped(*n))?;
        }
    }
    let sizes = ranges(&stats.sizes);
    if !sizes.is_empty() {
        writeln!(out, "\nsequences by the size of their smallest program")?;
        let most = sizes.iter().map(|(_, _, n)| *n).max().unwrap_or(1).max(1);
        for (from, to, n) in sizes {
            let range = if from == to { from.to_string() } else { format!("{from} to {to}") };
            let bar = "#".repeat(usize::try_from((n * 40).div_ceil(most)).unwrap_or(0));
            writeln!(out, "{}", format!("  {range:<14}{:>14}  {bar}", grouped(n)).trim_end())?;
        }
    }
    Ok(())
}

/// Groups counts of sizes in the ranges 1, 2 to 3, 4 to 7, and so on, from the first range that is not empty to the
/// last.
fn ranges(sizes: &[(u64, u64)]) -> Vec<(u64, u64, u64)> {
    let bits: Vec<(u32, u64)> = sizes.iter().map(|(size, n)| (size.max(&1).ilog2(), *n)).collect();
    let (Some((low, _)), Some((high, _))) = (bits.first(), bits.last()) else { return Vec::new() };
    let range = |b: u32| {
        let n = bits.iter().filter(|(other, _)| *other == b).map(|(_, n)| n).sum();
        (1 << b, (1 << b) + ((1 << b) - 1), n)
    };
    (*low..=*high).map(range).collect()
}
