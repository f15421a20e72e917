//! Diagnostics: what went wrong, where, and what to do about it.
//!
//! A [`Diagnostic`] is data; the renderers turn it into text. Every diagnostic has a stable [`Code`] with a page of its own
//! (`pages/CODE.md`, shown by `nth explain CODE`). To add one: a row in `codes.rs`, its page, the place that reports it, and
//! a case in `tests/diagnostics`. This crate knows nothing of what is diagnosed.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod codes;
mod render;

pub use codes::Code;
use nth_base::Span;
pub use render::{Style, render, render_all};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The program cannot run, or an answer is wrong.
    Error,
    /// The program runs, but something looks wrong.
    Warning,
    /// A remark.
    Note,
}

/// A place with a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What *this* is.
    pub text: String,
}

/// An edit that a hint offers: put `text` in the place of `span`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What to replace; empty to insert.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// One line in the user's terms, without a final dot.
    pub title: String,
    /// The one place that is the cause.
    pub primary: Label,
    /// Other places that matter.
    pub secondary: Vec<Label>,
    /// Further lines, such as `expected Int, found [Int]`.
    pub notes: Vec<String>,
    /// What to do; given only when it works.
    pub hint: Option<String>,
    /// The edits of the hint; applied together they make the program check.
    pub edits: Vec<Edit>,
}

impl Diagnostic {
    /// An error at `span`; `label` says what stands there and may be empty.
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

    /// A warning at `span`.
    #[must_use]
    pub fn warning(code: Code, span: Span, title: impl Into<String>, label: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, title, label) }
    }

    /// With another place.
    #[must_use]
    pub fn and(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// With a further line.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// With advice.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = Some(text.into());
        self
    }

    /// With an edit that carries out the hint.
    #[must_use]
    pub fn edit(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edits.push(Edit { span, text: text.into() });
        self
    }

    /// Whether it is an error.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
