//! Clocks that do not depend on time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use nth_base::Clock;

/// Clock that stands still.
#[derive(Clone, Copy, Debug, Default)]
pub struct Still;

impl Clock for Still {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn thread_time(&self) -> Option<Duration> {
        None
    }
}

/// Clock that is one step further each time it is read, so that a test can end a search at any of its looks at the
/// clock.
#[derive(Debug)]
pub struct Countdown {
    step: Duration,
    looks: AtomicU64,
}

impl Countdown {
    /// Clock that begins at 0 and advances by `step` with each look.
    #[must_use]
    pub fn new(step: Duration) -> Self {
        Self { step, looks: AtomicU64::new(0) }
    }

    /// Number of times the clock was read.
    #[must_use]
    pub fn looks(&self) -> u64 {
        self.looks.load(Ordering::Relaxed)
    }
}

impl Clock for Countdown {
    fn now(&self) -> Duration {
        let looks = self.looks.fetch_add(1, Ordering::Relaxed);
        self.step * u32::try_from(looks).unwrap_or(u32::MAX)
    }

    fn thread_time(&self) -> Option<Duration> {
        None
    }
}

/// Clock at 0 until it was read a number of times, then at [`Deadline::PASSED`]: a search with that bound is
/// interrupted at any of its looks at the clock, while shares of its time last to the same moment.
#[derive(Debug)]
pub struct Deadline {
    looks: AtomicU64,
    after: u64,
}

impl Deadline {
    /// Time of the clock once the deadline has passed.
    pub const PASSED: Duration = Duration::from_secs(1);

    /// Clock whose deadline passes after this number of looks.
    #[must_use]
    pub fn new(after: u64) -> Self {
        Self { looks: AtomicU64::new(0), after }
    }

    /// Whether the deadline has passed.
    #[must_use]
    pub fn has_passed(&self) -> bool {
        self.looks.load(Ordering::Relaxed) >= self.after
    }
}

impl Clock for Deadline {
    fn now(&self) -> Duration {
        let looks = self.looks.fetch_add(1, Ordering::Relaxed);
        if looks >= self.after { Self::PASSED } else { Duration::ZERO }
    }

    fn thread_time(&self) -> Option<Duration> {
        None
    }
}
