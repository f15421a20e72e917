//! A session: a resumable run over all candidates of some inputs. It checks them, writes verdicts and keeps findings.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use nth_base::{Cancel, Clock};
use nth_dialects::Reader;
use nth_files::{Digest, Journal, Stream};
use nth_store::{Added, Finding, Refusal, Store};
use serde::{Deserialize, Serialize};

use crate::engine::{self, Options, Sink};
use crate::keep::{Kept, Quota};
use crate::queue::ReadError;
use crate::{CheckedChunk, Hit, Shares, Tally, Targets, Winners};

/// Age at which findings, and the verdicts that wait for them, are written.
const WAIT: Duration = Duration::from_millis(200);
/// Number of findings that are written at once.
const BATCH: usize = 500;

/// Progress of a run, as it is kept in the progress file of the journal.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Number of candidates whose verdicts are written.
    pub candidates: u64,
    /// Number of these verdicts, by kind.
    pub tally: Tally,
    /// Digest of these candidates, as they were read.
    pub digest: Digest,
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
    /// The sequences to check against.
    pub targets: &'a Targets,
    /// The options of the engine. [`Options::skip`] is set from the journal.
    pub options: Options,
    /// The file of verdicts; without one, the observer receives them.
    pub journal: Option<Journal<Progress>>,
    /// The store for the findings that [`Options::keep`] selects; none if no findings are kept.
    pub store: Option<Store>,
}

/// An observer of a run: receives output, progress and refused findings.
pub trait Observer {
    /// Receives lines of output, if there is no journal.
    ///
    /// # Errors
    /// The lines cannot be written. This ends the run.
    fn lines(&mut self, text: &[u8]) -> io::Result<()>;

    /// Called after each chunk, with the counts up to now, those of an earlier run included, and the number of bytes of
    /// input read.
    fn chunk(&mut self, tally: &Tally, bytes: u64);

    /// Called about every 25 ms while there is no chunk.
    ///
    /// # Errors
    /// Earlier lines cannot be written.
    fn idle(&mut self) -> io::Result<()>;

    /// Receives a finding that the store refuses, and the reason.
    fn refused(&mut self, finding: &Finding, why: &Refusal);
}

/// The way in which a run ended.
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
    /// The way in which the run ended.
    pub end: End,
    /// Whether the engine ran: the run was neither finished before nor stopped before its first candidate.
    pub checked: bool,
    /// Number of verdicts by kind, those of an earlier run included.
    pub tally: Tally,
    /// The best programs of each sequence, those of an earlier run included.
    pub winners: Winners,
    /// Work of each tier in this run.
    pub shares: Shares,
    /// Number of candidates that an earlier run checked.
    pub before: u64,
    /// Processor time of all threads; none if the clock cannot measure it or no candidates were checked.
    pub processor: Option<Duration>,
    /// Number of findings and sequences that were new in the store.
    pub added: Added,
}

/// The reason why a run cannot continue. Everything written before is right.
#[derive(Debug)]
pub enum Problem {
    /// An input cannot be read. All candidates before the error are checked and written.
    Read(ReadError),
    /// Verdicts cannot be written.
    Write(io::Error),
    /// A thread cannot be started.
    Thread(io::Error),
    /// The file of verdicts of an earlier run cannot be used.
    Journal(nth_files::Error),
    /// The store cannot be written.
    Store(nth_store::Error),
    /// The input has fewer candidates than an earlier run checked, so it is a different input.
    FewerCandidates,
    /// The candidates that an earlier run checked are others: their number.
    OtherCandidates(u64),
}

impl Session<'_> {
    /// Checks all candidates. `reader` makes a reader for each thread. Raising `cancel` ends the run within some
    /// milliseconds; verdicts reached before are written.
    ///
    /// # Errors
    /// A [`Problem`] if reading, writing or starting threads fails, or if the journal does not fit the inputs.
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
        self.options.skipped = (before.candidates > 0).then_some(before.digest);
        let mut inputs = inputs;
        // A pipe is not read only to see whether it has changed.
        if finished && inputs.iter().all(|i| i.is_file) {
            let now = engine::digest(std::mem::take(&mut inputs), cancel).map_err(Problem::Read)?;
            if now.is_some_and(|now| now != (before.candidates, before.digest)) {
                return Err(Problem::OtherCandidates(before.candidates));
            }
        }
        let mut recorder = Recorder {
            journal: self.journal,
            store: self.store,
            quota,
            findings: Vec::new(),
            text: Vec::new(),
            end: before.candidates,
            digest: before.digest,
            written: clock.now(),
            failed: None,
            clock: &**clock,
            observer,
            summary: Summary {
                end: if finished { End::FinishedBefore } else { End::Cancelled },
                checked: false,
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
            Err(engine::Problem::Write(e)) => return Err(recorder.problem(e)),
            Err(engine::Problem::Thread(e)) => {
                recorder.close(false)?;
                return Err(Problem::Thread(e));
            }
            Err(engine::Problem::Read(e)) => {
                recorder.close(false)?;
                return Err(Problem::Read(e));
            }
            Err(engine::Problem::OtherInput) => return Err(Problem::OtherCandidates(before.candidates)),
        };
        if outcome.lines.is_some_and(|n| n < self.options.skip) {
            return Err(Problem::FewerCandidates);
        }
        recorder.close(outcome.lines.is_some())?;
        let end = if outcome.lines.is_some() { End::Complete } else { End::Cancelled };
        Ok(Summary { end, checked: true, processor: outcome.processor, ..recorder.summary })
    }
}

/// Writes the results of the engine: findings first, then the verdicts of the same candidates.
struct Recorder<'a> {
    journal: Option<Journal<Progress>>,
    store: Option<Store>,
    quota: Quota,
    /// Findings not yet written to the store.
    findings: Vec<Finding>,
    /// Lines of output that wait for these findings.
    text: Vec<u8>,
    /// Number of the candidate after the last one of these lines.
    end: u64,
    /// Digest of the candidates before that one.
    digest: Digest,
    /// The time of the last write of findings and lines.
    written: Duration,
    /// The error of the store that ended the run.
    failed: Option<nth_store::Error>,
    clock: &'a dyn Clock,
    observer: &'a mut dyn Observer,
    summary: Summary,
}

impl Recorder<'_> {
    /// Writes pending findings to the store, then pending lines to the journal or the observer.
    fn flush(&mut self) -> io::Result<()> {
        self.written = self.clock.now();
        if let Some(store) = &mut self.store
            && !self.findings.is_empty()
        {
            let observer = &mut *self.observer;
            match store.add_valid(&self.findings, &mut |finding, why| observer.refused(finding, &why)) {
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
                let progress = Progress { candidates: self.end, tally, digest: self.digest, hindsight };
                journal.append(&self.text, progress)?;
            }
            None => self.observer.lines(&self.text)?,
        }
        self.text.clear();
        Ok(())
    }

    /// Writes everything pending for the last time, and closes the journal.
    fn close(&mut self, finished: bool) -> Result<(), Problem> {
        let mut close = || {
            self.flush()?;
            match &mut self.journal {
                Some(journal) => journal.close(finished),
                None => self.observer.idle(),
            }
        };
        let closed = close();
        closed.map_err(|e| self.problem(e))
    }

    /// The problem behind an error of the sink: that of the store, if there was one.
    fn problem(&mut self, e: io::Error) -> Problem {
        self.failed.take().map_or(Problem::Write(e), Problem::Store)
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
        self.digest = chunk.digest;
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
