//! The state machine.

use nth_base::{Cancel, Limits};
use nth_diag::{Diagnostic, Style, render_all};
use nth_oeis::Database;
use nth_session::{
    DefId, DefKind, ModuleId, Output, Scope, Session, Wanted, elide, grouped, plural, relocate, show_value,
};

use crate::input::{Kind, kind};
use crate::results::expand;

/// How a [`Repl`] works.
pub struct Options {
    /// What one input may spend.
    pub limits: Limits,
    /// How errors are shown.
    pub style: Style,
    /// Where `:oeis` looks; none: the sequences of the standard library.
    pub database: Option<Box<dyn Database>>,
}

/// What came of an input, beside the text given out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// What is wrong with it, as text; empty if nothing.
    pub errors: String,
    /// Whether it failed: an error, a check that does not hold, nothing found.
    pub failed: bool,
    /// Whether it was stopped by the flag.
    pub interrupted: bool,
    /// Whether the session ends.
    pub quit: bool,
    /// What it cost, in cost units, if something ran and `:time` is on.
    pub timed: Option<u64>,
}

impl Response {
    pub(crate) fn failed(errors: impl Into<String>) -> Self {
        let mut errors = errors.into();
        if !errors.is_empty() && !errors.ends_with('\n') {
            errors.push('\n');
        }
        Self { errors, failed: true, ..Self::default() }
    }
}

/// An input that changed the state, to be repeated by `:reload`.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    File(String),
    Text(String),
}

/// A result, as it can be written in an expression.
struct Saved {
    text: String,
    terms: Option<Vec<nth_num::Int>>,
}

/// A session at the prompt.
pub struct Repl {
    pub(crate) session: Session,
    pub(crate) options: Options,
    pub(crate) cancel: Cancel,
    pub(crate) scope: Scope,
    pub(crate) steps: Vec<Step>,
    results: Vec<Saved>,
    inputs: usize,
    pub(crate) time: bool,
    pub(crate) spent: Option<u64>,
}

/// Gives text out, as it is made.
pub(crate) type Emit<'a> = &'a mut dyn FnMut(&str);

/// Longest number that is shown in full.
const DIGITS: usize = 200;
/// Longest list that is shown in full.
const ELEMENTS: usize = 50;
/// A new sequence shows so many terms, if they cost little.
const PREVIEW: u64 = 10;
const PREVIEW_LIMITS: Limits =
    Limits { budget: 20_000, max_digits: 40, max_words: 100_000, max_depth: 10_000 };

impl Repl {
    /// A session without definitions. Raising `cancel` stops what runs; it is lowered at each input.
    #[must_use]
    pub fn new(session: Session, options: Options, cancel: Cancel) -> Self {
        Self {
            session,
            options,
            cancel,
            scope: Scope::default(),
            steps: Vec::new(),
            results: Vec::new(),
            inputs: 0,
            time: false,
            spent: None,
        }
    }

    /// Takes an input and gives its output to `emit` as it is made.
    pub fn feed(&mut self, text: &str, emit: &mut dyn FnMut(&str)) -> Response {
        self.cancel.reset();
        self.spent = None;
        let mut response = match kind(text) {
            Kind::Empty => Response::default(),
            Kind::Command => self.command(text.trim(), emit),
            Kind::Items => {
                self.inputs += 1;
                self.items(text, emit)
            }
            Kind::Expression => {
                self.inputs += 1;
                self.expression(text, emit)
            }
        };
        response.timed = self.spent.filter(|_| self.time);
        response
    }

