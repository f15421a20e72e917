//! Files that modules are read from.

use nth_types::{FoundModule, Loader, NoFiles};

/// A source of files. Names are paths with `/`, as shown to people.
pub trait SourceFiles {
    /// The text of a file.
    ///
    /// # Errors
    /// Why the text cannot be had.
    fn read(&self, name: &str) -> Result<String, ReadError>;

    /// The text of a file that no person named but a `use`. A source of files may refuse what a person may name, such
    /// as a pipe.
    ///
    /// # Errors
    /// Why the text cannot be had.
    fn read_module(&self, name: &str) -> Result<String, ReadError> {
        self.read(name)
    }
}

/// Reason why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// There is no file of this name.
    NotFound(String),
    /// The file is not UTF-8 text.
    NotUtf8 {
        /// Name of the file.
        name: String,
        /// The first line with other bytes, from 1.
        line: usize,
    },
    /// The file is a pipe, a terminal or a device.
    NotAFile(String),
    /// The file is a link to a file that is not named as a source file.
    ForeignLink(String),
    /// The file is longer than a source file can be: its name and the limit in megabytes.
    TooLarge(String, u64),
    /// Error of the operating system.
    Io {
        /// The name of the file.
        name: String,
        /// The reason, in the words of the operating system.
        why: String,
    },
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound(name) => write!(f, "no file {name}"),
            Self::NotUtf8 { name, line } => {
                write!(f, "{name}:{line}: this is not UTF-8 text; save the file as UTF-8")
            }
            Self::NotAFile(name) => write!(f, "{name} is no regular file; save the module as one"),
            Self::ForeignLink(name) => {
                write!(f, "{name} is a link to a file whose name does not end in .nth, so it is not read")
            }
            Self::TooLarge(name, limit) => write!(f, "{name} has more than {limit} MB, too many for a source file"),
            Self::Io { name, why } => write!(f, "cannot read {name}: {why}"),
        }
    }
}

impl std::error::Error for ReadError {}

impl SourceFiles for NoFiles {
    fn read(&self, name: &str) -> Result<String, ReadError> {
        Err(ReadError::NotFound(name.to_owned()))
    }
}

/// Loads the modules that `use` names from files beside the file that uses them.
pub(crate) struct FileLoader<'a>(pub &'a dyn SourceFiles);

impl Loader for FileLoader<'_> {
    fn load(&mut self, path: &[String], from: &str) -> Result<FoundModule, String> {
        let name = module_file(from, path);
        let text = self.0.read_module(&name).map_err(|e| e.to_string())?;
        Ok(FoundModule::Text { name, text })
    }
}

/// Name of the file of the module `path` as seen from the file named `from`: `use a.b` in `x/y.nth` is `x/a/b.nth`.
#[must_use]
pub fn module_file<S: AsRef<str>>(from: &str, path: &[S]) -> String {
    let dir = from.rfind('/').map_or("", |i| &from[..=i]);
    let path: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
    normal(&format!("{dir}{}.nth", path.join("/")))
}

/// Normal form of a path: without `.` and, where the text alone tells, without `..`. Equal paths have the same name.
#[must_use]
pub fn normal(name: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for (i, p) in name.split('/').enumerate() {
        match p {
            "" if i > 0 => {}
            "." => {}
            ".." if parts.last().is_some_and(|l| !l.is_empty() && *l != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_for_one_file() {
        for (given, expected) in [
            ("./a.nth", "a.nth"),
            ("a//b.nth", "a/b.nth"),
            ("a/../b.nth", "b.nth"),
            ("../../b.nth", "../../b.nth"),
            ("/x/./y.nth", "/x/y.nth"),
            ("/../y.nth", "/../y.nth"),
        ] {
            assert_eq!(normal(given), expected);
        }
    }
}
