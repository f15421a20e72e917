//! Exit status and failure of a command.

use std::io;
use std::process::ExitCode;

use nth_session::ReadError;

/// Exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: the answer is no: a check failed, nothing was found.
    No,
    /// 2: wrong usage or input; the error is printed.
    Bad,
    /// 130: interrupted by the user.
    Interrupted,
    /// 101: a bug in nth.
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

/// Reason why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The reader of the output is gone. This is not an error.
    Closed,
    /// Message: one line, which says what to do.
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

/// Result of a command.
pub type Done = Result<Exit, Failure>;
