//! Data beside the repository, in `../shared`, and checks that are skipped where data or tools are absent.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;

use crate::root;

/// Says that a check is skipped and why: on standard error, past the capture of the test harness, and in `skipped.txt`
/// of the target folder, which `make test` shows at its end.
pub fn skipped(why: &str) {
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    let thread = std::thread::current();
    let line = format!("{package} {}: {why}\n", thread.name().unwrap_or("check"));
    let _ = write!(io::stderr(), "skipped: {line}");
    // target/PROFILE/deps/TEST
    let target = std::env::current_exe().ok().and_then(|exe| exe.ancestors().nth(3).map(|t| t.join("skipped.txt")));
    if let Some(path) = target
        && let Ok(mut file) = OpenOptions::new().create(true).append(true).open(path)
    {
        let _ = file.write_all(line.as_bytes());
    }
}

/// Path of a file in `../shared`, such as `oeis/stripped.gz`. `None` where it is absent; the check is then recorded as
/// skipped.
#[must_use]
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = root().join("../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    skipped(&format!("there is no ../shared/{name}"));
    None
}

/// Text of a file in `../shared`, decompressed if its name ends in `.gz`. `None` where it is absent.
///
/// # Panics
/// If it cannot be read or is no text.
#[must_use]
pub fn shared_text(name: &str) -> Option<String> {
    let path = shared(name)?;
    if !name.ends_with(".gz") {
        return Some(fs::read_to_string(path).unwrap());
    }
    let mut text = String::new();
    MultiGzDecoder::new(File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    Some(text)
}

/// Published programs: A-number, the smallest program known and the fastest, in letters. `None` where the data is
/// absent.
///
/// # Panics
/// If the file is not as it should be.
#[must_use]
pub fn published_programs() -> Option<Vec<(String, [String; 2])>> {
    let text = shared_text("oeis/qsynt_pairs.txt.gz")?;
    let row = |line: &str| {
        let mut cells = line.split(" | ").map(str::to_owned);
        let mut next = || cells.next().unwrap_or_else(|| panic!("three cells are expected: {line}"));
        (next(), [next(), next()])
    };
    Some(text.lines().filter(|l| !l.starts_with('#')).map(row).collect())
}
