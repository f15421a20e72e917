//! State of the server: the database of files, open documents, settings.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use nth_analysis::Database;
use nth_compiler::{Library, SourceFiles};
use rustc_hash::{FxHashMap, FxHashSet};
use tower_lsp_server::ls_types::{ClientCapabilities, TextDocumentContentChangeEvent, TextDocumentItem, Uri};

use crate::assistant::Assistant;
use crate::config::Config;
use crate::features::Features;
use crate::library_files::LibraryFiles;
use crate::names::name_of;
use crate::page::Page;
use crate::world::{Document, Documents, World};

/// The state, which changes only on the thread of the protocol.
pub struct State {
    db: Database,
    open: Arc<Documents>,
    /// Number of the last text of a document.
    edition: u64,
    /// Settings.
    pub config: Arc<Config>,
    /// Abilities of the client.
    pub features: Arc<Features>,
    /// Folders of the workspace.
    pub roots: Vec<PathBuf>,
    library: Arc<LibraryFiles>,
    /// Texts of the files below the roots, for when they are closed.
    found: FxHashMap<Arc<str>, Arc<str>>,
    /// What runs programs.
    pub assistant: Arc<Assistant>,
}

impl State {
    /// The state before the first message.
    pub fn new(
        library: &Arc<Library>,
        files: Arc<dyn SourceFiles + Send + Sync>,
        cache: Option<&Path>,
        assistant: Arc<Assistant>,
    ) -> Self {
        Self {
            db: Database::new(Arc::clone(library), files),
            open: Arc::default(),
            edition: 0,
            config: Arc::default(),
            features: Arc::new(Features::new(&ClientCapabilities::default())),
            roots: Vec::new(),
            library: Arc::new(LibraryFiles::new(Arc::clone(library), cache)),
            found: FxHashMap::default(),
            assistant,
        }
    }

    /// All files as they are now.
    pub fn world(&self) -> World {
        World {
            snapshot: self.db.snapshot(),
            open: Arc::clone(&self.open),
            config: Arc::clone(&self.config),
            features: Arc::clone(&self.features),
            library: Arc::clone(&self.library),
            assistant: Arc::clone(&self.assistant),
        }
    }

    /// Name of the file that a URI means.
    pub fn name(&self, uri: &Uri) -> Arc<str> {
        self.library.name(uri).unwrap_or_else(|| name_of(uri))
    }

    /// Names of the open documents, sorted.
    pub fn open_files(&self) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> = self.open.keys().cloned().collect();
        names.sort_unstable();
        names
    }

    /// Opens a document, or opens it again with another text. The text of a module of the library is the library's own.
    pub fn open(&mut self, item: TextDocumentItem) -> Arc<str> {
        let name = self.name(&item.uri);
        let page = match self.library.text(&name) {
            Some(text) => Page::new(text, self.features.encoding),
            None => {
                let page = Page::of_document(item.text, self.features.encoding);
                self.db.set_file(&name, Arc::clone(page.text()));
                page
            }
        };
        self.edition += 1;
        let document = Document { uri: item.uri, version: item.version, edition: self.edition, page };
        Arc::make_mut(&mut self.open).insert(Arc::clone(&name), document);
        name
    }

    /// Changes the text of an open document. None if it is not open.
    pub fn edit(&mut self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) -> Option<Arc<str>> {
        let name = self.name(uri);
        let is_library = self.library.text(&name).is_some();
        let document = Arc::make_mut(&mut self.open).get_mut(&name)?;
        self.edition += 1;
        (document.version, document.edition) = (version, self.edition);
        if !is_library {
            document.page = document.page.edited(changes);
            self.db.set_file(&name, Arc::clone(document.page.text()));
        }
        Some(name)
    }

    /// Closes a document: its text is that of the disk again.
    pub fn close(&mut self, uri: &Uri) -> Arc<str> {
        let name = self.name(uri);
        Arc::make_mut(&mut self.open).remove(&name);
        match self.found.get(&name) {
            Some(text) => self.db.set_file(&name, Arc::clone(text)),
            None => self.db.unset_file(&name),
        }
        name
    }

    /// Takes note that a document was saved: when it is closed, its text is the one of now.
    pub fn saved(&mut self, uri: &Uri) {
        let name = self.name(uri);
        if let (Some(found), Some(document)) = (self.found.get_mut(&name), self.open.get(&name)) {
            *found = Arc::clone(document.page.text());
        }
    }

    /// Sets the texts of all files below the roots, as they were found on the disk.
    pub fn set_found(&mut self, found: FxHashMap<Arc<str>, Arc<str>>) {
        let gone: FxHashSet<Arc<str>> = self.found.keys().filter(|n| !found.contains_key(*n)).cloned().collect();
        for name in gone.iter().filter(|n| !self.open.contains_key(*n)) {
            self.db.unset_file(name);
        }
        for (name, text) in &found {
            if !self.open.contains_key(name) && self.found.get(name) != Some(text) {
                self.db.set_file(name, Arc::clone(text));
            }
        }
        self.found = found;
    }

    /// Takes note of a file that another program has created, changed or removed; `text` is what it holds now.
    pub fn changed_on_disk(&mut self, name: &Arc<str>, text: Option<Arc<str>>) {
        let is_open = self.open.contains_key(name);
        match text {
            Some(text) => {
                if !is_open {
                    self.db.set_file(name, Arc::clone(&text));
                }
                self.found.insert(Arc::clone(name), text);
            }
            None => {
                self.found.remove(name);
                if !is_open {
                    self.db.unset_file(name);
                }
            }
        }
    }
}
