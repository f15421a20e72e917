//! Messages that only follow from a mistake in the form of a text, which has a message of its own.

use nth_base::{Sources, Span};
use nth_diag::{Code, Diagnostic};

/// Definitions with syntax errors, and the places where their parts that were read end.
pub(crate) struct Tears {
    torn: Vec<Span>,
    stops: Vec<Span>,
}

impl Tears {
    pub fn new(mut torn: Vec<Span>, mut stops: Vec<Span>) -> Self {
        stops.sort_by_key(|s| (s.file, s.start));
        torn.sort_by_key(|s| (s.file, s.start, s.end));
        Self { torn, stops }
    }

    /// Removes the messages that are consequences of syntax errors.
    pub fn remove_consequences(&self, diags: &mut Vec<Diagnostic>, sources: &Sources) {
        // Names may be unknown and arguments missing because of a syntax error in the same definition.
        let shaky = |c: Code| c == Code::UnknownName || c == Code::WrongArgumentCount;
        diags.retain(|d| !shaky(d.code) || d.hint.is_some() || !within(&self.torn, d.primary.span));
        // An expression that stops at a syntax error has not been read to its end, so its type is not known.
        diags.retain(|d| {
            let at = d.primary.span;
            let next = self.stops.partition_point(|s| (s.file, s.start) < (at.file, at.end));
            let stops = self.stops.get(next).filter(|s| s.file == at.file).is_some_and(|s| {
                let gap = sources.text(at.file).get(at.end as usize..s.start as usize);
                gap.is_some_and(|gap| gap.trim_matches(' ').is_empty())
            });
            !is_of_type(d.code) || !stops || !within(&self.torn, at)
        });
        // What is wrong in its form has the type that was guessed for it; an unknown character leaves a gap.
        let forms = joined(diags, |c| matches!(c, Code::ForeignSyntax | Code::SyntaxError));
        let gaps = joined(diags, |c| c == Code::UnknownCharacter);
        diags.retain(|d| {
            let at = d.primary.span;
            let is_consequence = is_of_type(d.code) && touching(&forms, at).is_some();
            let is_behind_gap = d.code == Code::SyntaxError && touching(&gaps, at).is_some_and(|s| s.end <= at.start);
            !is_consequence && !is_behind_gap
        });
    }
}

/// Whether `at` lies in one of the spans, which are sorted and rarely overlap.
fn within(spans: &[Span], at: Span) -> bool {
    let next = spans.partition_point(|s| (s.file, s.start) <= (at.file, at.start));
    next.checked_sub(1).and_then(|i| spans.get(i)).is_some_and(|s| s.file == at.file && at.end <= s.end)
}

/// The places of messages with some codes, those that touch joined, in their order.
fn joined(diags: &[Diagnostic], is_wanted: impl Fn(Code) -> bool) -> Vec<Span> {
    let mut all: Vec<Span> = diags.iter().filter(|d| is_wanted(d.code)).map(|d| d.primary.span).collect();
    all.sort_by_key(|s| (s.file, s.start, s.end));
    let mut out: Vec<Span> = Vec::with_capacity(all.len());
    for s in all {
        match out.last_mut().filter(|last| last.file == s.file && s.start <= last.end) {
            Some(last) => last.end = last.end.max(s.end),
            None => out.push(s),
        }
    }
    out
}

/// The first of these places, which do not touch each other, that touches another one.
fn touching(places: &[Span], at: Span) -> Option<Span> {
    let next = places.partition_point(|s| (s.file, s.end) < (at.file, at.start));
    places.get(next).copied().filter(|s| s.file == at.file && s.start <= at.end)
}

/// Whether a message is about the type of an expression.
fn is_of_type(code: Code) -> bool {
    matches!(code, Code::TypeMismatch | Code::FunctionValue | Code::NotAFunction)
}
