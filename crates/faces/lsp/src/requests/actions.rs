//! Code actions: the hints of diagnostics, changes of a text that keep its meaning, and what runs of programs suggest.

use nth_base::Cancel;
use nth_ide::{Action, ActionKind, Message};
use tower_lsp_server::ls_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, Range as LspRange,
};

use crate::edits::workspace_edit;
use crate::page::Page;
use crate::reply::Reply;
use crate::requests::diagnostics::diagnostic;
use crate::world::World;

/// The kinds of actions that there are.
pub const KINDS: [CodeActionKind; 5] = [
    CodeActionKind::QUICKFIX,
    CodeActionKind::REFACTOR_INLINE,
    CodeActionKind::REFACTOR_EXTRACT,
    CodeActionKind::REFACTOR_REWRITE,
    CodeActionKind::SOURCE_FIX_ALL,
];

fn kind(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::Fix => CodeActionKind::QUICKFIX,
        ActionKind::Inline => CodeActionKind::REFACTOR_INLINE,
        ActionKind::Extract => CodeActionKind::REFACTOR_EXTRACT,
        ActionKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
    }
}

/// Whether the client wants actions of a kind: it names the kind or one that holds it, or names none.
fn wants(context: &CodeActionContext, kind: &CodeActionKind) -> bool {
    let holds = |wanted: &CodeActionKind| {
        let rest = kind.as_str().strip_prefix(wanted.as_str());
        rest.is_some_and(|r| r.is_empty() || wanted.as_str().is_empty() || r.starts_with('.'))
    };
    context.only.as_ref().is_none_or(|only| only.iter().any(holds))
}

/// Whether any action that needs runs is wanted.
pub fn wants_runs(context: &CodeActionContext) -> bool {
    [CodeActionKind::QUICKFIX, CodeActionKind::REFACTOR_REWRITE].iter().any(|k| wants(context, k))
}

/// The actions for a range of a file that need no run.
pub fn actions(
    world: &World,
    file: &str,
    range: LspRange,
    context: &CodeActionContext,
    cancel: &Cancel,
) -> Reply<Vec<CodeActionOrCommand>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(Vec::new()) };
    let found = nth_ide::actions(&world.snapshot, file, &page.bytes(range), cancel)?;
    let messages = nth_ide::diagnostics(&world.snapshot, file, cancel)?;
    let mut out = converted(world, &page, found, &messages, context, cancel)?;
    // Editors ask for it by name, in a menu of its own or when a file is saved.
    if context.only.is_some() && wants(context, &CodeActionKind::SOURCE_FIX_ALL) {
        let edits = nth_ide::fix_all(&world.snapshot, file, cancel)?;
        if !edits.is_empty() {
            out.push(CodeActionOrCommand::CodeAction(CodeAction {
                title: "apply all hints".to_owned(),
                kind: Some(CodeActionKind::SOURCE_FIX_ALL),
                edit: Some(workspace_edit(world, &edits, cancel)?),
                ..CodeAction::default()
            }));
        }
    }
    Ok(out)
}

/// The actions for a range of a file that come from running its programs.
pub fn live(
    world: &World,
    file: &str,
    range: LspRange,
    context: &CodeActionContext,
    cancel: &Cancel,
) -> Reply<Vec<CodeActionOrCommand>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(Vec::new()) };
    let found = world.assistant.get().actions(&world.snapshot, file, &page.bytes(range), cancel)?;
    converted(world, &page, found, &[], context, cancel)
}

fn converted(
    world: &World,
    page: &Page,
    found: Vec<Action>,
    messages: &[Message],
    context: &CodeActionContext,
    cancel: &Cancel,
) -> Reply<Vec<CodeActionOrCommand>> {
    let mut out = Vec::new();
    for action in found {
        let kind = kind(action.kind);
        if !wants(context, &kind) {
            continue;
        }
        let diagnostics = match action.message.and_then(|m| messages.get(m)) {
            Some(message) => Some(vec![diagnostic(world, page, message, cancel)?]),
            None => None,
        };
        out.push(CodeActionOrCommand::CodeAction(CodeAction {
            title: action.title,
            kind: Some(kind),
            is_preferred: diagnostics.as_ref().map(|_| true),
            diagnostics,
            edit: Some(workspace_edit(world, &action.edits, cancel)?),
            ..CodeAction::default()
        }));
    }
    Ok(out)
}
