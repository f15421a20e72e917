//! The requests, one feature in a file: each takes the state of all files and gives an answer of the protocol.

pub mod actions;
pub mod calls;
pub mod commands;
pub mod completion;
pub mod diagnostics;
pub mod formatting;
pub mod hints;
pub mod hover;
pub mod lenses;
pub mod navigation;
pub mod outline;
pub mod rename;
pub mod semantic;
pub mod signature;
