//! Command `nth fill`: proposes what may stand for the holes of a file.

use std::io::Write;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use nth_base::{Limits, LineIndex, plural};
use nth_fill::{Environment, FillError, Filled, Options, Request, apply_edits, fill};
use nth_session::{Disk, SourceFiles};
use serde_json::json;

use crate::commands::target;
use crate::context::{Context, Out};
use crate::outcome::{Done, Exit};
use crate::output::{Json, say};

/// Propose what may stand for the holes of a file
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth fill a.nth                 fillings of all holes of the file
  nth fill a.nth:a --top 5       those of one definition
  nth fill a.nth --write         write the first filling of each hole into the file

A hole is a `?` in a definition. The `check`s of the file say which terms are wanted: a filling is
shown only if every check that depends on it holds. It may use the variables in scope, functions of
the library and of the file, and earlier terms of the same sequence. A filling that has as much text
as the terms have information is marked as a guess; more terms in the `check` help.")]
pub struct Args {
    /// File with holes, or FILE:NAME for one of its definitions
    #[arg(value_name = "FILE[:NAME]")]
    target: String,
    /// Number of fillings to show for each group of holes
    #[arg(long, value_name = "K", default_value = "3")]
    top: NonZeroUsize,
    /// Write the first filling of each hole into the file; guesses are not written
    #[arg(long)]
    write: bool,
    /// Print one JSON object for each group of holes that the same checks decide
    #[arg(long)]
    json: bool,
    /// Stop after this much work for each group: expressions made and programs run
    #[arg(long, value_name = "N", default_value_t = Options::default().work)]
    work_limit: u64,
    /// Stop after this many seconds
    #[arg(long, value_name = "S", default_value_t = 60)]
    time: u64,
    /// Cost units per term of a run on the checks
    #[arg(long, value_name = "UNITS", default_value_t = Options::default().limits.budget)]
    budget: u64,
}

/// Runs `nth fill`: prints the fillings of each group of holes, and writes them if asked to.
pub fn execute(args: &Args, context: &Context) -> Done {
    let (file, name) = target::split(&args.target);
    let files: Arc<dyn SourceFiles> = Arc::new(Disk);
    let text = files.read(file)?;
    let library = context.library()?;
    let clock = Arc::clone(&context.clock);
    let (clock, cancel) = (clock.as_ref(), &context.cancel);
    let environment = Environment { library: &library, files: &files, clock, cancel, synthesizer: None };
    let options = Options {
        top: args.top.get(),
        work: args.work_limit,
        time: Some(Duration::from_secs(args.time)),
        limits: Limits { budget: args.budget, ..Options::default().limits },
    };
    let groups = match fill(&Request { file, text: &text, name }, &environment, &options) {
        Ok(groups) => groups,
        Err(FillError::Invalid(diagnostics, sources)) => {
            context.show(&sources, &diagnostics);
            return Ok(Exit::Bad);
        }
        Err(e @ (FillError::Read(_) | FillError::NoDefinition(..) | FillError::NoHole | FillError::NoCheck(_))) => {
            return Err(format!("{file}: {e}").into());
        }
        Err(FillError::Generic(span)) => {
            let (line, column) = place(&text, span.start);
            return Err(format!("{file}:{line}:{column}: {}", FillError::Generic(span)).into());
        }
    };
    let mut out = Out::new();
    for filled in &groups {
        if args.json {
            write_json(&mut out, file, &text, filled)?;
        } else {
            show(&mut out, file, &text, filled, context)?;
        }
    }
    out.flush()?;
    if context.cancel.is_raised() {
        say!("{}", context.paint_err.bad("stopped"));
        return Ok(Exit::Interrupted);
    }
    if args.write {
        let sure = groups.iter().filter_map(|g| g.fillings.first()).filter(|f| !f.guess);
        let edits: Vec<_> = sure.flat_map(|f| f.edits.iter().cloned()).collect();
        if let (Some(filled), false) = (apply_edits(&text, &edits), edits.is_empty()) {
            nth_files::replace(std::path::Path::new(file), filled.as_bytes())?;
            say!("wrote {} into {file}", plural(edits.len(), "filling"));
        }
    }
    let all_sure = groups.iter().all(|g| g.fillings.first().is_some_and(|f| !f.guess));
    Ok(if all_sure { Exit::Done } else { Exit::No })
}

/// The place of a byte as `LINE:COLUMN`.
fn place(text: &str, at: u32) -> (u32, u32) {
    let at = LineIndex::new(text).line_col(text, at);
    (at.line, at.col)
}

fn show(out: &mut Out, file: &str, text: &str, filled: &Filled, context: &Context) -> std::io::Result<()> {
    for (i, (hole, name)) in filled.holes.iter().zip(&filled.names).enumerate() {
        let (line, column) = place(text, hole.span.start);
        let number = if filled.holes.len() > 1 { format!(" {}", i + 1) } else { String::new() };
        writeln!(out, "{file}:{line}:{column}: hole{number} of `{name}`, {}", hole.signature())?;
    }
    for filling in &filled.fillings {
        let parts = filling.parts.join("   and   ");
        let guess = if filling.guess { ", a guess" } else { "" };
        writeln!(out, "  {}    {}{guess}", context.paint.good(&parts), plural(filling.terms, "term"))?;
        for line in filling.definitions.lines() {
            writeln!(out, "    {line}")?;
        }
    }
    if filled.fillings.is_empty() {
        let more = if filled.cut_short { "; --work-limit and --time look further" } else { "" };
        writeln!(out, "  nothing found{more}")?;
    }
    Ok(())
}

fn write_json(out: &mut Out, file: &str, text: &str, filled: &Filled) -> std::io::Result<()> {
    let holes: Vec<_> = (filled.holes.iter().zip(&filled.names))
        .map(|(hole, name)| {
            let (line, column) = place(text, hole.span.start);
            let scope: Vec<_> = hole.scope.iter().map(|v| json!({"name": v.name, "type": v.ty.to_string()})).collect();
            json!({"definition": name, "line": line, "column": column, "type": hole.ty.to_string(), "scope": scope})
        })
        .collect();
    let fillings: Vec<_> = (filled.fillings.iter())
        .map(|f| json!({"holes": f.parts, "definitions": f.definitions, "terms": f.terms, "guess": f.guess}))
        .collect();
    writeln!(out, "{}", Json(&json!({"file": file, "holes": holes, "fillings": fillings})))
}
