//! Files of long runs: inputs, and outputs that survive a kill.
//!
//! [`Inputs`] are files to be read and recognised later. A [`Draft`] is a file that takes its place when it is
//! complete. A [`Journal`] is an output file with a record of how much of it is right, from which a run is resumed.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod draft;
mod error;
mod inputs;
mod journal;

use std::path::{Path, PathBuf};

pub use draft::Draft;
pub use error::{Error, Mismatch};
pub use inputs::{InputId, Inputs, Stream};
pub use journal::{Identity, Journal, Start};

/// Hash of a sequence of words that is the same in all versions of nth: FNV-1a, by words.
pub fn fnv(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(0xcbf2_9ce4_8422_2325, |h, w| (h ^ w).wrapping_mul(0x0100_0000_01b3).rotate_left(23))
}

/// The path with a suffix after the whole name: `dir/name` to `dir/name.tmp`.
fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
