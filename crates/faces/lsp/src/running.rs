//! Requests that are being answered, so that edits can stop them.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use nth_base::{Cancel, lock};
use rustc_hash::FxHashMap;

/// What a request is about, and so which changes make it stale.
pub enum About {
    /// A file.
    File(Arc<str>),
    /// All files.
    Everything,
    /// Something that lasts: only the client stops it.
    Command,
}

struct Request {
    about: About,
    cancel: Cancel,
    is_stale: Arc<AtomicBool>,
}

/// The requests that are being answered.
#[derive(Default)]
pub struct Running {
    next: AtomicU64,
    requests: Mutex<FxHashMap<u64, Request>>,
}

/// A request that is being answered. When it is dropped, with or without an answer, its work is stopped.
pub struct Ticket {
    number: u64,
    running: Arc<Running>,
    /// Flag that stops the work.
    pub cancel: Cancel,
    is_stale: Arc<AtomicBool>,
}

impl Running {
    /// Begins a request.
    pub fn begin(self: &Arc<Self>, about: About) -> Ticket {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (cancel, is_stale) = (Cancel::new(), Arc::new(AtomicBool::new(false)));
        let request = Request { about, cancel: cancel.clone(), is_stale: Arc::clone(&is_stale) };
        lock(&self.requests).insert(number, request);
        Ticket { number, running: Arc::clone(self), cancel, is_stale }
    }

    /// Stops the requests about a file, and those about all files: its text has changed.
    pub fn file_changed(&self, file: &str) {
        for request in lock(&self.requests).values() {
            let is_hit = match &request.about {
                About::File(name) => **name == *file,
                About::Everything => true,
                About::Command => false,
            };
            if is_hit {
                request.is_stale.store(true, Ordering::SeqCst);
                request.cancel.raise();
            }
        }
    }
}

impl Ticket {
    /// Whether the request was stopped by a change of its file.
    pub fn is_stale(&self) -> bool {
        self.is_stale.load(Ordering::SeqCst)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.cancel.raise();
        lock(&self.running.requests).remove(&self.number);
    }
}
