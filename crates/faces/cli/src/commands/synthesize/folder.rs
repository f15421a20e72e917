//! Folder of checkpoints of a search.

use std::fs;
use std::path::{Path, PathBuf};

use nth_synth::CheckpointStore;

use crate::outcome::Failure;

/// Store of checkpoints as files of a folder.
pub struct Folder(PathBuf);

impl Folder {
    /// Opens or creates the folder.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let failed = |e| Failure::Message(format!("cannot make the folder {}: {e}", path.display()));
        fs::create_dir_all(path).map_err(failed)?;
        Ok(Self(path.to_owned()))
    }
}

impl CheckpointStore for Folder {
    fn write(&self, name: &str, bytes: &[u8]) -> bool {
        let new = self.0.join(format!("{name}.new"));
        // Renaming makes the replacement atomic: the old file remains until the new one is complete.
        fs::write(&new, bytes).and_then(|()| fs::rename(&new, self.0.join(name))).is_ok()
    }

    fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.0.join(name)).ok()
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
        assert_eq!(Folder::open(&path.join("a")).ok().unwrap().read("x").unwrap(), b"22");
        fs::remove_dir_all(&path).unwrap();
        assert!(!folder.write("x", b"3"));
    }
}
