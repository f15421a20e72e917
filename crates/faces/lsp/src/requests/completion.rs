//! Completion, and the documentation of a completion when it is looked at.

use nth_assist::wanted;
use nth_base::Cancel;
use nth_ide::{Completion, CompletionKind};
use serde::{Deserialize, Serialize};
use tower_lsp_server::ls_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionTextEdit, Documentation, InsertTextFormat, Position,
    TextEdit,
};

use crate::markdown::Markup;
use crate::page::Page;
use crate::reply::Reply;
use crate::world::World;

/// What a completion needs to find its documentation.
#[derive(Debug, Serialize, Deserialize)]
pub struct Data {
    /// Name of the file.
    pub file: String,
    /// Name that is completed, with its module if one is written.
    pub name: String,
}

/// What is known without running anything.
pub enum Found {
    /// The completions.
    List(CompletionList),
    /// The completions depend on runs or on the data of the OEIS ([`live`]).
    NeedsRuns,
}

/// Completions at a position.
pub fn complete(world: &World, file: &str, at: Position, cancel: &Cancel) -> Reply<Found> {
    let Some(page) = world.page(file, cancel)? else { return Ok(Found::List(CompletionList::default())) };
    let offset = page.offset(at);
    let is_hole = world.config.suggestions.enable
        && page.text().get(..offset).is_some_and(|t| t.ends_with(['?', ')', '=']))
        && wanted(&world.snapshot, file, offset, cancel)?.is_some();
    if is_hole || is_attribute(&page, offset) {
        return Ok(Found::NeedsRuns);
    }
    let found = nth_ide::complete(&world.snapshot, file, offset, cancel)?;
    Ok(Found::List(list(world, &page, file, &found)))
}

/// Completions at a hole, or of an A-number.
pub fn live(world: &World, file: &str, at: Position, cancel: &Cancel) -> Reply<CompletionList> {
    let Some(page) = world.page(file, cancel)? else { return Ok(CompletionList::default()) };
    let offset = page.offset(at);
    let found = world.assistant.get().complete(&world.snapshot, file, offset, cancel)?;
    let all = list(world, &page, file, &found.all);
    // More letters of a name find other entries, and a search may go on.
    Ok(CompletionList { is_incomplete: all.is_incomplete || found.is_incomplete || is_attribute(&page, offset), ..all })
}

/// Whether an offset stands behind an `@` that begins its line.
fn is_attribute(page: &Page, offset: usize) -> bool {
    let before = page.text().get(..offset).unwrap_or("");
    before.rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with('@'))
}

fn list(world: &World, page: &Page, file: &str, found: &[Completion]) -> CompletionList {
    // Other names of functions are found by their first letters only, so the client must ask again for those.
    let is_incomplete = found.iter().any(|c| c.range.is_empty());
    let items = found.iter().enumerate().map(|(rank, c)| item(world, page, file, rank, c)).collect();
    CompletionList { is_incomplete, items }
}

fn item(world: &World, page: &Page, file: &str, rank: usize, c: &Completion) -> CompletionItem {
    // `$` is no sign of the language.
    let is_snippet = c.insert.contains('$');
    let (text, format) = match (is_snippet, world.features.snippets) {
        (true, true) => (c.insert.clone(), InsertTextFormat::SNIPPET),
        (true, false) => (plain(&c.insert), InsertTextFormat::PLAIN_TEXT),
        (false, _) => (c.insert.clone(), InsertTextFormat::PLAIN_TEXT),
    };
    let before = page.text().get(..c.range.start).unwrap_or("");
    let name =
        match before.strip_suffix('.').map(|b| (b, b.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_'))) {
            Some((all, rest)) => format!("{}.{}", all.get(rest.len()..).unwrap_or(""), c.label),
            None => c.label.clone(),
        };
    let has_docs = matches!(c.kind, CompletionKind::Sequence | CompletionKind::Function | CompletionKind::Module);
    let data = Data { file: file.to_owned(), name };
    CompletionItem {
        label: c.label.clone(),
        kind: Some(kind(c.kind)),
        detail: Some(c.detail.clone()).filter(|d| !d.is_empty()),
        sort_text: Some(format!("{rank:05}")),
        filter_text: Some(c.filter.clone()).filter(|f| *f != c.label),
        insert_text_format: Some(format),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(page.range(&c.range), text))),
        data: if has_docs { serde_json::to_value(data).ok() } else { None },
        ..CompletionItem::default()
    }
}

fn kind(kind: CompletionKind) -> CompletionItemKind {
    match kind {
        CompletionKind::Local => CompletionItemKind::VARIABLE,
        CompletionKind::Sequence => CompletionItemKind::CONSTANT,
        CompletionKind::Function => CompletionItemKind::FUNCTION,
        CompletionKind::Module => CompletionItemKind::MODULE,
        CompletionKind::Keyword => CompletionItemKind::KEYWORD,
        CompletionKind::Type => CompletionItemKind::CLASS,
        CompletionKind::Snippet => CompletionItemKind::SNIPPET,
    }
}

/// A snippet without its places: `${1:a}` is `a`, `$0` nothing.
fn plain(snippet: &str) -> String {
    let mut out = String::new();
    let mut rest = snippet;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(inside) = rest.strip_prefix('{') {
            let (place, after) = inside.split_once('}').unwrap_or((inside, ""));
            out.push_str(place.split_once(':').map_or("", |(_, text)| text));
            rest = after;
        } else {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    out.push_str(rest);
    out
}

/// Adds the documentation to a completion.
pub fn resolve(world: &World, mut item: CompletionItem, cancel: &Cancel) -> Reply<CompletionItem> {
    let data = item.data.clone().and_then(|d| serde_json::from_value::<Data>(d).ok());
    let Some(data) = data else { return Ok(item) };
    if let Some(found) = nth_ide::describe(&world.snapshot, &data.file, &data.name, cancel)? {
        let mut text = Markup::new(&world.features);
        text.docs(&found.docs).oeis(&found.oeis);
        item.documentation = Some(Documentation::MarkupContent(text.content()));
    }
    Ok(item)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn places_of_snippets_are_left_out() {
        assert_eq!(plain("seq ${1:a}(${2:n}) = $0"), "seq a(n) = ");
        assert_eq!(plain("a$1b$"), "ab");
    }
}
