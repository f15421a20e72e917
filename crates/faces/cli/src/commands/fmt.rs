//! Command `nth fmt`: formats files.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use nth_base::{Sources, printable};
use nth_session::read_source;

use crate::context::{Context, Out};
use crate::files::nth_files;
use crate::outcome::{Done, Exit};
use crate::output::say;

/// Format files
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth fmt fib.nth          format it in place
  nth fmt .                all .nth files in this folder and below
  nth fmt --check .        change nothing; exit 1 if a file would change
  nth fmt - < fib.nth      from standard input to standard output

Files with syntax errors are not changed.")]
pub struct Args {
    /// Files or folders; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// List the files that would change, without changing them
    #[arg(long)]
    check: bool,
}

/// Runs `nth fmt`: rewrites each file in the standard form, or says which files are not formatted.
pub fn execute(args: &Args, context: &Context) -> Done {
    let mut out = Out::data();
    let (files, mut exit) = nth_files(&args.files);
    for file in files {
        if context.cancel.is_raised() {
            out.flush()?;
            return Ok(Exit::Interrupted);
        }
        let text = if file == "-" {
            read_source("standard input", std::io::stdin())?
        } else {
            let read = File::open(&file).map_err(|e| format!("cannot read {file}: {e}"));
            match read.and_then(|stream| read_source(&file, stream).map_err(|e| e.to_string())) {
                Ok(text) => text,
                Err(why) => {
                    say!("{}: {why}", context.paint_err.bad("error"));
                    exit = Exit::Bad;
                    continue;
                }
            }
        };
        let formatted = match nth_syntax::format(&text) {
            Ok(f) => f,
            Err(diags) => {
                // The formatter reports places in source number 0.
                let mut sources = Sources::new();
                sources.add(file.as_str(), text.as_str());
                context.show(&sources, &diags);
                exit = Exit::Bad;
                continue;
            }
        };
        match (file == "-", args.check) {
            (true, false) => write!(out, "{formatted}")?,
            (_, true) if formatted != text => {
                let file = printable(&file);
                writeln!(out, "{file} is not formatted; run `nth fmt {file}`")?;
                exit = if exit == Exit::Done { Exit::No } else { exit };
            }
            (false, false) if formatted != text => {
                if let Err(why) = nth_files::replace(Path::new(&file), formatted.as_bytes()) {
                    say!("{}: {why}", context.paint_err.bad("error"));
                    exit = Exit::Bad;
                    continue;
                }
                writeln!(out, "formatted {}", printable(&file))?;
            }
            (false, _) | (true, true) => {}
        }
    }
    out.flush()?;
    Ok(exit)
}
