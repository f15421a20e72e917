//! Incremental checking of files that change: for editors and long sessions.
//!
//! A [`Database`] holds the texts of files; a [`Snapshot`] is its state at one time, which threads can hold. A snapshot
//! checks a module when it is asked for it ([`Snapshot::module`]), and again only if its text has changed, or the
//! [`Interface`](nth_types::Interface) of a module that it uses. Modules that use each other in a circle are checked
//! together. The result of a check is an [`Analysis`]: tree, types, references, diagnostics. A database keeps one
//! analysis of each file, so its memory does not grow with the number of changes.
//!
//! This crate runs no program and reads no file: texts come from the caller, or through
//! [`SourceFiles`](nth_compiler::SourceFiles).

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod analysis;
mod cache;
mod database;
mod examples;
mod snapshot;

pub use analysis::{Analysis, Name, Place};
pub use database::Database;
pub use snapshot::{Cancelled, FileRange, Snapshot};
