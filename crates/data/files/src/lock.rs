//! Locks: a file that one process writes is written by no other. The system releases a lock when its process ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;

use crate::Error;

/// Name of the file by which a folder is locked.
const NAME: &str = "lock";

/// Locks an open file for this process. Returns whether that worked; if not, another process has the lock. On a file
/// system without locks nothing is locked.
pub(crate) fn lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => Ok(true),
        Err(TryLockError::Error(e)) => Err(e),
    }
}

/// Folder that no other process uses while this value exists.
#[derive(Debug)]
pub struct FolderLock(#[expect(dead_code, reason = "the lock is held while the file is open")] File);

impl FolderLock {
    /// Locks a folder, by a file in it that holds the number of this process.
    ///
    /// # Errors
    /// [`Error::Running`] if another process has locked it; the file cannot be written.
    pub fn new(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(NAME);
        let cannot = |e| Error::Write(path.clone(), e);
        let mut options = OpenOptions::new();
        let mut file = options.read(true).write(true).create(true).truncate(false).open(&path).map_err(cannot)?;
        if !lock(&file).map_err(cannot)? {
            let mut text = String::new();
            let process = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
            return Err(Error::Running(folder.to_owned(), process));
        }
        // The number is for messages only.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Self(file))
    }
}

#[test]
fn a_folder_is_locked_once() {
    let dir = tempfile::tempdir().unwrap();
    let first = FolderLock::new(dir.path()).unwrap();
    let id = std::process::id();
    assert!(matches!(FolderLock::new(dir.path()), Err(Error::Running(_, Some(p))) if p == id));
    drop(first);
    FolderLock::new(dir.path()).unwrap();
    assert!(FolderLock::new(&dir.path().join("no")).is_err());
}
