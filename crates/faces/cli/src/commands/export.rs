//! Command `nth export`: writes a sequence as a program of another system.

use std::io::Write;

use clap::ValueEnum;
use nth_session::Target;

use crate::commands::target;
use crate::context::{Context, Out};
use crate::outcome::{Done, Exit};

/// Write a program for PARI/GP or Python
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth export --to python fib.nth > fib.py && python3 fib.py
  nth export --to pari fib.nth:lucas > lucas.gp && gp -q lucas.gp < /dev/null")]
pub struct Args {
    /// Target system
    #[arg(long, value_enum)]
    to: To,
    /// Number of terms that the program prints
    #[arg(short, long, default_value_t = 20)]
    n: u64,
    /// File, and one of its sequences; or :NAME or an A-number of the library, or an expression in n
    #[arg(value_name = "FILE[:NAME]")]
    target: String,
}

/// Target system.
#[derive(Clone, Copy, ValueEnum)]
enum To {
    /// PARI/GP 2.13 or later.
    Pari,
    /// Python 3.8 or later.
    Python,
}

/// Runs `nth export`: prints the program of one sequence in the target system.
pub fn execute(args: &Args, context: &Context) -> Done {
    let (mut session, id) = match target::open_one(&args.target, context)? {
        Ok(o) => o,
        Err(exit) => return Ok(exit),
    };
    let to = match args.to {
        To::Pari => Target::Pari,
        To::Python => Target::Python,
    };
    match session.export(id, to, args.n) {
        Ok(text) => {
            let mut out = Out::data();
            write!(out, "{text}")?;
            out.flush()?;
            Ok(Exit::Done)
        }
        Err(diags) => {
            context.show(session.sources(), &diags);
            Ok(Exit::Bad)
        }
    }
}
