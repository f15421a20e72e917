//! Files that take their place only when they are complete.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::{Error, with_suffix};

/// A file under a temporary name, which is renamed to its own name when it is complete. A draft that is dropped is
/// deleted. A path that is not a regular file, such as a terminal, is written directly.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    /// Temporary file, renamed to `path` on success; none if `path` is no regular file.
    temporary: Option<PathBuf>,
    file: File,
}

impl Draft {
    /// Creates the temporary file, so that it is known from the start that the file can be written.
    ///
    /// # Errors
    /// The file cannot be created.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let special = fs::metadata(path).is_ok_and(|m| !m.is_file());
        let temporary = (!special).then(|| with_suffix(path, ".tmp"));
        let to = temporary.as_deref().unwrap_or(path);
        let file = File::create(to).map_err(|e| Error::Write(path.to_owned(), e))?;
        Ok(Self { path: path.to_owned(), temporary, file })
    }

    /// Writes the content, and gives the file its name.
    ///
    /// # Errors
    /// The content cannot be written; then an old file of this name is unchanged.
    pub fn complete(
        mut self,
        write: impl FnOnce(&mut BufWriter<&mut File>) -> std::io::Result<()>,
    ) -> Result<(), Error> {
        let failed = |e| Error::Write(self.path.clone(), e);
        let mut out = BufWriter::new(&mut self.file);
        write(&mut out).and_then(|()| out.flush()).map_err(failed)?;
        drop(out);
        if let Some(temporary) = self.temporary.take() {
            fs::rename(temporary, &self.path).map_err(failed)?;
        }
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // A temporary file that cannot be deleted harms nothing.
            let _ = fs::remove_file(temporary);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_takes_its_place_when_it_is_complete() {
        let dir = tempfile::tempdir().unwrap();
        let (path, temporary) = (dir.path().join("f"), dir.path().join("f.tmp"));
        fs::write(&path, "old").unwrap();
        drop(Draft::create(&path).unwrap());
        assert!(!temporary.exists());
        let draft = Draft::create(&path).unwrap();
        assert!(temporary.exists() && fs::read_to_string(&path).unwrap() == "old");
        assert!(draft.complete(|_| Err(std::io::Error::other("full"))).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        Draft::create(&path).unwrap().complete(|out| out.write_all(b"new")).unwrap();
        assert!(!temporary.exists() && fs::read_to_string(&path).unwrap() == "new");
        assert!(Draft::create(&dir.path().join("no/such")).is_err());
    }
}
