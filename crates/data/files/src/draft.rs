//! The file of `--winners`.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use nth_batch::Winners;

use crate::outcome::Failure;

/// A file that will be written at the end; that it can be is known from the start.
pub struct WinnersFile {
    path: PathBuf,
    /// What is written first, to take the place of `path` when it is complete; none for what is no file, like a terminal.
    draft: Option<PathBuf>,
    file: File,
}

impl WinnersFile {
    /// Opens a draft.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let special = fs::metadata(path).is_ok_and(|m| !m.is_file());
        let draft = (!special).then(|| with_suffix(path, ".tmp"));
        let to = draft.as_deref().unwrap_or(path);
        let file = File::create(to).map_err(|e| cannot(path, &e))?;
        Ok(Self { path: path.to_owned(), draft, file })
    }

    /// Writes it.
    pub fn write(mut self, winners: &Winners) -> Result<(), Failure> {
        let failed = |e: std::io::Error| cannot(&self.path, &e);
        let mut out = BufWriter::new(&mut self.file);
        winners.write(&mut out).and_then(|()| out.flush()).map_err(failed)?;
        drop(out);
        if let Some(draft) = self.draft.take() {
            fs::rename(draft, &self.path).map_err(failed)?;
        }
        Ok(())
    }
}

impl Drop for WinnersFile {
    fn drop(&mut self) {
        if let Some(draft) = &self.draft {
            // Nothing depends on it.
            let _ = fs::remove_file(draft);
        }
    }
}

/// `dir/name` to `dir/name.suffix`.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn cannot(path: &Path, e: &std::io::Error) -> Failure {
    Failure::Message(format!("cannot write {}: {e}", path.display()))
}
