//! The texts of files, as an editor changes them.

use std::sync::{Arc, Mutex};

use nth_base::lock;
use nth_compiler::{Library, ReadError, SourceFiles, normal};
use rustc_hash::FxHashMap;

use crate::snapshot::Snapshot;

/// Files that were read, with their texts or why there are none.
pub(crate) type Read = FxHashMap<Arc<str>, Result<Arc<str>, ReadError>>;

/// The state of all files: texts set by the caller, and other files as they are read. Names of files are paths with
/// `/`.
pub struct Database {
    /// The state now.
    now: Snapshot,
}

impl Database {
    /// A database without files. A file that is not set is read through `disk`, once, when it is first needed.
    #[must_use]
    pub fn new(library: Arc<Library>, disk: Arc<dyn SourceFiles + Send + Sync>) -> Self {
        let (set, read, cache) = Default::default();
        Self { now: Snapshot { library, disk, set, read, cache } }
    }

    /// Sets the text of a file, which is added if it is new. The file is not read then.
    pub fn set_file(&mut self, name: &str, text: impl Into<Arc<str>>) {
        Arc::make_mut(&mut self.now.set).insert(normal(name).into(), text.into());
    }

    /// Forgets the text that was set for a file. The file is read when it is needed again.
    pub fn unset_file(&mut self, name: &str) {
        let name = normal(name);
        if self.now.set.contains_key(name.as_str()) {
            Arc::make_mut(&mut self.now.set).remove(name.as_str());
        }
        self.file_changed(&name);
    }

    /// Says that a file was created, changed or removed by another program. It is read when it is needed again.
    pub fn file_changed(&mut self, name: &str) {
        let name = normal(name);
        self.now.cache.forget(&name);
        // Snapshots keep what they have read.
        let mut read = lock(&self.now.read).clone();
        read.remove(name.as_str());
        self.now.read = Arc::new(Mutex::new(read));
    }

    /// The state of all files now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.now.clone()
    }

    /// Number of checks so far: how often a module, or a circle of modules, was checked.
    #[must_use]
    pub fn checks(&self) -> u64 {
        self.now.cache.checks()
    }
}
