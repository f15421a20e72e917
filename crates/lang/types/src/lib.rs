//! Names and types: from syntax trees to a typed program.
//!
//! Hindley–Milner with generic functions and second-class function parameters. Returns the program and the diagnostics,
//! whatever the input. This crate reads no files: modules come in as text through a loader. It knows nothing of Core.
//!
//! [`Checker`] is the way in. Inside, in this order: `batch` enters the names of modules and loads what they use, `declare`
//! reads the heads of definitions, `order` finds the groups, `infer` and `call` type the bodies over the nodes of a `table`,
//! `finish` puts the real types in, `hints` tries the hints.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod batch;
mod call;
mod checker;
mod declare;
mod finish;
mod groups;
mod hints;
pub mod hir;
mod infer;
mod load;
mod order;
mod report;
mod report_names;
mod scheme;
mod show;
mod suggest;
mod table;
mod world;

pub use checker::{Checker, Checkpoint};
pub use hints::apply_edits;
pub use load::{Loader, NoFiles};
pub use show::{prim_signature, show_type, signature};
pub use world::{Meaning, ModuleInfo, Scope};
