//! Renaming.

use nth_base::Cancel;
use tower_lsp_server::ls_types::{Position, PrepareRenameResponse, WorkspaceEdit};

use crate::edits::workspace_edit;
use crate::reply::Reply;
use crate::world::World;

/// The name at a position, if it can be renamed.
pub fn prepare(world: &World, file: &str, at: Position, cancel: &Cancel) -> Reply<Option<PrepareRenameResponse>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(None) };
    let bytes = nth_ide::prepare_rename(&world.snapshot, file, page.offset(at), cancel)??;
    let placeholder = page.text().get(bytes.clone()).unwrap_or("").to_owned();
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range: page.range(&bytes), placeholder }))
}

/// The edits that give the name at a position another name.
pub fn rename(world: &World, file: &str, at: Position, new: &str, cancel: &Cancel) -> Reply<Option<WorkspaceEdit>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(None) };
    let edits = nth_ide::rename(&world.snapshot, file, page.offset(at), new, cancel)??;
    workspace_edit(world, &edits, cancel).map(Some)
}
