//! Errors of a store. Each message names the file and says what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use parquet::errors::ParquetError;

use crate::Refusal;

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
    /// The file, or one of those that SQLite keeps beside it, cannot be opened, read or written, with SQLite's message.
    Access(PathBuf, String),
    /// Another error of SQLite, with its message.
    Sqlite(PathBuf, String),
    /// The finding at this position of the batch, from 0, cannot be stored, with the reason.
    Finding(usize, Refusal),
    /// A line of a file of findings is refused: name of the file, line or row from 1, and the reason.
    Line(String, u64, Refusal),
    /// A line of a file of findings cannot be read: name of the file, line or row from 1, and the reason.
    Unreadable(String, u64, Unreadable),
    /// The user has stopped the operation; nothing of it is stored.
    Stopped,
    /// A file of findings cannot be read or written.
    File(nth_files::Error),
    /// A file of findings has no name that tells its format.
    Ending(String),
    /// A file that begins as Parquet cannot be read: its name, and the error.
    NoParquet(String, ParquetError),
    /// A file in Parquet format cannot be written: its name, and the error.
    Parquet(String, ParquetError),
    /// The thread that writes findings cannot be started: path of the store, and the reason.
    Thread(PathBuf, io::Error),
    /// The thread that writes findings to the store at this path ended by a panic.
    Crashed(PathBuf),
}

/// Reason why a line or row of a file cannot be read.
#[derive(Debug)]
pub enum Unreadable {
    /// Error of the operating system or of decompression.
    Io(io::Error),
    /// The line has more than this number of megabytes.
    Long(u64),
    /// Error of the Parquet file.
    Parquet(ParquetError),
}

/// Result of an operation on a store, with [`Error`] as its error.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Converts an error of SQLite on the file `path`.
    pub(crate) fn sqlite(path: &Path, e: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase, PermissionDenied,
            ReadOnly, SystemIoFailure,
        };
        let path = path.to_path_buf();
        match e.sqlite_error_code() {
            Some(NotADatabase) => Self::Foreign(path),
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy(path),
            Some(DiskFull) => Self::Full(path),
            Some(CannotOpen | PermissionDenied | ReadOnly | SystemIoFailure) => Self::Access(path, e.to_string()),
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
            Self::Access(p, what) => {
                write!(
                    f,
                    "cannot use {}: {what}; there must be room in its folder, and files may be written",
                    p.display()
                )
            }
            Self::Sqlite(p, what) => write!(f, "cannot use {}: {what}", p.display()),
            Self::Finding(k, what) => write!(f, "finding {} of the batch: {what}", k + 1),
            Self::Line(file, line, what) => write!(f, "{file}:{line}: {what}; nothing of this call was stored"),
            Self::Unreadable(file, line, what) => {
                write!(f, "{file}:{line}: {what}; nothing of this call was stored")
            }
            Self::Stopped => f.write_str("stopped; nothing of what was under way is stored"),
            Self::File(e) => e.fmt(f),
            Self::Ending(file) => write!(f, "{file}: the name of an export ends in .jsonl, .jsonl.gz or .parquet"),
            Self::NoParquet(file, e) => write!(f, "{file}: no Parquet file that can be read: {e}"),
            Self::Parquet(file, e) => write!(f, "{file}: cannot be written: {e}"),
            Self::Thread(path, e) => write!(f, "{}: the thread of the store cannot be started: {e}", path.display()),
            Self::Crashed(path) => {
                write!(f, "{}: the writer crashed; what it had written is kept", path.display())
            }
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(e) => write!(f, "cannot be read: {e}"),
            Self::Long(limit) => write!(f, "longer than {limit} MB"),
            Self::Parquet(e) => write!(f, "cannot be read: {e}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<nth_files::Error> for Error {
    fn from(e: nth_files::Error) -> Self {
        Self::File(e)
    }
}
