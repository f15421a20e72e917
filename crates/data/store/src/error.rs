//! What can go wrong, in words that name the file and say what to do.

use std::fmt;
use std::path::{Path, PathBuf};

/// What can go wrong with a store.
#[derive(Debug)]
pub enum Error {
    /// There is no such file.
    Missing(PathBuf),
    /// The file is something else.
    Foreign(PathBuf),
    /// The file is of a newer nth; the version of its schema.
    Newer(PathBuf, i64),
    /// Another process has been writing for longer than we wait.
    Busy(PathBuf),
    /// The disk has no room for more.
    Full(PathBuf),
    /// SQLite finds the file damaged, or something in it is not as we write it.
    Damaged(PathBuf, String),
    /// Anything else that SQLite says.
    Sqlite(PathBuf, String),
    /// The finding at this place of the batch cannot be stored.
    Finding(usize, String),
    /// A file of findings: its name, the line (or row), and what is wrong there.
    Line(String, u64, String),
    /// The user has stopped it; nothing of what was under way is stored.
    Stopped,
    /// A file of findings that cannot be read or written.
    File(String, String),
}

/// With our error.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// What SQLite says of this file.
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
