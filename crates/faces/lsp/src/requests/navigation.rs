//! Definition, references, highlights.

use nth_base::Cancel;
use tower_lsp_server::ls_types::{DocumentHighlight, DocumentHighlightKind, Location, Position};

use crate::reply::Reply;
use crate::world::World;

/// The place where the name at a position is defined.
pub fn definition(world: &World, file: &str, at: Position, cancel: &Cancel) -> Reply<Option<Location>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(None) };
    match nth_ide::definition(&world.snapshot, file, page.offset(at), cancel)? {
        Some(place) => world.location(&place, cancel),
        None => Ok(None),
    }
}

/// The places where the name at a position is used, and where it is defined if that is wanted.
pub fn references(
    world: &World,
    file: &str,
    at: Position,
    with_definition: bool,
    cancel: &Cancel,
) -> Reply<Vec<Location>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for found in nth_ide::references(&world.snapshot, file, page.offset(at), cancel)? {
        if with_definition || !found.defines {
            out.extend(world.location(&(found.file, found.range), cancel)?);
        }
    }
    Ok(out)
}

/// The places of the name at a position in its own file.
pub fn highlights(world: &World, file: &str, at: Position, cancel: &Cancel) -> Reply<Vec<DocumentHighlight>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(Vec::new()) };
    let found = nth_ide::highlights(&world.snapshot, file, page.offset(at), cancel)?;
    let highlight = |o: &nth_ide::Occurrence| DocumentHighlight {
        range: page.range(&o.range),
        kind: Some(if o.defines { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ }),
    };
    Ok(found.iter().map(highlight).collect())
}
