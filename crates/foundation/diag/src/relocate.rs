//! Diagnostics of one text moved to the places of another.

use nth_base::Span;

use crate::Diagnostic;

/// A diagnostic with every span replaced by what `place` gives for it: for a text that was checked in the place of the text that people see.
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
