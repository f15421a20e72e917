//! Command `nth explain`: explains a diagnostic code.

use std::io::Write;

use nth_session::{explain, explanations};

use crate::context::Out;
use crate::outcome::{Done, Exit};
use crate::output::say;

/// Explain an error code
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth explain                  all codes
  nth explain type-mismatch    one code")]
pub struct Args {
    /// Code, such as `type-mismatch` in `error[type-mismatch]`
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Runs `nth explain`: prints the page of a code, or the list of all codes.
pub fn execute(args: &Args) -> Done {
    let mut out = Out::new();
    let Some(code) = &args.code else {
        let all = explanations();
        let width = all.iter().map(|(c, _)| c.len()).max().unwrap_or(0);
        for (code, title) in all {
            writeln!(out, "{code:width$}  {title}")?;
        }
        out.flush()?;
        return Ok(Exit::Done);
    };
    match explain(code) {
        Ok(page) => {
            write!(out, "{page}")?;
            out.flush()?;
            Ok(Exit::Done)
        }
        Err(near) => {
            let hint = if near.is_empty() {
                "`nth explain` lists all codes".to_owned()
            } else {
                format!("did you mean {}?", near.join(", "))
            };
            say!("there is no code `{code}`; {hint}");
            Ok(Exit::No)
        }
    }
}
