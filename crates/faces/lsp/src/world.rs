//! Everything that a query may look at, as it was when the request came.

use std::sync::Arc;

use nth_analysis::{FileRange, Snapshot};
use nth_base::Cancel;
use rustc_hash::FxHashMap;
use tower_lsp_server::ls_types::{Location, Uri};

use crate::assistant::Assistant;
use crate::config::Config;
use crate::features::Features;
use crate::library_files::LibraryFiles;
use crate::names::{name_of, uri_of};
use crate::page::Page;
use crate::reply::Reply;

/// A document that is open in the editor.
#[derive(Clone, Debug)]
pub struct Document {
    /// URI, as the client writes it.
    pub uri: Uri,
    /// Version that the client gave the text.
    pub version: i32,
    /// Number of the text: each text of any document has a larger one than those before.
    pub edition: u64,
    /// Text and lines.
    pub page: Page,
}

/// Open documents by the names of their files.
pub type Documents = FxHashMap<Arc<str>, Document>;

/// The state of all files at one time. Copies are cheap, and may go to other threads.
#[derive(Clone)]
pub struct World {
    /// Texts and checks.
    pub snapshot: Snapshot,
    /// Open documents.
    pub open: Arc<Documents>,
    /// Settings.
    pub config: Arc<Config>,
    /// Abilities of the client.
    pub features: Arc<Features>,
    /// The sources of the library.
    pub library: Arc<LibraryFiles>,
    /// What runs programs.
    pub assistant: Arc<Assistant>,
}

impl World {
    /// Name of the file that a URI means.
    pub fn name(&self, uri: &Uri) -> Arc<str> {
        self.library.name(uri).unwrap_or_else(|| name_of(uri))
    }

    /// Text and lines of a file. None if there is no such file.
    pub fn page(&self, file: &str, cancel: &Cancel) -> Reply<Option<Page>> {
        if let Some(document) = self.open.get(file) {
            return Ok(Some(document.page.clone()));
        }
        let module = self.snapshot.module(file, cancel)?;
        Ok(module.map(|m| Page::new(Arc::clone(m.text()), self.features.encoding)))
    }

    /// URI of a file: as the client writes it, if it is open.
    pub fn uri(&self, file: &str) -> Option<Uri> {
        if let Some(document) = self.open.get(file) {
            return Some(document.uri.clone());
        }
        if self.library.text(file).is_some() {
            return self.library.uri(file, self.config.virtual_documents);
        }
        uri_of(file)
    }

    /// Place of bytes of a file in the protocol. None if the file is gone, or has no URI.
    pub fn location(&self, (file, bytes): &FileRange, cancel: &Cancel) -> Reply<Option<Location>> {
        let (Some(uri), Some(page)) = (self.uri(file), self.page(file, cancel)?) else { return Ok(None) };
        Ok(Some(Location::new(uri, page.range(bytes))))
    }
}
