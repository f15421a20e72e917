//! The texts of files, as an editor changes them.

use std::sync::{Arc, Mutex, PoisonError};

use nth_compiler::{Library, ReadError, SourceFiles, normal};
use rustc_hash::FxHashMap;

use crate::cache::Cache;
use crate::snapshot::Snapshot;

/// Files that were read, with their texts or why there are none.
pub(crate) type Read = FxHashMap<Arc<str>, Result<Arc<str>, ReadError>>;

/// The state of all files: texts set by the caller, and other files as they are read. Names of files are paths with
/// `/`.
pub struct Database {
    pub(crate) library: Arc<Library>,
    pub(crate) disk: Arc<dyn SourceFiles + Send + Sync>,
    /// Texts set by the caller.
    pub(crate) set: Arc<FxHashMap<Arc<str>, Arc<str>>>,
    /// Files that were read for a `use` or a query.
    pub(crate) read: Arc<Mutex<Read>>,
    pub(crate) cache: Arc<Cache>,
}

impl Database {
    /// A database without files. A file that is not set is read through `disk`, once, when it is first needed.
    #[must_use]
    pub fn new(library: Arc<Library>, disk: Arc<dyn SourceFiles + Send + Sync>) -> Self {
        Self { library, disk, set: Arc::default(), read: Arc::default(), cache: Arc::default() }
    }

    /// Sets the text of a file, which is added if it is new. The file is not read then.
    pub fn set_file(&mut self, name: &str, text: impl Into<Arc<str>>) {
        Arc::make_mut(&mut self.set).insert(normal(name).into(), text.into());
    }

    /// Forgets the text that was set for a file. The file is read when it is needed again.
    pub fn unset_file(&mut self, name: &str) {
        let name = normal(name);
        if self.set.contains_key(name.as_str()) {
            Arc::make_mut(&mut self.set).remove(name.as_str());
        }
        self.file_changed(&name);
    }

    /// Says that a file was created, changed or removed by another program. It is read when it is needed again.
    pub fn file_changed(&mut self, name: &str) {
        let name = normal(name);
        self.cache.forget(&name);
        // Snapshots keep what they have read.
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner).clone();
        read.remove(name.as_str());
        self.read = Arc::new(Mutex::new(read));
    }

    /// The state of all files now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            library: Arc::clone(&self.library),
            disk: Arc::clone(&self.disk),
            set: Arc::clone(&self.set),
            read: Arc::clone(&self.read),
            cache: Arc::clone(&self.cache),
        }
    }

    /// Number of checks so far: how often a module, or a circle of modules, was checked.
    #[must_use]
    pub fn checks(&self) -> u64 {
        self.cache.checks()
    }
}
