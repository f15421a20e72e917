//! Where files come from.

use std::path::Path;

use nth_types::Loader;

/// A place that files are read from. Names are paths with `/`, as shown to people.
pub trait System {
    /// The text of a file.
    ///
    /// # Errors
    /// One line for people that says why there is none.
    fn read(&self, name: &str) -> Result<String, String>;
}

/// The disk; relative names start in the current directory.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl System for Disk {
    #[expect(clippy::disallowed_methods, reason = "the one place in this crate that reads a file")]
    fn read(&self, name: &str) -> Result<String, String> {
        let bytes = std::fs::read(Path::new(name)).map_err(|e| {
            if e.kind() == std::io::ErrorKind::NotFound {
                format!("no file {name}")
            } else {
                format!("cannot read {name}: {e}")
            }
        })?;
        String::from_utf8(bytes).map_err(|e| {
            let line = 1 + e.as_bytes().iter().take(e.utf8_error().valid_up_to()).filter(|b| **b == b'\n').count();
            format!("{name}:{line}: this is not UTF-8 text; save the file as UTF-8")
        })
    }
}

/// No files at all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nowhere;

impl System for Nowhere {
    fn read(&self, name: &str) -> Result<String, String> {
        Err(format!("no file {name}"))
    }
}

/// Loads the modules that `use` names from files beside the one that uses them.
pub(crate) struct FileLoader<'a>(pub &'a dyn System);

impl Loader for FileLoader<'_> {
    fn load(&mut self, path: &[String], from: &str) -> Result<(String, String), String> {
        let dir = from.rfind('/').map_or("", |i| &from[..=i]);
        let name = normal(&format!("{dir}{}.nth", path.join("/")));
        let text = self.0.read(&name)?;
        Ok((name, text))
    }
}

/// The same name for the same path: without `.` and, where it can be told from the text, `..`.
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
