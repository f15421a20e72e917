//! Building of an index from files: read, merge with the old index, write a new file beside it, rename.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use nth_base::Cancel;

use super::error::IndexError;
use super::merge::Data;
use super::open::{INDEX_FILE, Index};
use super::write::write;
use crate::database::Database as _;
use crate::problem::{Problem, Severity};
use crate::read::keywords::{KeywordLists, Keywords};
use crate::read::kind::read_any;
use crate::read::offsets::Offsets;
use crate::watch::{Progress, Watched};

/// File to import; its kind is recognized by its content.
pub struct Input {
    /// File name, for problems; the name of a b-file contains its A-number.
    pub name: String,
    /// Content, plain or gzip.
    pub reader: Box<dyn Read>,
    /// Size in bytes, for progress.
    pub len: Option<u64>,
}

impl Input {
    /// A file on disk.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn file(path: &Path) -> Result<Self, IndexError> {
        let file = File::open(path).map_err(IndexError::io(path, "open"))?;
        let len = file.metadata().ok().filter(fs::Metadata::is_file).map(|m| m.len());
        Ok(Self { name: path.display().to_string(), reader: Box::new(file), len })
    }
}

/// Result of [`Index::build`]: the new index, and the problems of the inputs.
#[derive(Debug)]
pub struct Built {
    /// The new index, opened.
    pub index: Index,
    /// Number of entries before.
    pub before: usize,
    /// Problems in the files.
    pub problems: Vec<Problem>,
}

impl Index {
    /// Reads the inputs, merges them with the index in `dir` if there is one, and writes it again. The old one stays
    /// in place until the new one is complete. Later inputs win; of two term lists of an entry the longer one stays
    /// when one continues the other. An old index that cannot be used is replaced, which is reported.
    ///
    /// An input that is damaged, or a b-file that contradicts the known indices, is left out as a whole; of a list of
    /// offsets, only those that contradict them are. With `skip_lines` the good lines of an input with bad lines are
    /// taken; else such an input is left out as well.
    ///
    /// # Errors
    /// When no input could be taken, the index cannot be written, or `cancel` was raised; then nothing has changed.
    pub fn build(
        dir: &Path,
        inputs: Vec<Input>,
        skip_lines: bool,
        progress: &mut dyn FnMut(Progress<'_>),
        cancel: &Cancel,
    ) -> Result<Built, IndexError> {
        let mut problems = Vec::new();
        let mut data = existing(dir, &mut problems)?;
        let before = data.as_ref().map_or(0, |(_, n)| *n);
        let mut data = data.take().map(|(d, _)| d).unwrap_or_default();
        let mut any = false;
        for input in inputs {
            let name = input.name;
            let watched = Watched { inner: input.reader, file: &name, done: 0, total: input.len, progress, cancel };
            let (contents, mut found) = read_any(&name, watched);
            if cancel.is_raised() {
                return Err(IndexError::Cancelled);
            }
            let bad_lines = found.iter().any(|p| p.severity.is_error());
            problems.append(&mut found);
            if let Some(contents) = contents.filter(|_| skip_lines || !bad_lines) {
                any |= data.add(&name, contents, &mut problems);
            }
        }
        if !any {
            return Err(IndexError::NothingRead { problems });
        }
        fs::create_dir_all(dir).map_err(IndexError::io(dir, "create"))?;
        let temporary = Temporary(dir.join(format!("{INDEX_FILE}.tmp-{}", std::process::id())));
        write(&temporary.0, &data, progress, cancel)?;
        let target = dir.join(INDEX_FILE);
        fs::rename(&temporary.0, &target).map_err(IndexError::io(&target, "replace"))?;
        // The file itself is synced; without this one the old one may come back after a power cut, which is no harm.
        let _ = File::open(dir).and_then(|d| d.sync_all());
        remove_stale(dir);
        Ok(Built { index: Self::open(dir)?, before, problems })
    }
}

/// Content of the index in `dir` and its number of entries.
fn existing(dir: &Path, problems: &mut Vec<Problem>) -> Result<Option<(Data, usize)>, IndexError> {
    let read = || {
        let index = Index::open(dir)?;
        Ok((content(&index)?, index.len()))
    };
    match read() {
        Ok(found) => Ok(Some(found)),
        Err(IndexError::Missing { .. }) => Ok(None),
        Err(e) if e.mended_by_import() => {
            problems.push(Problem {
                file: dir.join(INDEX_FILE).display().to_string(),
                line: 0,
                column: 0,
                severity: Severity::Warning,
                what: "the index that was there cannot be used and is replaced".to_owned(),
                hint: "it now holds only what is imported here; import the other files again too".to_owned(),
            });
            Ok(None)
        }
        Err(e) => Err(e),
    }
}

/// Content of an index as a whole, compared with its checksums.
fn content(index: &Index) -> Result<Data, IndexError> {
    let mut data = Data { terms: index.rows_as_table(true)?, names: index.names()?, ..Data::default() };
    let (mut offsets, mut keywords) = (Vec::new(), Vec::new());
    index.for_each_row(|row| {
        offsets.extend(row.offset.map(|o| (row.anum, o)));
        data.firsts.extend(row.first.map(|f| (row.anum, f)));
        if row.keywords != Keywords::default() {
            keywords.push((row.anum, row.keywords));
        }
        Some(())
    })?;
    (data.offsets, data.keywords) = (Offsets::from_rows(offsets), KeywordLists::from_rows(keywords));
    index.verify()?;
    Ok(data)
}

/// File that is removed when dropped, unless it was renamed.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Removes files that killed imports left. An import that runs at the same time loses its file and fails with an error.
fn remove_stale(dir: &Path) {
    let Ok(list) = fs::read_dir(dir) else { return };
    for entry in list.flatten() {
        if entry.file_name().to_string_lossy().starts_with(&format!("{INDEX_FILE}.tmp-")) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
