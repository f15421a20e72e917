//! Events around requests: start, settings, folders of the workspace, files that other programs change.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use nth_base::{Cancel, plural};
use serde_json::{Value, json};
use tower_lsp_server::ls_types::{
    ConfigurationItem, FileChangeType, FileEvent, InitializeParams, MessageType, Registration, Uri,
    WorkspaceFoldersChangeEvent,
};

use crate::config::SECTION;
use crate::features::Features;
use crate::names::is_file;
use crate::shared::{Shared, guarded};
use crate::worker::Class;
use crate::workspace::find;

/// Folders of a workspace after which the client shows how far the search for files is.
const MANY_FOLDERS: usize = 500;

fn folder(uri: &Uri) -> Option<PathBuf> {
    if is_file(uri) { uri.to_file_path().map(|p| p.into_owned()) } else { None }
}

impl Shared {
    /// Takes what the client says of itself.
    pub fn begin(self: &Arc<Self>, features: Features, p: &InitializeParams) {
        let client = p.client_info.as_ref().map_or("a client", |c| c.name.as_str());
        self.log.line(&format!("start for {client}: {features:?}"));
        let folders = p.workspace_folders.iter().flatten().filter_map(|f| folder(&f.uri));
        #[expect(deprecated, reason = "older clients have no folders")]
        let root = p.root_uri.as_ref().and_then(folder);
        let mut roots: Vec<PathBuf> = folders.collect();
        if roots.is_empty() {
            roots.extend(root);
        }
        {
            let mut state = self.state();
            state.features = Arc::new(features);
            state.roots = roots;
        }
        if let Some(settings) = &p.initialization_options {
            self.configure(settings);
        }
    }

    /// Begins the work that may send requests to the client.
    pub fn after_start(self: &Arc<Self>) {
        let features = { Arc::clone(&self.state().features) };
        // Clients that do not know a registration show a warning, so each is asked for only where it is known.
        let mut wanted = Vec::new();
        if features.watches_files {
            let options = json!({ "watchers": [{ "globPattern": "**/*.nth" }] });
            wanted.push(("watch", "workspace/didChangeWatchedFiles", options));
        }
        if features.registers_settings {
            wanted.push(("settings", "workspace/didChangeConfiguration", json!({ "section": SECTION })));
        }
        let wanted: Vec<Registration> = wanted
            .into_iter()
            .map(|(id, method, options)| Registration {
                id: id.to_owned(),
                method: method.to_owned(),
                register_options: Some(options),
            })
            .collect();
        if !wanted.is_empty() {
            let this = Arc::clone(self);
            self.runtime.spawn(async move {
                if let Err(e) = this.client.register_capability(wanted).await {
                    this.log.line(&format!("the client tells of no changes: {e}"));
                }
            });
        }
        self.ask_for_settings();
        self.scan();
        let assistant = { Arc::clone(&self.state().assistant) };
        // A search that is asked for later does not wait for its preparation.
        self.pool.submit(Class::Survey, move || {
            let _ = guarded(|| assistant.prepare());
        });
    }

    /// Asks the client for its settings, if it answers such questions.
    pub fn ask_for_settings(self: &Arc<Self>) {
        if !self.state().features.configuration {
            return;
        }
        let this = Arc::clone(self);
        self.runtime.spawn(async move {
            let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
            match this.client.configuration(vec![item]).await {
                Ok(values) => values.first().into_iter().for_each(|v| this.configure(v)),
                Err(e) => this.log.line(&format!("the client has no settings: {e}")),
            }
        });
    }

    /// Takes settings. Wrong ones change nothing, and the user is told.
    pub fn configure(self: &Arc<Self>, settings: &Value) {
        let old = { Arc::clone(&self.state().config) };
        match old.changed(settings) {
            Ok(new) => {
                let (is_new, checks) = (new != *old, new.checks != old.checks);
                self.state().config = Arc::new(new);
                if checks {
                    self.recheck();
                }
                if is_new {
                    self.refresh_hints();
                }
            }
            Err(why) => {
                self.log.line(&why);
                let this = Arc::clone(self);
                self.runtime.spawn(async move { this.client.show_message(MessageType::WARNING, why).await });
            }
        }
    }

