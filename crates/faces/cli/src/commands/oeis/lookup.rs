//! Command `nth oeis lookup`: finds sequences that have given terms.

use std::io::Write;

use nth_base::plural;
use nth_num::{Int, parse_list};
use nth_oeis::{LookupOptions, Match, Place, SignMatch};
use serde_json::json;

use super::database;
use crate::context::{Context, Out};
use crate::outcome::{Done, Exit, Failure};

/// Find sequences that have these terms
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth oeis lookup 1,2,5,14,42,132
  nth oeis lookup 1 2 5 14 42 --start    only sequences that begin with these terms
  nth oeis lookup 1,-2,3,-4 --ignore-sign

About six terms work best. If nothing is found, leave out the first one or two.")]
pub struct Args {
    /// Consecutive terms, separated by commas or blanks
    #[arg(value_name = "TERMS", required = true)]
    terms: Vec<String>,
    /// Find the terms only at the start of a sequence
    #[arg(long)]
    start: bool,
    /// Compare absolute values
    #[arg(long)]
    ignore_sign: bool,
    /// Maximal number of answers
    #[arg(short, long, default_value_t = 10)]
    n: usize,
    /// Print one JSON object for each answer
    #[arg(long)]
    json: bool,
}

/// Parses terms in words of the command line, separated by commas or white space. No terms are an error.
pub fn parse_terms(words: &[String]) -> Result<Vec<Int>, Failure> {
    let terms = parse_list(&words.join(" ")).map_err(|e| format!("{e}; give terms as in 1,2,5,14"))?;
    if terms.is_empty() { Err("there are no terms; give some, as in 1,2,5,14".to_owned().into()) } else { Ok(terms) }
}

/// Runs `nth oeis lookup`: prints the sequences that have the terms.
pub fn execute(args: &Args, context: &Context) -> Done {
    let terms = parse_terms(&args.terms)?;
    let database = database(context)?;
    let place = if args.start { Place::Start } else { Place::Anywhere };
    let options = LookupOptions { place, ignore_sign: args.ignore_sign, limit: args.n };
    let found = database.lookup(&terms, &options)?;
    let mut out = Out::new();
    if args.json {
        for m in &found {
            let sign = match m.sign {
                SignMatch::Same => "same",
                SignMatch::Negated => "negated",
                SignMatch::Absolute => "absolute",
            };
            let object = json!({
                "entry": m.anum.to_string(), "name": m.name, "position": m.position, "matched": m.matched,
                "given": terms.len(), "sign": sign, "offset": m.offset.map(|o| o.first),
            });
            writeln!(out, "{object}")?;
        }
    } else {
        for m in &found {
            writeln!(out, "{}  {}", context.paint.bold(&m.anum.to_string()), m.name.as_deref().unwrap_or("(no name)"))?;
            writeln!(out, "         {}", context.paint.dim(&how(m, terms.len())))?;
        }
        if found.is_empty() {
            let given = plural(terms.len(), "term");
            writeln!(out, "no sequence has these {given} in a row; try --ignore-sign, or leave out the first term")?;
        } else {
            writeln!(out, "{}", context.paint.dim(&format!("({})", database.attribution())))?;
        }
    }
    out.flush()?;
    Ok(if found.is_empty() { Exit::No } else { Exit::Done })
}

fn how(m: &Match, given: usize) -> String {
    let mut parts = Vec::new();
    match (m.position, m.offset) {
        (0, Some(o)) => parts.push(format!("from its first term, at index {}", o.first)),
        (0, None) => parts.push("from its first term".to_owned()),
        (p, Some(o)) => parts.push(format!("from term {}, at index {}", p + 1, o.first.saturating_add(p as i64))),
        (p, None) => parts.push(format!("from term {}", p + 1)),
    }
    match m.sign {
        SignMatch::Same => {}
        SignMatch::Negated => parts.push("with opposite signs".to_owned()),
        SignMatch::Absolute => parts.push("in absolute value".to_owned()),
    }
    if m.matched < given {
        parts.push(format!("the {} listed agree, {given} were given", plural(m.matched, "term")));
    }
    parts.join("; ")
}
