//! A run over all candidates of some inputs: checks, writes verdicts, keeps findings, can be resumed.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use nth_base::{Cancel, Clock};
use nth_dialects::Reader;
use nth_files::{Journal, Stream};
use nth_store::{Added, Finding, Store};
use serde::{Deserialize, Serialize};

use crate::engine::{self, Options, Sink};
use crate::keep::{Kept, Quota};
use crate::queue::ReadError;
use crate::{CheckedChunk, Hit, Shares, Tally, Targets, Winners};

/// Age at which findings, and the verdicts that wait for them, are written.
const WAIT: Duration = Duration::from_millis(200);
/// Number of findings that are written at once.
const BATCH: usize = 500;

/// How far a run is; stands in the progress file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Number of candidates whose verdicts are written.
    pub candidates: u64,
    /// Counts of these verdicts.
    pub tally: Tally,
    /// Number of hindsight pairs kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hindsight: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// A run over all candidates of some inputs.
#[derive(Debug)]
pub struct Session<'a> {
    /// Sequences to check against.
    pub targets: &'a Targets,
    /// How to check. [`Options::skip`] is set from the journal.
    pub options: Options,
    /// File of verdicts; without it the observer gets them.
    pub journal: Option<Journal<Progress>>,
    /// Store for what [`Options::keep`] says.
    pub store: Option<Store>,
}

/// Watches a run.
pub trait Observer {
    /// Takes lines of output, where there is no journal.
    ///
    /// # Errors
    /// The lines cannot be written. That ends the run.
    fn lines(&mut self, text: &[u8]) -> io::Result<()>;

    /// Called after each chunk: counts up to now, those of an earlier run included, and bytes of input read.
    fn chunk(&mut self, tally: &Tally, bytes: u64);

    /// Called every 25 ms or so while there is no chunk.
    ///
    /// # Errors
    /// Lines taken before cannot be written.
    fn idle(&mut self) -> io::Result<()>;

    /// A finding that the store refuses, and why.
    fn refused(&mut self, finding: &Finding, why: &str);
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All candidates are checked.
    Complete,
    /// All candidates had been checked by an earlier run.
    FinishedBefore,
    /// The run was cancelled.
    Cancelled,
}

/// Result of a run.
#[derive(Debug)]
pub struct Summary {
    /// How the run ended.
    pub end: End,
    /// Counts of verdicts, those of an earlier run included.
    pub tally: Tally,
    /// Best programs of each sequence, those of an earlier run included.
    pub winners: Winners,
    /// Work of each tier in this run.
    pub shares: Shares,
    /// Number of candidates that an earlier run checked.
    pub before: u64,
    /// Processor time of all threads, where it is known and candidates were checked.
    pub processor: Option<Duration>,
    /// What was new in the store.
    pub added: Added,
}

/// Why a run cannot go on. What was written before is right.
#[derive(Debug)]
pub enum Problem {
    /// An input cannot be read. All candidates before it are checked and written.
    Read(ReadError),
    /// Verdicts cannot be written.
    Write(io::Error),
    /// A thread cannot be started.
    Thread(io::Error),
    /// The file of verdicts of an earlier run cannot be used.
    Journal(nth_files::Error),
    /// The store cannot be written.
    Store(nth_store::Error),
    /// The input has fewer candidates than an earlier run checked: it is another one.
    OtherInput,
}

