//! Clock, processor time and memory of this process, and times as text.

use std::fs;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use nth_base::Clock;

/// Peak memory of this process in kB, where the system reports it.
pub fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Processor time of all threads of this process so far, in seconds (to hundredths), where the system reports it.
pub fn process_time() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The program name, in parentheses, may hold any character; user and system time are fields 14 and 15.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut times = rest.split_whitespace().skip(11).map_while(|t| t.parse::<f64>().ok());
    Some((times.next()? + times.next()?) / 100.0)
}

/// Clock of the operating system: time since its creation, and processor time of the current thread.
pub struct SystemClock(Instant);

impl SystemClock {
    /// A clock whose time 0 is now.
    pub fn new() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn thread_time(&self) -> Option<Duration> {
        let stat = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    }
}

/// Date of today in UTC, in the form `2026-11-20`.
pub fn today() -> String {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() / 86_400);
    date(days)
}

/// Date `days` days after 1 January 1970, in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level
/// date algorithms").
fn date(days: u64) -> String {
    let z = days + 719_468;
    let (era, doe) = (z / 146_097, z % 146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    let year = yoe + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Formats a time in nanoseconds with a suitable unit: `850 ns`, `12.3 µs`, `4.05 ms`, `1.20 s`.
pub fn show(ns: u64) -> String {
    let x = ns as f64;
    let (x, unit) = match ns {
        0..1_000 => return format!("{ns} ns"),
        1_000..1_000_000 => (x / 1e3, "µs"),
        1_000_000..1_000_000_000 => (x / 1e6, "ms"),
        1_000_000_000.. => (x / 1e9, "s"),
    };
    let digits = if x < 10.0 { 2 } else { usize::from(x < 100.0) };
    format!("{x:.digits$} {unit}")
}

#[test]
fn three_digits() {
    for (ns, text) in [
        (0, "0 ns"),
        (999, "999 ns"),
        (1_000, "1.00 µs"),
        (12_340, "12.3 µs"),
        (999_000, "999 µs"),
        (4_050_000, "4.05 ms"),
        (1_200_000_000, "1.20 s"),
        (123_400_000_000, "123 s"),
    ] {
        assert_eq!(show(ns), text);
    }
}

#[test]
fn dates() {
    for (days, text) in [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (20_777, "2026-11-20")] {
        assert_eq!(date(days), text);
    }
}
