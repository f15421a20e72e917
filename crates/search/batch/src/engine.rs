//! The engine: checks streams of candidates on several threads, with the verdicts in order.
//!
//! One thread reads lines, `jobs` threads check them, and the thread that calls [`run`] passes the verdicts to a
//! [`Sink`]. Verdicts come in the order of the candidates and are the same for any number of threads. A chunk that
//! takes long is split: the checked part is passed on, and the rest is shared among the threads, so that verdicts are
//! not held back for long.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use nth_base::{Cancel, Clock, Limits};
use nth_files::{Digest, Stream};

use crate::check::Invalid;
use crate::checked::{CheckedChunk, LineStyle};
use crate::keep::Keep;
use crate::lines::{Chunk, Lines};
pub use crate::queue::ReadError;
use crate::queue::{End, Queue};
use crate::tiers::{Ruled, Tier, Tiers};
use crate::{Checker, Targets, Tiering, Verdict};
use nth_dialects::Reader;

/// Time after which the checked part of a chunk is passed on.
const SLICE: Duration = Duration::from_millis(50);
/// Longest time between two calls of the sink.
const TICK: Duration = Duration::from_millis(25);
/// Largest number of bytes of input read and not yet written, for each checking thread.
const BYTES_A_JOB: usize = 512 << 10;
/// Stack of a checking thread, in bytes: programs are read and compiled recursively.
const STACK: usize = 256 << 20;

/// Options of a run: limits, threads, contents of the output, tiers.
#[derive(Clone, Debug)]
pub struct Options {
    /// Limits of each candidate.
    pub limits: Limits,
    /// A smaller first budget in cost units, and the number of terms that must match before the full budget is granted;
    /// none for one budget only.
    pub first: Option<(u64, u32)>,
    /// Number of checking threads; 0 means 1.
    pub jobs: usize,
    /// Whether candidates that solve nothing have a line of output, too.
    pub all: bool,
    /// Whether the lines of output name the input file.
    pub name_files: bool,
    /// Number of first candidates to skip because an earlier run checked them.
    pub skip: u64,
    /// The digest that these candidates must have; none if they are taken as they are.
    pub skipped: Option<Digest>,
    /// The rule for compiling candidates to native code.
    pub tiering: Tiering,
    /// The findings to keep for a store; none if there is no store.
    pub keep: Option<Keep>,
}

/// A receiver of verdicts. An error ends the run.
pub trait Sink {
    /// Receives the next verdicts, in order.
    ///
    /// # Errors
    /// The verdicts cannot be written.
    fn chunk(&mut self, chunk: &CheckedChunk) -> io::Result<()>;

    /// Called about every 25 ms while there are no verdicts.
    ///
    /// # Errors
    /// Earlier verdicts cannot be written.
    fn idle(&mut self) -> io::Result<()>;
}

/// Result of a run.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// Number of candidates in the inputs, all of which were checked or skipped; none if the run was cancelled.
    pub lines: Option<u64>,
    /// Processor time of all threads of the run; none if the clock cannot measure it.
    pub processor: Option<Duration>,
}

/// The reason why a run cannot continue. Verdicts passed to the sink before are right.
#[derive(Debug)]
pub enum Problem {
    /// An input cannot be read. All candidates before the error are checked.
    Read(ReadError),
    /// The sink cannot write.
    Write(io::Error),
    /// A thread cannot be started.
    Thread(io::Error),
    /// The candidates to skip have another digest than [`Options::skipped`]. Nothing was checked.
    OtherInput,
}

impl From<ReadError> for Problem {
    fn from(e: ReadError) -> Self {
        Self::Read(e)
    }
}

