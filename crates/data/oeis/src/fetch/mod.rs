//! Download from oeis.org: can be resumed and cancelled, and does not load the server more than needed.
//!
//! A download goes to `NAME.part`, with `NAME.part.from` beside it saying which version of which address it is. What
//! breaks off is continued from where it stopped, in this run or a later one, if the server still has that version.
//! A complete file is checked, then put in place at once, with `NAME.from` beside it, so that asking again for a file
//! that has not changed costs one short answer. `NAME.imported` says that this version is in the index.

mod error;
mod http;
mod part;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nth_base::Cancel;

pub use error::FetchError;
pub use part::{is_imported, set_imported};

use crate::anum::ANum;
use crate::watch::{Progress, Stage};
use error::Failure;
use http::{Head, Message, Request, Transfer};
use part::{Part, Version};

/// Address of the OEIS.
pub const OEIS: &str = "https://oeis.org";

/// Files that hold all sequences: terms and names.
pub const FILES: [&str; 2] = ["stripped.gz", "names.gz"];

/// Interval at which the flag is checked while nothing arrives.
const POLL: Duration = Duration::from_millis(50);
/// Longest wait before another attempt.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Options of a download.
#[derive(Clone, Debug)]
pub struct FetchOptions {
    /// Address before the file name, without a slash at its end; [`OEIS`].
    pub base_url: String,
    /// Number of attempts in a row without new bytes after which the download fails.
    pub attempts: u32,
    /// Wait after the first of these attempts; it doubles with each.
    pub first_wait: Duration,
    /// Time after which an attempt to connect fails.
    pub connect: Duration,
    /// Time without any byte after which an attempt fails.
    pub timeout: Duration,
    /// Largest file in bytes.
    pub max_bytes: u64,
}

impl Default for FetchOptions {
    fn default() -> Self {
        Self {
            base_url: OEIS.to_owned(),
            attempts: 4,
            first_wait: Duration::from_secs(1),
            connect: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            max_bytes: 1 << 30,
        }
    }
}

/// File that is complete on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Path of the file on disk.
    pub path: PathBuf,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Way in which the file was obtained.
    pub how: How,
}

/// Way in which a file was obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Downloaded from its first byte.
    Downloaded,
    /// Downloaded from this byte on, after an earlier attempt.
    Resumed(u64),
    /// Not downloaded: the server says that the file on disk is the newest version.
    Unchanged,
}

