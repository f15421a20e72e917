//! The sources of the library, as documents that an editor can show.
//!
//! Every editor can open a file, so the modules are written as read-only files into a folder of the cache, at the first
//! jump into one. A client that shows documents of its own (`"virtualDocuments": true`, the extension for VS Code and
//! editors in a browser) gets URIs `nth-std:/stdlib/NAME.nth` instead, and asks for their text with `nth/source`.

use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use nth_compiler::Library;
use rustc_hash::FxHasher;
use tower_lsp_server::ls_types::Uri;

use crate::names::{library_name, library_uri, name_of, path_name, uri_of};

/// Where the modules of the library can be seen.
pub struct LibraryFiles {
    library: Arc<Library>,
    /// Folder for the files: one for each state of the library, so that versions of nth do not overwrite each other's.
    folder: Option<PathBuf>,
    /// Name of the folder, as files in it are named.
    prefix: Option<String>,
    written: OnceLock<bool>,
}

impl LibraryFiles {
    /// The modules of a library; `cache` is the folder for files that can be made again.
    pub fn new(library: Arc<Library>, cache: Option<&Path>) -> Self {
        let mut hash = FxHasher::default();
        for module in library.checker().modules().iter().filter(|m| m.is_std) {
            library.sources().text(module.file).hash(&mut hash);
        }
        let folder = cache.map(|c| c.join(format!("library-{:016x}", hash.finish())));
        let prefix = folder.as_ref().and_then(|f| f.to_str()).map(|f| format!("{}/", path_name(f)));
        Self { library, folder, prefix, written: OnceLock::new() }
    }

    /// Text of the module of the library that a file is.
    pub fn text(&self, name: &str) -> Option<&str> {
        let checker = self.library.checker();
        let module = checker.module(checker.module_named(name)?).filter(|m| m.is_std)?;
        Some(checker.sources().text(module.file))
    }

    /// Name of the module of the library that a URI means, or a file of the cache folder.
    pub fn name(&self, uri: &Uri) -> Option<Arc<str>> {
        if let Some(name) = library_name(uri) {
            return self.text(name).map(|_| name.into());
        }
        let file = name_of(uri);
        let name = file.strip_prefix(self.prefix.as_deref()?)?;
        self.text(name).map(|_| name.into())
    }

    /// URI of a module of the library. None if it can be shown in no way.
    pub fn uri(&self, name: &str, is_virtual: bool) -> Option<Uri> {
        // A library that was read from a folder consists of files.
        if Path::new(name).is_absolute() {
            return uri_of(name);
        }
        match (&self.folder, is_virtual) {
            (Some(folder), false) if *self.written.get_or_init(|| self.write(folder).is_ok()) => {
                Uri::from_file_path(folder.join(name))
            }
            (Some(_) | None, true | false) => library_uri(name),
        }
    }

    /// Writes the files that are not there, or differ.
    fn write(&self, folder: &Path) -> io::Result<()> {
        for module in self.library.checker().modules().iter().filter(|m| m.is_std) {
            let path = folder.join(&module.name);
            let text = self.library.sources().text(module.file);
            if fs::read_to_string(&path).is_ok_and(|old| old == text) {
                continue;
            }
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            nth_files::replace(&path, text.as_bytes()).map_err(|e| io::Error::other(e.to_string()))?;
            let mut permissions = fs::metadata(&path)?.permissions();
            permissions.set_readonly(true);
            fs::set_permissions(&path, permissions)?;
        }
        Ok(())
    }
}
