//! Edits of files, as the protocol has them.

use std::collections::HashMap;
use std::sync::Arc;

use nth_base::Cancel;
use tower_lsp_server::ls_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use crate::page::Page;
use crate::reply::Reply;
use crate::world::World;

/// Edits of one file, whose text is on a page.
pub fn text_edits(page: &Page, edits: &[nth_ide::TextEdit]) -> Vec<TextEdit> {
    edits.iter().map(|e| TextEdit::new(page.range(&e.range), e.text.clone())).collect()
}

/// Edits of any files. Those of open documents name the version that they are for, if the client looks at that.
pub fn workspace_edit(world: &World, edits: &[nth_ide::TextEdit], cancel: &Cancel) -> Reply<WorkspaceEdit> {
    let mut files: Vec<Arc<str>> = edits.iter().map(|e| Arc::clone(&e.file)).collect();
    files.sort_unstable();
    files.dedup();
    let mut all = Vec::with_capacity(files.len());
    for file in files {
        let (Some(uri), Some(page)) = (world.uri(&file), world.page(&file, cancel)?) else { continue };
        let here: Vec<nth_ide::TextEdit> = edits.iter().filter(|e| e.file == file).cloned().collect();
        let version = world.open.get(&file).map(|d| d.version);
        all.push((uri, version, text_edits(&page, &here)));
    }
    if !world.features.document_changes {
        let changes: HashMap<_, _> = all.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
        return Ok(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let documents = all.into_iter().map(|(uri, version, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    });
    let changes = DocumentChanges::Edits(documents.collect());
    Ok(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() })
}
