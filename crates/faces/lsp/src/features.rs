//! What the client can do, as far as answers depend on it.

use nth_ide::Encoding;
use tower_lsp_server::ls_types::{ClientCapabilities, MarkupKind, PositionEncodingKind};

/// Abilities of the client.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is an ability of its own")]
pub struct Features {
    /// Unit of columns.
    pub encoding: Encoding,
    /// Hover and documentation may be Markdown.
    pub markdown: bool,
    /// Completions may have places to fill in.
    pub snippets: bool,
    /// Parameters of signatures may be given by offsets.
    pub label_offsets: bool,
    /// Edits of several files may name versions.
    pub document_changes: bool,
    /// Outlines may be trees, and have ranges.
    pub tree_symbols: bool,
    /// Tokens may have several lines.
    pub multiline_tokens: bool,
    /// The client asks for diagnostics.
    pub pulls_diagnostics: bool,
    /// The client watches files for the server.
    pub watches_files: bool,
    /// The client tells of changed settings when it is asked to.
    pub registers_settings: bool,
    /// The client shows the progress of work that the server begins.
    pub progress: bool,
    /// The client can show a document or a web page.
    pub shows_documents: bool,
    /// The client asks again for inlay hints when it is told to.
    pub refreshes_hints: bool,
    /// The client asks again for code lenses when it is told to.
    pub refreshes_lenses: bool,
    /// The client asks again for diagnostics when it is told to.
    pub refreshes_diagnostics: bool,
    /// The client answers `workspace/configuration`.
    pub configuration: bool,
}

impl Features {
    /// Reads the abilities of a client.
    pub fn new(client: &ClientCapabilities) -> Self {
        let text = client.text_document.as_ref();
        let workspace = client.workspace.as_ref();
        let window = client.window.as_ref();
        let general = client.general.as_ref();
        let item = text.and_then(|t| t.completion.as_ref()?.completion_item.as_ref());
        let formats = text.and_then(|t| t.hover.as_ref()?.content_format.as_ref());
        let signature = text.and_then(|t| t.signature_help.as_ref()?.signature_information.as_ref());
        let edit = workspace.and_then(|w| w.workspace_edit.as_ref());
        Self {
            encoding: encoding(general.and_then(|g| g.position_encodings.as_deref())),
            // The kinds stand in the order that the client prefers.
            markdown: formats.is_none_or(|f| f.first().is_none_or(|k| *k == MarkupKind::Markdown)),
            snippets: item.and_then(|i| i.snippet_support).unwrap_or(false),
            label_offsets: signature
                .and_then(|s| s.parameter_information.as_ref()?.label_offset_support)
                .unwrap_or(false),
            document_changes: edit.and_then(|e| e.document_changes).unwrap_or(false),
            tree_symbols: text
                .and_then(|t| t.document_symbol.as_ref()?.hierarchical_document_symbol_support)
                .unwrap_or(false),
            multiline_tokens: text.and_then(|t| t.semantic_tokens.as_ref()?.multiline_token_support).unwrap_or(false),
            pulls_diagnostics: text.is_some_and(|t| t.diagnostic.is_some()),
            watches_files: workspace
                .and_then(|w| w.did_change_watched_files.as_ref()?.dynamic_registration)
                .unwrap_or(false),
            registers_settings: workspace
                .and_then(|w| w.did_change_configuration.as_ref()?.dynamic_registration)
                .unwrap_or(false),
            progress: window.and_then(|w| w.work_done_progress).unwrap_or(false),
            shows_documents: window.and_then(|w| w.show_document.as_ref()).is_some_and(|s| s.support),
            refreshes_hints: workspace.and_then(|w| w.inlay_hint.as_ref()?.refresh_support).unwrap_or(false),
            refreshes_lenses: workspace.and_then(|w| w.code_lens.as_ref()?.refresh_support).unwrap_or(false),
            refreshes_diagnostics: workspace.and_then(|w| w.diagnostics.as_ref()?.refresh_support).unwrap_or(false),
            configuration: workspace.and_then(|w| w.configuration).unwrap_or(false),
        }
    }
}

/// The first encoding of the client's list that there is; UTF-16 without a list.
fn encoding(offered: Option<&[PositionEncodingKind]>) -> Encoding {
    let known = |kind: &PositionEncodingKind| match kind.as_str() {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _other => None,
    };
    offered.unwrap_or_default().iter().find_map(known).unwrap_or(Encoding::Utf16)
}

/// Name of an encoding in the protocol.
pub fn encoding_kind(encoding: Encoding) -> PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    }
}
