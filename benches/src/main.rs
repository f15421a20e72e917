//! `make bench`: speed, in tables to be pasted into `docs/performance.md`.
//!
//! Three parts, all by default: `loops` (bytecode beside C), `pari` (beside PARI/GP) and `batch` (candidates per second).
//! What is compared with is skipped with a message where it is not installed. All times are CPU time of one thread, medians
//! of several runs. Nothing here is a test: no outcome depends on a time, only on values, which must agree.

mod batch;
mod clock;
mod loops;
mod nth;
mod pari;
mod table;

use std::error::Error;
use std::process::ExitCode;

/// As in the `nth` command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Done<T> = Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: nth-benches [loops] [pari] [batch] [--runs N]";

fn main() -> ExitCode {
    match execute() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("error: {e}");
            ExitCode::from(2)
        }
    }
}

fn execute() -> Done<()> {
    let mut runs = 5;
    let mut parts = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--runs" => runs = args.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0).ok_or(USAGE)?,
            "loops" | "pari" | "batch" => parts.push(arg),
            _ => return Err(USAGE.into()),
        }
    }
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|p| p == part);
    if wanted("loops") {
        loops::report(runs)?;
    }
    if wanted("pari") {
        pari::report(runs)?;
    }
    if wanted("batch") {
        batch::report(runs)?;
    }
    Ok(())
}
