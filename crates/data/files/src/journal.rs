//! Output files with a record of how much of them is right, so that a run survives a kill.
//!
//! `FILE.progress` is replaced as a whole a few times a second. It holds what the output depends on, how far the run
//! is, and the number of bytes of `FILE` that were right then. To resume is to cut `FILE` there and to continue. While
//! a run writes `FILE`, it is locked.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::lock::lock;
use crate::{Digest, Error, InputId, Mismatch, Saving, replace, with_suffix};

/// Version of the format of the progress file.
const VERSION: u32 = 2;
/// Suffix of the name of the progress file.
pub(crate) const PROGRESS: &str = ".progress";
/// Age at which the progress file is written again.
const INTERVAL: Duration = Duration::from_millis(300);

/// Options and inputs on which an output depends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Options and their values.
    pub options: BTreeMap<String, String>,
    /// Identities of the input files.
    pub inputs: Vec<InputId>,
}

/// Content of the progress file; `P` says how far the run has come.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct State<P> {
    version: u32,
    #[serde(flatten)]
    identity: Identity,
    #[serde(flatten)]
    progress: P,
    /// Length of the output that belongs to `progress`.
    bytes: u64,
    /// Digest of the lines of this part of the output.
    output_digest: Digest,
    finished: bool,
    /// Number of the process that wrote this, for messages.
    process: u32,
}

/// Files of a run, checked and not changed yet.
#[derive(Debug)]
pub struct Start<P> {
    path: PathBuf,
    /// Output, locked; none if it did not exist.
    file: Option<File>,
    /// Content of the progress file of an earlier run; none if there is no run to continue.
    state: Option<State<P>>,
}

/// Part of the progress file that says who writes the output.
#[derive(Deserialize)]
struct Owner {
    process: u32,
}

/// Locks an output for this process, until the file is closed.
pub(crate) fn lock_output(path: &Path, file: &File) -> Result<(), Error> {
    if lock(file).map_err(|e| Error::Write(path.to_owned(), e))? {
        return Ok(());
    }
    let progress = fs::read_to_string(with_suffix(path, PROGRESS));
    let owner = progress.ok().and_then(|text| serde_json::from_str::<Owner>(&text).ok());
    Err(Error::Running(path.to_owned(), owner.map(|o| o.process)))
}

impl<P: DeserializeOwned> Start<P> {
    /// Checks that the output may be created or continued, without changing any file.
    ///
    /// # Errors
    /// An output exists and neither `resume` nor `force` is set; the output is no regular file; another process is
    /// writing it; the earlier run cannot be resumed.
    pub fn look(path: &Path, resume: bool, force: bool) -> Result<Self, Error> {
        let path = path.to_owned();
        let file = match fs::metadata(&path) {
            Ok(m) if m.is_dir() => return Err(Error::OutputIsFolder(path)),
            Ok(m) if !m.is_file() => return Err(Error::NotAFile(path)),
            Ok(_) => {
                let opened = OpenOptions::new().read(true).write(true).open(&path);
                let opened = opened.map_err(|e| Error::Write(path.clone(), e))?;
                lock_output(&path, &opened)?;
                Some(opened)
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => return Err(Error::Write(path, e)),
        };
        if !resume {
            let is_free = file.is_none() || force;
            return if is_free { Ok(Self { path, file, state: None }) } else { Err(Error::Exists(path)) };
        }
        // Until the file is locked, another process may change its length.
        let length = match &file {
            Some(file) => file.metadata().map_err(|e| Error::Write(path.clone(), e))?.len(),
            None => 0,
        };
        let progress = with_suffix(&path, PROGRESS);
        let text = match fs::read_to_string(&progress) {
            Ok(t) => t,
            Err(e) if e.kind() == io::ErrorKind::NotFound && length == 0 => {
                return Ok(Self { path, file, state: None });
            }
            Err(e) => return Err(Mismatch::Missing(progress, e).into()),
        };
        let state: State<P> = serde_json::from_str(&text).map_err(|e| Mismatch::Unreadable(progress, e))?;
        if state.version != VERSION {
            return Err(Mismatch::Version.into());
        }
        if length < state.bytes {
            return Err(Mismatch::Short(path, length, state.bytes).into());
        }
        Ok(Self { path, file, state: Some(state) })
    }
}

/// Output file with a record of how much of it is right.
#[derive(Debug)]
pub struct Journal<P> {
    path: PathBuf,
    file: File,
    state: State<P>,
    /// Whether the progress file is older than `state`.
    is_dirty: bool,
    saved: Instant,
}

impl<P: Serialize + Default> Journal<P> {
    /// Creates the output, or cuts it to the part that is right.
    ///
    /// # Errors
    /// The output depends on something that has changed; another process has begun to write it; a file cannot be
    /// written.
    pub fn new(start: Start<P>, identity: Identity) -> Result<Self, Error> {
        let path = start.path;
        let cannot = |e: io::Error| Error::Write(path.clone(), e);
        let process = std::process::id();
        let state = match start.state {
            Some(state) => {
                state.identity.check(&identity)?;
                State { process, ..state }
            }
            None => {
                let (progress, output_digest) = (P::default(), Digest::default());
                State { version: VERSION, identity, progress, bytes: 0, output_digest, finished: false, process }
            }
        };
        let mut file = match start.file {
            Some(file) => file,
            None => {
                let mut options = OpenOptions::new();
                let file = options.read(true).write(true).create(true).truncate(false).open(&path).map_err(cannot)?;
                lock_output(&path, &file)?;
                if file.metadata().map_err(cannot)?.len() > 0 {
                    return Err(Error::Exists(path));
                }
                file
            }
        };
        file.set_len(state.bytes).map_err(cannot)?;
        file.seek(SeekFrom::End(0)).map_err(cannot)?;
        let mut journal = Self { path: path.clone(), file, state, is_dirty: true, saved: Instant::now() };
        journal.write_progress()?;
        Ok(journal)
    }

