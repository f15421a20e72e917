//! Errors, in words that name the file and say what to do.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Error of a file of a long run.
#[derive(Debug)]
pub enum Error {
    /// Standard input is named twice.
    StdinTwice,
    /// An input is a folder.
    InputIsFolder(String),
    /// An input cannot be read.
    Read(String, io::Error),
    /// An output cannot be written.
    Write(PathBuf, io::Error),
    /// No temporary file can be made in the folder of an output: the output, the folder, the reason.
    NoTemporary(PathBuf, PathBuf, io::Error),
    /// A file that is written is also read, or written by another option.
    SameFile {
        /// Path of the file.
        path: PathBuf,
        /// Option that writes it.
        output: &'static str,
        /// Option or argument that reads or writes it, too.
        other: &'static str,
        /// Whether `other` reads it.
        is_read: bool,
    },
    /// An output or a folder is in use by another process, whose number is given if it is known.
    Running(PathBuf, Option<u32>),
    /// A resumable output is not a regular file.
    NotAFile(PathBuf),
    /// An output is a folder.
    OutputIsFolder(PathBuf),
    /// An output exists, and neither resuming nor replacing it was asked for.
    Exists(PathBuf),
    /// The run that wrote an output cannot be resumed.
    Resume(Mismatch),
}

/// Reason why a run cannot be resumed.
#[derive(Debug)]
pub enum Mismatch {
    /// The progress file cannot be opened.
    Missing(PathBuf, io::Error),
    /// The progress file has no such content.
    Unreadable(PathBuf, serde_json::Error),
    /// Another version of nth wrote the progress file.
    Version,
    /// The output is shorter than the progress file says: bytes there, bytes written.
    Short(PathBuf, u64, u64),
    /// A line of the output, counted from 1, does not have the form in which it was written.
    Line(PathBuf, usize, serde_json::Error),
    /// The output has other bytes than were written.
    Altered(PathBuf),
    /// An option has another value: its name, the old value, the new one.
    Option(String, String, String),
    /// Other inputs are named: the old names, the new ones.
    Inputs(String, String),
    /// The content of an input changed.
    Changed(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StdinTwice => f.write_str("standard input `-` can be read only once"),
            Self::InputIsFolder(name) => write!(f, "{name} is a folder; give the files in it"),
            Self::Read(name, e) => write!(f, "cannot read {name}: {e}"),
            Self::Write(path, e) => write!(f, "cannot write {}: {e}", path.display()),
            Self::NoTemporary(path, folder, e) => {
                let (path, folder) = (path.display(), folder.display());
                write!(f, "cannot write {path}: no file can be made in the folder {folder}: {e}")
            }
            Self::SameFile { path, output, other, is_read: true } => {
                write!(f, "{output} would overwrite {}, which {other} reads; name another file", path.display())
            }
            Self::SameFile { path, output, other, is_read: false } => {
                write!(f, "{output} and {other} would both write {}; name two files", path.display())
            }
            Self::Running(path, process) => {
                let process = process.map_or(String::new(), |p| format!(" (process {p})"));
                write!(f, "{} is in use by another run{process}; wait until it has ended, or stop it", path.display())
            }
            Self::NotAFile(path) => {
                write!(f, "{} is no regular file, and a run cannot be resumed from another", path.display())
            }
            Self::OutputIsFolder(path) => write!(f, "cannot write {}: it is a folder", path.display()),
            Self::Exists(path) => {
                write!(f, "{} exists; --resume continues it, --force replaces it", path.display())
            }
            Self::Resume(why) => write!(f, "cannot resume: {why}"),
        }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path, e) => {
                write!(f, "{}: {e}; --force instead of --resume starts again", path.display())
            }
            Self::Unreadable(path, e) => write!(f, "{}: {e}", path.display()),
            Self::Version => f.write_str("another version of nth wrote the progress"),
            Self::Short(path, have, written) => {
                write!(f, "{} has {have} bytes, {written} were written; it was changed", path.display())
            }
            Self::Line(path, line, e) => write!(f, "{}:{line}: it was changed: {e}", path.display()),
            Self::Altered(path) => {
                write!(f, "{} was changed; --force instead of --resume starts again", path.display())
            }
            Self::Option(name, was, now) => write!(f, "{name} was {was}, now it is {now}"),
            Self::Inputs(was, now) => write!(f, "the files were {was}, now they are {now}"),
            Self::Changed(name) => write!(f, "{name} was changed since"),
        }
    }
}

impl std::error::Error for Error {}

impl From<Mismatch> for Error {
    fn from(why: Mismatch) -> Self {
        Self::Resume(why)
    }
}
