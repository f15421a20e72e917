//! Standard output and standard error.
//!
//! Text for people goes through [`printable`]: what comes from files, from the network or from the names of files
//! cannot act on the terminal. Only the colours that nth itself writes stay.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError, Weak};
use std::thread;
use std::time::Duration;

use nth_base::{printable, printable_with_colours};

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

/// Whether standard output and standard error have colours.
static COLOURS: [AtomicBool; 2] = [AtomicBool::new(false), AtomicBool::new(false)];

/// Says whether standard output and standard error have colours. Without colours, no escape sequence is written at all.
pub fn set_colours(out: bool, err: bool) {
    for (flag, on) in COLOURS.iter().zip([out, err]) {
        flag.store(on, Ordering::Relaxed);
    }
}

fn safe(text: &str, colours: bool) -> Cow<'_, str> {
    if colours { printable_with_colours(text) } else { printable(text) }
}

/// Buffered standard output; [`Out::tick`] flushes it in the background.
pub struct Out {
    shared: Arc<Shared>,
    form: Form,
}

/// Form in which output is written.
#[derive(Clone, Copy)]
enum Form {
    /// Byte for byte.
    Exact,
    /// As text that is safe to print.
    Safe,
}

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
    /// An empty buffer for text for people on standard output, of 64 KiB.
    pub fn new() -> Self {
        Self::with(Form::Safe)
    }

    /// An empty buffer for output that other programs read, such as sources: byte for byte, unless it goes to a
    /// terminal.
    pub fn data() -> Self {
        Self::with(if io::stdout().is_terminal() { Form::Safe } else { Form::Exact })
    }

    /// An empty buffer for images that nth itself draws as escape sequences.
    pub fn image() -> Self {
        Self::with(Form::Exact)
    }

    fn with(form: Form) -> Self {
        let shared = Arc::new(Shared {
            out: Mutex::new(BufWriter::with_capacity(1 << 16, io::stdout())),
            waiting: AtomicBool::new(false),
            watched: AtomicBool::new(false),
        });
        ALL.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&shared));
        Self { shared, form }
    }

    /// Makes output written so far visible within [`WAIT`], even if nothing is written after it.
    pub fn tick(&mut self) -> io::Result<()> {
        self.shared.waiting.store(true, Ordering::Relaxed);
        if !self.shared.watched.swap(true, Ordering::Relaxed) {
            let weak = Arc::downgrade(&self.shared);
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
        let is_plain = |b: &u8| matches!(b, b' '..=b'~' | b'\n' | b'\t');
        match self.form {
            Form::Safe if !buf.iter().all(is_plain) => {
                let text = String::from_utf8_lossy(buf);
                let [colours, _] = &COLOURS;
                self.shared.lock().write_all(safe(&text, colours.load(Ordering::Relaxed)).as_bytes())?;
                Ok(buf.len())
            }
            Form::Safe | Form::Exact => self.shared.lock().write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.shared.waiting.store(false, Ordering::Relaxed);
        self.shared.lock().flush()
    }
}

/// JSON on one line, in which characters that could act on a terminal are written as escapes of JSON.
pub struct Json<'a>(pub &'a serde_json::Value);

impl std::fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&safe_json(&self.0.to_string()))
    }
}

/// Lines of JSON, in which characters that could act on a terminal are written as escapes of JSON.
pub fn safe_json(text: &str) -> Cow<'_, str> {
    let safe = match printable(text) {
        Cow::Borrowed(same) => return Cow::Borrowed(same),
        Cow::Owned(safe) => safe,
    };
    let mut out = String::with_capacity(text.len());
    // Both have the same number of characters.
    for (c, shown) in text.chars().zip(safe.chars()) {
        if c == shown {
            out.push(c);
        } else {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    Cow::Owned(out)
}

/// Writes text to standard error. Errors are ignored, since they could not be shown.
pub fn say_text(text: &str) {
    let [_, colours] = &COLOURS;
    let _ = io::stderr().write_all(safe(text, colours.load(Ordering::Relaxed)).as_bytes());
}

/// Writes a line to standard error, like `eprintln!`, but without a panic if standard error is closed.
macro_rules! say {
    ($($part:tt)*) => {
        $crate::output::say_text(&format!("{}\n", format_args!($($part)*)))
    };
}
pub(crate) use say;

#[test]
fn json_keeps_what_it_does_not_print() {
    let value = serde_json::json!({"name": "γ \u{9b}1m \u{202e} \u{e0041} \u{1b} \u{7f}"});
    let text = Json(&value).to_string();
    assert!(text.chars().all(|c| !c.is_control() && c != '\u{202e}'), "{text}");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
}
