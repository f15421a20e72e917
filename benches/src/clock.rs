//! CPU time of this thread, of this process, and of other programs.

use std::process::{Command, Stdio};

use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use rustix::time::{ClockId, clock_gettime};

use crate::Done;

/// CPU seconds this thread has used so far.
pub fn cpu() -> f64 {
    let t = clock_gettime(ClockId::ThreadCPUTime);
    t.tv_sec as f64 + t.tv_nsec as f64 / 1e9
}

/// CPU seconds that all threads of this process have used so far.
pub fn process() -> f64 {
    let t = clock_gettime(ClockId::ProcessCPUTime);
    t.tv_sec as f64 + t.tv_nsec as f64 / 1e9
}

/// CPU seconds of a program of one thread from start to end, the kernel's work for it included, as above; the median of
/// several runs. Linux only.
pub fn cpu_of(command: &mut Command, runs: usize) -> Done<f64> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        // The process has ended, but is still known: its time can be read.
        waitid(WaitId::Pid(Pid::from_child(&child)), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT)?;
        let schedstat = std::fs::read_to_string(format!("/proc/{}/schedstat", child.id()))?;
        if !child.wait()?.success() {
            return Err(format!("{command:?} fails").into());
        }
        let nanoseconds: f64 = schedstat.split(' ').next().unwrap_or_default().parse()?;
        times.push(nanoseconds / 1e9);
    }
    Ok(median(times))
}

/// The middle one; of an even number the lower of the two in the middle.
pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get((times.len().saturating_sub(1)) / 2).copied().unwrap_or(f64::NAN)
}
