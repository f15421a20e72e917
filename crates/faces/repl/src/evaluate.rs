//! Expressions at the prompt, and the terms of sequences.

use nth_base::{Cost, grouped};
use nth_core::EvalError;
use nth_diag::Diagnostic;
use nth_session::{DefId, DefKind, ErrorPlace, Meaning, Output, doc, elide, show_value};

use crate::command::COMMANDS;
use crate::prompt::call_values_in;
use crate::repl::{Emit, Repl, Response, Saved};
use crate::rewrite::{Chain, Rewritten};

/// Number of terms shown of a sequence that stands alone.
pub(crate) const SHOWN_TERMS: u64 = 20;
/// Longest number shown in full, in digits.
pub(crate) const MAX_DIGITS: usize = 200;
/// Longest list shown in full, in elements.
pub(crate) const MAX_ELEMENTS: usize = 50;

/// A typed text, the expression that was made from it, and how the text before the expression was cut off.
pub(crate) type Typed<'a> = (&'a str, Chain, Option<Rewritten>);

/// The value of an expression, its type, and warnings about the expression.
pub(crate) struct Evaluated {
    pub value: Output,
    pub ty: String,
    pub errors: String,
}

impl Repl {
    /// Signature of the function that `text` names. A function by itself has a type, but no value to show.
    pub(crate) fn function(&self, text: &str) -> Option<String> {
        let text = text.trim();
        let is_function = match self.state.session.meaning(&self.state.scope, text) {
            Meaning::Def(d) => !self.is_value(text) && self.state.session.def(d).is_some_and(|d| !d.params.is_empty()),
            Meaning::Prim(_) => true,
            Meaning::Ambiguous(_) | Meaning::Missing | Meaning::NoModule => false,
        };
        let pages = is_function.then(|| doc(self.state.session.checker(), &self.state.scope, text))?;
        pages.into_iter().next().map(|p| p.signature)
    }

    /// Whether a name is that of a value of the prompt.
    pub(crate) fn is_value(&self, name: &str) -> bool {
        self.state.values.iter().any(|v| v == name.trim())
    }

    /// An expression with its references to results and values written out. The error is a line for people.
    pub(crate) fn expression_of(&self, text: &str) -> Result<Chain, String> {
        Ok(call_values_in(self.expand(text)?, &self.state.values))
    }

    /// Shows the value of an expression, or the first terms if it is the name of a sequence.
    pub(crate) fn expression(&mut self, text: &str, emit: Emit<'_>) -> Response {
        if let Some(id) = self.sequence(text) {
            return self.terms(id, SHOWN_TERMS, emit);
        }
        if let Some(command) = command_meant(text).filter(|_| self.is_unknown(text)) {
            return Response::failed(format!("nothing is named `{}`; the command is :{command}", text.trim()));
        }
        if let Some(head) = self.function(text) {
            emit(&format!("{head}\n"));
            return Response::default();
        }
        let chain = match self.expression_of(text) {
            Ok(chain) => chain,
            Err(why) => return Response::failed(why),
        };
        let name = self.input_name();
        match self.evaluated(&name, (text, chain, None)) {
            Ok(Evaluated { value, ty, errors }) => {
                let shown = show_value(&value, MAX_DIGITS, MAX_ELEMENTS);
                let number = self.results.len() + 1;
                let cut = if is_cut(&value) { format!("  (cut; :print %{number} shows all)") } else { String::new() };
                emit(&format!("%{number} = {shown} : {ty}{cut}\n"));
                self.results.push(Saved { value });
                Response { errors, ..Response::default() }
            }
            Err(response) => response,
        }
    }

    /// Evaluates an expression. The error is the response to a failure.
    pub(crate) fn evaluated(&mut self, name: &str, typed: Typed<'_>) -> Result<Evaluated, Response> {
        let (text, chain, shift) = typed;
        let style = self.options.style;
        let before = self.state.session.checkpoint();
        let scope = self.state.scope.clone();
        let (expr, diagnostics) = self.state.session.check_expr(name, chain.text(), &scope);
        let all = Chain(shift.into_iter().chain(chain.0).collect());
        let errors = self.state.show_typed((name, text), &all, &diagnostics, style);
        if diagnostics.iter().any(Diagnostic::is_error) {
            let names: Vec<String> = self.unknown_names(&diagnostics);
            self.state.session.rollback(before);
            return Err(Response::failed(errors + &self.notes_about(&names)));
        }
        self.runs += 1;
        let value = match self.state.session.value(expr, &self.options.limits, &self.cancel) {
            Ok(v) => v,
            Err(found) => return Err(Response::failed(self.state.show_typed((name, text), &all, &found, style))),
        };
        self.spent = Some(value.spent.published);
        match value.outcome {
            Ok(found) => Ok(Evaluated { value: found, ty: value.ty, errors }),
            Err(e) => {
                let what = ErrorPlace::describe(e, value.place.as_ref());
                let mut response = self.stopped(&format!("no value: {what}"), e, value.spent);
                if let Some(place) = &value.place {
                    response.errors += &self.state.show_typed((name, text), &all, &[place.note()], style);
                }
                Err(response)
            }
        }
    }