/// Checks all candidates of the inputs. `reader` makes a reader for each thread. Raising `cancel` ends the run within
/// some milliseconds: verdicts before that have been passed to the sink, and unfinished candidates are dropped.
///
/// # Errors
/// An input cannot be read, the sink cannot write, or a thread cannot be started.
pub fn run<R: Reader>(
    targets: &Targets,
    inputs: Vec<Stream>,
    options: &Options,
    reader: impl Fn() -> R + Sync,
    clock: &Arc<dyn Clock>,
    cancel: &Cancel,
    sink: &mut impl Sink,
) -> Result<Outcome, Problem> {
    let names: Vec<Arc<str>> = inputs.iter().map(|i| i.name.as_str().into()).collect();
    let jobs = options.jobs.max(1);
    let queue = Arc::new(Queue::new(jobs * BYTES_A_JOB));
    let begin = clock.thread_time();
    // Reading may block forever, so this thread is not joined: it is abandoned when the run is cancelled.
    let (q, c, skip, skipped) = (Arc::clone(&queue), Arc::clone(clock), options.skip, options.skipped);
    let read_all = move || {
        let lines = read(&q, inputs, skip, skipped);
        q.end(End { lines, time: c.thread_time() });
    };
    thread::Builder::new().name("read".to_owned()).spawn(read_all).map_err(Problem::Thread)?;

    let mut processor = Duration::ZERO;
    let (sender, checked) = mpsc::channel();
    let ended = thread::scope(|scope| {
        let mut workers = Vec::new();
        for k in 0..jobs {
            let (queue, sender, names, reader) = (&*queue, sender.clone(), &names, &reader);
            let work = move || {
                let _alarm = Alarm(queue);
                let mut worker = Worker { targets, options, names, clock: &**clock, cancel, queue, sender };
                worker.work(reader());
                clock.thread_time()
            };
            match thread::Builder::new().name(format!("check {k}")).stack_size(STACK).spawn_scoped(scope, work) {
                Ok(w) => workers.push(w),
                Err(e) => {
                    queue.stop();
                    return Err(Problem::Thread(e));
                }
            }
        }
        drop(sender);
        let ended = collect(&checked, &queue, cancel, options.skip, sink);
        for w in workers {
            match w.join() {
                Ok(time) => processor += time.unwrap_or_default(),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        ended
    })?;
    let mut lines = None;
    if let Some(end) = queue.take_end() {
        processor += end.time.unwrap_or_default();
        if ended {
            lines = Some(end.lines?);
        }
    }
    let processor = begin.and_then(|b| Some(processor + clock.thread_time()?.saturating_sub(b)));
    Ok(Outcome { lines, processor })
}

/// Stops the queue when a thread panics, which ends all other threads.
struct Alarm<'a>(&'a Queue);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

/// Passes checked chunks to the sink, in order. Returns whether all chunks arrived.
fn collect(
    checked: &mpsc::Receiver<CheckedChunk>,
    queue: &Queue,
    cancel: &Cancel,
    first: u64,
    sink: &mut impl Sink,
) -> Result<bool, Problem> {
    let mut waiting: BTreeMap<u64, CheckedChunk> = BTreeMap::new();
    let mut next = first;
    loop {
        let result = match checked.recv_timeout(TICK) {
            Ok(chunk) => {
                waiting.insert(chunk.first, chunk);
                let mut result = Ok(());
                while let Some(chunk) = waiting.remove(&next) {
                    next = chunk.end();
                    result = sink.chunk(&chunk);
                    queue.written(chunk.weight);
                    if result.is_err() {
                        break;
                    }
                }
                result
            }
            Err(RecvTimeoutError::Timeout) => sink.idle(),
            Err(RecvTimeoutError::Disconnected) => {
                // The workers notice a raised flag as soon as this thread does, and may have ended before this thread
                // tests it.
                return Ok(waiting.is_empty() && !queue.is_stopped() && !cancel.is_raised());
            }
        };
        if let Err(e) = result {
            queue.stop();
            return Err(Problem::Write(e));
        }
        if cancel.is_raised() {
            queue.stop();
        }
    }
}

/// Reads all inputs into the queue, without the lines to skip, whose digest must be `skipped`. Returns the number of
/// lines of all inputs.
fn read(queue: &Queue, inputs: Vec<Stream>, skip: u64, skipped: Option<Digest>) -> Result<u64, Problem> {
    let (lines, _) = each_chunk(inputs, |mut chunk| {
        let old = skip.saturating_sub(chunk.first).min(chunk.len() as u64) as usize;
        if old > 0 {
            let is_last = chunk.first + old as u64 == skip;
            if is_last && skipped.is_some_and(|digest| digest != chunk.digest(old)) {
                return Err(Problem::OtherInput);
            }
            let Some(rest) = chunk.cut(old, chunk.len()).next() else { return Ok(true) };
            chunk = rest;
        }
        Ok(queue.put(chunk))
    })?;
    Ok(lines)
}

/// Number and digest of all candidates of the inputs; none if `cancel` was raised.
pub(crate) fn digest(inputs: Vec<Stream>, cancel: &Cancel) -> Result<Option<(u64, Digest)>, ReadError> {
    let all = each_chunk(inputs, |_| Ok::<_, ReadError>(!cancel.is_raised()))?;
    Ok((!cancel.is_raised()).then_some(all))
}

/// Passes the lines of all inputs to `take`, in chunks, until that returns false. Returns the number and the digest of
/// the lines.
fn each_chunk<E: From<ReadError>>(
    inputs: Vec<Stream>,
    mut take: impl FnMut(Chunk) -> Result<bool, E>,
) -> Result<(u64, Digest), E> {
    let (mut number, mut before, mut digest) = (0, 0, Digest::default());
    for (file, input) in (0..).zip(inputs) {
        let name = input.name;
        let failed = |source| ReadError { name: name.clone(), source };
        let mut lines = (input.open)().and_then(Lines::new).map_err(failed)?;
        loop {
            let mut chunk = Chunk::new(number, file, digest);
            if !lines.fill(&mut chunk).map_err(failed)? {
                break;
            }
            chunk.position = before + lines.taken();
            number += chunk.len() as u64;
            digest = chunk.digest(chunk.len());
            if !take(chunk)? {
                return Ok((number, digest));
            }
        }
        before += lines.taken();
    }
    Ok((number, digest))
}

struct Worker<'a> {
    targets: &'a Targets,
    options: &'a Options,
    names: &'a [Arc<str>],
    clock: &'a dyn Clock,
    cancel: &'a Cancel,
    queue: &'a Queue,
    sender: mpsc::Sender<CheckedChunk>,
}

