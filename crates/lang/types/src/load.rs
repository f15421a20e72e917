//! Loading of the modules that `use` names.

use std::sync::Arc;

use crate::interface::Interface;

/// A module that a loader has found. A file has the same name however it is reached.
#[derive(Clone, Debug)]
pub enum FoundModule {
    /// Text of a file, which is checked together with the file that uses it.
    Text {
        /// Name of the file.
        name: String,
        /// Text of the file.
        text: String,
    },
    /// Interface of a module that was checked before.
    Interface(Arc<Interface>),
}

/// Loader of the modules that `use` names. This crate reads no files; its callers provide a loader.
pub trait Loader {
    /// Finds the module `path` as seen from the file named `from`.
    ///
    /// # Errors
    /// One line for people that says why there is none, such as `no file tables/stirling.nth`.
    fn load(&mut self, path: &[String], from: &str) -> Result<FoundModule, String>;
}

/// A source of files that has none: every load fails.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&mut self, path: &[String], _from: &str) -> Result<FoundModule, String> {
        Err(format!("no file {}.nth", path.join("/")))
    }
}
