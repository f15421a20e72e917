//! Standard output and standard error.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError, Weak};
use std::thread;
use std::time::Duration;

/// Longest time that output stays in the buffer, so that a slow term is seen while the next one is computed.
const WAIT: Duration = Duration::from_millis(50);

/// All buffers of this process, for [`flush_all`].
static ALL: Mutex<Vec<Weak<Shared>>> = Mutex::new(Vec::new());

/// Writes what is in the buffers, for a process that ends at once. A buffer that is in use is left to its user.
pub fn flush_all() {
    let all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
    for shared in all.iter().filter_map(Weak::upgrade) {
        let guard = match shared.out.try_lock() {
            Ok(guard) => Some(guard),
            Err(TryLockError::Poisoned(e)) => Some(e.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        };
        if let Some(mut out) = guard {
            // There is nobody left to tell an error to.
            let _ = out.flush();
        }
    }
}

/// Buffered standard output; [`Out::tick`] flushes it in the background.
pub struct Out(Arc<Shared>);

struct Shared {
    out: Mutex<BufWriter<Stdout>>,
    /// Whether the buffer must be flushed by the background thread.
    waiting: AtomicBool,
    /// Whether the background thread was started.
    watched: AtomicBool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, BufWriter<Stdout>> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Out {
    /// An empty buffer for standard output, of 64 KiB.
    pub fn new() -> Self {
        let shared = Arc::new(Shared {
            out: Mutex::new(BufWriter::with_capacity(1 << 16, io::stdout())),
            waiting: AtomicBool::new(false),
            watched: AtomicBool::new(false),
        });
        ALL.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&shared));
        Self(shared)
    }

    /// Makes output written so far visible within [`WAIT`], even if nothing is written after it.
    pub fn tick(&mut self) -> io::Result<()> {
        self.0.waiting.store(true, Ordering::Relaxed);
        if !self.0.watched.swap(true, Ordering::Relaxed) {
            let weak = Arc::downgrade(&self.0);
            thread::Builder::new().name("output".to_owned()).spawn(move || {
                while let Some(shared) = weak.upgrade() {
                    if shared.waiting.swap(false, Ordering::Relaxed) {
                        // The error occurs again when the owner writes, and is reported there.
                        let _ = shared.lock().flush();
                    }
                    drop(shared);
                    thread::sleep(WAIT);
                }
            })?;
        }
        Ok(())
    }
}

impl Write for Out {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.0.lock().write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.waiting.store(false, Ordering::Relaxed);
        self.0.lock().flush()
    }
}

/// Writes text to standard error. Errors are ignored, since they could not be shown.
pub fn say_text(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Writes a line to standard error, like `eprintln!`, but without a panic if standard error is closed.
macro_rules! say {
    ($($part:tt)*) => {
        $crate::output::say_text(&format!("{}\n", format_args!($($part)*)))
    };
}
pub(crate) use say;
