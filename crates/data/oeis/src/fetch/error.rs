//! Why a download failed.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fmt, io};

/// Why a download failed. Every message says what to do.
#[derive(Debug)]
pub enum FetchError {
    /// The server has no such file.
    NotFound {
        /// The address.
        url: String,
    },
    /// The server refuses or is in trouble.
    Status {
        /// The address.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// No connection, or it broke off.
    Broken {
        /// The address.
        url: String,
        /// What happened.
        what: String,
        /// Bytes that have arrived and are kept.
        kept: u64,
    },
    /// The file came but is something else.
    Content {
        /// The address.
        url: String,
        /// How it starts.
        found: String,
    },
    /// The system refused.
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What was tried, as in "write".
        action: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// Stopped on request; what has arrived is kept.
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
            | Self::Cancelled => None,
        }
    }
}

/// How an attempt failed.
pub(super) enum Failure {
    /// Trying again cannot help.
    Final(FetchError),
    /// It may, after the wait that the server asks for.
    Again(FetchError, Option<Duration>),
}

impl From<FetchError> for Failure {
    fn from(e: FetchError) -> Self {
        Self::Final(e)
    }
}
