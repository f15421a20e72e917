//! Command `nth oeis import`: adds files to the index.

use std::io::Write;
use std::path::{Path, PathBuf};

use nth_base::{grouped, plural};
use nth_oeis::{Database, Index, IndexError, Input};

use crate::context::{Context, Out};
use crate::data;
use crate::outcome::{Done, Exit, Failure};
use crate::output::say;
use crate::progress::Bar;
use crate::terms::show_first;

/// Import files of the OEIS: stripped.gz, names.gz, lists of offsets or keywords, b-files
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth oeis import stripped.gz names.gz
  nth oeis import b000045.txt              a longer list of terms

The kind of a file is recognized by its content. Data that was imported before is kept and extended.
A file is taken as a whole or not at all: one that is damaged, or whose indices contradict what is
known, changes nothing. A list of offsets has lines `A000040: 1`, a list of keywords
`A000040: core,nonn,easy`.
The index is in $NTH_HOME, else in $XDG_DATA_HOME/nth, else in ~/.local/share/nth.")]
pub struct Args {
    /// Files, plain or gzip
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Take the good lines of files that have bad lines
    #[arg(long)]
    skip_bad_lines: bool,
}

/// Largest number of problems of the files that are shown.
const SHOWN: usize = 20;

/// Runs `nth oeis import` on the files of the command line.
pub fn execute(args: &Args, context: &Context) -> Done {
    import(&args.files, args.skip_bad_lines, context)
}

/// Imports files into the index and prints its size. With `skip_lines`, bad lines of a file are left out; else a file
/// with bad lines is.
pub fn import<P: AsRef<Path>>(files: &[P], skip_lines: bool, context: &Context) -> Done {
    let mut inputs = Vec::new();
    for f in files {
        inputs.push(Input::file(f.as_ref())?);
    }
    let dir = data::home()?;
    let mut bar = Bar::new();
    let built = Index::build(&dir, inputs, skip_lines, &mut |p| bar.update(p), &context.cancel);
    bar.finish();
    match built {
        Ok(built) => {
            show_first(&built.problems, SHOWN);
            let wrong = built.problems.iter().any(|p| p.severity.is_error());
            let new = built.index.len().saturating_sub(built.before);
            let mut out = Out::new();
            writeln!(
                out,
                "{} ({} new), {}, {}, in {}",
                entries(built.index.len()),
                grouped(new as u64),
                plural(built.index.term_count() as usize, "term"),
                plural(built.index.name_count() as usize, "name"),
                built.index.path().display()
            )?;
            out.flush()?;
            Ok(if wrong { Exit::No } else { Exit::Done })
        }
        Err(IndexError::Cancelled) => {
            say!("{}; the index has not changed", context.paint_err.bad("stopped"));
            Ok(Exit::Interrupted)
        }
        Err(IndexError::NothingRead { problems }) => {
            show_first(&problems, SHOWN);
            Err(Failure::Message(
                "nothing was imported, and the index has not changed; stripped.gz, names.gz, a list of offsets or of \
                 keywords, or a b-file is expected"
                    .to_owned(),
            ))
        }
        Err(e) => Err(e.into()),
    }
}

fn entries(n: usize) -> String {
    if n == 1 { "1 entry".to_owned() } else { format!("{} entries", grouped(n as u64)) }
}