    /// Names that diagnostics say are unknown.
    fn unknown_names(&self, diagnostics: &[Diagnostic]) -> Vec<String> {
        let unknown = diagnostics.iter().filter(|d| d.code == nth_diag::Code::UnknownName).map(|d| d.primary.span);
        let sources = self.state.session.sources();
        unknown.filter_map(|s| sources.text(s.file).get(s.range())).map(str::to_owned).collect()
    }

    /// Lines about names whose definitions wait.
    fn notes_about(&self, names: &[String]) -> String {
        let waits = |name: &String| self.waiting.iter().find(|w| w.item.defines() == Some(name));
        names.iter().filter_map(waits).map(crate::define::waiting_line).collect()
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

    /// Shows the first `count` terms of a sequence, each as soon as it is computed.
    pub(crate) fn terms(&mut self, id: DefId, count: u64, emit: Emit<'_>) -> Response {
        self.write_terms(id, count, Some(MAX_DIGITS), emit)
    }

    /// Writes the first `count` terms of a sequence; terms of more than `digits` digits are cut.
    pub(crate) fn write_terms(&mut self, id: DefId, count: u64, digits: Option<usize>, emit: Emit<'_>) -> Response {
        let limits = self.options.limits;
        let mut cut = false;
        let run = self.state.session.run_terms(id, 0, count, &limits, &self.cancel, &mut |t| {
            let comma = if t.position == 0 { "" } else { ", " };
            let shown = digits.map_or_else(|| t.value.to_string(), |most| elide(&t.value, most));
            cut |= shown.contains('…');
            emit(&format!("{comma}{shown}"));
            true
        });
        let run = match run {
            Ok(r) => r,
            Err(diags) => return Response::failed(self.show(&diags)),
        };
        if run.computed > 0 {
            emit(if run.stopped.is_none() { ", …\n" } else { "\n" });
        }
        if cut {
            let name = self.state.session.def(id).map_or("", |d| d.name.as_str());
            emit(&format!("(cut; :print {name} {count} shows all digits)\n"));
        }
        self.spent = Some(run.spent.published);
        match run.stopped {
            None => Response::default(),
            Some(s) => {
                let term = self.state.session.term_text(id, &s.index);
                let place = self.state.session.stop_place(id, &s);
                let what = ErrorPlace::describe(s.error, place.as_ref());
                let mut response = self.stopped(&format!("stopped at {term}: {what}"), s.error, run.spent);
                if let Some(place) = place {
                    response.errors += &self.show(&[place.note()]);
                }
                response
            }
        }
    }

    /// Sequence with this name; `None` for a function or an unknown name.
    pub(crate) fn sequence(&self, name: &str) -> Option<DefId> {
        match self.state.session.meaning(&self.state.scope, name.trim()) {
            Meaning::Def(d) => Some(d).filter(|d| self.state.session.def(*d).is_some_and(|d| d.kind != DefKind::Fn)),
            Meaning::Missing => self.state.session.numbered(name.trim().parse().ok()?),
            Meaning::Prim(_) | Meaning::Ambiguous(_) | Meaning::NoModule => None,
        }
    }

    /// Whether nothing has this name.
    fn is_unknown(&self, name: &str) -> bool {
        matches!(self.state.session.meaning(&self.state.scope, name.trim()), Meaning::Missing)
    }

    /// The sequence whose term is an expression in n; none if the text is none.
    pub(crate) fn of_index(&mut self, text: &str) -> Option<DefId> {
        if !nth_syntax::build::words(text).any(|w| w == "n") {
            return None;
        }
        self.state.session.sequence_of("<expression>", text, &self.state.scope).0
    }
}

/// The command that a word is the name of, without its colon.
fn command_meant(text: &str) -> Option<&'static str> {
    let word = match text.trim() {
        "exit" | "bye" | "q" => "quit",
        word => word,
    };
    COMMANDS.iter().map(|c| c.name).find(|name| *name == word)
}

/// Whether a value is not shown in full.
fn is_cut(v: &Output) -> bool {
    match v {
        Output::Int(x) => x.digits() > MAX_DIGITS,
        Output::Bool(_) => false,
        Output::List(items) => items.len() > MAX_ELEMENTS || items.iter().any(is_cut),
    }
}
