//! Commands: their parameters, and their results as the client gets them.

use nth_assist::{CommandKind, Facts, Outcome, SuggestOptions, Suggestion};
use nth_base::Cancel;
use nth_plot::{PICTURE_SIZE, Plot, Sequence};
use nth_types::hir::DefKind;
use serde::Serialize;
use tower_lsp_server::ls_types::{ExecuteCommandParams, WorkspaceEdit};

use crate::edits::workspace_edit;
use crate::reply::{Refusal, Reply};
use crate::requests::lenses::Argument;
use crate::world::World;

/// A command of the client.
#[derive(Clone, Debug)]
pub struct Command {
    /// Kind of the command.
    pub kind: CommandKind,
    /// Its argument.
    pub argument: Argument,
}

/// Result of a command.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Result {
    /// Text for people.
    pub text: String,
    /// Index of the first term, for `nth.run` and `nth.plot`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<i64>,
    /// Terms as decimal texts, for `nth.run` and `nth.plot`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<String>,
    /// Picture as SVG, for `nth.plot`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub svg: Option<String>,
    /// Entries of the OEIS, for `nth.lookUp`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Entry>,
    /// Programs, the best first, for `nth.find`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<Program>,
    /// Edits to apply, for `nth.evaluate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit: Option<WorkspaceEdit>,
}

/// An entry of the OEIS.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// A-number.
    pub number: String,
    /// Name of the entry, if it is known.
    pub name: Option<String>,
    /// Position of the first term among the terms of the entry, from 0.
    pub position: usize,
}

/// A program that was found.
#[derive(Clone, Debug, Serialize)]
pub struct Program {
    /// What is written.
    pub text: String,
    /// What speaks for it, on one line.
    pub detail: String,
    /// Edits that write it.
    pub edit: WorkspaceEdit,
}

/// Reads a command. The error says what is wrong with it.
pub fn command(p: &ExecuteCommandParams) -> std::result::Result<Command, String> {
    let kind = CommandKind::from_id(&p.command).ok_or_else(|| format!("there is no command `{}`", p.command))?;
    let argument = p.arguments.first().cloned().unwrap_or_default();
    let argument = serde_json::from_value(argument)
        .map_err(|e| format!("`{}` needs an argument {{ uri, name, number }}: {e}", p.command))?;
    Ok(Command { kind, argument })
}

/// Executes a command; `found` is called with each program that a search finds.
pub fn execute(
    world: &World,
    command: &Command,
    cancel: &Cancel,
    found: &(dyn Fn(&Suggestion) + Sync),
) -> Reply<Result> {
    let file = world.name(&command.argument.uri);
    let assist = world.assistant.get();
    let Argument { name, number, .. } = command.argument.clone();
    if command.kind == CommandKind::Find {
        let options = SuggestOptions::default();
        let all = assist.suggest(&world.snapshot, &file, number, &options, cancel, found)?;
        let mut suggestions = Vec::new();
        for s in all.map_err(Refusal::Failed)? {
            let edit = workspace_edit(world, &s.edits, &Cancel::new())?;
            suggestions.push(Program { detail: s.detail(), text: s.text, edit });
        }
        let text = match suggestions.len() {
            0 => "nothing was found".to_owned(),
            n => nth_base::plural(n, "program"),
        };
        return Ok(Result { text, suggestions, ..Result::default() });
    }
    let command = nth_assist::Command { kind: command.kind, file, name: name.clone(), number };
    let outcome = assist.execute(&world.snapshot, &command, cancel)?.map_err(Refusal::Failed)?;
    result(world, &command, outcome, cancel)
}

fn result(world: &World, command: &nth_assist::Command, outcome: Outcome, cancel: &Cancel) -> Reply<Result> {
    let entry = |e: &nth_assist::OeisEntry| Entry {
        number: e.anum.to_string(),
        name: e.name.as_deref().map(|n| n.trim().to_owned()),
        position: e.position,
    };
    let edit = if outcome.edits.is_empty() { None } else { Some(workspace_edit(world, &outcome.edits, cancel)?) };
    let facts = outcome.terms.as_ref();
    let svg = match facts {
        Some(facts) if command.kind == CommandKind::Plot => Some(picture(&command.name, facts)?),
        Some(_) | None => None,
    };
    Ok(Result {
        text: outcome.text,
        first: facts.map(first),
        terms: facts.map_or_else(Vec::new, |f| f.terms.iter().map(ToString::to_string).collect()),
        svg,
        entries: outcome.entries.iter().map(entry).collect(),
        suggestions: Vec::new(),
        edit,
    })
}

/// Index of the first term of a sequence; terms of triangles and arrays are numbered from 0.
fn first(facts: &Facts) -> i64 {
    match facts.kind {
        DefKind::Seq | DefKind::Fn => facts.offsets.first().copied().unwrap_or(0),
        DefKind::Triangle | DefKind::Array => 0,
    }
}

fn picture(name: &str, facts: &Facts) -> Reply<String> {
    let sequence = Sequence::new(name, first(facts), facts.terms.iter().cloned());
    nth_plot::svg(&Plot::new(vec![sequence]), PICTURE_SIZE).map_err(|e| Refusal::Failed(e.to_string()))
}
