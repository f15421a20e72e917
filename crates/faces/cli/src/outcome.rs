//! Exit status and failure of a command.

use std::io;

use nth_session::ReadError;

use crate::signals;

/// Exit status of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Status 0: the command succeeded.
    Done,
    /// Status 1: the answer is no, because a check failed or nothing was found.
    No,
    /// Status 2: wrong usage or input. The error is printed.
    Bad,
    /// Status 130, or 128 and the number of another signal: stopped by the user.
    Interrupted,
    /// Status 101: a panic, which is a bug in nth.
    Crashed,
}

impl Exit {
    /// Status as a number.
    pub fn status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::No => 1,
            Self::Bad => 2,
            Self::Interrupted => signals::status(),
            Self::Crashed => 101,
        }
    }
}

/// Reason why a command could not be completed.
#[derive(Debug)]
pub enum Failure {
    /// The reader of standard output has closed it. This is not an error.
    Closed,
    /// Message for people: one line that says what to do.
    Message(String),
}

impl From<io::Error> for Failure {
    fn from(e: io::Error) -> Self {
        if e.kind() == io::ErrorKind::BrokenPipe { Self::Closed } else { Self::Message(format!("cannot write: {e}")) }
    }
}

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self::Message(text)
    }
}

impl From<ReadError> for Failure {
    fn from(e: ReadError) -> Self {
        Self::Message(e.to_string())
    }
}

impl From<nth_files::Error> for Failure {
    fn from(e: nth_files::Error) -> Self {
        Self::Message(e.to_string())
    }
}

impl From<nth_oeis::IndexError> for Failure {
    fn from(e: nth_oeis::IndexError) -> Self {
        Self::Message(e.to_string())
    }
}

impl From<nth_store::Error> for Failure {
    fn from(e: nth_store::Error) -> Self {
        Self::Message(e.to_string())
    }
}

/// Result of a command: the exit status, or a failure.
pub type Done = Result<Exit, Failure>;
