//! Work that must be finished before the process ends: what was found or computed is being written to a disk.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Number of guards.
static SAVING: AtomicUsize = AtomicUsize::new(0);

/// Guard of work that is saving something. While one exists, a process that was asked to end waits for it.
#[derive(Debug)]
pub struct Saving(());

impl Saving {
    /// Begins the work. Dropping the guard ends it.
    #[must_use]
    pub fn begin() -> Self {
        SAVING.fetch_add(1, Ordering::SeqCst);
        Self(())
    }

    /// Whether a guard exists in this process.
    #[must_use]
    pub fn is_under_way() -> bool {
        SAVING.load(Ordering::SeqCst) > 0
    }
}

impl Drop for Saving {
    fn drop(&mut self) {
        SAVING.fetch_sub(1, Ordering::SeqCst);
    }
}
