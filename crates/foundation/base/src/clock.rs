//! Clocks, handed in by the caller.

use std::time::Duration;

/// A clock. Pure code reads no clock itself: the caller that wants to know how long something takes hands one in. No
/// result depends on it.
pub trait Clock: Send + Sync {
    /// Time since a fixed moment.
    fn now(&self) -> Duration;
    /// Processor time of the calling thread. `None` where the system does not tell it.
    fn thread_time(&self) -> Option<Duration>;
}