/// Downloads `BASE/NAME` to `dir/NAME`. Use it with each of [`FILES`].
///
/// # Errors
/// [`FetchError`], whose message says what to do. Received bytes are kept for the next run, also when `cancel` was
/// raised.
pub fn fetch(
    dir: &Path,
    name: &str,
    options: &FetchOptions,
    progress: &mut dyn FnMut(Progress<'_>),
    cancel: &Cancel,
) -> Result<Fetched, FetchError> {
    let url = format!("{}/{name}", options.base_url.trim_end_matches('/'));
    download(dir, name, &url, options, progress, cancel)
}

/// Downloads the b-file of an entry (`BASE/A000045/b000045.txt`) to `dir/b000045.txt`.
///
/// # Errors
/// As [`fetch`].
pub fn fetch_bfile(
    dir: &Path,
    anum: ANum,
    options: &FetchOptions,
    progress: &mut dyn FnMut(Progress<'_>),
    cancel: &Cancel,
) -> Result<Fetched, FetchError> {
    let name = anum.b_file_name();
    let url = format!("{}/{anum}/{name}", options.base_url.trim_end_matches('/'));
    download(dir, &name, &url, options, progress, cancel)
}

fn download(
    dir: &Path,
    name: &str,
    url: &str,
    options: &FetchOptions,
    progress: &mut dyn FnMut(Progress<'_>),
    cancel: &Cancel,
) -> Result<Fetched, FetchError> {
    std::fs::create_dir_all(dir).map_err(FetchError::io(dir, "create"))?;
    let mut job = Job { part: Part::new(dir, name, url), name, url, options, progress, cancel, kept: None };
    let mut most = 0;
    let mut failed = 0;
    loop {
        let (error, wait) = match job.attempt() {
            Ok(done) => return Ok(done),
            Err(Failure::Final(e)) => return Err(e),
            Err(Failure::Again(e, wait)) => (e, wait),
        };
        let len = job.part.len();
        if len > most {
            most = len;
            failed = 0;
        }
        failed += 1;
        if failed >= options.attempts.max(1) {
            return Err(error);
        }
        (job.progress)(Progress {
            stage: Stage::Retry,
            file: name,
            done: u64::from(failed) + 1,
            total: Some(u64::from(options.attempts)),
            note: &error.to_string(),
        });
        let doubled = options.first_wait.saturating_mul(1 << (failed - 1).min(16));
        job.wait(wait.unwrap_or(doubled).min(LONGEST_WAIT))?;
    }
}

struct Job<'a> {
    part: Part,
    name: &'a str,
    url: &'a str,
    options: &'a FetchOptions,
    progress: &'a mut dyn FnMut(Progress<'_>),
    cancel: &'a Cancel,
    /// Number of bytes on disk when this download was first continued.
    kept: Option<u64>,
}

impl Job<'_> {
    fn wait(&self, time: Duration) -> Result<(), FetchError> {
        let end = Instant::now() + time;
        while !self.cancel.is_raised() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(POLL));
        }
        Err(FetchError::Cancelled)
    }

    fn attempt(&mut self) -> Result<Fetched, Failure> {
        if self.cancel.is_raised() {
            return Err(FetchError::Cancelled.into());
        }
        let resume = self.part.resumable();
        let have = if resume.is_some() { None } else { self.part.complete_version() };
        let request = Request {
            url: self.url.to_owned(),
            range: resume.as_ref().map(|(from, version)| (*from, version.validator.clone())),
            unless: have,
            connect: self.options.connect,
            timeout: self.options.timeout,
        };
        let transfer = http::start(request);
        let head = self.head(&transfer)?;
        match (head.status, resume) {
            (304, _) => {
                let bytes = self.part.target_len().map_err(FetchError::io(self.part.target(), "read"))?;
                Ok(Fetched { path: self.part.target().to_owned(), bytes, how: How::Unchanged })
            }
            (200, _) => {
                self.kept = None;
                self.body(&transfer, &head, 0, head.length)
            }
            (206, Some((from, version))) => {
                let same = head.validator.as_ref().is_none_or(|v| *v == version.validator);
                let fits = head.range.is_some_and(|r| r.start == from && version.total.is_none_or(|t| r.total == t));
                if !(fits && same) {
                    // Another version, or a server that counts differently: begin again.
                    self.part.discard();
                    return Err(Failure::Again(self.broken("the server sent another part than asked for"), None));
                }
                self.kept.get_or_insert(from);
                let total = head.range.map(|r| r.total).or(version.total);
                self.body(&transfer, &head, from, total)
            }
            (416, Some((from, version))) if head.total_of_416 == Some(from) && version.total == Some(from) => {
                // All bytes are there; only the last step was missing.
                self.kept.get_or_insert(from);
                self.finish(&version)
            }
            (206 | 416, _) => {
                self.part.discard();
                Err(Failure::Again(self.broken("the server cannot continue this download"), None))
            }
            (404 | 410, _) => Err(FetchError::NotFound { url: self.url.to_owned() }.into()),
            (408 | 425 | 429 | 500..=599, _) => Err(Failure::Again(self.status(head.status), head.retry_after)),
            (status, _) => Err(self.status(status).into()),
        }
    }

    fn status(&self, status: u16) -> FetchError {
        FetchError::Status { url: self.url.to_owned(), status }
    }

    fn broken(&self, what: &str) -> FetchError {
        FetchError::Broken { url: self.url.to_owned(), what: what.to_owned(), kept: self.part.len() }
    }

    /// Next message; or the end: the flag was raised, or no byte came in time.
    fn next(&mut self, transfer: &Transfer) -> Result<Message, Failure> {
        let start = Instant::now();
        let end = start + self.options.timeout;
        let mut told = 0;
        loop {
            if self.cancel.is_raised() {
                return Err(FetchError::Cancelled.into());
            }
            if let Some(message) = transfer.receive(POLL) {
                return Ok(message);
            }
            let waited = start.elapsed().as_secs();
            if waited > told {
                told = waited;
                let total = Some(self.options.timeout.as_secs());
                (self.progress)(Progress { stage: Stage::Wait, file: self.name, done: waited, total, note: "" });
            }
            if Instant::now() >= end {
                return Err(Failure::Again(self.broken("nothing arrives"), None));
            }
        }
    }

    fn head(&mut self, transfer: &Transfer) -> Result<Head, Failure> {
        match self.next(transfer)? {
            Message::Head(head) => Ok(head),
            Message::Failed { what, again: true } => Err(Failure::Again(self.broken(&what), None)),
            Message::Failed { what, again: false } => Err(self.broken(&what).into()),
            Message::Chunk(_) | Message::End => Err(Failure::Again(self.broken("the answer has no head"), None)),
        }
    }

    /// Receives bytes from `from` on.
    fn body(&mut self, transfer: &Transfer, head: &Head, from: u64, total: Option<u64>) -> Result<Fetched, Failure> {
        let version = Version {
            url: self.url.to_owned(),
            validator: head.validator.clone().or_else(|| self.part.validator_of_part(from)).unwrap_or_default(),
            total,
        };
        let path = self.part.path().to_owned();
        let mut file = self.part.begin(from, &version).map_err(FetchError::io(&path, "write"))?;
        let mut done = from;
        self.report(done, total);
        let broken = loop {
            match self.next(transfer)? {
                Message::Chunk(bytes) if done + bytes.len() as u64 > self.options.max_bytes => {
                    self.part.discard();
                    return Err(FetchError::TooLong { url: self.url.to_owned(), most: self.options.max_bytes }.into());
                }
                Message::Chunk(bytes) => {
                    std::io::Write::write_all(&mut file, &bytes).map_err(FetchError::io(&path, "write"))?;
                    done += bytes.len() as u64;
                    self.report(done, total);
                }
                Message::End => break None,
                Message::Failed { what, .. } => break Some(what),
                Message::Head(_) => break Some("the answer has two heads".to_owned()),
            }
        };
        if let Some(what) = broken {
            return Err(Failure::Again(self.broken(&what), None));
        }
        match total {
            Some(total) if done < total => {
                let what = format!("it ended after {done} of {total} bytes");
                return Err(Failure::Again(self.broken(&what), None));
            }
            Some(total) if done > total => {
                self.part.discard();
                let what = format!("{done} bytes came instead of {total}");
                return Err(Failure::Again(self.broken(&what), None));
            }
            Some(_) | None => {}
        }
        file.sync_all().map_err(FetchError::io(&path, "write"))?;
        self.finish(&version)
    }

    fn finish(&mut self, version: &Version) -> Result<Fetched, Failure> {
        let path = self.part.path().to_owned();
        if let Some(found) = self.part.looks_wrong(self.name).map_err(FetchError::io(&path, "read"))? {
            self.part.discard();
            return Err(FetchError::Content { url: self.url.to_owned(), found }.into());
        }
        if let Some(what) = self.part.damage(self.name).map_err(FetchError::io(&path, "read"))? {
            self.part.discard();
            return Err(FetchError::Damaged { url: self.url.to_owned(), what }.into());
        }
        let bytes = self.part.len();
        self.part.put_in_place(version).map_err(FetchError::io(self.part.target(), "replace"))?;
        let how = self.kept.map_or(How::Downloaded, How::Resumed);
        Ok(Fetched { path: self.part.target().to_owned(), bytes, how })
    }

    fn report(&mut self, done: u64, total: Option<u64>) {
        (self.progress)(Progress { stage: Stage::Download, file: self.name, done, total, note: "" });
    }
}
