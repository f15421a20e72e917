//! Files that take their place only when they are complete.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use crate::journal::lock_output;
use crate::{Error, Saving};

/// Largest number of links that are followed to the file that they mean.
const MAX_LINKS: usize = 40;

/// Names of the files that a process has open, which are written directly even where they mean a regular file.
const STREAMS: [&str; 4] = ["/dev/fd", "/dev/stdout", "/dev/stderr", "/proc"];

/// Paths of the temporary files of this process, for [`remove_temporaries`].
static TEMPORARIES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn temporaries() -> MutexGuard<'static, Vec<PathBuf>> {
    TEMPORARIES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Deletes the temporary files of all drafts that are not complete. For a process that ends at once, without running
/// destructors: no draft can be completed afterwards.
pub fn remove_temporaries() {
    for path in temporaries().drain(..) {
        // A temporary file that cannot be deleted harms nothing.
        let _ = fs::remove_file(path);
    }
}

/// Replaces the content of a file, or creates it. After an error or a kill, the old file is whole; see [`Draft`].
///
/// # Errors
/// The content cannot be written.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), Error> {
    Draft::create(path)?.complete(|out| out.write_all(content))
}

/// A file under a temporary name beside its place, which is synced and renamed when it is complete. A draft that is
/// dropped is deleted. A link is followed: the file that it means is replaced. The permissions of an old file are kept.
/// A path that is not a regular file, such as a terminal, is written directly, and so is an open file of the process,
/// such as `/dev/stdout`.
#[derive(Debug)]
pub struct Draft {
    /// Path as it was given, for messages.
    path: PathBuf,
    to: To,
}

/// Destination of what is written.
#[derive(Debug)]
enum To {
    /// Temporary file that takes the place of `target`.
    Temporary { file: NamedTempFile, listed: Listed, target: PathBuf, old: Option<Box<fs::Metadata>> },
    /// Terminal, pipe, device or open file of the process.
    Special(File),
}

/// Path in the list of temporary files; dropping it takes it off the list.
#[derive(Debug)]
struct Listed(PathBuf);

impl Listed {
    fn new(path: &Path) -> Self {
        temporaries().push(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        temporaries().retain(|p| *p != self.0);
    }
}

impl Draft {
    /// Creates the temporary file, so that it is known from the start that the file can be written.
    ///
    /// # Errors
    /// The file cannot be created, or there is one that may not be written, or that another process has locked.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let cannot = |e| Error::Write(path.to_owned(), e);
        let is_stream = STREAMS.iter().any(|s| path.starts_with(s));
        let old = match fs::metadata(path) {
            Ok(m) if m.is_dir() => return Err(Error::OutputIsFolder(path.to_owned())),
            Ok(m) if is_stream || !m.is_file() => {
                let file = OpenOptions::new().write(true).open(path).map_err(cannot)?;
                return Ok(Self { path: path.to_owned(), to: To::Special(file) });
            }
            Ok(m) => Some(Box::new(m)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => return Err(cannot(e)),
        };
        if old.is_some() {
            // A rename would replace a file that may not be written, or that another process is writing.
            let file = OpenOptions::new().write(true).open(path).map_err(cannot)?;
            lock_output(path, &file)?;
        }
        let target = without_links(path).map_err(cannot)?;
        let folder = folder_of(&target);
        let mut builder = tempfile::Builder::new();
        builder.prefix(".nth-").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // The system takes away what the user's mask forbids.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file =
            builder.tempfile_in(folder).map_err(|e| Error::NoTemporary(path.to_owned(), folder.to_owned(), e))?;
        let listed = Listed::new(file.path());
        Ok(Self { path: path.to_owned(), to: To::Temporary { file, listed, target, old } })
    }

    /// Writes the content, and gives the file its name.
    ///
    /// # Errors
    /// The content cannot be written; then an old file of this name is unchanged.
    pub fn complete(mut self, write: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>) -> Result<(), Error> {
        let mut out = BufWriter::new(self.file());
        let written = write(&mut out).and_then(|()| out.flush());
        // What an error has left in the buffer must not be written.
        drop(out.into_parts());
        written.map_err(|e| Error::Write(self.path.clone(), e))?;
        self.keep()
    }

    /// File to write to, for content that comes bit by bit; [`Draft::keep`] completes it.
    pub fn file(&mut self) -> &mut File {
        match &mut self.to {
            To::Temporary { file, .. } => file.as_file_mut(),
            To::Special(file) => file,
        }
    }

