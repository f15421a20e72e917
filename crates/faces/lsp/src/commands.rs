//! Execution of commands: with progress that the client can stop, and results that the server shows where the client
//! does not.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use nth_assist::CommandKind;
use nth_base::{Cancel, lock, plural};
use rustc_hash::FxHashMap;
use tokio::sync::mpsc;
use tower_lsp_server::jsonrpc::Result;
use tower_lsp_server::ls_types::{
    LSPAny, MessageActionItem, MessageType, ProgressToken, ShowDocumentParams, Uri, WorkDoneProgressCancelParams,
    WorkspaceEdit,
};

use crate::features::Features;
use crate::requests::commands::{Command, Result as Outcome, execute};
use crate::running::About;
use crate::shared::{Shared, failed};
use crate::worker::Class;
use crate::world::World;

/// Longest text of a choice, in characters.
const LONGEST_CHOICE: usize = 120;

/// Work whose progress the client shows, and may stop.
#[derive(Default)]
pub struct Progresses {
    next: AtomicUsize,
    running: Mutex<FxHashMap<String, Cancel>>,
}

impl Progresses {
    /// Notes work that the client may stop, and gives it a token.
    pub fn begin(&self, cancel: &Cancel) -> String {
        let token = format!("nth-{}", self.next.fetch_add(1, Ordering::Relaxed));
        lock(&self.running).insert(token.clone(), cancel.clone());
        token
    }

    /// Forgets work that is over.
    pub fn end(&self, token: &str) {
        lock(&self.running).remove(token);
    }

    /// Stops the work that a client does not want any more.
    pub fn stop(&self, p: &WorkDoneProgressCancelParams) {
        if let ProgressToken::String(token) = &p.token
            && let Some(cancel) = lock(&self.running).remove(token)
        {
            cancel.raise();
        }
    }
}

fn title(command: &Command) -> String {
    let name = &command.argument.name;
    match command.kind {
        CommandKind::Run => format!("terms of {name}"),
        CommandKind::Check => format!("checks of {name}"),
        CommandKind::Evaluate => "value of an example".to_owned(),
        CommandKind::Plot => format!("plot of {name}"),
        CommandKind::LookUp => format!("entries with the terms of {name}"),
        CommandKind::Find => "programs with these terms".to_owned(),
    }
}

impl Shared {
    /// Executes a command, and shows what it gives, unless the client does that.
    pub async fn execute(self: &Arc<Self>, command: Command) -> Result<Option<LSPAny>> {
        let world = { self.state().world() };
        let ticket = self.running.begin(About::Command);
        let token = self.progresses.begin(&ticket.cancel);
        let reports = self.start_progress(&world.features, &token, title(&command));
        let (count, searched) = (AtomicUsize::new(0), command.clone());
        let query = move |world: &World, cancel: &Cancel| {
            let found = |s: &nth_assist::Suggestion| {
                let n = count.fetch_add(1, Ordering::Relaxed) + 1;
                let text = format!("{}: {}", plural(n, "program"), s.text.lines().next().unwrap_or(""));
                // Nobody listens if the client shows no progress.
                let _ = reports.send(text);
            };
            execute(world, &searched, cancel, &found)
        };
        let answer = self.answer(Class::Command, world.clone(), ticket, query).await;
        self.progresses.end(&token);
        let outcome = answer?;
        let value = serde_json::to_value(&outcome).map_err(|e| failed(e.to_string()))?;
        if !world.config.shows_results {
            let (this, kind) = (Arc::clone(self), command.kind);
            self.runtime.spawn(async move { this.show(kind, &world, outcome).await });
        }
        Ok(Some(value))
    }

    /// Has the client show progress, until the sender of its texts is dropped.
    pub fn start_progress(&self, features: &Features, token: &str, title: String) -> mpsc::UnboundedSender<String> {
        let (reports, mut texts) = mpsc::unbounded_channel::<String>();
        if features.progress {
            let (client, token) = (self.client.clone(), ProgressToken::String(token.to_owned()));
            self.runtime.spawn(async move {
                if client.create_work_done_progress(token.clone()).await.is_err() {
                    return;
                }
                let progress = client.progress(token, title).with_cancel_button().begin().await;
                while let Some(text) = texts.recv().await {
                    progress.report_with_message(text, Some(true)).await;
                }
                progress.finish().await;
            });
        }
        reports
    }

    /// Shows a result by the means of the protocol.
    async fn show(self: Arc<Self>, kind: CommandKind, world: &World, outcome: Outcome) {
        match kind {
            CommandKind::Evaluate => {
                if let Some(edit) = outcome.edit {
                    self.apply(edit).await;
                } else {
                    self.client.show_message(MessageType::INFO, outcome.text).await;
                }
            }
            CommandKind::Find if !outcome.suggestions.is_empty() => self.choose(outcome).await,
            CommandKind::Plot if world.features.shows_documents => {
                if !self.show_picture(&outcome).await {
                    self.client.show_message(MessageType::INFO, outcome.text).await;
                }
            }
            CommandKind::Run | CommandKind::Check | CommandKind::LookUp | CommandKind::Plot | CommandKind::Find => {
                self.client.show_message(MessageType::INFO, outcome.text).await;
            }
        }
    }

    /// Lets the user choose one of the programs, and writes it.
    async fn choose(self: &Arc<Self>, outcome: Outcome) {
        let title = |p: &crate::requests::commands::Program| {
            let text = format!("{}   {}", p.text.lines().next().unwrap_or(""), p.detail);
            text.chars().take(LONGEST_CHOICE).collect::<String>()
        };
        let actions: Vec<MessageActionItem> = outcome
            .suggestions
            .iter()
            .map(|p| MessageActionItem { title: title(p), properties: Default::default() })
            .collect();
        let question = format!("{} with these terms. Which one is to be written?", outcome.text);
        let choice = self.client.show_message_request(MessageType::INFO, question, Some(actions)).await;
        let Ok(Some(choice)) = choice else { return };
        if let Some(program) = outcome.suggestions.into_iter().find(|p| title(p) == choice.title) {
            self.apply(program.edit).await;
        }
    }

    async fn apply(self: &Arc<Self>, edit: WorkspaceEdit) {
        match self.client.apply_edit(edit).await {
            Ok(answer) if answer.applied => {}
            Ok(answer) => {
                let why = answer.failure_reason.unwrap_or_else(|| "the text has changed".to_owned());
                self.client.show_message(MessageType::WARNING, format!("nothing was written: {why}")).await;
            }
            Err(e) => self.log.line(&format!("the client does not edit: {e}")),
        }
    }

    /// Writes a picture into the cache folder and has the client show it; false if that is not possible.
    async fn show_picture(self: &Arc<Self>, outcome: &Outcome) -> bool {
        let (Some(svg), Some(cache)) = (&outcome.svg, &self.cache) else { return false };
        let path = cache.join(format!("plot-{}.svg", std::process::id()));
        if fs::create_dir_all(cache).is_err() || nth_files::replace(&path, svg.as_bytes()).is_err() {
            return false;
        }
        let Some(uri) = Uri::from_file_path(&path) else { return false };
        let params = ShowDocumentParams { uri, external: Some(true), take_focus: None, selection: None };
        self.client.show_document(params).await.unwrap_or(false)
    }
}
