//! Execution of the commands of lenses.

use std::sync::Arc;

use nth_analysis::Snapshot;
use nth_base::{Cancel, Limits, plural};
use nth_compiler::Indices;
use nth_core::EvalError;
use nth_ide::{Answer, TextEdit};
use nth_num::Int;
use nth_runner::{End, elide};
use nth_syntax::Example;
use nth_types::hir::DefKind;

use crate::Assist;
use crate::checks::run_check_within;
use crate::entries::{FEWEST, OeisEntry, entry, listed};
use crate::facts::{Facts, first_terms};
use crate::lenses::{Command, CommandKind, checks, example};
use crate::program::{Lowered, Module};
use crate::suggest::{SuggestOptions, Suggestion};
use crate::verdicts::{call_at, hold};

/// Limits of a command: a user waits for it, and can stop it.
const LIMITS: Limits =
    Limits { budget: 10_000_000, max_digits: 100_000, max_words: 1 << 25, max_depth: 100_000, ..Limits::INTERACTIVE };
/// Number of terms that `run` shows.
const RUN: usize = 100;
/// Number of terms of a plot.
const PLOT: usize = 200;
/// Number of terms that are looked up.
const LOOK_UP: usize = 40;
/// Largest number of entries that are shown.
const ENTRIES: usize = 10;

/// Result of a command.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Text for people, of one or more lines.
    pub text: String,
    /// Edits to apply: the value of an example.
    pub edits: Vec<TextEdit>,
    /// Terms with their indices, for `run` and `plot`.
    pub terms: Option<Facts>,
    /// Entries that have the terms, for `look up`.
    pub entries: Vec<OeisEntry>,
    /// Programs, for `find`.
    pub suggestions: Vec<Suggestion>,
}

impl Assist {
    /// Executes a command. It is bounded by its limits and by `cancel`; only `find` by a time, of ten seconds, where an
    /// editor that shows programs as they are found calls [`Assist::suggest`] instead.
    ///
    /// # Errors
    /// `cancel` was raised; or, inside, why the command could not be executed, in words.
    pub fn execute(&self, snapshot: &Snapshot, command: &Command, cancel: &Cancel) -> Answer<Result<Outcome, String>> {
        let Command { kind, file, name, number } = command;
        let Some(module) = self.module(snapshot, file, cancel)? else { return Ok(Err(format!("no file {file}"))) };
        if *kind == CommandKind::Evaluate {
            let Some(example) = example(module.analysis(), name, *number) else {
                return Ok(Err("the example is not there any more".to_owned()));
            };
            return self.refresh(&module, &example, cancel);
        }
        if *kind == CommandKind::Find {
            let options = SuggestOptions::default();
            return Ok(self.suggest(snapshot, file, *number, &options, cancel, &|_| {})?.map(|suggestions| {
                let lines: Vec<String> =
                    suggestions.iter().map(|s| format!("{}\n    {}", s.text, s.detail())).collect();
                let text = if lines.is_empty() { "nothing was found".to_owned() } else { lines.join("\n") };
                Outcome { text, suggestions, ..Outcome::default() }
            }));
        }
        let Some(def) = module.def(name) else { return Ok(Err(format!("there is no definition `{name}` any more"))) };
        if *kind == CommandKind::Check {
            return check(&module, name, cancel);
        }
        let lowered = match Lowered::new(module.checker(), def.id) {
            Ok(lowered) if lowered.has_terms() => lowered,
            Ok(_) => return Ok(Err(format!("`{name}` has no terms"))),
            Err(why) => return Ok(Err(format!("`{name}` cannot run: {why}"))),
        };
        match kind {
            CommandKind::Plot => {
                let facts = first_terms(&lowered, PLOT, &LIMITS, cancel)?;
                let text = format!("{} of `{name}`", plural(facts.terms.len(), "term"));
                Ok(Ok(Outcome { text, terms: Some(facts), ..Outcome::default() }))
            }
            CommandKind::LookUp => Ok(self.look_up(name, &first_terms(&lowered, LOOK_UP, &LIMITS, cancel)?)),
            CommandKind::Run | CommandKind::Check | CommandKind::Evaluate | CommandKind::Find => {
                let facts = first_terms(&lowered, RUN, &LIMITS, cancel)?;
                let text = terms_text(name, &facts);
                Ok(Ok(Outcome { text, terms: Some(facts), ..Outcome::default() }))
            }
        }
    }

    /// The value of an example, with the edit that writes it.
    fn refresh(&self, module: &Module, example: &Example, cancel: &Cancel) -> Answer<Result<Outcome, String>> {
        let value = match self.evaluate(module, example, cancel)? {
            Ok(value) => value,
            Err(why) => return Ok(Err(format!("`{}`: {why}", example.text))),
        };
        let text = format!("{} is {}", example.text, value);
        let edits = example_edit(module, example, &value).into_iter().collect();
        Ok(Ok(Outcome { text, edits, ..Outcome::default() }))
    }

