//! OEIS data: readers, an index on disk, lookup and download.
//!
//! The crate turns the files that the OEIS publishes into terms, names and offsets, and answers which entries have
//! given terms, and which terms an entry has. It knows neither the language (no syntax, no evaluation) nor the
//! terminal: progress is a callback, problems are values.
//!
//! - [`TermTable`], [`Names`], [`Offsets`], [`KeywordLists`], [`BFile`]: readers over any [`std::io::Read`], gzip or
//!   plain. A reader yields the good records and a list of [`Problem`]s, each with file, line, column and what to do.
//! - [`Index`]: all data in one file, of which opening reads the header only; [`Memory`]: a few sequences in memory.
//!   Both are a [`Database`].
//! - [`fetch`]: resumable download from oeis.org. No other code of the project opens a connection.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod anum;
mod database;
pub mod fetch;
mod index;
mod layered;
mod matching;
mod memory;
mod naming;
mod problem;
mod read;
mod table;
mod watch;

pub use anum::{ANum, ANumError};
pub use database::{Agreement, Database, Entry, Fame, LookupOptions, Match, Place, Ranked, SignMatch};
pub use index::{Built, INDEX_FILE, Index, IndexError, Input};
pub use layered::Layered;
pub use memory::Memory;
pub use problem::{Problem, Severity};
pub use read::bfile::{BFile, BFileWriter, BRow, Difference, Disorder, Verdict, Verifier};
pub use read::by_number::{ByNumber, Record};
pub use read::keywords::{KeywordLists, Keywords};
pub use read::kind::{Contents, InputKind, read_any};
pub use read::names::Names;
pub use read::offsets::{Offset, Offsets};
pub use read::stripped::TableError;
pub use table::TermTable;
pub use watch::{Progress, Stage};

/// Attribution, shown wherever terms or names of the OEIS are shown.
pub const ATTRIBUTION: &str = "OEIS Foundation Inc., https://oeis.org, CC BY-SA 4.0";
