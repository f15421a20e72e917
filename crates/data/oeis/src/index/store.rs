//! Reads at given places of a file, from several threads at once.

use std::fs::File;
use std::io;

/// File that is read at given places.
#[derive(Debug)]
pub(crate) struct Store {
    file: File,
    #[cfg(not(unix))]
    turn: std::sync::Mutex<()>,
}

impl Store {
    pub(crate) fn new(file: File) -> Self {
        Self {
            file,
            #[cfg(not(unix))]
            turn: std::sync::Mutex::new(()),
        }
    }

    pub(crate) fn len(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    /// Fills `buf` with the bytes from `at` on.
    #[cfg(unix)]
    pub(crate) fn read_at(&self, at: u64, buf: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, buf, at)
    }

    /// Fills `buf` with the bytes from `at` on. The place in the file is shared, so one reader at a time.
    #[cfg(not(unix))]
    pub(crate) fn read_at(&self, at: u64, buf: &mut [u8]) -> io::Result<()> {
        use std::io::{Read, Seek, SeekFrom};
        let _turn = self.turn.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut file = &self.file;
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(buf)
    }
}
