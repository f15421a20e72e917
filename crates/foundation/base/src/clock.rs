//! Time, as a caller tells it.

use std::time::Duration;

/// A clock. Pure code reads none: the face that wants to know how long something takes hands one in. No result depends
/// on it.
pub trait Clock: Send + Sync {
    /// Time since a fixed moment.
    fn now(&self) -> Duration;
    /// Processor time of the calling thread, where it is known.
    fn thread_time(&self) -> Option<Duration>;
}
