//! Progress and cancellation of long reads.

use std::io::{self, Read};

use nth_base::Cancel;

/// What long work is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Receiving a file.
    Download,
    /// Reading an input file.
    Read,
    /// Sorting and hashing.
    Sort,
    /// Writing the index.
    Write,
}

/// How far long work has come. Given to a callback often enough for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// What it is doing.
    pub stage: Stage,
    /// The file it is about.
    pub file: &'a str,
    /// Bytes (or for [`Stage::Sort`] and [`Stage::Write`] steps) done.
    pub done: u64,
    /// Of how many, where known.
    pub total: Option<u64>,
}

/// A reader that reports the bytes that pass, and ends with an error when `cancel` is raised.
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
        (self.progress)(Progress { stage: Stage::Read, file: self.file, done: self.done, total: self.total });
        Ok(n)
    }
}
