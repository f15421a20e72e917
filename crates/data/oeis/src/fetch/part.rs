//! The files of a download: `NAME.part` while it grows, `NAME` when it is complete, a note beside each.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::problem::excerpt;
use crate::read::bfile::BFile;
use crate::read::lines::check_gzip;

/// Version of a file on a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) url: String,
    /// ETag or time of the last change, as the server wrote it; empty when it gave none.
    pub(super) validator: String,
    /// Length of the file in bytes, where known.
    pub(super) total: Option<u64>,
}

impl Version {
    fn write(&self, path: &Path) -> io::Result<()> {
        let total = self.total.map_or_else(String::new, |t| t.to_string());
        fs::write(path, format!("{}\n{}\n{total}\n", self.url, self.validator))
    }

    /// Reads a note. `None` when it does not exist or cannot be used.
    fn read(path: &Path, url: &str) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        let mut lines = text.lines();
        let version = Self {
            url: lines.next()?.to_owned(),
            validator: lines.next()?.to_owned(),
            total: lines.next()?.parse().ok(),
        };
        (version.url == url && !version.validator.is_empty()).then_some(version)
    }
}

/// The files of one download.
pub(super) struct Part {
    target: PathBuf,
    target_note: PathBuf,
    part: PathBuf,
    part_note: PathBuf,
    url: String,
}

impl Part {
    pub(super) fn new(dir: &Path, name: &str, url: &str) -> Self {
        Self {
            target: dir.join(name),
            target_note: note(dir, name),
            part: dir.join(format!("{name}.part")),
            part_note: dir.join(format!("{name}.part.from")),
            url: url.to_owned(),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.part
    }

    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    pub(super) fn target_len(&self) -> io::Result<u64> {
        Ok(fs::metadata(&self.target)?.len())
    }

    /// Bytes that have arrived.
    pub(super) fn len(&self) -> u64 {
        fs::metadata(&self.part).map_or(0, |m| m.len())
    }

    /// Byte and version from which the download can be continued.
    pub(super) fn resumable(&self) -> Option<(u64, Version)> {
        let version = Version::read(&self.part_note, &self.url)?;
        let len = self.len();
        (len > 0 && version.total.is_none_or(|t| len <= t)).then_some((len, version))
    }

    /// Validator of the partial file, when the download is continued.
    pub(super) fn validator_of_part(&self, from: u64) -> Option<String> {
        (from > 0).then(|| Version::read(&self.part_note, &self.url)).flatten().map(|v| v.validator)
    }

    /// Validator of the complete file on disk.
    pub(super) fn complete_version(&self) -> Option<String> {
        let version = Version::read(&self.target_note, &self.url)?;
        // A file that was changed or cut since is not the one that the note speaks of.
        (version.total.is_some() && self.target_len().ok() == version.total).then_some(version.validator)
    }

    /// The file to write to, from byte `from` on. The note goes first: a note without bytes is harmless, bytes without
    /// their note are not continued.
    pub(super) fn begin(&self, from: u64, version: &Version) -> io::Result<File> {
        if from == 0 {
            // Old bytes must not stay under a new note.
            let _ = fs::remove_file(&self.part);
        }
        version.write(&self.part_note)?;
        let mut file = OpenOptions::new().create(true).write(true).truncate(false).open(&self.part)?;
        file.set_len(from)?;
        file.seek(SeekFrom::Start(from))?;
        Ok(file)
    }

    /// Removes the received bytes and their note.
    pub(super) fn discard(&self) {
        let _ = fs::remove_file(&self.part);
        let _ = fs::remove_file(&self.part_note);
    }

    /// First bytes of the partial file, if it is of another kind: not gzip for `.gz`, a web page for others.
    pub(super) fn looks_wrong(&self, name: &str) -> io::Result<Option<String>> {
        let mut head = Vec::new();
        File::open(&self.part)?.take(64).read_to_end(&mut head)?;
        let wrong = if name.ends_with(".gz") {
            !head.starts_with(&[0x1f, 0x8b])
        } else {
            head.trim_ascii_start().first().is_none_or(|&c| c == b'<')
        };
        Ok(wrong.then(|| excerpt(&head)))
    }

    /// Description of the damage of the complete partial file; none if it is whole: its checksum agrees, or it is a
    /// b-file without bad lines.
    pub(super) fn damage(&self, name: &str) -> io::Result<Option<String>> {
        let file = File::open(&self.part)?;
        if name.ends_with(".gz") {
            return Ok(check_gzip(file).err());
        }
        let (_, problems) = BFile::from_reader(name, file);
        let bad = problems.iter().find(|p| p.severity.is_error());
        Ok(bad.map(ToString::to_string))
    }

    /// Renames the partial file to its final name.
    pub(super) fn put_in_place(&self, version: &Version) -> io::Result<()> {
        let _ = fs::remove_file(&self.target_note);
        let total = Some(self.len());
        fs::rename(&self.part, &self.target)?;
        let _ = fs::remove_file(&self.part_note);
        if version.validator.is_empty() {
            return Ok(());
        }
        Version { total, ..version.clone() }.write(&self.target_note)
    }
}

/// File that marks a version as imported: a copy of the note beside the file.
fn mark(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}.imported"))
}

fn note(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}.from"))
}

/// Whether the version of `dir/NAME` on disk was marked as imported ([`set_imported`]).
#[must_use]
pub fn is_imported(dir: &Path, name: &str) -> bool {
    let read = |path: PathBuf| fs::read(path).ok();
    read(note(dir, name)).is_some_and(|n| read(mark(dir, name)) == Some(n))
}

/// Marks the version of `dir/NAME` on disk as imported or as not imported. Without a mark, a file that has not changed
/// is imported again.
pub fn set_imported(dir: &Path, name: &str, imported: bool) {
    // Without a mark the file is imported again, so errors do no harm.
    let _ = if imported {
        fs::copy(note(dir, name), mark(dir, name)).map(|_| ())
    } else {
        fs::remove_file(mark(dir, name))
    };
}
