//! Shared state of several threads: locks that outlive a panic, and workers that threads take in turn.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a mutex, also a poisoned one: after a panic of another thread the guarded data is still consistent.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Workers that no thread uses at the moment.
pub(crate) struct Idle<T>(Mutex<Vec<T>>);

impl<T> Default for Idle<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Idle<T> {
    /// The result of `work` with an idle worker, or with a new one if there is none. The lock is free meanwhile.
    pub(crate) fn with<R>(&self, make: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        let idle = lock(&self.0).pop();
        let mut worker = idle.unwrap_or_else(make);
        let out = work(&mut worker);
        lock(&self.0).push(worker);
        out
    }
}
