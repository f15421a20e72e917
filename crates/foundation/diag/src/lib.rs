//! Diagnostics: what went wrong, where, and what to do about it.
//!
//! A [`Diagnostic`] is data; the renderers turn it into text. Every diagnostic has a stable [`Code`] with a page of its
//! own (`pages/CODE.md`, shown by `nth explain CODE`); run-time errors have pages, too. A new code needs a row in
//! `codes.rs`, its page, the place that reports it, and a case in `tests/diagnostics`. This crate knows nothing of the
//! programs that are diagnosed.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod codes;
mod relocate;
mod render;
mod run_errors;

pub use codes::Code;
use nth_base::Span;
pub use relocate::relocate;
pub use render::{Style, render, render_all};
pub use run_errors::{RUN_ERRORS, run_error_page};

/// Severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The program cannot run, or an answer is wrong.
    Error,
    /// The program runs, but something looks wrong.
    Warning,
    /// Additional information; nothing is wrong.
    Note,
}

/// A labelled place in a source text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Place of the label.
    pub span: Span,
    /// Text of the label: what stands at this place.
    pub text: String,
}

/// Edit offered by a hint: replace `span` by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Text to replace; an empty span inserts.
    pub span: Span,
    /// Replacement text; an empty text deletes.
    pub text: String,
}

/// A message about a program: what is wrong, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code of the message.
    pub code: Code,
    /// Severity of the message.
    pub severity: Severity,
    /// Title: one line in the user's words, without a final full stop.
    pub title: String,
    /// Place of the cause.
    pub primary: Label,
    /// Other places that help to understand the first.
    pub secondary: Vec<Label>,
    /// Further lines, such as `expected Int, found [Int]`.
    pub notes: Vec<String>,
    /// Advice; given only if following it leaves fewer errors.
    pub hint: Option<String>,
    /// Edits that carry out the hint, to be applied together.
    pub edits: Vec<Edit>,
}

impl Diagnostic {
    /// Error at `span`; `label` says what stands there and may be empty.
    #[must_use]
    pub fn error(code: Code, span: Span, title: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            title: title.into(),
            primary: Label { span, text: label.into() },
            secondary: Vec::new(),
            notes: Vec::new(),
            hint: None,
            edits: Vec::new(),
        }
    }

    /// A warning at `span`, with a title and a label for the place.
    #[must_use]
    pub fn warning(code: Code, span: Span, title: impl Into<String>, label: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, title, label) }
    }

    /// Adds a secondary label.
    #[must_use]
    pub fn and(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds a note, a further line of the message.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Sets the hint: what the user can do.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = Some(text.into());
        self
    }

    /// Adds an edit that carries out the hint.
    #[must_use]
    pub fn edit(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edits.push(Edit { span, text: text.into() });
        self
    }

    /// Whether the severity is [`Severity::Error`].
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
