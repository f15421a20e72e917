//! Places of run-time errors in the source: which expression failed, in which call, and what called that.

use nth_base::{Span, grouped};
use nth_core::EvalError;
use nth_diag::{Code, Diagnostic, Severity};
use nth_eval::{ActiveCall, Trace};
use nth_runner::{Stop, show_value};
use nth_types::hir::{Def, DefId, Type};

use crate::session::Session;

/// Longest argument of a call that is shown in full: digits of a number, elements of a list.
const SHOWN_DIGITS: usize = 40;
const SHOWN_ELEMENTS: usize = 6;

/// Place of a run-time error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorPlace {
    /// The error in one line, which names the call for a call below the first index.
    pub what: String,
    /// The expression that failed.
    pub span: Span,
    /// The active calls, the innermost first, such as `fib(3)`; at the place of those left out stands their number.
    pub calls: Vec<String>,
    code: Code,
    label: String,
    /// The innermost expression outside of the library, if the error is inside.
    outside: Option<Span>,
}

impl ErrorPlace {
    /// The calls in words: `in fib(3), called from a(7)`. Empty for an expression that is not in a call.
    #[must_use]
    pub fn chain(&self) -> String {
        match self.calls.split_first() {
            None => String::new(),
            Some((first, rest)) => rest.iter().fold(format!("in {first}"), |text, call| {
                let from = if call.starts_with('…') { "" } else { "called from " };
                format!("{text}, {from}{call}")
            }),
        }
    }

    /// A note that shows the source line of the error and says in which calls that is.
    #[must_use]
    pub fn note(&self) -> Diagnostic {
        let title = if self.calls.is_empty() { self.what.clone() } else { self.chain() };
        let note = Diagnostic::error(self.code, self.span, title, self.label.clone());
        self.with_outside(Diagnostic { severity: Severity::Note, ..note })
    }

    /// Adds the call outside of the library, if there is one, to a message.
    fn with_outside(&self, message: Diagnostic) -> Diagnostic {
        match self.outside {
            Some(span) => message.and(span, "in this call"),
            None => message,
        }
    }

    /// Error in one line, by its place if that is known.
    #[must_use]
    pub fn describe(error: EvalError, place: Option<&Self>) -> &str {
        place.map_or(error.describe(), |p| p.what.as_str())
    }
}

/// Adds the place of an error, if it is known, to a message about the term.
pub(crate) fn with_place(message: Diagnostic, place: Option<&ErrorPlace>) -> Diagnostic {
    let Some(place) = place else { return message };
    let message = place.with_outside(message.and(place.span, place.label.clone()));
    if place.calls.is_empty() { message } else { message.note(place.chain()) }
}

/// The code of the page that explains an error.
pub(crate) fn code(error: EvalError) -> Code {
    if error == EvalError::BelowFirstIndex { Code::BelowFirstIndex } else { Code::TermError }
}

/// The words at the expression that failed.
fn label(error: EvalError) -> &'static str {
    match error {
        EvalError::Budget => "the budget ends here",
        EvalError::TooBig => "this number has more digits than allowed",
        EvalError::Memory => "the memory limit is reached here",
        EvalError::Depth => "this call is inside too many others",
        EvalError::DivByZero
        | EvalError::Domain
        | EvalError::Index
        | EvalError::BelowFirstIndex
        | EvalError::Hole
        | EvalError::Interrupted => error.describe(),
    }
}

impl Session {
    /// The place in the source where a run stopped; `None` if it was not looked for or not found.
    pub fn stop_place(&mut self, id: DefId, stop: &Stop) -> Option<ErrorPlace> {
        stop.trace.as_ref().and_then(|trace| self.error_place(id, trace))
    }

    /// The place in the source where a term of a definition fails. `None` if the definition cannot be lowered.
    pub fn error_place(&mut self, id: DefId, trace: &Trace) -> Option<ErrorPlace> {
        let placed = self.workspace.lower_with_places(id).ok()?;
        let arena = self.workspace.arena();
        let (code, origins) = nth_eval::compile_with_origins(arena, placed.program(), placed.entry).ok()?;
        let order = placed.program().reachable(arena, placed.entry);
        let def_of = |call: &ActiveCall| self.def(placed.origin(*order.get(call.func)?)?);
        let span_of = |call: &ActiveCall| {
            let path = origins.path(call.pc);
            placed.places(*order.get(call.func)?).map(|p| p.at(&path))
        };
        let active: Vec<&ActiveCall> = trace.inner.iter().chain(&trace.outer).collect();
        let below = trace.error == EvalError::BelowFirstIndex;
        let first = active.first().and_then(|c| code.funcs.get(c.func).and(def_of(c)))?;
        // A call below the first index is the caller's mistake.
        let failing = if below { active.get(1) } else { active.first() };
        let span = failing.and_then(|c| span_of(c)).unwrap_or(first.name_span);
        let in_library = |span: Span| self.checker().modules().iter().any(|m| m.is_std && m.file == span.file);
        let spans = active.iter().skip(usize::from(below)).filter_map(|c| span_of(c));
        let outside = spans.filter(|_| in_library(span)).find(|s| !in_library(*s));
        let mut calls = Vec::new();
        for (k, call) in active.iter().enumerate() {
            if k == trace.inner.len() && trace.left_out > 0 {
                calls.push(format!("… ({} calls more)", grouped(trace.left_out as u64)));
            }
            if let Some(def) = def_of(call).filter(|d| self.is_named(d)) {
                calls.push(call_of(def, call));
            }
        }
        let (what, label) = match (below, first.offsets.first(), calls.first()) {
            (true, Some(index), Some(call)) => {
                let what = format!("{call} is below the first index of `{}`, which is {index}", first.name);
                calls.remove(0);
                (what, format!("`{}` begins at index {index}", first.name))
            }
            (_, _, _) => (trace.error.describe().to_owned(), label(trace.error).to_owned()),
        };
        Some(ErrorPlace { what, span, calls, code: self::code(trace.error), label, outside })
    }

    /// Whether a definition has a name that a user wrote, which an expression has not.
    fn is_named(&self, def: &Def) -> bool {
        self.module(def.module).is_some_and(|m| m.names.contains_key(&def.name))
    }
}

/// A call as text. Functions among the arguments are not shown, nor what they capture.
fn call_of(def: &Def, call: &ActiveCall) -> String {
    let mut values = call.args.iter();
    let mut args = Vec::with_capacity(def.params.len());
    for p in &def.params {
        args.push(match p.ty {
            Type::Fun(..) => String::from("…"),
            Type::Int | Type::Bool | Type::List(_) | Type::Param(_) | Type::Error => {
                values.next().map_or_else(String::new, |v| show_value(v, SHOWN_DIGITS, SHOWN_ELEMENTS))
            }
        });
    }
    format!("`{}({})`", def.name, args.join(", "))
}