    fn look_up(&self, name: &str, facts: &Facts) -> Result<Outcome, String> {
        let Some(database) = &self.oeis else {
            return Err("no OEIS data on this machine; `nth oeis fetch` gets it".to_owned());
        };
        if facts.terms.len() < FEWEST {
            let terms = plural(facts.terms.len(), "term");
            return Err(format!("`{name}` has {terms} here; at least {FEWEST} are needed to look it up"));
        }
        let entries: Vec<OeisEntry> = listed(database.as_ref(), &facts.terms, ENTRIES).iter().map(entry).collect();
        let terms = plural(facts.terms.len(), "term");
        let mut lines = vec![match entries.len() {
            0 => format!("no entry has the first {terms} of `{name}`"),
            n => format!("{} with the first {terms} of `{name}`", plural_entries(n)),
        }];
        lines.extend(entries.iter().map(|e| match (&e.name, e.position) {
            (Some(name), 0) => format!("{}  {}", e.anum, name.trim()),
            (Some(name), at) => format!("{}  {} (from term {} on)", e.anum, name.trim(), at + 1),
            (None, _) => e.anum.to_string(),
        }));
        lines.push(format!("({})", database.attribution()));
        Ok(Outcome { text: lines.join("\n"), entries, ..Outcome::default() })
    }
}

fn plural_entries(n: usize) -> String {
    if n == 1 { "1 entry".to_owned() } else { format!("{n} entries") }
}

/// The edit that writes the value of an example behind it; none if it is written there.
fn example_edit(module: &Module, example: &Example, value: &str) -> Option<TextEdit> {
    let m = module.analysis();
    let (range, text) = match &example.expected {
        Some(_) if example.expects(value) => return None,
        Some((old, span)) => {
            // The span ends where the text does, but for white space.
            let end = span.start as usize + m.text().get(span.range())?.trim_end().len();
            (end.checked_sub(old.len())?..end, value.to_owned())
        }
        None => {
            let at = example.span.end as usize;
            let line = m.text().get(..example.span.start as usize)?;
            let line = &line[line.rfind('\n').map_or(0, |i| i + 1)..];
            let marker = line.get(..line.find(">>>")?)?;
            (at..at, format!("\n{marker}{value}"))
        }
    };
    Some(TextEdit { file: Arc::from(m.name()), range, text })
}

/// The terms of a definition as text: index and term of each line for a sequence, a line for each row of a triangle.
fn terms_text(name: &str, facts: &Facts) -> String {
    let mut out = match facts.kind {
        DefKind::Seq | DefKind::Fn | DefKind::Array => {
            facts.terms.iter().map(|t| elide(t, 60)).collect::<Vec<_>>().join(", ")
        }
        DefKind::Triangle => rows(facts).iter().map(|r| r.join(", ")).collect::<Vec<_>>().join("\n"),
    };
    if let Some(error) = facts.stopped {
        let position = facts.terms.len();
        let kind = if facts.kind == DefKind::Fn { DefKind::Seq } else { facts.kind };
        let index = Indices::new(kind, &facts.offsets).nth(position).unwrap_or_default();
        let args: Vec<String> = index.iter().map(i64::to_string).collect();
        out.push_str(&format!("\n{name}({}): {}", args.join(", "), stop_text(error)));
    }
    out
}

/// Error of a term in words for an editor, where no limit can be raised on the spot.
pub(crate) fn stop_text(error: EvalError) -> &'static str {
    match error {
        EvalError::Budget => "takes long; run it with `nth run`",
        EvalError::TooBig => "has very many digits",
        EvalError::Memory => "needs much memory",
        EvalError::DivByZero
        | EvalError::Domain
        | EvalError::Index
        | EvalError::Depth
        | EvalError::BelowFirstIndex
        | EvalError::Hole
        | EvalError::Interrupted => error.describe(),
    }
}

/// The terms of a triangle by rows; the last one may be incomplete.
pub(crate) fn rows(facts: &Facts) -> Vec<Vec<String>> {
    let indices = Indices::new(facts.kind, &facts.offsets);
    let mut out: Vec<Vec<String>> = Vec::new();
    for (index, term) in indices.clone().zip(&facts.terms) {
        if indices.starts_row(&index) || out.is_empty() {
            out.push(Vec::new());
        }
        if let Some(row) = out.last_mut() {
            row.push(elide(term, 40));
        }
    }
    out
}

fn check(module: &Module, name: &str, cancel: &Cancel) -> Answer<Result<Outcome, String>> {
    let m = module.analysis();
    let Some(def) = m.defs().find(|d| d.name == name) else {
        return Ok(Err(format!("there is no definition `{name}` any more")));
    };
    let mut lines = Vec::new();
    for check in checks(m, def) {
        let Some(result) = run_check_within(module, name, check, &LIMITS, cancel)? else {
            return Ok(Err(format!("`{name}` cannot run")));
        };
        let position = Indices::position(def.kind, &def.offsets, check.from).unwrap_or(0);
        let call = call_at(def, position.saturating_add(result.matched as u64));
        let expected = check.terms.get(result.matched).map_or_else(String::new, |(t, _): &(Int, _)| elide(t, 60));
        lines.push(match result.end {
            End::All => hold(result.matched),
            End::Differs(found) => format!("{call} is {}, not {expected}", elide(&found, 60)),
            End::Failed(e) | End::Limit(e) => {
                format!("{}, then {call}: {}", hold(result.matched), stop_text(e))
            }
        });
    }
    if lines.is_empty() {
        return Ok(Err(format!("`{name}` has no check")));
    }
    Ok(Ok(Outcome { text: lines.join("\n"), ..Outcome::default() }))
}
