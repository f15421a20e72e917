//! Expressions at the prompt, and the terms of sequences.

use nth_base::{Cost, grouped};
use nth_core::EvalError;
use nth_diag::Diagnostic;
use nth_diag::relocate;
use nth_session::{DefId, ErrorPlace, Output, doc, elide, show_value};

use crate::repl::{Emit, Repl, Response, Saved};
use crate::results::Expanded;

/// Number of terms shown of a sequence that stands alone.
pub(crate) const SHOWN_TERMS: u64 = 20;
/// Longest number shown in full, in digits.
const MAX_DIGITS: usize = 200;
/// Longest list shown in full, in elements.
const MAX_ELEMENTS: usize = 50;

impl Repl {
    /// Signature of the definition that `text` names. A function by itself has a type, but no value to show.
    pub(crate) fn function(&self, text: &str) -> Option<String> {
        let text = text.trim();
        match doc(self.session.checker(), &self.scope, text).as_slice() {
            [page] if page.name == text.rsplit('.').next().unwrap_or(text) => Some(page.signature.clone()),
            _ => None,
        }
    }

    /// Shows the value of an expression, or the first terms if it is the name of a sequence.
    pub(crate) fn expression(&mut self, text: &str, emit: Emit<'_>) -> Response {
        if let Some(id) = self.sequence(text) {
            return self.terms(id, SHOWN_TERMS, emit);
        }
        if let Some(head) = self.function(text) {
            emit(&format!("{head}\n"));
            return Response::default();
        }
        let expanded = match self.expand(text) {
            Ok(e) => e,
            Err(why) => return Response::failed(why),
        };
        let name = format!("<input {}>", self.inputs);
        let before = self.session.checkpoint();
        let (expr, diagnostics) = self.session.check_expr(&name, &expanded.text, &self.scope);
        let errors = self.original(&name, text, &expanded, diagnostics.clone());
        if diagnostics.iter().any(Diagnostic::is_error) {
            self.session.rollback(before);
            return Response::failed(errors);
        }
        let value = match self.session.value(expr, &self.options.limits, &self.cancel) {
            Ok(v) => v,
            Err(diags) => {
                let errors = self.original(&name, text, &expanded, diags);
                return Response::failed(errors);
            }
        };
        self.spent = Some(value.spent.published);
        match value.outcome {
            Ok(v) => {
                let shown = show_value(&v, MAX_DIGITS, MAX_ELEMENTS);
                self.results.push(saved(&v));
                emit(&format!("%{} = {shown} : {}\n", self.results.len(), value.ty));
                Response { errors, ..Response::default() }
            }
            Err(e) => {
                let what = ErrorPlace::describe(e, value.place.as_ref());
                let mut response = self.stopped(&format!("no value: {what}"), e, value.spent);
                if let Some(place) = &value.place {
                    response.errors += &self.original(&name, text, &expanded, vec![place.note()]);
                }
                response
            }
        }
    }

    /// Response to a run that ended early: the reason, or that it was interrupted, and the cost of what was computed
    /// before.
    pub(crate) fn stopped(&self, why: &str, error: EvalError, spent: Cost) -> Response {
        let interrupted = error == EvalError::Interrupted;
        let text = match (spent.of(self.options.limits.reading), interrupted) {
            (0, true) => "interrupted; everything is as before".to_owned(),
            (spent, true) => format!("interrupted after {} units; everything is as before", grouped(spent)),
            (0, false) => why.to_owned(),
            (spent, false) => format!("{why} (after {} units)", grouped(spent)),
        };
        Response { interrupted, ..Response::failed(text) }
    }

    /// Renders diagnostics of an expanded expression, with their places mapped to the typed text.
    pub(crate) fn original(
        &mut self,
        name: &str,
        text: &str,
        expanded: &Expanded,
        diagnostics: Vec<Diagnostic>,
    ) -> String {
        if !expanded.is_changed() || diagnostics.is_empty() {
            return self.show(&diagnostics);
        }
        let sources = self.session.sources();
        let files: Vec<_> = sources.ids().filter(|f| sources.name(*f) == name).collect();
        let typed = self.session.add_source(name, text);
        let place = |s: nth_base::Span| if files.contains(&s.file) { expanded.original(s, typed) } else { s };
        let moved: Vec<Diagnostic> = diagnostics.into_iter().map(|d| relocate(d, &place)).collect();
        self.show(&moved)
    }

    /// Shows the first `count` terms of a sequence, each as soon as it is computed.
    pub(crate) fn terms(&mut self, id: DefId, count: u64, emit: Emit<'_>) -> Response {
        let limits = self.options.limits;
        let run = self.session.run_terms(id, 0, count, &limits, &self.cancel, &mut |t| {
            let comma = if t.position == 0 { "" } else { ", " };
            emit(&format!("{comma}{}", elide(&t.value, MAX_DIGITS)));
            true
        });
        let run = match run {
            Ok(r) => r,
            Err(diags) => return Response::failed(self.show(&diags)),
        };
        if run.computed > 0 {
            emit(if run.stopped.is_none() { ", …\n" } else { "\n" });
        }
        self.spent = Some(run.spent.published);
        match run.stopped {
            None => Response::default(),
            Some(s) => {
                let term = self.session.term_text(id, &s.index);
                let place = self.session.stop_place(id, &s);
                let what = ErrorPlace::describe(s.error, place.as_ref());
                let mut response = self.stopped(&format!("stopped at {term}: {what}"), s.error, run.spent);
                if let Some(place) = place {
                    response.errors += &self.show(&[place.note()]);
                }
                response
            }
        }
    }
}

/// Converts a value to a saved result, as source text for later expressions.
fn saved(v: &Output) -> Saved {
    let terms = match v {
        Output::List(items) => items
            .iter()
            .map(|x| match x {
                Output::Int(x) => Some(x.clone()),
                Output::Bool(_) | Output::List(_) => None,
            })
            .collect(),
        Output::Int(_) | Output::Bool(_) => None,
    };
    let text = match v {
        Output::Int(x) if x.signum() < 0 => format!("({x})"),
        Output::Int(_) | Output::Bool(_) | Output::List(_) => v.to_string(),
    };
    Saved { text, terms }
}
