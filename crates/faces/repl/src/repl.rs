//! State of the REPL, and dispatch of inputs by kind.

use std::panic::{AssertUnwindSafe, catch_unwind};

use nth_base::{Cancel, Limits, Sources, plural};
use nth_diag::{Diagnostic, Style, render_all};
use nth_oeis::Database;
use nth_session::{DefId, DefKind, Meaning, Scope, Session, Words, words};

use crate::input::{Kind, kind};
use crate::results::{Expanded, expand};

/// Settings of a [`Repl`].
pub struct Options {
    /// Limits of the programs that each input runs.
    pub limits: Limits,
    /// Style of rendered diagnostics: plain, coloured or short.
    pub style: Style,
    /// Database for `:oeis`. `None` for the sequences of the standard library.
    pub database: Option<Box<dyn Database>>,
}

/// Outcome of an input, apart from its output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// Errors as text in complete lines; empty if there are none.
    pub errors: String,
    /// Whether the input failed: an error, a check that does not hold, or nothing found.
    pub failed: bool,
    /// Whether the cancellation flag stopped the input.
    pub interrupted: bool,
    /// Whether the input ends the session.
    pub quit: bool,
    /// Cost in cost units, in the published reading, if a program ran and `:time` is on.
    pub timed: Option<u64>,
}

impl Response {
    /// Response to a failed input. A line end is added to the errors if missing.
    pub(crate) fn failed(errors: impl Into<String>) -> Self {
        let mut errors = errors.into();
        if !errors.is_empty() && !errors.ends_with('\n') {
            errors.push('\n');
        }
        Self { errors, failed: true, ..Self::default() }
    }
}

/// Input that changed the session, kept for `:reload`.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// File that was loaded, by its name.
    File(String),
    /// Definitions, checks and uses that were typed.
    Text(String),
}

/// Saved result of an expression.
pub(crate) struct Saved {
    /// Source text that replaces a reference to the result.
    pub text: String,
    /// Elements of the result, if it is a list of integers.
    pub terms: Option<Vec<nth_num::Int>>,
}

/// Session at the prompt: definitions, results, settings.
pub struct Repl {
    pub(crate) session: Session,
    pub(crate) options: Options,
    pub(crate) cancel: Cancel,
    pub(crate) scope: Scope,
    pub(crate) steps: Vec<Step>,
    pub(crate) results: Vec<Saved>,
    /// Number of inputs so far, used in the names of inputs in messages.
    pub(crate) inputs: usize,
    pub(crate) time: bool,
    pub(crate) spent: Option<u64>,
}

/// Receiver of output, called for each piece as soon as it is available.
pub(crate) type Emit<'a> = &'a mut dyn FnMut(&str);

impl Repl {
    /// A REPL without definitions. Raising `cancel` stops the running input; each input lowers it first.
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

    /// Runs an input and passes its output to `emit` as soon as it is available.
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

    /// Restores the session after a panic, which may have left it inconsistent: repeats its steps in a new session.
    fn recover(&mut self) -> Response {
        let what = "this is a bug in nth: please report the input";
        if self.steps.is_empty() || self.reload(&mut |_| {}).failed {
            let lost = if self.steps.is_empty() { "" } else { "; the definitions are lost" };
            self.session = self.session.fresh();
            self.scope = Scope::default();
            self.steps.clear();
            return Response::failed(format!("{what}{lost}"));
        }
        Response::failed(format!("{what}; the definitions are kept"))
    }

    /// Words for completion: visible names, keywords, synonyms.
    #[must_use]
    pub fn words(&self) -> Words {
        words(self.session.checker(), &self.scope)
    }

    /// Renders diagnostics in the style of the options.
    pub(crate) fn show(&self, diagnostics: &[Diagnostic]) -> String {
        show(self.session.sources(), diagnostics, self.options.style)
    }

    /// Sequence with this name; `None` for a function or an unknown name.
    pub(crate) fn sequence(&self, name: &str) -> Option<DefId> {
        match self.session.meaning(&self.scope, name.trim()) {
            Meaning::Def(d) => Some(d).filter(|d| self.session.def(*d).is_some_and(|d| d.kind != DefKind::Fn)),
            Meaning::Prim(_) | Meaning::Ambiguous(_) | Meaning::Missing | Meaning::NoModule => None,
        }
    }

    /// Expression with references to earlier results replaced by their values. The error is a line for people.
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

    /// Elements of the last result, if it is a list of integers.
    pub(crate) fn last_terms(&self) -> Option<Vec<nth_num::Int>> {
        self.results.last()?.terms.clone()
    }
}

/// Largest number of diagnostics shown for one input.
const MAX_DIAGNOSTICS: usize = 20;

/// Renders the first diagnostics, and counts the others.
pub(crate) fn show(sources: &Sources, diagnostics: &[Diagnostic], style: Style) -> String {
    let (first, rest) = diagnostics.split_at(diagnostics.len().min(MAX_DIAGNOSTICS));
    let mut text = render_all(sources, first, style);
    if !rest.is_empty() {
        text.push_str(&format!("and {}\n", plural(rest.len(), "more message")));
    }
    text
}
