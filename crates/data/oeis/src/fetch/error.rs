//! Reasons why a download failed.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fmt, io};

/// Reason why a download failed. Each message says what to do.
#[derive(Debug)]
pub enum FetchError {
    /// The server has no such file.
    NotFound {
        /// Address of the missing file.
        url: String,
    },
    /// The server refuses the request or reports an internal error.
    Status {
        /// Address of the request.
        url: String,
        /// HTTP status of the response, such as 503.
        status: u16,
    },
    /// The connection could not be made, or it broke off.
    Broken {
        /// Address of the request.
        url: String,
        /// Description of the failure.
        what: String,
        /// Number of bytes received and kept.
        kept: u64,
    },
    /// The file was received but is of another kind.
    Content {
        /// Address of the file.
        url: String,
        /// First bytes of the file.
        found: String,
    },
    /// The file was received but is damaged or cut.
    Damaged {
        /// Address of the file.
        url: String,
        /// Description of the damage.
        what: String,
    },
    /// The server sends more than a file of the OEIS can have.
    TooLong {
        /// Address of the file.
        url: String,
        /// Largest number of bytes that are received.
        most: u64,
    },
    /// The operating system reports an error.
    Io {
        /// The file or directory.
        path: PathBuf,
        /// Operation that failed, such as "write".
        action: &'static str,
        /// Message of the operating system.
        source: io::Error,
    },
    /// Cancelled by the caller; received bytes are kept.
    Cancelled,
}

impl FetchError {
    pub(super) fn io(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, action, source }
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { url } => write!(f, "{url} does not exist; check the name and the address"),
            Self::Status { url, status: status @ (401 | 403) } => {
                write!(f, "{url} is refused (HTTP {status}); download it with a browser, then run `nth oeis import`")
            }
            Self::Status { url, status: 429 } => {
                write!(f, "{url} was asked for too often (HTTP 429); try again in some minutes")
            }
            Self::Status { url, status } => {
                write!(f, "the server answers HTTP {status} for {url}; try again later")
            }
            Self::Broken { url, what, kept: 0 } => {
                write!(f, "cannot download {url}: {what}; check the network and run the command again")
            }
            Self::Broken { url, what, kept } => write!(
                f,
                "the download of {url} broke off: {what}; {kept} bytes are kept, run the command again to continue"
            ),
            Self::Content { url, found } => write!(
                f,
                "{url} gave something else (it starts with \"{found}\"), perhaps a page of the network you are in; open \
                 the address in a browser"
            ),
            Self::Damaged { url, what } => {
                write!(f, "{url} arrived damaged: {what}; nothing is kept of it, run the command again")
            }
            Self::TooLong { url, most } => write!(
                f,
                "{url} sends more than {most} bytes, which is no file of the OEIS; nothing is kept of it, check the address"
            ),
            Self::Io { path, action, source } => write!(f, "cannot {action} {}: {source}", path.display()),
            Self::Cancelled => f.write_str("stopped; what has arrived is kept, run the command again to continue"),
        }
    }
}

impl std::error::Error for FetchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::NotFound { .. }
            | Self::Status { .. }
            | Self::Broken { .. }
            | Self::Content { .. }
            | Self::Damaged { .. }
            | Self::TooLong { .. }
            | Self::Cancelled => None,
        }
    }
}

/// Failure of one attempt.
pub(super) enum Failure {
    /// Final: another attempt cannot help.
    Final(FetchError),
    /// Temporary: another attempt may help, after the wait that the server asks for.
    Again(FetchError, Option<Duration>),
}

impl From<FetchError> for Failure {
    fn from(e: FetchError) -> Self {
        Self::Final(e)
    }
}
