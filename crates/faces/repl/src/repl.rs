//! The state machine.

use std::panic::{AssertUnwindSafe, catch_unwind};

use nth_base::{Cancel, Limits, Sources};
use nth_diag::{Diagnostic, Style, render_all};
use nth_oeis::Database;
use nth_session::{DefId, DefKind, Meaning, Scope, Session, plural};

use crate::input::{Kind, kind};
use crate::results::{Expanded, expand};

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
pub(crate) struct Saved {
    pub text: String,
    pub terms: Option<Vec<nth_num::Int>>,
}

/// A session at the prompt.
pub struct Repl {
    pub(crate) session: Session,
    pub(crate) options: Options,
    pub(crate) cancel: Cancel,
    pub(crate) scope: Scope,
    pub(crate) steps: Vec<Step>,
    pub(crate) results: Vec<Saved>,
    /// Number of inputs so far; their texts are called after it.
    pub(crate) inputs: usize,
    pub(crate) time: bool,
    pub(crate) spent: Option<u64>,
}

/// Gives text out, as it is made.
pub(crate) type Emit<'a> = &'a mut dyn FnMut(&str);

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
        let answer = catch_unwind(AssertUnwindSafe(|| match kind(text) {
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
        }));
        let mut response = answer.unwrap_or_else(|_| self.recover());
        response.timed = self.spent.filter(|_| self.time);
        response
    }

    /// After a defect of nth: what the session holds may be half done, so it is made again from its inputs.
    fn recover(&mut self) -> Response {
        let what = "this is a defect of nth: please report the input";
        if self.steps.is_empty() || self.reload(&mut |_| {}).failed {
            let lost = if self.steps.is_empty() { "" } else { "; the definitions are lost" };
            self.session = self.session.fresh();
            self.scope = Scope::default();
            self.steps.clear();
            return Response::failed(format!("{what}{lost}"));
        }
        Response::failed(format!("{what}; the definitions are kept"))
    }

    /// Every word that completion may offer, sorted.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        self.session.words(&self.scope)
    }

    pub(crate) fn show(&self, diagnostics: &[Diagnostic]) -> String {
        show(self.session.sources(), diagnostics, self.options.style)
    }

    /// A name that stands for a sequence.
    pub(crate) fn sequence(&self, name: &str) -> Option<DefId> {
        match self.session.meaning(&self.scope, name.trim()) {
            Meaning::Def(d) => Some(d).filter(|d| self.session.def(*d).is_some_and(|d| d.kind != DefKind::Fn)),
            Meaning::Prim(_) | Meaning::Ambiguous(_) | Meaning::Missing | Meaning::NoModule => None,
        }
    }

    pub(crate) fn expand(&self, text: &str) -> Result<Expanded, String> {
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
}

/// So many messages of one input are shown.
const MOST: usize = 20;

/// The first of the messages.
pub(crate) fn show(sources: &Sources, diagnostics: &[Diagnostic], style: Style) -> String {
    let (first, rest) = diagnostics.split_at(diagnostics.len().min(MOST));
    let mut text = render_all(sources, first, style);
    if !rest.is_empty() {
        text.push_str(&format!("and {}\n", plural(rest.len(), "more message")));
    }
    text
}