    /// Progress of the run, as the last `append` or the progress file gave it.
    #[must_use]
    pub fn progress(&self) -> &P {
        &self.state.progress
    }

    /// Whether the run is finished.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.state.finished
    }

    /// Reads the lines of the output that are right.
    ///
    /// # Errors
    /// The output cannot be read, was changed, or `take` refuses a line.
    pub fn read(&mut self, mut take: impl FnMut(&str) -> Result<(), serde_json::Error>) -> Result<(), Error> {
        let cannot = |e: io::Error| Error::Read(self.path.display().to_string(), e);
        self.file.rewind().map_err(cannot)?;
        let mut digest = Digest::default();
        for (k, line) in BufReader::new((&self.file).take(self.state.bytes)).split(b'\n').enumerate() {
            let line = line.map_err(cannot)?;
            digest.add(&line);
            let text = str::from_utf8(&line).map_err(|_| Mismatch::Altered(self.path.clone()))?;
            take(text).map_err(|e| Mismatch::Line(self.path.clone(), k + 1, e))?;
        }
        if digest != self.state.output_digest {
            return Err(Mismatch::Altered(self.path.clone()).into());
        }
        self.file.seek(SeekFrom::End(0)).map_err(cannot)?;
        Ok(())
    }

    /// Appends lines, each with its end; `progress` is how far the run is with them.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn append(&mut self, text: &[u8], progress: P) -> io::Result<()> {
        self.file.write_all(text).map_err(|e| named(&self.path, &e))?;
        self.state.bytes += text.len() as u64;
        text.strip_suffix(b"\n")
            .into_iter()
            .flat_map(|t| t.split(|b| *b == b'\n'))
            .for_each(|l| self.state.output_digest.add(l));
        self.state.progress = progress;
        self.is_dirty = true;
        self.tick()
    }

    /// Saves the progress if the progress file is old.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn tick(&mut self) -> io::Result<()> {
        if self.is_dirty && self.saved.elapsed() >= INTERVAL { self.save() } else { Ok(()) }
    }

    /// Saves the progress for the last time.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn close(&mut self, finished: bool) -> io::Result<()> {
        self.is_dirty |= finished != self.state.finished;
        self.state.finished = finished;
        self.save()
    }

    /// Saves the progress. The kind of an error is dropped: a broken pipe would be taken for a closed standard output.
    fn save(&mut self) -> io::Result<()> {
        self.write_progress().map_err(io::Error::other)
    }

    fn write_progress(&mut self) -> Result<(), Error> {
        if !self.is_dirty {
            return Ok(());
        }
        let _saving = Saving::begin();
        let cannot = |e| Error::Write(self.path.clone(), e);
        // The output is synced first: the progress must never claim bytes that are not on disk.
        self.file.sync_data().map_err(cannot)?;
        let mut text = serde_json::to_vec_pretty(&self.state).map_err(|e| cannot(e.into()))?;
        text.push(b'\n');
        replace(&with_suffix(&self.path, PROGRESS), &text)?;
        self.is_dirty = false;
        self.saved = Instant::now();
        Ok(())
    }
}