    /// Every word that completion may offer, sorted.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        self.session.words(&self.scope)
    }

    pub(crate) fn show(&self, diagnostics: &[Diagnostic]) -> String {
        render_all(self.session.sources(), diagnostics, self.options.style)
    }

    fn items(&mut self, text: &str, emit: Emit<'_>) -> Response {
        let before = self.session.checkpoint();
        let name = format!("<input {}>", self.inputs);
        let loaded = self.session.check_text(&name, text, &self.scope);
        if loaded.has_errors() {
            let errors = self.show(&loaded.diagnostics);
            self.session.rollback(before);
            return Response::failed(errors);
        }
        let old = self.scope.clone();
        self.scope.0.push(loaded.module);
        self.steps.push(Step::Text(text.to_owned()));
        let mut response = Response { errors: self.show(&loaded.diagnostics), ..Response::default() };
        for id in self.session.module(loaded.module).map_or(Vec::new(), |m| m.defs.clone()) {
            let line = self.describe(id, &old);
            emit(&line);
        }
        self.verify(loaded.module, emit, &mut response);
        response
    }

    /// A line about a new definition.
    fn describe(&mut self, id: DefId, old: &Scope) -> String {
        let Some(def) = self.session.def(id) else { return String::new() };
        let (name, hole) = (def.name.clone(), def.has_hole);
        let is_new = old.0.iter().all(|m| self.session.module(*m).is_none_or(|m| !m.names.contains_key(&name)));
        let again = if is_new { "" } else { " (again; what used the old one still does)" };
        let head = self.session.doc(&self.scope, &name).into_iter().next().map_or(name, |p| p.signature);
        if hole {
            return format!("{head}{again}: not found yet\n");
        }
        match self.preview(id) {
            Some(terms) => format!("{head}{again}: {terms}\n"),
            None => format!("{head}{again}\n"),
        }
    }

    /// The first terms, if they cost little.
    fn preview(&mut self, id: DefId) -> Option<String> {
        if self.session.def(id)?.kind == DefKind::Fn {
            return None;
        }
        let (terms, _) = self.session.first_terms(id, PREVIEW, &PREVIEW_LIMITS, &self.cancel).ok()?;
        let shown: Vec<String> = terms.iter().map(ToString::to_string).collect();
        (!shown.is_empty()).then(|| format!("{}, …", shown.join(", ")))
    }

    fn verify(&mut self, module: ModuleId, emit: Emit<'_>, response: &mut Response) {
        let wanted = Wanted { checks: true, examples: true, oeis: None };
        let report = self.session.verify(module, wanted, &self.options.limits, &self.cancel);
        if report.checks.passed > 0 {
            let verb = if report.checks.passed == 1 { "holds" } else { "hold" };
            emit(&format!("{} {verb} ({})\n", plural(report.checks.passed, "check"), plural(report.terms, "term")));
        }
        for name in &report.holes {
            emit(&format!("{name}: not found yet, the terms are kept\n"));
        }
        response.errors.push_str(&self.show(&report.diagnostics));
        response.failed |= !report.is_ok();
        if report.interrupted {
            response.interrupted = true;
            response.errors.push_str("interrupted; the definitions are kept\n");
        }
    }

    /// A name that stands for a sequence.
    pub(crate) fn sequence(&self, name: &str) -> Option<DefId> {
        match self.session.meaning(&self.scope, name.trim()) {
            nth_session::Meaning::Def(d) => Some(d).filter(|d| {
                self.session.def(*d).is_some_and(|d| d.kind != DefKind::Fn)
            }),
            nth_session::Meaning::Prim(_)
            | nth_session::Meaning::Ambiguous(_)
            | nth_session::Meaning::Missing
            | nth_session::Meaning::NoModule => None,
        }
    }

    /// The head of a function whose name alone is given: it is no value, but it has a type.
    pub(crate) fn function(&self, text: &str) -> Option<String> {
        let text = text.trim();
        match self.session.doc(&self.scope, text).as_slice() {
            [page] if page.name == text.rsplit('.').next().unwrap_or(text) => Some(page.signature.clone()),
            _ => None,
        }
    }

    fn expression(&mut self, text: &str, emit: Emit<'_>) -> Response {
        if let Some(id) = self.sequence(text) {
            return self.terms(id, 20, emit);
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
        self.spent = Some(value.spent);
        match value.outcome {
            Ok(v) => {
                let shown = show_value(&v, DIGITS, ELEMENTS);
                self.results.push(saved(&v));
                emit(&format!("%{} = {shown} : {}\n", self.results.len(), value.ty));
                Response { errors, ..Response::default() }
            }
            Err(e) => self.stopped(&format!("no value: {e}"), e.name(), value.spent),
        }
    }

    /// What is said when a run ends early.
    pub(crate) fn stopped(&self, why: &str, name: &str, spent: u64) -> Response {
        let interrupted = name == "interrupted";
        let text = if interrupted {
            format!("interrupted after {} units; everything is as before", grouped(spent))
        } else {
            format!("{why} (after {} units)", grouped(spent))
        };
        Response { interrupted, ..Response::failed(text) }
    }

    pub(crate) fn expand(&self, text: &str) -> Result<crate::results::Expanded, String> {
        let count = self.results.len();
        expand(text, &|number| {
            let i = number.unwrap_or(count);
            let saved = i.checked_sub(1).and_then(|i| self.results.get(i));
            saved.map(|s| s.text.clone()).ok_or_else(|| match (count, number) {
                (0, _) => "there are no results yet".to_owned(),
                (_, Some(n)) => format!("there is no result %{n}; the last one is %{count}"),
                (_, None) => "there are no results yet".to_owned(),
            })
        })
    }

    /// The terms of the last result, if it is a list of integers.
    pub(crate) fn last_terms(&self) -> Option<Vec<nth_num::Int>> {
        self.results.last()?.terms.clone()
    }

    /// Diagnostics of an expanded expression, shown in the text as it was typed.
    pub(crate) fn original(
        &mut self,
        name: &str,
        text: &str,
        expanded: &crate::results::Expanded,
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

    /// Prints terms as they come.
    pub(crate) fn terms(&mut self, id: DefId, count: u64, emit: Emit<'_>) -> Response {
        let limits = self.options.limits;
        let run = self.session.run_terms(id, 0, count, &limits, &self.cancel, &mut |t| {
            let comma = if t.position == 0 { "" } else { ", " };
            emit(&format!("{comma}{}", elide(&t.value, DIGITS)));
            true
        });
        let run = match run {
            Ok(r) => r,
            Err(diags) => return Response::failed(self.show(&diags)),
        };
        if run.computed > 0 {
            emit(if run.stopped.is_none() { ", …\n" } else { "\n" });
        }
        self.spent = Some(run.spent);
        match run.stopped {
            None => Response::default(),
            Some(s) => {
                let place = self.session.term_text(id, &s.index);
                self.stopped(&format!("stopped at {place}: {}", s.error), s.error.name(), run.spent)
            }
        }
    }
}

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
