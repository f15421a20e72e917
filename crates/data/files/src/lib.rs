//! Files that commands write: whole or not at all, never over an input, and resumed after a kill.
//!
//! A [`Draft`] is a file that takes its place when it is complete; [`replace`] writes one at once. [`Claims`] finds
//! outputs that are inputs. [`Inputs`] are files to be read and recognised later. A [`Journal`] is an output file with
//! a record of how much of it is right, from which a run is resumed; it and a [`FolderLock`] keep other processes away.
//! [`Saving`] marks work that an ending process waits for.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod claims;
mod digest;
mod draft;
mod error;
mod inputs;
mod journal;
mod lock;
mod saving;

use std::path::{Path, PathBuf};

pub use claims::Claims;
pub use digest::Digest;
pub use draft::{Draft, remove_temporaries, replace};
pub use error::{Error, Mismatch};
pub use inputs::{InputId, Inputs, Stream};
pub use journal::{Identity, Journal, Start};
pub use lock::FolderLock;
pub use saving::Saving;

/// Hash of a sequence of words that is the same in all versions of nth: FNV-1a, by words.
pub fn fnv(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(FNV_START, fnv_step)
}

/// Hash of no words, by [`fnv`].
const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// Step of [`fnv`]: the hash after the next word. Different words give different hashes, and so do different hashes
/// before.
fn fnv_step(hash: u64, word: u64) -> u64 {
    (hash ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(23)
}

/// The path with a suffix after the whole name: `dir/name` to `dir/name.tmp`.
fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
