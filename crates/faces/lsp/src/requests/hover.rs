//! Hover.

use nth_base::Cancel;
use tower_lsp_server::ls_types::{Hover, HoverContents, Position};

use crate::markdown::Markup;
use crate::reply::Reply;
use crate::world::World;

/// What is known of the name at a position.
pub fn hover(world: &World, file: &str, at: Position, cancel: &Cancel) -> Reply<Option<Hover>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(None) };
    let Some(found) = nth_ide::hover(&world.snapshot, file, page.offset(at), cancel)? else { return Ok(None) };
    let mut text = Markup::new(&world.features);
    text.code(&found.signature).docs(&found.docs).oeis(&found.oeis);
    Ok(Some(Hover { contents: HoverContents::Markup(text.content()), range: Some(page.range(&found.range)) }))
}
