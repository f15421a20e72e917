//! Errors of a store. Each message names the file and says what to do.

use std::fmt;
use std::path::{Path, PathBuf};

/// Error of an operation on a store or on a file of findings.
#[derive(Debug)]
pub enum Error {
    /// The file does not exist.
    Missing(PathBuf),
    /// The file is not a store of nth.
    Foreign(PathBuf),
    /// A newer nth wrote the file, which has this schema version.
    Newer(PathBuf, i64),
    /// Another process has been writing for longer than the waiting time of one minute.
    Busy(PathBuf),
    /// The disk has no room for more.
    Full(PathBuf),
    /// The file is damaged: SQLite says so, or a value in it does not have the form in which nth writes it.
    Damaged(PathBuf, String),
    /// Another error of SQLite, with its message.
    Sqlite(PathBuf, String),
    /// The finding at this position of the batch, from 0, cannot be stored, with the reason.
    Finding(usize, String),
    /// A line of a file of findings is wrong: name of the file, line or row from 1, and the reason.
    Line(String, u64, String),
    /// The user has stopped the operation; nothing of it is stored.
    Stopped,
    /// A file of findings cannot be read or written: name of the file, and the reason.
    File(String, String),
}

/// Result of an operation on a store, with [`Error`] as its error.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Converts an error of SQLite on the file `path`.
    pub(crate) fn sqlite(path: &Path, e: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase};
        let path = path.to_path_buf();
        match e.sqlite_error_code() {
            Some(NotADatabase) => Self::Foreign(path),
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy(path),
            Some(DiskFull) => Self::Full(path),
            Some(DatabaseCorrupt) => Self::Damaged(path, e.to_string()),
            Some(_) | None => Self::Sqlite(path, e.to_string()),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(p) => write!(f, "there is no store {}", p.display()),
            Self::Foreign(p) => {
                write!(f, "{} is no store of nth; name another file", p.display())
            }
            Self::Newer(p, v) => write!(
                f,
                "{} was written by a newer nth (schema {v}, this one knows up to {}); use that one",
                p.display(),
                crate::schema::VERSION
            ),
            Self::Busy(p) => {
                write!(f, "another process has been writing {} for too long; end it or try again", p.display())
            }
            Self::Full(p) => write!(f, "no room on the disk of {}; make room and try again", p.display()),
            Self::Damaged(p, what) => write!(
                f,
                "{} is damaged ({what}); `nth store verify` shows where, a copy or an export replaces it",
                p.display()
            ),
            Self::Sqlite(p, what) => write!(f, "cannot use {}: {what}", p.display()),
            Self::Finding(k, what) => write!(f, "finding {} of the batch: {what}", k + 1),
            Self::Line(file, line, what) => write!(f, "{file}:{line}: {what}; nothing of this call was stored"),
            Self::Stopped => f.write_str("stopped; nothing of what was under way is stored"),
            Self::File(file, what) => write!(f, "{file}: {what}"),
        }
    }
}

impl std::error::Error for Error {}
