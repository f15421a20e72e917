//! Exit status and failure of a command.

use std::io;
use std::process::ExitCode;

use nth_session::ReadError;

/// Exit status of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Status 0: the command succeeded.
    Done,
    /// Status 1: the answer is no, because a check failed or nothing was found.
    No,
    /// Status 2: wrong usage or input. The error is printed.
    Bad,
    /// Status 130: interrupted by the user.
    Interrupted,
    /// Status 101: a panic, which is a bug in nth.
    Crashed,
}

impl From<Exit> for ExitCode {
    fn from(e: Exit) -> Self {
        Self::from(match e {
            Exit::Done => 0,
            Exit::No => 1,
            Exit::Bad => 2,
            Exit::Interrupted => 130,
            Exit::Crashed => 101,
        })
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
