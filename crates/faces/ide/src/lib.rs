//! Answers for editors: plain data about a file and an offset in it, for any text, also a broken one.
//!
//! One feature is one file: [`diagnostics`] and [`fixes`], [`actions`], [`hover`] and [`describe`], [`complete`],
//! [`signature_help`], [`definition`], [`references`], [`highlights`], [`prepare_rename`] and [`rename`], [`symbols`]
//! and [`find_symbols`], [`incoming_calls`] and [`outgoing_calls`], [`type_hints`], [`folds`], [`selections`],
//! [`semantic_tokens`], [`format_file`] and [`format_range`]. Each takes a [`Snapshot`](nth_analysis::Snapshot), the
//! name of a file and offsets in bytes, and a flag that stops it; none knows the protocol of any editor, and none runs
//! a program. [`Lines`] converts offsets to lines and columns, in any encoding of columns.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod actions;
mod calls;
mod complete;
mod diagnostics;
mod extract;
mod find;
mod folds;
mod formatting;
mod hints;
mod hover;
mod inline;
mod lines;
mod navigate;
mod offsets;
mod rename;
mod scope;
mod selections;
mod signature;
mod symbols;
mod tokens;

pub use actions::{Action, ActionKind, actions};
pub use calls::{Call, callable, incoming_calls, outgoing_calls};
pub use complete::{Completion, CompletionKind, complete};
pub use diagnostics::{Fix, Message, diagnostics, fix_all, fixes};
pub use find::Target;
pub use folds::{Fold, FoldKind, folds};
pub use formatting::{format_file, format_range};
pub use hints::{HintKind, InlayHint, type_hints};
pub use hover::{Hover, describe, hover};
pub use inline::has_comment;
pub use lines::{Encoding, Lines, Position};
pub use navigate::{Occurrence, definition, highlights, references};
pub use offsets::{check_from_edit, first_index_edit};
pub use rename::{RenameError, TextEdit, prepare_rename, rename};
pub use selections::selections;
pub use signature::{SignatureHelp, signature_help};
pub use symbols::{Symbol, find_symbols, symbols};
pub use tokens::{SemanticKind, SemanticToken, semantic_tokens};

/// Result of a query: cancelled if its flag was raised.
pub type Answer<T> = Result<T, nth_analysis::Cancelled>;
