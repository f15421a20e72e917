//! Memory of the test process.

/// Resident memory of this process in bytes, private pages and pages of files; none where the system does not tell.
#[must_use]
pub fn resident_bytes() -> Option<usize> {
    const PAGE: usize = 4096;
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    text.split(' ').nth(1)?.parse::<usize>().ok().map(|pages| pages * PAGE)
}
