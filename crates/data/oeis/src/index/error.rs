//! Reasons why an index cannot be used.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use crate::problem::Problem;

/// Reason why an index cannot be used or built. Each message says what to do.
#[derive(Debug)]
pub enum IndexError {
    /// The directory holds no index.
    Missing {
        /// Path where the index is expected.
        path: PathBuf,
    },
    /// The file is not an index.
    Foreign {
        /// Path of the file.
        path: PathBuf,
    },
    /// The index was written by another version of nth.
    Version {
        /// Path of the index.
        path: PathBuf,
        /// The format of the file.
        found: u32,
        /// The format of this program.
        expected: u32,
    },
    /// The file is shorter or longer than its header says.
    Length {
        /// Path of the index.
        path: PathBuf,
        /// Actual number of bytes.
        found: u64,
        /// Expected number of bytes.
        expected: u64,
    },
    /// The content contradicts itself.
    Damaged {
        /// Path of the index.
        path: PathBuf,
        /// Name of the damaged part.
        what: String,
    },
    /// None of the files given could be read.
    NothingRead {
        /// Problems of the files.
        problems: Vec<Problem>,
    },
    /// The operating system reports an error.
    Io {
        /// The file or directory.
        path: PathBuf,
        /// Operation that failed, such as "open".
        action: &'static str,
        /// Message of the operating system.
        source: io::Error,
    },
    /// Cancelled by the caller; the old index is untouched.
    Cancelled,
}

impl IndexError {
    pub(crate) fn io(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, action, source }
    }

    /// Whether importing again repairs this, since it replaces the index.
    #[must_use]
    pub fn mended_by_import(&self) -> bool {
        match self {
            Self::Missing { .. }
            | Self::Foreign { .. }
            | Self::Version { .. }
            | Self::Length { .. }
            | Self::Damaged { .. } => true,
            Self::NothingRead { .. } | Self::Io { .. } | Self::Cancelled => false,
        }
    }
}

const AGAIN: &str = "run `nth oeis import stripped.gz names.gz` or `nth oeis fetch` to write it again";

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { path } => write!(
                f,
                "no OEIS index at {}; run `nth oeis fetch` to download the data, or `nth oeis import stripped.gz \
                 names.gz` if you have the files",
                path.display()
            ),
            Self::Foreign { path } => write!(f, "{} is not an OEIS index of nth; {AGAIN}", path.display()),
            Self::Version { path, found, expected } => write!(
                f,
                "the OEIS index {} has format {found}, this nth reads format {expected}; {AGAIN}",
                path.display()
            ),
            Self::Length { path, found, expected } => write!(
                f,
                "the OEIS index {} is incomplete: {found} bytes instead of {expected}; {AGAIN}",
                path.display()
            ),
            Self::Damaged { path, what } => {
                write!(f, "the OEIS index {} is damaged ({what}); {AGAIN}", path.display())
            }
            Self::NothingRead { problems } => {
                f.write_str("none of the files could be read")?;
                match problems.first() {
                    Some(p) => write!(f, ": {p}"),
                    None => f.write_str("; stripped.gz, names.gz, a list of offsets or a b-file is expected"),
                }
            }
            Self::Io { path, action, source } => write!(f, "cannot {action} {}: {source}", path.display()),
            Self::Cancelled => f.write_str("stopped; the index is as it was"),
        }
    }
}

impl std::error::Error for IndexError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Missing { .. }
            | Self::Foreign { .. }
            | Self::Version { .. }
            | Self::Length { .. }
            | Self::Damaged { .. }
            | Self::NothingRead { .. }
            | Self::Cancelled => None,
        }
    }
}
