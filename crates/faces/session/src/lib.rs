//! Sessions: the library behind every user interface of nth. Source files in, answers out.
//!
//! A [`Session`] holds checked files on top of the standard library ([`Library`]) and answers: terms of a sequence, the
//! value of an expression, whether checks and examples hold, whether a sequence agrees with the OEIS. [`doc`],
//! [`search`] and [`overview`] answer questions about names. The command line, the REPL and the editor print
//! these answers and decide nothing themselves.
//!
//! A session combines other crates: `nth_compiler` checks and lowers, `nth_runner` runs, `nth_oeis` compares. It uses
//! no terminal, prints nothing and reads no clock. Files are read through [`SourceFiles`]; [`Disk`] reads those of the
//! disk, and nothing else here reads files.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bfile;
mod disk;
mod docs;
mod export;
mod gaps;
mod oeis;
mod place;
mod run;
mod select;
mod session;
mod verify;
mod words;

pub use bfile::BFileRun;
pub use disk::{Disk, look_at_module, read_bytes, read_source};
pub use docs::{DocPage, DocSection, Overview, doc, explain, explanations, overview, search};
pub use gaps::GappedTerms;
pub use nth_compiler::{Indices, Library, Loaded, NoFiles, ReadError, SourceFiles, normal};
pub use nth_eval::{Backend, Form, Output};
pub use nth_export::Target;
pub use nth_runner::{
    Bench, BenchPlan, BenchRow, Engine, EnginePolicy, Engines, Stop, Term, TermRun, Timing, elide, show_value,
};
pub use nth_types::hir::{Def, DefId, DefKind, ModuleId};
pub use nth_types::{Checkpoint, Meaning, Scope};
pub use oeis::{BFileReport, Comparison, embedded_database};
pub use place::ErrorPlace;
pub use run::Value;
pub use select::{Selection, split_target};
pub use session::Session;
pub use verify::{Report, Tally, Wanted};