    /// Has the client ask again for what depends on settings.
    fn refresh_hints(self: &Arc<Self>) {
        let this = Arc::clone(self);
        let features = { Arc::clone(&self.state().features) };
        self.runtime.spawn(async move {
            // A client that refuses keeps what it has.
            if features.refreshes_hints {
                let _ = this.client.inlay_hint_refresh().await;
            }
            if features.refreshes_lenses {
                let _ = this.client.code_lens_refresh().await;
            }
        });
    }

    /// Sends the diagnostics of the open files again, or has the client ask for them.
    fn recheck(self: &Arc<Self>) {
        let refreshes = { self.state().features.refreshes_diagnostics };
        if self.is_pulling.load(Ordering::SeqCst) && refreshes {
            let this = Arc::clone(self);
            self.runtime.spawn(async move {
                let _ = this.client.workspace_diagnostic_refresh().await;
            });
        } else if self.is_pulling.load(Ordering::SeqCst) {
            let (world, files) = {
                let state = self.state();
                (state.world(), state.open_files())
            };
            files.iter().for_each(|file| self.survey(&world, file, &self.publisher.begin(file)));
        } else {
            self.publish_others(None);
        }
    }

    /// Adds and removes folders of the workspace.
    pub fn change_roots(self: &Arc<Self>, event: &WorkspaceFoldersChangeEvent) {
        {
            let mut state = self.state();
            let gone: Vec<PathBuf> = event.removed.iter().filter_map(|f| folder(&f.uri)).collect();
            state.roots.retain(|r| !gone.contains(r));
            state.roots.extend(event.added.iter().filter_map(|f| folder(&f.uri)));
        }
        self.scan();
    }

    /// Finds the files of the workspace, on a thread of its own, and checks the open ones again.
    fn scan(self: &Arc<Self>) {
        let roots = { self.state().roots.clone() };
        let this = Arc::clone(self);
        self.pool.submit(Class::Background, move || {
            let cancel = Cancel::new();
            let mut shown = None;
            let mut goes_on = |folders: usize, files: usize| {
                // Most workspaces are small; of the others the client shows how far the search is.
                if folders > 0 && folders.is_multiple_of(MANY_FOLDERS) {
                    let (_, reports) = shown.get_or_insert_with(|| {
                        let features = { Arc::clone(&this.state().features) };
                        let token = this.progresses.begin(&cancel);
                        let reports = this.start_progress(&features, &token, "nth: files of the workspace".to_owned());
                        (token, reports)
                    });
                    let _ = reports.send(format!("{} in {}", plural(files, "file"), plural(folders, "folder")));
                }
                !cancel.is_raised()
            };
            let found = guarded(|| find(&roots, &*this.files, &mut goes_on));
            if let Some((token, _)) = shown {
                this.progresses.end(&token);
            }
            let Ok(found) = found else { return };
            this.log.line(&format!("{} files in {roots:?}", found.len()));
            // Folders that were changed in the meantime are looked at by a later job.
            if this.state().roots == roots {
                this.state().set_found(found);
                this.recheck();
            }
        });
    }

    /// Takes note of files that other programs have created, changed or removed.
    pub fn files_changed(self: &Arc<Self>, changes: Vec<FileEvent>) {
        let this = Arc::clone(self);
        self.pool.submit(Class::Background, move || {
            for change in changes.iter().filter(|c| is_file(&c.uri)) {
                let name = { this.state().name(&change.uri) };
                let is_gone = change.typ == FileChangeType::DELETED;
                let text = if is_gone { None } else { this.files.read_module(&name).ok().map(Arc::from) };
                this.state().changed_on_disk(&name, text);
                this.running.file_changed(&name);
            }
            this.recheck();
        });
    }

    /// Takes note that the text of a file has changed in the editor.
    pub fn changed(self: &Arc<Self>, file: &Arc<str>) {
        self.running.file_changed(file);
        self.publish(file);
    }

    /// Takes note that a document was saved: the disk holds its text now.
    pub fn saved(self: &Arc<Self>, uri: &Uri) {
        if is_file(uri) {
            self.state().saved(uri);
        }
    }
}
