//! Loading of the modules that `use` names.

/// Loader of the modules that `use` names. This crate reads no files; its callers provide a loader.
pub trait Loader {
    /// Reads the module `path` as seen from the file named `from`; returns the name of its file and its text. A file
    /// has the same name however it is reached.
    ///
    /// # Errors
    /// One line for people that says why there is none, such as `no file tables/stirling.nth`.
    fn load(&mut self, path: &[String], from: &str) -> Result<(String, String), String>;
}

/// A source of files that has none: every load fails.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&mut self, path: &[String], _from: &str) -> Result<(String, String), String> {
        Err(format!("no file {}.nth", path.join("/")))
    }
}
