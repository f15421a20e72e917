//! Command `nth oeis fetch`: downloads OEIS data, then imports it.

use std::io::Write;
use std::time::Duration;

use nth_oeis::ANum;
use nth_oeis::fetch::{
    FILES, FetchError, FetchOptions, Fetched, How, OEIS, fetch, fetch_bfile, is_imported, set_imported,
};

use super::import::import;
use crate::context::Context;
use crate::data;
use crate::outcome::{Done, Exit};
use crate::output::say;
use crate::progress::Bar;

/// Download the terms and names of all sequences from oeis.org, some 40 MB
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth oeis fetch              terms and names of all sequences
  nth oeis fetch A000045      the b-file of one entry: more terms

If a download breaks off, the next call continues it. Files that have not changed are not
downloaded again. A file that arrives damaged is not kept.")]
pub struct Args {
    /// Entries whose b-files to download [default: terms and names of all entries]
    #[arg(value_name = "A-NUMBER")]
    entries: Vec<ANum>,
    /// Server with the files of the OEIS
    #[arg(long, value_name = "URL", default_value = OEIS)]
    base_url: String,
    /// Seconds without an answer after which an attempt fails
    #[arg(long, value_name = "S", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

/// Runs `nth oeis fetch`: downloads all terms and names, or the b-files of entries, and imports what has changed.
pub fn execute(args: &Args, context: &Context) -> Done {
    let dir = data::home()?.join("downloads");
    let timeout = Duration::from_secs(args.timeout);
    let base = FetchOptions::default();
    let connect = base.connect.min(timeout);
    let options = FetchOptions { base_url: args.base_url.clone(), timeout, connect, ..base };
    let (mut paths, mut names) = (Vec::new(), Vec::new());
    let mut changed = data::index()?.is_none();
    let mut bar = Bar::new();
    let mut outcomes: Vec<Result<Fetched, FetchError>> = Vec::new();
    if args.entries.is_empty() {
        for name in FILES {
            outcomes.push(fetch(&dir, name, &options, &mut |p| bar.update(p), &context.cancel));
        }
    } else {
        for a in &args.entries {
            outcomes.push(fetch_bfile(&dir, *a, &options, &mut |p| bar.update(p), &context.cancel));
        }
    }
    bar.finish();
    for outcome in outcomes {
        match outcome {
            Ok(f) => {
                let what = match f.how {
                    How::Downloaded => format!("downloaded, {} bytes", nth_base::grouped(f.bytes)),
                    How::Resumed(from) => format!("downloaded from byte {} on", nth_base::grouped(from)),
                    How::Unchanged => "has not changed".to_owned(),
                };
                say!("{}: {what}", f.path.display());
                // A file that was not imported, since that was stopped or refused, is imported now.
                let name = f.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                changed |= f.how != How::Unchanged || !is_imported(&dir, &name);
                names.push(name);
                paths.push(f.path);
            }
            Err(FetchError::Cancelled) => {
                say!(
                    "{}; received bytes are kept; run the command again to continue",
                    context.paint_err.bad("stopped")
                );
                return Ok(Exit::Interrupted);
            }
            Err(e) => return Err(e.to_string().into()),
        }
    }
    if !changed {
        writeln!(std::io::stdout(), "the OEIS data on this machine is up to date")?;
        return Ok(Exit::Done);
    }
    let exit = import(&paths, false, context)?;
    for name in &names {
        set_imported(&dir, name, exit == Exit::Done);
    }
    Ok(exit)
}
