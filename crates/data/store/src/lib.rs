//! Store of findings on disk: programs, sequences and hindsight pairs.
//!
//! A [`Store`] is one SQLite file. [`Store::add`] takes [`Finding`]s, a batch in one transaction, and returns when they
//! are on disk: only then may anyone say that something was found. [`Store::best`] and [`Store::all`] give them back.
//! Two stores can be merged in any order ([`Store::merge_from`]); JSON Lines and Parquet carry all of it
//! ([`Store::export_jsonl`], [`Store::export_parquet`]); [`Store::verify`] checks the file, and
//! [`Store::verify_programs`] also runs the programs again, through a [`Judge`] of the caller.
//!
//! The schema, the guarantees and the formats are in `docs/reference/store.md`. This crate reads no clock: dates are
//! passed in.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod core_form;
mod error;
mod files;
mod finding;
mod hash;
mod intake;
mod jsonl;
mod merge;
mod parquet;
mod parquet_read;
mod query;
mod refusal;
mod rerun;
mod schema;
mod stats;
mod store;
mod terms;
mod verify;
mod write;
mod writer;

pub use error::{Error, Result, Unreadable};
pub use finding::{Finding, is_a_number};
pub use intake::Examine;
pub use query::{Best, SequenceInfo};
pub use refusal::{Refusal, Text, Unchecked, Wrong};
pub use rerun::{Examined, KnownTerms, Rerun};
pub use stats::Stats;
pub use store::Store;
pub use terms::Terms;
pub use verify::{Judge, Problem, Report, Verdict};
pub use write::Added;
pub use writer::{StoreWriter, Written, key_of_terms};
