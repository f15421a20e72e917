//! State of the REPL, and dispatch of inputs by kind.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use nth_base::{Cancel, Clock, Limits, grouped};
use nth_diag::{Diagnostic, Style};
use nth_oeis::Database;
use nth_session::{Library, ModuleId, Output, Session, normal};
use nth_synth::Synthesizer;

use crate::define::source_of;
use crate::host::Host;
use crate::input::{Kind, kind};
use crate::oeis::terms_of;
use crate::prompt::Waiting;
use crate::results::expand;
use crate::rewrite::Rewritten;
use crate::state::State;

/// Number of expressions after which the session begins again with the same definitions, so that it does not grow.
const MAX_RUNS: usize = 500;

/// Settings of a [`Repl`].
pub struct Options {
    /// Limits of the programs that each input runs.
    pub limits: Limits,
    /// Style of rendered diagnostics: plain, coloured or short.
    pub style: Style,
    /// Whether output has colours.
    pub colours: bool,
    /// Database for `:oeis`. `None` for the sequences of the standard library.
    pub database: Option<Box<dyn Database>>,
    /// Clock of `:time` and `:timeit`.
    pub clock: Arc<dyn Clock>,
    /// Files and the editor of the machine, for the commands that need them.
    pub host: Box<dyn Host>,
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

/// Saved result of an expression.
pub(crate) struct Saved {
    /// Value of the expression.
    pub value: Output,
}

/// Session at the prompt: definitions, results, settings.
pub struct Repl {
    /// Session that has checked the loaded files and runs nothing.
    pub(crate) base: Session,
    /// Files that were loaded, with their modules in `base`.
    pub(crate) files: Vec<(String, ModuleId)>,
    pub(crate) state: State,
    /// Definitions that are not in the state yet.
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) options: Options,
    /// Synthesizer of all searches, so that the sequences of the library are prepared once.
    pub(crate) synthesizer: Synthesizer,
    pub(crate) cancel: Cancel,
    pub(crate) results: Vec<Saved>,
    /// Number of inputs so far, used in the names of inputs in messages.
    pub(crate) inputs: usize,
    /// Number of changes of definitions and files so far.
    pub(crate) steps: u64,
    /// Number of expressions that the session of the state has run.
    pub(crate) runs: usize,
    pub(crate) time: bool,
    pub(crate) spent: Option<u64>,
    /// File that `:save` wrote last.
    pub(crate) saved_to: Option<String>,
    /// Files that commands have written, which may be written again.
    written: Vec<String>,
    /// File whose last load failed, which `:reload` tries again.
    pub(crate) not_loaded: Option<String>,
}

/// Receiver of output, called for each piece as soon as it is available.
pub(crate) type Emit<'a> = &'a mut dyn FnMut(&str);

impl Repl {
    /// A REPL without definitions. Raising `cancel` stops the running input; each input lowers it first.
    #[must_use]
    pub fn new(session: Session, options: Options, cancel: Cancel) -> Self {
        let state = State::new(&session, &[], Vec::new());
        let synthesizer = Synthesizer::new(Arc::clone(session.library()));
        Self {
            base: session,
            files: Vec::new(),
            state,
            waiting: Vec::new(),
            options,
            synthesizer,
            cancel,
            results: Vec::new(),
            inputs: 0,
            steps: 0,
            runs: 0,
            time: false,
            spent: None,
            saved_to: None,
            written: Vec::new(),
            not_loaded: None,
        }
    }

    /// Runs one input ([`inputs`](crate::inputs) of a block) and passes its output to `emit` as soon as it is
    /// available.
    pub fn feed(&mut self, text: &str, emit: &mut dyn FnMut(&str)) -> Response {
        self.cancel.reset();
        self.spent = None;
        if self.runs > MAX_RUNS {
            self.renew();
        }
        let started = self.options.clock.now();
        let answer = catch_unwind(AssertUnwindSafe(|| match kind(text) {
            Kind::Empty => Response::default(),
            Kind::Command => self.command(text.trim(), emit),
            Kind::Items => {
                self.inputs += 1;
                self.items(text, emit)
            }
            Kind::Head(head) => {
                self.inputs += 1;
                self.head(text, &head, emit)
            }
            Kind::Expression => {
                self.inputs += 1;
                self.expression(text, emit)
            }
        }));
        let response = answer.unwrap_or_else(|_| self.recover());
        if let Some(units) = self.spent.filter(|_| self.time) {
            let time = self.options.clock.now().saturating_sub(started);
            emit(&timing(time, units));
        }
        response
    }

    /// The standard library of the session.
    #[must_use]
    pub fn library(&self) -> &Arc<Library> {
        self.base.library()
    }

    /// Writes a file, which is replaced only if a command has written it before. The error is a line for people.
    pub(crate) fn write(&mut self, file: &str, content: &[u8]) -> Result<(), String> {
        let name = normal(file);
        let again = self.written.contains(&name);
        self.options.host.write(file, content, again)?;
        if !again {
            self.written.push(name);
        }
        Ok(())
    }

    /// Name of the running input in messages.
    pub(crate) fn input_name(&self) -> String {
        format!("<input {}>", self.inputs)
    }

    /// Modules of the loaded files.
    pub(crate) fn modules(&self) -> Vec<ModuleId> {
        self.files.iter().map(|(_, m)| *m).collect()
    }

    /// Checks the definitions again in a session that has run nothing.
    pub(crate) fn renew(&mut self) {
        self.state = State::new(&self.base, &self.modules(), self.state.items.clone());
        self.runs = 0;
    }

    /// Restores the session after a panic, which may have left it inconsistent. The definitions were checked before, so
    /// that they can be checked again.
    fn recover(&mut self) -> Response {
        self.renew();
        Response::failed("this is a bug in nth: please report the input; the definitions are kept")
    }

    /// Renders diagnostics in the style of the options, with the places in what was typed.
    pub(crate) fn show(&mut self, diagnostics: &[Diagnostic]) -> String {
        self.state.show(diagnostics, self.options.style)
    }

    /// Expression with references to earlier results replaced by their values. The error is a line for people.
    pub(crate) fn expand(&self, text: &str) -> Result<Rewritten, String> {
        let count = self.results.len();
        expand(text, &|number| {
            let i = number.unwrap_or(count);
            let saved = i.checked_sub(1).and_then(|i| self.results.get(i));
            saved.map(|s| source_of(&s.value)).ok_or_else(|| match (count, number) {
                (0, _) => "there are no results yet".to_owned(),
                (_, Some(n)) => format!("there is no result %{n}; the last one is %{count}"),
                (_, None) => "there are no results yet".to_owned(),
            })
        })
    }

    /// Elements of the last result, if it is a list of integers.
    pub(crate) fn last_terms(&self) -> Option<Vec<nth_num::Int>> {
        terms_of(&self.results.last()?.value)
    }
}

/// Time and cost of an input, in one line.
pub(crate) fn timing(time: Duration, units: u64) -> String {
    format!("({}, {} units)\n", seconds(time), grouped(units))
}

/// A time with three digits, in the unit that suits it.
pub(crate) fn seconds(time: Duration) -> String {
    let s = time.as_secs_f64();
    match s {
        s if s < 1e-3 => format!("{:.1} µs", s * 1e6),
        s if s < 1.0 => format!("{:.1} ms", s * 1e3),
        s => format!("{s:.3} s"),
    }
}
