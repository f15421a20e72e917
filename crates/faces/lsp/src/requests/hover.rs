//! Hover.

use nth_assist::LiveHover;
use nth_base::Cancel;
use tower_lsp_server::ls_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

use crate::markdown::Markup;
use crate::reply::Reply;
use crate::world::World;

/// Most terms of a sequence in plain text.
const TERMS: usize = 12;

/// What is known of the name at a position, without running anything.
pub fn hover(world: &World, file: &str, at: Position, cancel: &Cancel) -> Reply<Option<Hover>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(None) };
    let Some(found) = nth_ide::hover(&world.snapshot, file, page.offset(at), cancel)? else { return Ok(None) };
    let mut text = Markup::new(&world.features);
    text.code(&found.signature).docs(&found.docs).oeis(&found.oeis);
    Ok(Some(Hover { contents: HoverContents::Markup(text.content()), range: Some(page.range(&found.range)) }))
}

/// What is known of the name at a position, with first terms, growth of the cost and entries of the OEIS.
pub fn live(world: &World, file: &str, at: Position, cancel: &Cancel) -> Reply<Option<Hover>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(None) };
    let found = world.assistant.get().hover(&world.snapshot, file, page.offset(at), cancel)?;
    let Some(found) = found else { return Ok(None) };
    let content = if world.features.markdown {
        MarkupContent { kind: MarkupKind::Markdown, value: found.markdown().trim_end().to_owned() }
    } else {
        plain(world, &found)
    };
    Ok(Some(Hover { contents: HoverContents::Markup(content), range: Some(page.range(&found.hover.range)) }))
}

fn plain(world: &World, found: &LiveHover) -> MarkupContent {
    let mut text = Markup::new(&world.features);
    text.code(&found.hover.signature);
    if let Some(facts) = found.facts.as_ref().filter(|f| !f.terms.is_empty()) {
        text.block(&facts.line(TERMS));
    }
    for e in &found.entries {
        text.block(format!("{} {}", e.anum, e.name.as_deref().unwrap_or("").trim()).trim_end());
    }
    text.docs(&found.hover.docs);
    if let Some(growth) = found.growth {
        text.block(&format!("cost of a term: {growth}"));
    }
    text.content()
}