    /// Syncs what was written, and gives the file its name.
    ///
    /// # Errors
    /// The content cannot be written; then an old file of this name is unchanged.
    pub fn keep(self) -> Result<(), Error> {
        let Self { path, to } = self;
        let To::Temporary { file, listed, target, old } = to else { return Ok(()) };
        let _saving = Saving::begin();
        let kept = take_over(file.as_file(), old.as_deref())
            .and_then(|()| file.as_file().sync_all())
            .and_then(|()| file.persist(&target).map_err(|e| e.error));
        drop(listed);
        kept.map_err(|e| Error::Write(path, e))?;
        sync_folder(folder_of(&target));
        Ok(())
    }
}

/// Gives a new file the permissions and, if this process may, the owner of the old one.
fn take_over(file: &File, old: Option<&fs::Metadata>) -> io::Result<()> {
    let Some(old) = old else { return Ok(()) };
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        let new = file.metadata()?;
        if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
            // Only the superuser may give files away.
            let _ = fchown(file, Some(old.uid()), Some(old.gid()));
        }
    }
    file.set_permissions(old.permissions())
}

/// Syncs a folder, so that a rename in it survives a power failure. Some file systems cannot; then nothing is lost that
/// could have been kept.
pub(crate) fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|f| f.sync_all());
}

/// Folder in which a file stands.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Path of the file that a link, or a chain of links, means, which need not exist.
pub(crate) fn without_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&path) {
            Ok(next) => path = folder_of(&path).join(next),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many links"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_draft_takes_its_place_when_it_is_complete() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        fs::write(&path, "old").unwrap();
        drop(Draft::create(&path).unwrap());
        assert_eq!(names(dir.path()), ["f"]);
        let draft = Draft::create(&path).unwrap();
        assert!(names(dir.path()).len() == 2 && fs::read_to_string(&path).unwrap() == "old");
        assert!(draft.complete(|_| Err(io::Error::other("full"))).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        let half = |out: &mut BufWriter<&mut File>| {
            out.write_all(&[b'x'; 100_000])?;
            Err(io::Error::other("full"))
        };
        assert!(Draft::create(&path).unwrap().complete(half).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        Draft::create(&path).unwrap().complete(|out| out.write_all(b"new")).unwrap();
        assert!(names(dir.path()) == ["f"] && fs::read_to_string(&path).unwrap() == "new");
        assert!(Draft::create(&dir.path().join("no/such")).is_err());
        assert!(matches!(Draft::create(dir.path()), Err(Error::OutputIsFolder(_))));
    }

    #[test]
    fn a_file_that_is_being_written_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        fs::write(&path, "lines so far").unwrap();
        let other = OpenOptions::new().append(true).open(&path).unwrap();
        lock_output(&path, &other).unwrap();
        assert!(matches!(Draft::create(&path), Err(Error::Running(..))));
        drop(other);
        replace(&path, b"new").unwrap();
        assert!(names(dir.path()) == ["f"] && fs::read_to_string(&path).unwrap() == "new");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (file, link, open) = (dir.path().join("f"), dir.path().join("l"), dir.path().join("later"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("f", &link).unwrap();
        replace(&link, b"new").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        symlink("new", &open).unwrap();
        replace(&open, b"1").unwrap();
        assert_eq!(fs::read_to_string(dir.path().join("new")).unwrap(), "1");
        symlink("circle", dir.path().join("circle")).unwrap();
        assert!(replace(&dir.path().join("circle"), b"1").is_err());
        replace(Path::new("/dev/null"), b"1").unwrap();
        assert!(replace(Path::new("/dev/full"), b"1").is_err());
        assert_eq!(names(dir.path()), ["circle", "f", "l", "later", "new"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_regular_file_below_dev_is_replaced() {
        let Ok(dir) = tempfile::tempdir_in("/dev/shm") else {
            nth_testkit::skipped("no file can be written in /dev/shm");
            return;
        };
        let path = dir.path().join("f");
        replace(&path, b"longer").unwrap();
        replace(&path, b"1").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "1");
        assert!(Draft::create(&path).unwrap().complete(|_| Err(io::Error::other("full"))).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "1");
        assert_eq!(names(dir.path()), ["f"]);
    }
}
