//! Code actions: the hints of diagnostics as edits.

use nth_base::Cancel;
use tower_lsp_server::ls_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, Range as LspRange,
};

use crate::edits::workspace_edit;
use crate::reply::Reply;
use crate::requests::diagnostics::diagnostic;
use crate::world::World;

/// Whether the client wants actions of a kind.
fn wants(context: &CodeActionContext, kind: &CodeActionKind) -> bool {
    let is_below = |wanted: &CodeActionKind| {
        let rest = kind.as_str().strip_prefix(wanted.as_str());
        rest.is_some_and(|r| r.is_empty() || wanted.as_str().is_empty() || r.starts_with('.'))
    };
    context.only.as_ref().is_none_or(|only| only.iter().any(is_below))
}

/// The actions for a range of a file.
pub fn actions(
    world: &World,
    file: &str,
    range: LspRange,
    context: &CodeActionContext,
    cancel: &Cancel,
) -> Reply<Vec<CodeActionOrCommand>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(Vec::new()) };
    let bytes = page.bytes(range);
    let mut out = Vec::new();
    if wants(context, &CodeActionKind::QUICKFIX) {
        let messages = nth_ide::diagnostics(&world.snapshot, file, cancel)?;
        for fix in nth_ide::fixes(&world.snapshot, file, &bytes, cancel)? {
            let message = messages.get(fix.message);
            let diagnostics = match message {
                Some(message) => Some(vec![diagnostic(world, &page, message, cancel)?]),
                None => None,
            };
            out.push(CodeActionOrCommand::CodeAction(CodeAction {
                title: fix.title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics,
                edit: Some(workspace_edit(world, &fix.edits, cancel)?),
                is_preferred: Some(true),
                ..CodeAction::default()
            }));
        }
    }
    Ok(out)
}
