//! Name resolution and type checking: from syntax trees to a typed program.
//!
//! Hindley–Milner type inference with generic functions and second-class function parameters. The checker returns a
//! program and diagnostics for any input. This crate reads no files: modules come in as text through a loader. It knows
//! nothing of Core.
//!
//! [`Checker`] is the entry point. Inside, in this order: `batch` declares the names of modules and loads the modules
//! they use, `declare` reads the heads of definitions, `order` finds the groups, `infer` and `call` type the bodies
//! over the nodes of a `table`, `finish` replaces the nodes by types, `own_terms` warns of searches, `hints` verifies
//! the hints.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod batch;
mod call;
mod checker;
mod consequences;
mod declare;
mod finish;
mod foreign_names;
mod groups;
mod hints;
pub mod hir;
mod infer;
mod interface;
mod load;
mod names;
mod order;
mod own_terms;
mod report;
mod report_names;
mod scheme;
mod show;
mod suggest;
mod table;
mod world;

pub use checker::{Checker, Checkpoint};
pub use hints::apply_edits;
pub use interface::Interface;
pub use load::{FoundModule, Loader, NoFiles};
pub use order::components;
pub use show::{prim_docs, prim_signature, show_type, signature};
pub use suggest::{plain_name, synonyms, synonyms_line};
pub use world::{Meaning, ModuleInfo, Scope};
