//! The source files of the disk.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use nth_compiler::{ReadError, SourceFiles};

/// Largest source file, in megabytes.
const MAX_MEGABYTES: u64 = 256;

/// The files of the disk. Relative names start in the current directory; files must be UTF-8.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl SourceFiles for Disk {
    #[expect(clippy::disallowed_methods, reason = "the one place in this crate that reads a file")]
    fn read(&self, name: &str) -> Result<String, ReadError> {
        read_source(name, File::open(Path::new(name)).map_err(|e| error(name, &e))?)
    }

    fn read_module(&self, name: &str) -> Result<String, ReadError> {
        look_at_module(name)?;
        self.read(name)
    }
}

fn error(name: &str, e: &io::Error) -> ReadError {
    if e.kind() == ErrorKind::NotFound {
        ReadError::NotFound(name.to_owned())
    } else {
        ReadError::Io { name: name.to_owned(), why: e.to_string() }
    }
}

/// Reads a source text to its end; `name` stands for it in messages. Memory is bounded for an endless stream.
///
/// # Errors
/// The text cannot be read, is too long, or is not UTF-8.
pub fn read_source(name: &str, stream: impl Read) -> Result<String, ReadError> {
    String::from_utf8(read_bytes(name, stream)?).map_err(|e| {
        let line = 1 + e.as_bytes().iter().take(e.utf8_error().valid_up_to()).filter(|b| **b == b'\n').count();
        ReadError::NotUtf8 { name: name.to_owned(), line }
    })
}

/// Reads a stream of the size of a source text to its end; `name` stands for it in messages.
///
/// # Errors
/// The stream cannot be read, or is too long.
pub fn read_bytes(name: &str, stream: impl Read) -> Result<Vec<u8>, ReadError> {
    let limit = MAX_MEGABYTES << 20;
    let mut bytes = Vec::new();
    stream.take(limit + 1).read_to_end(&mut bytes).map_err(|e| error(name, &e))?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge(name.to_owned(), MAX_MEGABYTES));
    }
    Ok(bytes)
}

/// Whether a file that no person named may be read as a module: a regular file or a link to one, which must be named as
/// a source file. Messages show lines of what they complain about, and so would show lines of any file that a link in a
/// foreign folder leads to; a pipe or a device may never end.
///
/// # Errors
/// Why the file may not be read.
#[expect(clippy::disallowed_methods, reason = "the one place in this crate that looks at a file")]
pub fn look_at_module(name: &str) -> Result<(), ReadError> {
    let path = Path::new(name);
    let target = fs::canonicalize(path).map_err(|e| error(name, &e))?;
    let meta = fs::metadata(&target).map_err(|e| error(name, &e))?;
    if !meta.is_file() {
        return Err(ReadError::NotAFile(name.to_owned()));
    }
    let is_link = fs::symlink_metadata(path).is_ok_and(|m| m.is_symlink());
    if is_link && target.extension() != path.extension() {
        return Err(ReadError::ForeignLink(name.to_owned()));
    }
    Ok(())
}
