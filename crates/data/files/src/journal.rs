//! Output files with a record of how much of them is right, so that a run survives a kill.
//!
//! `FILE.progress` is replaced as a whole a few times a second. It holds what the output depends on, how far the run
//! is, and the number of bytes of `FILE` that were right then. To resume is to cut `FILE` there and to continue.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Error, InputId, Mismatch, with_suffix};

/// Version of the format of the progress file.
const VERSION: u32 = 1;
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
    finished: bool,
}

/// Files of a run, checked and not changed yet.
#[derive(Debug)]
pub struct Start<P> {
    path: PathBuf,
    /// Content of the progress file of an earlier run; none if there is no run to continue.
    state: Option<State<P>>,
}

impl<P: DeserializeOwned> Start<P> {
    /// Checks that the output may be created or continued, without changing any file.
    ///
    /// # Errors
    /// An output exists and neither `resume` nor `force` is set; the output is a folder; the earlier run cannot be
    /// resumed.
    pub fn look(path: &Path, resume: bool, force: bool) -> Result<Self, Error> {
        let path = path.to_owned();
        let length = match fs::metadata(&path) {
            Ok(m) if m.is_dir() => return Err(Error::OutputIsFolder(path)),
            Ok(m) => Some(m.len()),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => return Err(Error::Write(path, e)),
        };
        if !resume {
            return if length.is_some() && !force { Err(Error::Exists(path)) } else { Ok(Self { path, state: None }) };
        }
        let progress = with_suffix(&path, ".progress");
        let text = match fs::read_to_string(&progress) {
            Ok(t) => t,
            Err(e) if e.kind() == io::ErrorKind::NotFound && length.unwrap_or(0) == 0 => {
                return Ok(Self { path, state: None });
            }
            Err(e) => return Err(Mismatch::Missing(progress, e).into()),
        };
        let state: State<P> = serde_json::from_str(&text).map_err(|e| Mismatch::Unreadable(progress, e))?;
        if state.version != VERSION {
            return Err(Mismatch::Version.into());
        }
        let length = length.unwrap_or(0);
        if length < state.bytes {
            return Err(Mismatch::Short(path, length, state.bytes).into());
        }
        Ok(Self { path, state: Some(state) })
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
    /// The output depends on something that has changed; a file cannot be written.
    pub fn new(start: Start<P>, identity: Identity) -> Result<Self, Error> {
        let path = start.path;
        let cannot = |e: io::Error| Error::Write(path.clone(), e);
        let (state, is_fresh) = match start.state {
            Some(state) => {
                state.identity.check(&identity)?;
                (state, false)
            }
            None => (State { version: VERSION, identity, progress: P::default(), bytes: 0, finished: false }, true),
        };
        let mut options = OpenOptions::new();
        let mut file = options.read(true).write(true).create(true).truncate(is_fresh).open(&path).map_err(cannot)?;
        file.set_len(state.bytes).map_err(cannot)?;
        file.seek(SeekFrom::End(0)).map_err(cannot)?;
        let mut journal = Self { path: path.clone(), file, state, is_dirty: is_fresh, saved: Instant::now() };
        journal.save().map_err(|e| Error::Write(path.clone(), e))?;
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
    /// The output cannot be read, or `take` refuses a line.
    pub fn read(&mut self, mut take: impl FnMut(&str) -> Result<(), serde_json::Error>) -> Result<(), Error> {
        let cannot = |e: io::Error| Error::Read(self.path.display().to_string(), e);
        self.file.rewind().map_err(cannot)?;
        for (k, line) in BufReader::new((&self.file).take(self.state.bytes)).lines().enumerate() {
            take(&line.map_err(cannot)?).map_err(|e| Mismatch::Line(self.path.clone(), k + 1, e))?;
        }
        self.file.seek(SeekFrom::End(0)).map_err(cannot)?;
        Ok(())
    }

    /// Appends text; `progress` is how far the run is with it.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn append(&mut self, text: &[u8], progress: P) -> io::Result<()> {
        self.file.write_all(text).map_err(|e| named(&self.path, &e))?;
        self.state.bytes += text.len() as u64;
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

    fn save(&mut self) -> io::Result<()> {
        if !self.is_dirty {
            return Ok(());
        }
        // The output is synced first: the progress must never claim bytes that are not on disk.
        self.file.sync_data().map_err(|e| named(&self.path, &e))?;
        let progress = with_suffix(&self.path, ".progress");
        let draft = with_suffix(&self.path, ".progress.tmp");
        let write = || {
            let mut file = File::create(&draft)?;
            serde_json::to_writer_pretty(&mut file, &self.state)?;
            file.write_all(b"\n")?;
            file.sync_all()?;
            fs::rename(&draft, &progress)
        };
        write().map_err(|e| named(&progress, &e))?;
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
        journal.append(b"1\n2\n", Done { lines: 2 }).unwrap();
        journal.close(false).unwrap();
        drop(journal);
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"3").unwrap();
        assert!(matches!(start(false), Err(Error::Exists(_))));
        let mut journal = Journal::new(start(true).unwrap(), identity("1")).unwrap();
        assert_eq!((journal.progress(), journal.is_finished()), (&Done { lines: 2 }, false));
        let mut lines = Vec::new();
        journal.read(|l| serde_json::from_str(l).map(|n: u64| lines.push(n))).unwrap();
        assert_eq!(lines, [1, 2]);
        assert!(matches!(
            journal.read(|l| serde_json::from_str::<bool>(l).map(drop)),
            Err(Error::Resume(Mismatch::Line(_, 1, _)))
        ));
        journal.append(b"3\n", Done { lines: 3 }).unwrap();
        journal.close(true).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "1\n2\n3\n");
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
