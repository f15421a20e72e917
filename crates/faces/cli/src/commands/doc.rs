//! Command `nth doc`: shows the documentation of a name, or searches it.

use std::io::Write;

use nth_base::plural;
use nth_session::{DocPage, Scope, doc, overview, search};
use serde_json::json;

use crate::context::{Context, Out};
use crate::outcome::{Done, Exit};
use crate::output::{Json, say};

/// Show the documentation of a name, or search
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth doc                  all names, by module
  nth doc binomial         one name
  nth doc '%'              an operator
  nth doc A000045          the sequences of an OEIS entry
  nth doc prime divisor    search: names whose documentation has the words")]
pub struct Args {
    /// Name, operator, A-number, or words to search for
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Include the definitions of this file
    #[arg(long, short, value_name = "FILE")]
    file: Option<String>,
    /// Print one JSON object for each name
    #[arg(long)]
    json: bool,
}

/// Runs `nth doc`: without names, lists all names; else shows the pages of a name, or those that contain all words.
pub fn execute(args: &Args, context: &Context) -> Done {
    let mut session = context.session()?;
    let mut scope = Scope::default();
    if let Some(file) = &args.file {
        let loaded = session.check_file(file)?;
        context.show(session.sources(), &loaded.diagnostics);
        scope.0.push(loaded.module);
    }
    let mut out = Out::new();
    let paint = context.paint;
    if args.names.is_empty() {
        for shelf in overview(session.checker()) {
            if args.json {
                for p in &shelf.pages {
                    writeln!(out, "{}", Json(&object(p)))?;
                }
                continue;
            }
            writeln!(out, "{} — {}", paint.bold(&shelf.name), shelf.about)?;
            let names: Vec<&str> = shelf.pages.iter().map(|p| p.name.as_str()).collect();
            writeln!(out, "{}", wrapped(&names, 96))?;
        }
        if !args.json {
            writeln!(out, "{}", paint.dim("`nth doc NAME` shows one of them, `nth doc WORD…` searches"))?;
        }
        out.flush()?;
        return Ok(Exit::Done);
    }
    let exact: Vec<DocPage> = match args.names.as_slice() {
        [one] => doc(session.checker(), &scope, one),
        _ => Vec::new(),
    };
    let found = if exact.is_empty() { search(session.checker(), &args.names) } else { exact.clone() };
    if found.is_empty() {
        say!("there is no documentation of {}; `nth doc` lists all names", args.names.join(" "));
        return Ok(Exit::No);
    }
    if args.json {
        for p in &found {
            writeln!(out, "{}", Json(&object(p)))?;
        }
    } else if !exact.is_empty() || found.len() <= 2 {
        for p in &found {
            let text = p.render();
            let (head, rest) = text.split_once('\n').unwrap_or((&text, ""));
            write!(out, "{}\n{rest}", paint.bold(head))?;
        }
    } else {
        for p in &found {
            writeln!(out, "{}  {}", paint.bold(&p.name), p.summary())?;
        }
        writeln!(out, "{}", paint.dim(&format!("{} found", plural(found.len(), "name"))))?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn object(p: &DocPage) -> serde_json::Value {
    json!({"name": p.name, "signature": p.signature, "text": p.text, "place": p.place, "oeis": p.oeis})
}

/// Formats names in lines of at most `width` columns.
fn wrapped(names: &[&str], width: usize) -> String {
    let mut out = String::from("   ");
    let mut column = 3;
    for n in names {
        let len = n.chars().count() + 1;
        if column + len > width {
            out.push_str("\n   ");
            column = 3;
        }
        out.push(' ');
        out.push_str(n);
        column += len;
    }
    out
}
