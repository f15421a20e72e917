//! Formatting.

use std::ops::Range;

use nth_base::Cancel;
use tower_lsp_server::ls_types::{Position, Range as LspRange, TextEdit};

use crate::edits::text_edits;
use crate::reply::{Refusal, Reply};
use crate::world::World;

/// The edits that format a file. A file with a syntax error is not formatted; an answer without edits would say that
/// nothing is to be done.
pub fn file(world: &World, file: &str, cancel: &Cancel) -> Reply<Option<Vec<TextEdit>>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(None) };
    let edits = nth_ide::format_file(&world.snapshot, file, cancel)?;
    Ok(Some(text_edits(&page, &edits)))
}

/// The edits that format the items that a range touches.
pub fn range(world: &World, file: &str, at: LspRange, cancel: &Cancel) -> Reply<Option<Vec<TextEdit>>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(None) };
    let edits = nth_ide::format_range(&world.snapshot, file, &page.bytes(at), cancel)?;
    Ok(Some(text_edits(&page, &edits)))
}

/// The edits that format the item that ends on the line before a position, where a new line was begun.
pub fn on_new_line(world: &World, file: &str, at: Position, cancel: &Cancel) -> Reply<Option<Vec<TextEdit>>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(None) };
    let Some(line) = at.line.checked_sub(1) else { return Ok(None) };
    let start = page.offset(Position::new(line, 0));
    let end = page.offset(Position::new(line, u32::MAX));
    let here = page.offset(at);
    if page.text().get(start..end).is_none_or(|t| t.trim().is_empty()) {
        return Ok(None);
    }
    let touched: Range<usize> = end..end;
    let mut edits = nth_ide::format_range(&world.snapshot, file, &touched, cancel).map_err(Refusal::from)?;
    // The item may go on behind the new line, where somebody is writing.
    edits.retain(|e| e.range.end <= here);
    Ok(Some(text_edits(&page, &edits)))
}
