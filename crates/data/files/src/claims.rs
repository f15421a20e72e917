//! Files of a command: what it writes is neither what it reads nor what it writes elsewhere.

use std::fs;
use std::path::{Path, PathBuf};

use crate::draft::{folder_of, without_links};
use crate::{Error, with_suffix};

/// Files that SQLite keeps beside a database.
const OF_DATABASE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Files that a command reads and writes. Two claims of one file are refused if one of them writes. Terminals, pipes
/// and devices can be named any number of times.
#[derive(Debug, Default)]
pub struct Claims(Vec<Claim>);

#[derive(Debug)]
struct Claim {
    place: Place,
    /// Path as it was given.
    path: PathBuf,
    /// Option or argument that names the file, for messages.
    role: &'static str,
    writes: bool,
}

/// Identity of a file.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// Existing file, by device and number, so that all links to it are the same.
    #[cfg(unix)]
    File(u64, u64),
    /// Path without links of a file that need not exist.
    Path(PathBuf),
}

impl Place {
    /// Identity of the file at a path, where `-` is standard input; none for what is neither a file nor missing, and
    /// for standard output, which the shell has opened.
    fn of(path: &Path, writes: bool) -> Option<Self> {
        let found = match (path.as_os_str() == "-", writes) {
            (false, _) => fs::metadata(path),
            (true, false) => standard_input()?,
            (true, true) => return None,
        };
        match found {
            #[cfg(unix)]
            Ok(m) if m.is_file() => {
                use std::os::unix::fs::MetadataExt as _;
                Some(Self::File(m.dev(), m.ino()))
            }
            #[cfg(not(unix))]
            Ok(m) if m.is_file() => fs::canonicalize(path).ok().map(Self::Path),
            Ok(_) => None,
            Err(_) => {
                let path = without_links(path).ok()?;
                let folder = fs::canonicalize(folder_of(&path)).unwrap_or_else(|_| folder_of(&path).to_owned());
                Some(Self::Path(folder.join(path.file_name()?)))
            }
        }
    }
}

/// Metadata of standard input; none if that is closed, and where it has no identity.
fn standard_input() -> Option<std::io::Result<fs::Metadata>> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd as _;
        let copy = std::io::stdin().as_fd().try_clone_to_owned().ok()?;
        Some(fs::File::from(copy).metadata())
    }
    #[cfg(not(unix))]
    None
}

impl Claims {
    /// No files yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Claims a file that is read; `role` is the argument that names it, such as `--targets`.
    ///
    /// # Errors
    /// The file is written.
    pub fn reads(&mut self, role: &'static str, path: impl AsRef<Path>) -> Result<(), Error> {
        self.claim(role, path.as_ref(), false)
    }

    /// Claims a file that is written.
    ///
    /// # Errors
    /// The file is read or written.
    pub fn writes(&mut self, role: &'static str, path: impl AsRef<Path>) -> Result<(), Error> {
        self.claim(role, path.as_ref(), true)
    }

    /// Claims a file of an SQLite database that is written, with the files beside it.
    ///
    /// # Errors
    /// As [`Claims::writes`].
    pub fn writes_database(&mut self, role: &'static str, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        self.writes(role, path)?;
        OF_DATABASE.iter().try_for_each(|suffix| self.writes(role, with_suffix(path, suffix)))
    }

    /// Claims the output of a [`crate::Journal`], with the file beside it.
    ///
    /// # Errors
    /// As [`Claims::writes`].
    pub fn writes_journal(&mut self, role: &'static str, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        self.writes(role, path)?;
        self.writes(role, with_suffix(path, crate::journal::PROGRESS))
    }

    fn claim(&mut self, role: &'static str, path: &Path, writes: bool) -> Result<(), Error> {
        let Some(place) = Place::of(path, writes) else { return Ok(()) };
        if let Some(other) = self.0.iter().find(|c| c.place == place && (c.writes || writes)) {
            let (output, other_role) = if writes { (role, other.role) } else { (other.role, role) };
            return Err(Error::SameFile {
                path: if writes { path } else { &other.path }.to_owned(),
                output,
                other: other_role,
                is_read: !(writes && other.writes),
            });
        }
        self.0.push(Claim { place, path: path.to_owned(), role, writes });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_not_read_and_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        fs::write(path("a"), "").unwrap();
        fs::hard_link(path("a"), path("hard")).unwrap();
        fs::create_dir(path("folder")).unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("a", path("soft")).unwrap();
            std::os::unix::fs::symlink("new", path("open")).unwrap();
        }
        let mut claims = Claims::new();
        claims.reads("FILE", path("a")).unwrap();
        claims.reads("--targets", path("a")).unwrap();
        for same in ["a", "hard", "soft", "folder/../a", "./a"] {
            let e = claims.writes("-o", path(same)).unwrap_err();
            let expected = format!("-o would overwrite {}, which FILE reads; name another file", path(same).display());
            assert_eq!(e.to_string(), expected);
        }
        claims.writes("--out", path("new")).unwrap();
        for same in ["new", "folder/../new", "open"] {
            let e = claims.writes("--log", path(same)).unwrap_err();
            let expected = format!("--log and --out would both write {}; name two files", path(same).display());
            assert_eq!(e.to_string(), expected);
            assert!(claims.reads("FILE", path(same)).is_err());
        }
        claims.writes_database("--store", path("db")).unwrap();
        assert!(claims.writes("--log", path("db-wal")).is_err());
        for special in ["-", "/dev/null"] {
            claims.reads("FILE", special).unwrap();
            claims.writes("-o", special).unwrap();
            claims.writes("--log", special).unwrap();
        }
        assert!(claims.writes("-o", path("no/such/folder/f")).is_ok());
    }
}
