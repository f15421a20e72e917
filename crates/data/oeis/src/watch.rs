//! Progress and cancellation of long work.

use std::io::{self, Read};

use nth_base::Cancel;

/// Stage of long work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Waiting for a server that sends nothing; counted in seconds, up to the timeout.
    Wait,
    /// Another attempt at a download follows one that failed; counted in attempts.
    Retry,
    /// Receiving a file from a server.
    Download,
    /// Reading an input file.
    Read,
    /// Sorting the rows and hashing their windows.
    Sort,
    /// Writing the index file.
    Write,
}

/// Progress of long work, given to a callback often enough for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Stage of the work.
    pub stage: Stage,
    /// File of this stage.
    pub file: &'a str,
    /// Bytes done; for stages that are counted otherwise, these units.
    pub done: u64,
    /// Total number of bytes or steps, where known.
    pub total: Option<u64>,
    /// Reason of a [`Stage::Retry`]; else empty.
    pub note: &'a str,
}

/// Reader that reports the number of bytes read, and fails when `cancel` is raised.
pub(crate) struct Watched<'a, R> {
    pub(crate) inner: R,
    pub(crate) file: &'a str,
    pub(crate) done: u64,
    pub(crate) total: Option<u64>,
    pub(crate) progress: &'a mut dyn FnMut(Progress<'_>),
    pub(crate) cancel: &'a Cancel,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.cancel.is_raised() {
            return Err(io::Error::other("cancelled"));
        }
        let n = self.inner.read(buf)?;
        self.done += n as u64;
        (self.progress)(Progress { stage: Stage::Read, file: self.file, done: self.done, total: self.total, note: "" });
        Ok(n)
    }
}