impl Worker<'_> {
    fn work<R: Reader>(&mut self, reader: R) {
        let mut checker = Checker::new(self.targets, reader, &self.options.limits, self.cancel);
        if let Some((budget, promising)) = self.options.first {
            checker.hybrid(budget, promising);
        }
        let mut tiers = Tiers::new(&self.options.tiering, self.clock);
        while let Some(chunk) = self.queue.take() {
            let done = self.chunk(&mut checker, &mut tiers, &chunk);
            // The rest is split into chunks of the same length, so that all threads share it.
            self.queue.done(chunk.cut(done.max(1).min(chunk.len()), done).filter(|_| done > 0));
            if done == 0 || self.cancel.is_raised() {
                return;
            }
        }
    }

    /// Checks the lines of a chunk from the first on, for at most about [`SLICE`], and sends the verdicts. Returns
    /// their number; 0 when cancelled.
    fn chunk<R: Reader>(&self, checker: &mut Checker<'_, R>, tiers: &mut Tiers<'_>, chunk: &Chunk) -> usize {
        let begin = self.clock.now();
        let mut verdicts: Vec<Option<Ruled>> = Vec::new();
        while verdicts.len() < chunk.len() {
            let (line, long) = chunk.line(verdicts.len());
            let ruled = if long {
                Some((Verdict::invalid(Invalid::TooLong), Tier::Bytecode))
            } else {
                tiers.begin(checker, line, verdicts.len())
            };
            if self.cancel.is_raised() {
                break;
            }
            verdicts.push(ruled);
            if tiers.is_full() || self.clock.now().saturating_sub(begin) > SLICE {
                break;
            }
        }
        tiers.finish(checker, self.cancel, |place, ruled| {
            if let Some(open) = verdicts.get_mut(place) {
                *open = Some(ruled);
            }
        });
        let file = self.names.get(chunk.file as usize).filter(|_| self.options.name_files);
        let mut checked = CheckedChunk { first: chunk.first, position: chunk.position, ..CheckedChunk::default() };
        checked.shares = std::mem::take(&mut tiers.shares);
        let mut done = 0;
        // All verdicts are present unless the run was cancelled.
        for (verdict, tier) in verdicts.into_iter().map_while(|v| v) {
            let (line, _) = chunk.line(done);
            let style = LineStyle { all: self.options.all, tier: self.options.tiering.show.then_some(tier) };
            let kept = self.options.keep.as_ref().and_then(|keep| {
                if !verdict.solves.is_empty() {
                    checker.keep_hit(line, keep)
                } else if verdict.invalid.is_none() && keep.hindsight.has_room() {
                    checker.keep_own(line, keep)
                } else {
                    None
                }
            });
            if kept.is_none() && self.options.keep.is_some() && self.cancel.is_raised() {
                // Keeping was interrupted: the candidate is checked again when the run is resumed.
                break;
            }
            checked.kept.extend(kept);
            if checked.add(self.targets, file, line, &verdict, style).is_err() {
                // Writing to memory does not fail.
                break;
            }
            done += 1;
        }
        checked.digest = chunk.digest(done);
        if done > 0 && self.sender.send(checked).is_err() {
            return 0;
        }
        done
    }
}
