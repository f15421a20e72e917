//! The methods of the protocol, each of which hands its parameters to one function.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use nth_base::lock;
use serde::{Deserialize, Serialize};
use tower_lsp_server::LanguageServer;
use tower_lsp_server::jsonrpc::Result;
use tower_lsp_server::ls_types::*;

use crate::capabilities::capabilities;
use crate::features::Features;
use crate::requests as r;
use crate::shared::{NumberedTokens, Shared, failed};
use crate::worker::Class::{Look, Normal, Survey, Typing};
use crate::world::World;

/// The server.
pub struct Server(pub Arc<Shared>);

/// Parameters of `nth/source`.
#[derive(Debug, Serialize, Deserialize)]
pub struct SourceParams {
    /// URI of a module of the library.
    uri: Uri,
}

impl Server {
    /// Answers `nth/source`: the text of a module of the library.
    pub async fn source(&self, params: SourceParams) -> Result<String> {
        let world = { self.0.state().world() };
        let name = world.library.name(&params.uri);
        let text = name.and_then(|name| world.library.text(&name).map(str::to_owned));
        text.ok_or_else(|| failed(format!("{} is no module of the library", params.uri.as_str())))
    }

    /// Stops work whose progress the client shows.
    pub async fn stop_progress(&self, params: WorkDoneProgressCancelParams) {
        self.0.progresses.stop(&params);
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, p: InitializeParams) -> Result<InitializeResult> {
        let features = Features::new(&p.capabilities);
        let capabilities = capabilities(&features);
        self.0.begin(features, &p);
        let server_info = ServerInfo { name: "nth".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        Ok(InitializeResult { capabilities, server_info: Some(server_info), ..InitializeResult::default() })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.0.after_start();
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, p: DidOpenTextDocumentParams) {
        let file = self.0.state().open(p.text_document);
        self.0.changed(&file);
    }

    async fn did_change(&self, p: DidChangeTextDocumentParams) {
        let id = p.text_document;
        let file = self.0.state().edit(&id.uri, id.version, p.content_changes);
        if let Some(file) = file {
            self.0.changed(&file);
        }
    }

    async fn did_save(&self, p: DidSaveTextDocumentParams) {
        self.0.saved(&p.text_document.uri);
    }

    async fn did_close(&self, p: DidCloseTextDocumentParams) {
        let uri = p.text_document.uri;
        let file = self.0.state().close(&uri);
        lock(&self.0.tokens).remove(&file);
        self.0.running.file_changed(&file);
        self.0.unpublish(&file, uri);
        self.0.publish_others(None);
    }

    async fn did_change_configuration(&self, p: DidChangeConfigurationParams) {
        self.0.configure(&p.settings);
        self.0.ask_for_settings();
    }

    async fn did_change_workspace_folders(&self, p: DidChangeWorkspaceFoldersParams) {
        self.0.change_roots(&p.event);
    }

    async fn did_change_watched_files(&self, p: DidChangeWatchedFilesParams) {
        self.0.files_changed(p.changes);
    }

    async fn diagnostic(&self, p: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        self.0.begin_pulling();
        let (previous, shared) = (p.previous_result_id, Arc::clone(&self.0));
        let pull = move |w: &World, f: &str, c: &_| {
            // Where the client cannot be told to ask again, the warnings about `check`s are sent beside the answer.
            let has_checks = w.features.refreshes_diagnostics;
            let checks = if has_checks { shared.publisher.checks(w, f) } else { Vec::new() };
            let answer = r::diagnostics::pull(w, f, checks, previous.as_deref(), c)?;
            let file = Arc::from(f);
            shared.survey(w, &file, &shared.publisher.begin(&file));
            Ok(answer)
        };
        self.0.ask(Normal, &p.text_document.uri, pull).await
    }

    async fn hover(&self, p: HoverParams) -> Result<Option<Hover>> {
        let p = p.text_document_position_params;
        let is_live = { self.0.state().config.hover.terms };
        let uri = &p.text_document.uri;
        if is_live {
            self.0.ask(Look, uri, move |w, f, c| r::hover::live(w, f, p.position, c)).await
        } else {
            self.0.ask(Typing, uri, move |w, f, c| r::hover::hover(w, f, p.position, c)).await
        }
    }

    async fn completion(&self, p: CompletionParams) -> Result<Option<CompletionResponse>> {
        let p = p.text_document_position;
        let (uri, at) = (&p.text_document.uri, p.position);
        let found = self.0.ask(Typing, uri, move |w, f, c| r::completion::complete(w, f, at, c)).await?;
        let list = match found {
            r::completion::Found::List(list) => list,
            r::completion::Found::NeedsRuns => {
                self.0.ask(Look, uri, move |w, f, c| r::completion::live(w, f, at, c)).await?
            }
        };
        Ok(Some(CompletionResponse::List(list)))
    }

    async fn completion_resolve(&self, p: CompletionItem) -> Result<CompletionItem> {
        self.0.ask_all(Typing, move |w, c| r::completion::resolve(w, p, c)).await
    }

    async fn signature_help(&self, p: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        let p = p.text_document_position_params;
        self.0.ask(Typing, &p.text_document.uri, move |w, f, c| r::signature::signature_help(w, f, p.position, c)).await
    }

    async fn goto_definition(&self, p: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let p = p.text_document_position_params;
        let place = self
            .0
            .ask(Normal, &p.text_document.uri, move |w, f, c| r::navigation::definition(w, f, p.position, c))
            .await?;
        Ok(place.map(GotoDefinitionResponse::Scalar))
    }

    async fn references(&self, p: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let with_definition = p.context.include_declaration;
        let p = p.text_document_position;
        let find = move |w: &_, f: &str, c: &_| r::navigation::references(w, f, p.position, with_definition, c);
        self.0.ask(Normal, &p.text_document.uri, find).await.map(Some)
    }

    async fn document_highlight(&self, p: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        let p = p.text_document_position_params;
        self.0
            .ask(Normal, &p.text_document.uri, move |w, f, c| r::navigation::highlights(w, f, p.position, c))
            .await
            .map(Some)
    }

    async fn prepare_rename(&self, p: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        self.0.ask(Normal, &p.text_document.uri, move |w, f, c| r::rename::prepare(w, f, p.position, c)).await
    }

    async fn rename(&self, p: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let (at, new) = (p.text_document_position, p.new_name);
        self.0.ask(Normal, &at.text_document.uri, move |w, f, c| r::rename::rename(w, f, at.position, &new, c)).await
    }

    async fn document_symbol(&self, p: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.0.ask(Normal, &p.text_document.uri, r::outline::symbols).await
    }

    async fn symbol(&self, p: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        let found = self.0.ask_all(Normal, move |w, c| r::outline::find_symbols(w, &p.query, c)).await?;
        Ok(Some(WorkspaceSymbolResponse::Flat(found)))
    }

    async fn folding_range(&self, p: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.0.ask(Normal, &p.text_document.uri, r::outline::folds).await.map(Some)
    }

    async fn selection_range(&self, p: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        let at = p.positions;
        self.0.ask(Normal, &p.text_document.uri, move |w, f, c| r::outline::selections(w, f, &at, c)).await
    }

    async fn semantic_tokens_full(&self, p: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        let (id, data) = self.0.tokens_of(&p.text_document.uri).await?;
        let data = data.to_vec();
        Ok(Some(SemanticTokens { result_id: Some(id.to_string()), data }.into()))
    }

    async fn semantic_tokens_full_delta(
        &self,
        p: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let uri = &p.text_document.uri;
        let name = { self.0.state().name(uri) };
        let old = lock(&self.0.tokens).get(&name).cloned();
        let (id, new) = self.0.tokens_of(uri).await?;
        let result_id = Some(id.to_string());
        Ok(Some(match old.filter(|(old, _)| old.to_string() == p.previous_result_id) {
            Some((_, old)) => SemanticTokensDelta { result_id, edits: r::semantic::difference(&old, &new) }.into(),
            None => SemanticTokens { result_id, data: new.to_vec() }.into(),
        }))
    }

    async fn semantic_tokens_range(&self, p: SemanticTokensRangeParams) -> Result<Option<SemanticTokensRangeResult>> {
        let range = p.range;
        let data =
            self.0.ask(Normal, &p.text_document.uri, move |w, f, c| r::semantic::tokens(w, f, Some(range), c)).await?;
        Ok(Some(SemanticTokens { result_id: None, data }.into()))
    }

    async fn formatting(&self, p: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.0.ask(Normal, &p.text_document.uri, r::formatting::file).await
    }

    async fn range_formatting(&self, p: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let range = p.range;
        self.0.ask(Normal, &p.text_document.uri, move |w, f, c| r::formatting::range(w, f, range, c)).await
    }

    async fn on_type_formatting(&self, p: DocumentOnTypeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let p = p.text_document_position;
        self.0.ask(Typing, &p.text_document.uri, move |w, f, c| r::formatting::on_new_line(w, f, p.position, c)).await
    }

    async fn code_action(&self, p: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let (uri, range, context) = (&p.text_document.uri, p.range, p.context);
        let also = context.clone();
        let mut all = self.0.ask(Normal, uri, move |w, f, c| r::actions::actions(w, f, range, &also, c)).await?;
        if r::actions::wants_runs(&context) {
            all.extend(self.0.ask(Look, uri, move |w, f, c| r::actions::live(w, f, range, &context, c)).await?);
        }
        Ok(Some(all))
    }

    async fn inlay_hint(&self, p: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let range = p.range;
        self.0.ask(Survey, &p.text_document.uri, move |w, f, c| r::hints::hints(w, f, range, c)).await.map(Some)
    }

    async fn code_lens(&self, p: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.0.ask(Normal, &p.text_document.uri, r::lenses::all).await.map(Some)
    }

    async fn code_lens_resolve(&self, p: CodeLens) -> Result<CodeLens> {
        self.0.ask_all(Survey, move |w, c| r::lenses::resolve(w, p, c)).await
    }

    async fn execute_command(&self, p: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        let command = r::commands::command(&p).map_err(failed)?;
        self.0.execute(command).await
    }

    async fn prepare_call_hierarchy(&self, p: CallHierarchyPrepareParams) -> Result<Option<Vec<CallHierarchyItem>>> {
        let p = p.text_document_position_params;
        self.0.ask(Normal, &p.text_document.uri, move |w, f, c| r::calls::prepare(w, f, p.position, c)).await
    }

    async fn incoming_calls(
        &self,
        p: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        self.0.ask_all(Normal, move |w, c| r::calls::incoming(w, &p.item, c)).await.map(Some)
    }

    async fn outgoing_calls(
        &self,
        p: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        self.0.ask_all(Normal, move |w, c| r::calls::outgoing(w, &p.item, c)).await.map(Some)
    }
}

impl Shared {
    /// The tokens of a file, and the number under which they are kept for the next difference.
    async fn tokens_of(self: &Arc<Self>, uri: &Uri) -> Result<NumberedTokens> {
        let name = { self.state().name(uri) };
        let data = self.ask(Normal, uri, |w, f, c| r::semantic::tokens(w, f, None, c)).await?;
        let data = Arc::new(data);
        let id = self.next_tokens.fetch_add(1, Ordering::Relaxed);
        // Only open documents are closed at some time.
        if self.state().open_files().contains(&name) {
            lock(&self.tokens).insert(name, (id, Arc::clone(&data)));
        }
        Ok((id, data))
    }
}
