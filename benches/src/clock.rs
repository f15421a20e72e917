//! CPU time of this thread.

use rustix::time::{ClockId, clock_gettime};

/// CPU seconds this thread has used so far.
pub fn cpu() -> f64 {
    let t = clock_gettime(ClockId::ThreadCPUTime);
    t.tv_sec as f64 + t.tv_nsec as f64 / 1e9
}

/// The middle one; of an even number the lower of the two in the middle.
pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get((times.len().saturating_sub(1)) / 2).copied().unwrap_or(f64::NAN)
}
