//! How a command ends.

use std::io;
use std::process::ExitCode;

use nth_session::ReadError;

/// The exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: the answer is no.
    No,
    /// 2: wrong usage or input; what is wrong has been printed.
    Bad,
    /// 130: the user stopped it.
    Interrupted,
    /// 101: a defect of nth.
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

/// Why a command could not be carried out.
#[derive(Debug)]
pub enum Failure {
    /// Nobody reads the output any more: no error.
    Closed,
    /// One line for people, which says what to do.
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

/// What a command gives.
pub type Done = Result<Exit, Failure>;
