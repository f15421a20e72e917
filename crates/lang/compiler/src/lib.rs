//! Source text to checked programs to Core, on top of the standard library.
//!
//! [`Library`] is the standard library, checked once and shared. [`Workspace`] holds checked files and lowers their
//! definitions as they are needed: the faces build on it. [`Compiler`] turns many short texts into Core programs, one
//! after the other, and keeps nothing of them: the readers of candidates and the search build on it.
//!
//! This crate runs nothing and reads no file: files come in through [`SourceFiles`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod compiler;
mod error;
mod files;
mod indices;
mod library;
mod workspace;

pub use compiler::{Compiled, Compiler};
pub use error::CompileError;
pub use files::{ReadError, SourceFiles, module_file, normal};
pub use indices::Indices;
pub use library::Library;
pub use nth_lower::{Entry, Places};
pub use nth_types::NoFiles;
pub use workspace::{Loaded, PlacedProgram, Workspace};