impl Session<'_> {
    /// Checks all candidates. `reader` makes a reader for each thread. Raising `cancel` ends the run within some
    /// milliseconds; what was decided before is written.
    ///
    /// # Errors
    /// [`Problem`].
    pub fn run<R: Reader>(
        mut self,
        inputs: Vec<Stream>,
        reader: impl Fn() -> R + Sync,
        clock: &Arc<dyn Clock>,
        cancel: &Cancel,
        observer: &mut dyn Observer,
    ) -> Result<Summary, Problem> {
        let mut winners = Winners::new();
        let mut before = Progress::default();
        let mut finished = false;
        if let Some(journal) = &mut self.journal {
            let take = |line: &str| Hit::read(line).map(|hit| hit.iter().for_each(|h| winners.add(h)));
            journal.read(take).map_err(Problem::Journal)?;
            before = journal.progress().clone();
            finished = journal.is_finished();
        }
        let quota = self.options.keep.as_ref().map(|k| k.hindsight.clone()).unwrap_or_default();
        quota.resume(before.hindsight);
        self.options.skip = before.candidates;
        let mut recorder = Recorder {
            journal: self.journal,
            store: self.store,
            quota,
            findings: Vec::new(),
            text: Vec::new(),
            end: before.candidates,
            written: clock.now(),
            failed: None,
            clock: &**clock,
            observer,
            summary: Summary {
                end: if finished { End::FinishedBefore } else { End::Cancelled },
                tally: before.tally,
                winners,
                shares: Shares::default(),
                before: before.candidates,
                processor: None,
                added: Added::default(),
            },
        };
        if finished || cancel.is_raised() {
            return Ok(recorder.summary);
        }
        let result = engine::run(self.targets, inputs, &self.options, reader, clock, cancel, &mut recorder);
        let outcome = match result {
            Ok(outcome) => outcome,
            Err(engine::Problem::Write(e)) => return Err(recorder.failed.map_or(Problem::Write(e), Problem::Store)),
            Err(engine::Problem::Thread(e)) => {
                recorder.close(false)?;
                return Err(Problem::Thread(e));
            }
            Err(engine::Problem::Read(e)) => {
                recorder.close(false)?;
                return Err(Problem::Read(e));
            }
        };
        if outcome.lines.is_some_and(|n| n < self.options.skip) {
            return Err(Problem::OtherInput);
        }
        recorder.close(outcome.lines.is_some())?;
        let end = if outcome.lines.is_some() { End::Complete } else { End::Cancelled };
        Ok(Summary { end, processor: outcome.processor, ..recorder.summary })
    }
}

/// Writes what comes from the engine: findings first, then the verdicts of the same candidates.
struct Recorder<'a> {
    journal: Option<Journal<Progress>>,
    store: Option<Store>,
    quota: Quota,
    /// Findings that wait.
    findings: Vec<Finding>,
    /// Lines that wait for these findings.
    text: Vec<u8>,
    /// Number of the candidate after the last one of these lines.
    end: u64,
    /// When findings and lines were last written.
    written: Duration,
    /// What went wrong in the store.
    failed: Option<nth_store::Error>,
    clock: &'a dyn Clock,
    observer: &'a mut dyn Observer,
    summary: Summary,
}

impl Recorder<'_> {
    /// Writes what waits.
    fn flush(&mut self) -> io::Result<()> {
        self.written = self.clock.now();
        if let Some(store) = &mut self.store
            && !self.findings.is_empty()
        {
            let observer = &mut *self.observer;
            match store.add_valid(&self.findings, &mut |finding, why| observer.refused(finding, why)) {
                Ok(added) => self.summary.added.merge(added),
                Err(e) => {
                    let text = e.to_string();
                    self.failed = Some(e);
                    return Err(io::Error::other(text));
                }
            }
            self.findings.clear();
        }
        if self.text.is_empty() && self.journal.as_ref().is_none_or(|j| j.progress().candidates == self.end) {
            return Ok(());
        }
        match &mut self.journal {
            Some(journal) => {
                let (tally, hindsight) = (self.summary.tally.clone(), self.quota.taken());
                journal.append(&self.text, Progress { candidates: self.end, tally, hindsight })?;
            }
            None => self.observer.lines(&self.text)?,
        }
        self.text.clear();
        Ok(())
    }

    /// Writes what waits for the last time.
    fn close(&mut self, finished: bool) -> Result<(), Problem> {
        let mut close = || {
            self.flush()?;
            match &mut self.journal {
                Some(journal) => journal.close(finished),
                None => self.observer.idle(),
            }
        };
        match close() {
            Ok(()) => Ok(()),
            Err(e) => Err(self.failed.take().map_or(Problem::Write(e), Problem::Store)),
        }
    }
}

impl Sink for Recorder<'_> {
    fn chunk(&mut self, chunk: &CheckedChunk) -> io::Result<()> {
        self.summary.tally.merge(&chunk.tally);
        self.summary.shares.merge(&chunk.shares);
        chunk.hits.iter().for_each(|hit| self.summary.winners.add(hit));
        for kept in &chunk.kept {
            match kept {
                Kept::Hit(findings) => self.findings.extend_from_slice(findings),
                Kept::Hindsight(finding) if self.quota.take() => self.findings.push((**finding).clone()),
                Kept::Hindsight(_) => {}
            }
        }
        self.text.extend_from_slice(&chunk.text);
        self.end = chunk.end();
        let is_old = self.clock.now().saturating_sub(self.written) >= WAIT;
        if self.store.is_none() || is_old || self.findings.len() >= BATCH {
            self.flush()?;
        }
        self.observer.chunk(&self.summary.tally, chunk.position);
        Ok(())
    }

    fn idle(&mut self) -> io::Result<()> {
        self.flush()?;
        if let Some(journal) = &mut self.journal {
            journal.tick()?;
        }
        self.observer.idle()
    }
}
