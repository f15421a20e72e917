//! Files in, answers out: the library behind every face of nth.
//!
//! A [`Session`] holds checked files on top of the standard library ([`Library`]) and answers: terms of a sequence, the
//! value of an expression, do the checks and examples hold, does it agree with the OEIS, what does a name mean. The
//! command line, the REPL and the editor print what it gives and decide nothing themselves.
//!
//! It knows no terminal, prints nothing and reads no clock. Files come in through [`SourceFiles`]; those of the disk are
//! [`Disk`], and nothing else here reads files.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bench;
mod bfile;
mod database;
mod disk;
mod docs;
mod evaluate;
mod examples;
mod explain;
mod export;
mod relocate;
mod runner;
mod select;
mod session;
mod show;
mod terms;
mod tiers;
mod verify;
mod versus;
mod words;

pub use bench::{Bench, BenchPlan, BenchRow};
pub use bfile::BFileReport;
pub use database::embedded_database;
pub use disk::Disk;
pub use docs::{DocPage, Overview, Shelf};
pub use evaluate::Value;
pub use explain::{explain, explanations};
pub use nth_compiler::{Indices, Library, Loaded, NoFiles, ReadError, SourceFiles, normal};
pub use nth_eval::{Backend, Form, Output};
pub use nth_export::Target;
pub use nth_types::hir::{DefId, DefKind, ModuleId};
pub use nth_types::{Checkpoint, Meaning, Scope};
pub use relocate::relocate;
pub use select::{Selection, split_target};
pub use session::Session;
pub use show::{elide, grouped, plural, show_value};
pub use terms::{Stop, Term, TermRun};
pub use tiers::{Tier, TierChoice, Timing};
pub use verify::{Report, Tally, Wanted};
pub use versus::Comparison;
