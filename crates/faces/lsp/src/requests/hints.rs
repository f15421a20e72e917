//! Inlay hints: first terms, and types.

use nth_base::Cancel;
use nth_ide::HintKind;
use tower_lsp_server::ls_types::{InlayHint, InlayHintKind, InlayHintLabel, InlayHintTooltip, Range as LspRange};

use crate::edits::text_edits;
use crate::reply::Reply;
use crate::world::World;

/// The hints for a range of a file that the settings want.
pub fn hints(world: &World, file: &str, range: LspRange, cancel: &Cancel) -> Reply<Vec<InlayHint>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(Vec::new()) };
    let bytes = page.bytes(range);
    let mut found = Vec::new();
    if world.config.inlay_hints.types {
        found.extend(nth_ide::type_hints(&world.snapshot, file, &bytes, cancel)?);
    }
    if world.config.inlay_hints.terms {
        found.extend(world.assistant.get().term_hints(&world.snapshot, file, &bytes, cancel)?);
    }
    let hint = |h: nth_ide::InlayHint| InlayHint {
        position: page.position(h.offset),
        label: InlayHintLabel::String(h.label),
        kind: match h.kind {
            HintKind::Type => Some(InlayHintKind::TYPE),
            HintKind::Terms => None,
        },
        text_edits: if h.edits.is_empty() { None } else { Some(text_edits(&page, &h.edits)) },
        tooltip: Some(h.tooltip).filter(|t| !t.is_empty()).map(InlayHintTooltip::String),
        padding_left: Some(h.kind == HintKind::Terms),
        padding_right: None,
        data: None,
    };
    Ok(found.into_iter().map(hint).collect())
}
