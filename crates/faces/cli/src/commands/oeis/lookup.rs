//! Command `nth oeis lookup`: finds sequences that have given terms.

use std::io::Write;

use nth_base::{grouped, plural, printable};
use nth_num::{Int, parse_list};
use nth_oeis::{ANum, LookupOptions, Match, Place, Ranked, SignMatch};
use serde_json::json;

use crate::context::{Context, Out};
use crate::data;
use crate::outcome::{Done, Exit, Failure};
use crate::output::Json;
use crate::paint::Paint;

/// Find sequences that have these terms
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth oeis lookup 1,2,5,14,42,132
  nth oeis lookup 1 2 5 14 42 --start    only sequences that begin with these terms
  nth oeis lookup 1,-2,3,-4 --ignore-sign

About six terms work best. If nothing is found, leave out the first one or two. Well-known
sequences come first: those of the standard library, and, after `nth oeis import` of a list of
keywords, those with the keywords core and easy.")]
pub struct Args {
    /// Consecutive terms, separated by commas or blanks
    #[arg(value_name = "TERMS", required = true, allow_negative_numbers = true)]
    terms: Vec<String>,
    /// Find the terms only at the start of a sequence
    #[arg(long)]
    start: bool,
    /// Compare absolute values
    #[arg(long)]
    ignore_sign: bool,
    #[command(flatten)]
    count: Count,
    /// Print one JSON object for each answer
    #[arg(long)]
    json: bool,
}

/// Number of answers that are shown.
#[derive(clap::Args)]
pub struct Count {
    /// Maximal number of answers
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Show all answers
    #[arg(long, conflicts_with = "limit")]
    all: bool,
}

impl Count {
    /// Maximal number of answers.
    pub fn limit(&self) -> usize {
        if self.all { usize::MAX } else { self.limit }
    }

    /// A line that says how many more answers there are than are shown; none if all are shown.
    pub fn more(&self, shown: usize, total: usize) -> Option<String> {
        let more = total.checked_sub(shown).filter(|m| *m > 0)?;
        Some(format!("and {} more; --all shows them, --limit N the first N", grouped(more as u64)))
    }
}

/// Parses terms in words of the command line, separated by commas or white space. No terms are an error.
pub fn parse_terms(words: &[String]) -> Result<Vec<Int>, Failure> {
    let text = words.join(" ");
    let terms = parse_list(&text).map_err(|e| {
        let pointer = e.pointer(&text).map_or_else(String::new, |p| format!("\n{p}"));
        format!("{e}; give terms as in 1,2,5,14{pointer}")
    })?;
    if terms.is_empty() { Err("there are no terms; give some, as in 1,2,5,14".to_owned().into()) } else { Ok(terms) }
}

/// Runs `nth oeis lookup`: prints the sequences that have the terms.
pub fn execute(args: &Args, context: &Context) -> Done {
    let terms = parse_terms(&args.terms)?;
    let database = data::database(&*context.library()?)?;
    let place = if args.start { Place::Start } else { Place::Anywhere };
    let limit = args.count.limit();
    let options = LookupOptions { place, ignore_sign: args.ignore_sign, limit, ..LookupOptions::default() };
    let Ranked { best: found, total } = database.lookup(&terms, &options)?;
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
                "given": terms.len(), "sign": sign, "offset": m.offset.map(|o| o.first), "library": m.library,
                "total": total,
            });
            writeln!(out, "{}", Json(&object))?;
        }
    } else {
        for m in &found {
            writeln!(out, "{}", heading(m.anum, m.name.as_deref(), m.library.as_deref(), context.paint))?;
            writeln!(out, "         {}", context.paint.dim(&how(m, terms.len())))?;
        }
        if let Some(more) = args.count.more(found.len(), total) {
            writeln!(out, "{more}")?;
        }
        if total == 0 {
            let given = plural(terms.len(), "term");
            writeln!(out, "no sequence has these {given} in a row; try --ignore-sign, or leave out the first term")?;
        } else {
            writeln!(out, "{}", context.paint.dim(&format!("({})", database.attribution())))?;
        }
    }
    out.flush()?;
    Ok(if total == 0 { Exit::No } else { Exit::Done })
}

/// First line of an entry: A-number, name, and the name of the sequence in the library.
pub fn heading(anum: ANum, name: Option<&str>, library: Option<&str>, paint: Paint) -> String {
    let name = printable(name.unwrap_or("(no name)"));
    let library = library.map_or_else(String::new, |l| format!(" {}", paint.dim(&format!("(`{l}` in the library)"))));
    format!("{}  {name}{library}", paint.bold(&anum.to_string()))
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