/// An error with the name of the file. The kind is dropped: a broken pipe would be taken for a closed standard output.
fn named(path: &Path, e: &io::Error) -> io::Error {
    io::Error::other(format!("{}: {e}", path.display()))
}

impl Identity {
    /// Refuses to continue a run that depends on something else.
    fn check(&self, new: &Self) -> Result<(), Mismatch> {
        let value = |of: &Self, name: &String| of.options.get(name).map_or("not there", String::as_str).to_owned();
        for name in new.options.keys().chain(self.options.keys()) {
            let (was, now) = (value(self, name), value(new, name));
            if was != now {
                return Err(Mismatch::Option(name.clone(), was, now));
            }
        }
        let names = |i: &Self| i.inputs.iter().map(|f| f.name.clone()).collect::<Vec<_>>().join(" ");
        if names(self) != names(new) {
            return Err(Mismatch::Inputs(names(self), names(new)));
        }
        match self.inputs.iter().zip(&new.inputs).find(|(a, b)| a != b) {
            Some((_, changed)) => Err(Mismatch::Changed(changed.name.clone())),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Done {
        lines: u64,
        /// A name as those of a run may have, beside those of the progress file.
        digest: Digest,
    }

    fn identity(value: &str) -> Identity {
        Identity { options: BTreeMap::from([("--x".to_owned(), value.to_owned())]), inputs: Vec::new() }
    }

    #[test]
    fn what_follows_the_last_saved_line_is_cut() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out");
        let start = |resume| Start::<Done>::look(&path, resume, false);
        let mut journal = Journal::new(start(true).unwrap(), identity("1")).unwrap();
        journal.append(b"1\n2\n", Done { lines: 2, ..Done::default() }).unwrap();
        journal.close(false).unwrap();
        drop(journal);
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"3").unwrap();
        assert!(matches!(start(false), Err(Error::Exists(_))));
        let mut journal = Journal::new(start(true).unwrap(), identity("1")).unwrap();
        assert_eq!((journal.progress(), journal.is_finished()), (&Done { lines: 2, ..Done::default() }, false));
        let mut lines = Vec::new();
        journal.read(|l| serde_json::from_str(l).map(|n: u64| lines.push(n))).unwrap();
        assert_eq!(lines, [1, 2]);
        assert!(matches!(
            journal.read(|l| serde_json::from_str::<bool>(l).map(drop)),
            Err(Error::Resume(Mismatch::Line(_, 1, _)))
        ));
        journal.append(b"3\n", Done { lines: 3, ..Done::default() }).unwrap();
        journal.close(true).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "1\n2\n3\n");
        let id = std::process::id();
        assert!(matches!(start(true), Err(Error::Running(_, Some(p))) if p == id));
        assert!(matches!(Start::<Done>::look(&path, false, true), Err(Error::Running(_, Some(_)))));
        drop(journal);
        fs::write(&path, "1\n4\n3\n").unwrap();
        let mut journal = Journal::new(start(true).unwrap(), identity("1")).unwrap();
        assert!(matches!(journal.read(|_| Ok(())), Err(Error::Resume(Mismatch::Altered(_)))));
        drop(journal);
        for (other, name) in
            [(identity("2"), "--x was 1, now it is 2"), (Identity::default(), "--x was 1, now it is not there")]
        {
            let e = Journal::new(start(true).unwrap(), other).unwrap_err();
            assert_eq!(e.to_string(), format!("cannot resume: {name}"));
        }
        fs::write(&path, "1\n").unwrap();
        assert!(matches!(start(true), Err(Error::Resume(Mismatch::Short(_, 2, 6)))));
    }
}
