//! The source files of the disk.

use std::io::ErrorKind;
use std::path::Path;

use nth_compiler::{ReadError, SourceFiles};

/// The files of the disk. Relative names start in the current directory; files must be UTF-8.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl SourceFiles for Disk {
    #[expect(clippy::disallowed_methods, reason = "the one place in this crate that reads a file")]
    fn read(&self, name: &str) -> Result<String, ReadError> {
        let bytes = std::fs::read(Path::new(name)).map_err(|e| {
            if e.kind() == ErrorKind::NotFound {
                ReadError::NotFound(name.to_owned())
            } else {
                ReadError::Io { name: name.to_owned(), why: e.to_string() }
            }
        })?;
        String::from_utf8(bytes).map_err(|e| {
            let line = 1 + e.as_bytes().iter().take(e.utf8_error().valid_up_to()).filter(|b| **b == b'\n').count();
            ReadError::NotUtf8 { name: name.to_owned(), line }
        })
    }
}
