//! Test support for all crates: paths of the repository, case files and their runner, skipped checks, clocks, random
//! numbers.
//!
//! Only tests, examples and benchmarks depend on this crate. A helper belongs here when tests of two crates need it.
//!
//! The feature `search` adds receivers of a search, for tests of proposers; the feature `lsp` a client of the language
//! server.
//!
//! Environment variables that tests read:
//!
//! - `UPDATE=1` writes expected output anew, in every test that compares with a file ([`Expected`], [`cases`]).
//! - `NTH_FULL=1` runs random tests and samples at their full size ([`full`]); `.ci/run` sets it.
//! - `NTH_CASES=N` sets the number of random programs in the tests that compare evaluators ([`case_count`]).

// Tests fail by a panic, and these are their assertions.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc)]

mod cases;
mod clock;
#[cfg(feature = "lsp")]
mod lsp;
mod memory;
mod parallel;
mod paths;
mod random;
mod shared;
#[cfg(feature = "search")]
mod sinks;

pub use cases::{Case, Expected, Part, cases, section, updating};
pub use clock::{Countdown, Deadline, Still};
#[cfg(feature = "lsp")]
pub use lsp::{LspClient, LspError};
pub use memory::resident_bytes;
pub use parallel::{each_on_all_cores, on_all_cores, on_threads};
pub use paths::{copy_folder, files, files_below, read, root};
pub use random::Random;
pub use shared::{published_programs, shared, shared_text, skipped};
#[cfg(feature = "search")]
pub use sinks::{Collector, MemoryStore};

/// Whether random tests run at their full size: `NTH_FULL` is set.
#[must_use]
pub fn full() -> bool {
    std::env::var_os("NTH_FULL").is_some()
}

/// Number of random cases: `NTH_CASES` if that is set, else `default`.
#[must_use]
pub fn case_count(default: u64) -> u64 {
    std::env::var("NTH_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}
