//! Moves diagnostics from a text that was checked to the text that people see.

use nth_base::Span;
use nth_diag::Diagnostic;

/// A diagnostic with every span given to `place`.
#[must_use]
pub fn relocate(mut d: Diagnostic, place: &dyn Fn(Span) -> Span) -> Diagnostic {
    d.primary.span = place(d.primary.span);
    for l in &mut d.secondary {
        l.span = place(l.span);
    }
    for e in &mut d.edits {
        e.span = place(e.span);
    }
    d
}
