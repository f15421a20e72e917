//! Results of checks, one of each file, with what they were computed from.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use nth_base::{Cancel, lock};
use nth_syntax::Parsed;
use nth_types::Interface;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::Analysis;
use crate::snapshot::Cancelled;

/// Time after which a thread that waits for the check of another one looks at its flag.
const LOOK: Duration = Duration::from_millis(2);

/// Name of a file, with its text.
pub(crate) type NamedText = (Arc<str>, Arc<str>);

/// Trees by the names of the files, each with the text that it was made from.
type Trees = FxHashMap<Arc<str>, (Arc<str>, Arc<Parsed>)>;

/// What a user sees of a module: its interface, or why there is none.
pub(crate) type Used = Result<Arc<Interface>, String>;

/// What the check of a circle of modules depends on beside the library.
#[derive(Debug)]
pub(crate) struct Inputs {
    /// Files of the circle with their texts, sorted by name.
    pub members: Vec<NamedText>,
    /// Files that the members use, sorted by name: their interfaces, or why there are none.
    pub used: Vec<(Arc<str>, Used)>,
}

impl PartialEq for Inputs {
    fn eq(&self, other: &Self) -> bool {
        // Equal pointers are the usual case, and spare the comparison of the contents.
        let text = |a: &Arc<str>, b: &Arc<str>| Arc::ptr_eq(a, b) || a == b;
        let members = |(a, b): (&NamedText, &NamedText)| a.0 == b.0 && text(&a.1, &b.1);
        let interface = |a: &Used, b: &Used| match (a, b) {
            (Ok(a), Ok(b)) => Arc::ptr_eq(a, b) || a == b,
            (Err(a), Err(b)) => a == b,
            (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
        };
        self.members.len() == other.members.len()
            && self.used.len() == other.used.len()
            && self.members.iter().zip(&other.members).all(members)
            && self.used.iter().zip(&other.used).all(|(a, b)| a.0 == b.0 && interface(&a.1, &b.1))
    }
}

/// The checks of the modules of a circle, in the order of [`Inputs::members`].
#[derive(Debug)]
pub(crate) struct Checked {
    pub inputs: Inputs,
    pub analyses: Vec<Arc<Analysis>>,
}

/// The cache that all snapshots of a database share.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    parsed: Mutex<Trees>,
    checked: Mutex<FxHashMap<Arc<str>, Arc<Checked>>>,
    /// Analyses of modules of the library, as far as they were asked for.
    library: Mutex<FxHashMap<Arc<str>, Arc<Analysis>>>,
    /// Files that are being checked, each named by the first one of its circle.
    busy: Mutex<FxHashSet<Arc<str>>>,
    /// A check has ended.
    free: Condvar,
    /// Number of checks so far.
    checks: AtomicU64,
}

/// The right to check a file. Other threads wait for the result instead of making it, too.
pub(crate) struct Turn<'a> {
    cache: &'a Cache,
    name: Arc<str>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        lock(&self.cache.busy).remove(&self.name);
        self.cache.free.notify_all();
    }
}

impl Cache {
    /// The tree of a text, parsed by `parse` unless that was done before.
    pub fn parsed(&self, name: &Arc<str>, text: &Arc<str>, parse: impl FnOnce() -> Parsed) -> Arc<Parsed> {
        if let Some((old, parsed)) = lock(&self.parsed).get(name)
            && (Arc::ptr_eq(old, text) || old == text)
        {
            return Arc::clone(parsed);
        }
        let parsed = Arc::new(parse());
        lock(&self.parsed).insert(Arc::clone(name), (Arc::clone(text), Arc::clone(&parsed)));
        parsed
    }

    /// Waits until no other thread checks a file. The result is then perhaps in the cache.
    ///
    /// # Errors
    /// `cancel` was raised before.
    pub fn turn(&self, name: &Arc<str>, cancel: &Cancel) -> Result<Turn<'_>, Cancelled> {
        let mut busy = lock(&self.busy);
        while busy.contains(name) {
            if cancel.is_raised() {
                return Err(Cancelled);
            }
            busy = self.free.wait_timeout(busy, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
        busy.insert(Arc::clone(name));
        Ok(Turn { cache: self, name: Arc::clone(name) })
    }

    /// The analysis of a module of the library, made by `make` unless that was done before.
    pub fn of_library(&self, name: &Arc<str>, make: impl FnOnce() -> Option<Analysis>) -> Option<Arc<Analysis>> {
        if let Some(known) = lock(&self.library).get(name) {
            return Some(Arc::clone(known));
        }
        let made = Arc::new(make()?);
        Some(Arc::clone(lock(&self.library).entry(Arc::clone(name)).or_insert(made)))
    }

    /// The last check of a file.
    pub fn checked(&self, name: &str) -> Option<Arc<Checked>> {
        lock(&self.checked).get(name).cloned()
    }

    /// Keeps a check, which was made now, for each file of its circle.
    pub fn keep(&self, checked: &Arc<Checked>) {
        self.checks.fetch_add(1, Ordering::Relaxed);
        let mut all = lock(&self.checked);
        for (name, _) in &checked.inputs.members {
            all.insert(Arc::clone(name), Arc::clone(checked));
        }
    }

    /// Forgets what was computed from a file.
    pub fn forget(&self, name: &str) {
        lock(&self.parsed).remove(name);
        lock(&self.checked).remove(name);
    }

    /// Number of checks so far; the modules of a circle count once.
    pub fn checks(&self) -> u64 {
        self.checks.load(Ordering::Relaxed)
    }
}
