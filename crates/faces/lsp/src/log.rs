//! The log: a file that the user names. The server prints nothing on standard error, which editors show as an error.

use std::fs::File;
use std::io::Write;
use std::panic;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use nth_base::lock;

/// A log, which may be none.
#[derive(Clone)]
pub struct Log {
    file: Arc<Mutex<Option<File>>>,
    start: Instant,
}

impl Log {
    /// A log in a file, or none.
    pub fn new(file: Option<File>) -> Self {
        Self { file: Arc::new(Mutex::new(file)), start: Instant::now() }
    }

    /// Writes a line, with the seconds since the start.
    pub fn line(&self, text: &str) {
        if let Some(file) = lock(&self.file).as_mut() {
            // A log that cannot be written is no reason to stop.
            let _ = writeln!(file, "{:10.3} {text}", self.start.elapsed().as_secs_f64());
        }
    }

    /// Writes panics into the log instead of standard error.
    pub fn take_panics(&self) {
        let log = self.clone();
        panic::set_hook(Box::new(move |info| {
            log.line(&format!("{info}\n{}", std::backtrace::Backtrace::force_capture()));
        }));
    }
}
