//! Command `nth bfile`: writes terms as a b-file.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use nth_base::plural;
use nth_files::{Claims, Draft};
use nth_session::{BFileRun, DefId, Session};

use crate::commands::{run, target};
use crate::context::{Context, LimitArgs, Out};
use crate::outcome::{Done, Exit};
use crate::output::say;
use crate::tier::TierArgs;

/// Write a b-file in the format of the OEIS
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth bfile fib.nth -n 1000 -o b000045.txt
  nth bfile fib.nth:lucas | head

The file has lines `n a(n)` from the offset on; triangles are read by rows, arrays by
antidiagonals. The file ends before the first term of more than 1,000 digits.")]
pub struct Args {
    /// File, and one of its sequences; or :NAME or an A-number of the library, or an expression in n
    #[arg(value_name = "FILE[:NAME]")]
    target: String,
    /// Number of terms
    #[arg(short, long, default_value_t = 1000)]
    n: u64,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    tier: TierArgs,
}

/// Runs `nth bfile`: writes the terms of one sequence to a file or standard output.
pub fn execute(args: &Args, context: &Context) -> Done {
    let (mut session, id) = match target::open_one(&args.target, context)? {
        Ok(o) => o,
        Err(exit) => return Ok(exit),
    };
    args.tier.apply(&mut session)?;
    match &args.output {
        None => Ok(write_to(Out::data(), &mut session, id, args, context)?.0),
        Some(path) => {
            let mut claims = Claims::new();
            session.files().try_for_each(|file| claims.reads("FILE", file))?;
            claims.writes("-o", path)?;
            let mut draft = Draft::create(Path::new(path))?;
            let written = write_to(BufWriter::new(draft.file()), &mut session, id, args, context);
            let (exit, count) = written.map_err(|e| nth_files::Error::Write(path.into(), e))?;
            // Terms before a stop are kept; an old file is not replaced by nothing.
            if exit == Exit::Done || count > 0 {
                draft.keep()?;
            }
            Ok(exit)
        }
    }
}

/// Writes the terms. Returns the exit status and the number of terms.
fn write_to<W: Write>(
    out: W,
    session: &mut Session,
    id: DefId,
    args: &Args,
    context: &Context,
) -> io::Result<(Exit, usize)> {
    let written = session.write_bfile(out, id, args.n, &args.limits.limits(), &context.cancel)?;
    let BFileRun { count, long, run } = match written {
        Ok(written) => written,
        Err(diags) => {
            context.show(session.sources(), &diags);
            return Ok((Exit::Bad, 0));
        }
    };
    if let Some(index) = long {
        let place = session.term_text(id, &index);
        say!("note: {}; {place} has more than 1,000 digits, so the file ends before it", plural(count, "term"));
    }
    Ok((run::stopped(session, id, &run, context), count))
}
