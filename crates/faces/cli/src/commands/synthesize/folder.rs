//! Folder of checkpoints of a search.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use nth_files::{Error, FolderLock};
use nth_synth::CheckpointStore;

use crate::outcome::Failure;

/// Store of checkpoints as files of a folder, which no other process uses meanwhile.
pub struct Folder {
    path: PathBuf,
    _lock: FolderLock,
    /// The first error of writing a checkpoint.
    failed: Mutex<Option<Error>>,
}

impl Folder {
    /// Opens or creates the folder.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let failed = |e| Failure::Message(format!("cannot make the folder {}: {e}", path.display()));
        fs::create_dir_all(path).map_err(failed)?;
        let lock = FolderLock::new(path)?;
        Ok(Self { path: path.to_owned(), _lock: lock, failed: Mutex::new(None) })
    }

    /// The first error of writing a checkpoint; none if all were written.
    pub fn take_error(&self) -> Option<Error> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl CheckpointStore for Folder {
    fn write(&self, name: &str, bytes: &[u8]) -> bool {
        let written = nth_files::replace(&self.path.join(name), bytes);
        let is_written = written.is_ok();
        if let Err(e) = written {
            self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(e);
        }
        is_written
    }

    fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.path.join(name)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_there_again() {
        let path = std::env::temp_dir().join(format!("nth-folder-{}", std::process::id()));
        let folder = Folder::open(&path.join("a")).ok().unwrap();
        assert_eq!(folder.read("x"), None);
        assert!(folder.write("x", b"1") && folder.write("x", b"22"));
        assert!(folder.take_error().is_none());
        assert!(Folder::open(&path.join("a")).is_err(), "it is in use");
        drop(folder);
        let folder = Folder::open(&path.join("a")).ok().unwrap();
        assert_eq!(folder.read("x").unwrap(), b"22");
        fs::remove_dir_all(&path).unwrap();
        assert!(!folder.write("x", b"3") && folder.take_error().is_some());
    }
}
