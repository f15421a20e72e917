//! Workers that several threads take in turn.

use std::sync::Mutex;

use nth_base::lock;

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
