//! The file of `--out`, and how far it is right: what makes a run survive a kill.
//!
//! `FILE.progress` is replaced as a whole every half second; it counts the candidates that are done and the bytes of `FILE`
//! that hold their verdicts. To resume is to cut `FILE` there and go on.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nth_batch::{Piece, SolvedLine, Tally, Winners};
use serde::{Deserialize, Serialize};

use super::inputs::InputId;
use super::winners::with_suffix;
use crate::outcome::Failure;

/// The format of the progress file.
const VERSION: u32 = 1;
/// Progress is written when it is so old.
const INTERVAL: Duration = Duration::from_millis(300);

/// What the verdicts depend on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Options and their values.
    pub options: BTreeMap<String, String>,
    /// The files.
    pub inputs: Vec<InputId>,
}

/// The content of the progress file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct State {
    version: u32,
    #[serde(flatten)]
    identity: Identity,
    /// Candidates whose verdicts are written.
    candidates: u64,
    /// Length of the output then.
    bytes: u64,
    finished: bool,
    tally: Tally,
}

/// How to begin, from what is on the disk.
pub struct Start {
    path: PathBuf,
    /// What was done before.
    state: Option<State>,
}

impl Start {
    /// Looks whether the file may be written or gone on with. Changes nothing.
    pub fn look(path: &Path, resume: bool, force: bool) -> Result<Self, Failure> {
        let path = path.to_owned();
        let shown = path.display();
        let length = match fs::metadata(&path) {
            Ok(m) if m.is_dir() => return Err(format!("cannot write {shown}: it is a folder").into()),
            Ok(m) => Some(m.len()),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => return Err(format!("cannot write {shown}: {e}").into()),
        };
        if !resume {
            if length.is_some() && !force {
                return Err(format!("{shown} is there already; --resume goes on with it, --force replaces it").into());
            }
            return Ok(Self { path, state: None });
        }
        let progress = with_suffix(&path, ".progress");
        let text = match fs::read_to_string(&progress) {
            Ok(t) => t,
            Err(e) if e.kind() == io::ErrorKind::NotFound && length.unwrap_or(0) == 0 => {
                return Ok(Self { path, state: None });
            }
            Err(e) => {
                let why =
                    format!("cannot resume: {}: {e}; --force instead of --resume starts again", progress.display());
                return Err(why.into());
            }
        };
        let state: State = serde_json::from_str(&text)
            .map_err(|e| Failure::Message(format!("cannot resume: {}: {e}", progress.display())))?;
        if state.version != VERSION {
            return Err("cannot resume: another version of nth wrote the progress".to_owned().into());
        }
        if length.unwrap_or(0) < state.bytes {
            let have = length.unwrap_or(0);
            let why = format!("cannot resume: {shown} has {have} bytes, {} were written; it was changed", state.bytes);
            return Err(why.into());
        }
        Ok(Self { path, state: Some(state) })
    }
}

/// The output, and how far it is right.
pub struct Journal {
    path: PathBuf,
    file: File,
    state: State,
    /// Whether the progress on the disk is older than `state`.
    dirty: bool,
    saved: Instant,
}

impl Journal {
    /// Creates the output, or cuts it to what is right.
    pub fn new(start: Start, identity: Identity) -> Result<Self, Failure> {
        let path = start.path;
        let cannot = |e: io::Error| Failure::Message(format!("cannot write {}: {e}", path.display()));
        let (state, fresh) = match start.state {
            Some(state) => {
                same(&state.identity, &identity)?;
                (state, false)
            }
            None => {
                let tally = Tally::default();
                (State { version: VERSION, identity, candidates: 0, bytes: 0, finished: false, tally }, true)
            }
        };
        let mut options = OpenOptions::new();
        let mut file = options.read(true).write(true).create(true).truncate(fresh).open(&path).map_err(cannot)?;
        file.set_len(state.bytes).map_err(cannot)?;
        file.seek(SeekFrom::End(0)).map_err(cannot)?;
        let mut journal = Self { path, file, state, dirty: fresh, saved: Instant::now() };
        journal.save().map_err(Failure::from)?;
        Ok(journal)
    }

    /// Candidates that are done.
    pub fn candidates(&self) -> u64 {
        self.state.candidates
    }

    /// Whether all are.
    pub fn is_finished(&self) -> bool {
        self.state.finished
    }

    /// What they came to.
    pub fn tally(&self) -> &Tally {
        &self.state.tally
    }

    /// The winners among what is done.
    pub fn winners(&mut self) -> Result<Winners, Failure> {
        let mut winners = Winners::new();
        let shown = self.path.display().to_string();
        let cannot = |e: io::Error| Failure::Message(format!("cannot read {shown}: {e}"));
        self.file.rewind().map_err(cannot)?;
        for (k, line) in BufReader::new((&self.file).take(self.state.bytes)).lines().enumerate() {
            let hit = SolvedLine::read(&line.map_err(cannot)?)
                .map_err(|e| Failure::Message(format!("cannot resume: {shown}:{}: it was changed: {e}", k + 1)))?;
            if let Some(hit) = hit {
                winners.add(&hit);
            }
        }
        self.file.seek(SeekFrom::End(0)).map_err(cannot)?;
        Ok(winners)
    }

    /// Appends verdicts; `tally` counts all up to them.
    pub fn append(&mut self, piece: &Piece, tally: &Tally) -> io::Result<()> {
        self.file.write_all(&piece.text).map_err(|e| named(&self.path, &e))?;
        self.state.bytes += piece.text.len() as u64;
        self.state.candidates = piece.end();
        self.state.tally = tally.clone();
        self.dirty = true;
        self.tick()
    }

    /// Saves the progress if it is time.
    pub fn tick(&mut self) -> io::Result<()> {
        if self.dirty && self.saved.elapsed() >= INTERVAL { self.save() } else { Ok(()) }
    }

    /// Saves the progress for the last time.
    pub fn close(&mut self, finished: bool) -> io::Result<()> {
        self.dirty |= finished != self.state.finished;
        self.state.finished = finished;
        self.save()
    }

    fn save(&mut self) -> io::Result<()> {
        if !self.dirty {
            return Ok(());
        }
        // The output first: the progress must never claim what is not there.
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
        self.dirty = false;
        self.saved = Instant::now();
        Ok(())
    }
}

fn named(path: &Path, e: &io::Error) -> io::Error {
    // Not the kind: a file is no closed pipe, whatever happens to it.
    io::Error::other(format!("{}: {e}", path.display()))
}

/// Refuses to go on with another run.
fn same(old: &Identity, new: &Identity) -> Result<(), Failure> {
    for (name, now) in &new.options {
        let was = old.options.get(name).map_or("not there", String::as_str);
        if was != now {
            return Err(format!("cannot resume: {name} was {was}, now it is {now}").into());
        }
    }
    let names = |i: &Identity| i.inputs.iter().map(|f| f.name.clone()).collect::<Vec<_>>().join(" ");
    if names(old) != names(new) {
        return Err(format!("cannot resume: the files were {}, now they are {}", names(old), names(new)).into());
    }
    match old.inputs.iter().zip(&new.inputs).find(|(a, b)| a != b) {
        Some((_, changed)) => Err(format!("cannot resume: {} was changed since", changed.name).into()),
        None => Ok(()),
    }
}
