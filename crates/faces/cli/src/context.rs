//! Context of a command: output, colours, Ctrl-C, clock, session.

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use clap::{Args, ValueEnum};
use nth_base::{Cancel, Clock, CostReading, Limits, Sources, plural};
use nth_diag::{Diagnostic, Style, render_all};
use nth_session::{Disk, Library, Session, normal};

use crate::clock::SystemClock;
use crate::outcome::Failure;
pub use crate::output::Out;
use crate::output::{say, say_text, set_colours};
use crate::paint::{Paint, When};
use crate::signals;

/// Heading of the options of all commands in the help.
const GLOBAL: &str = "Options of all commands";

/// Options of all commands.
#[derive(Args, Clone, Debug)]
pub struct Global {
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t, hide_short_help = true, help_heading = GLOBAL)]
    color: When,
    /// How to show errors: with source lines, or in one line each.
    #[arg(long, global = true, value_enum, default_value_t, hide_short_help = true, help_heading = GLOBAL)]
    error_format: ErrorFormat,
    /// Take the standard library from this folder instead of the one built in.
    #[arg(long, global = true, value_name = "DIR", env = "NTH_STDLIB", hide_short_help = true, help_heading = GLOBAL)]
    stdlib: Option<String>,
}

/// Form of diagnostics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ErrorFormat {
    /// With the source lines.
    #[default]
    Human,
    /// `file:line:col: error[code]: title`.
    Short,
}

/// Reading of the cost that budgets count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CostModel {
    /// Count every loop from its start, as in the published cost model.
    Published,
    /// Count only the new steps of a loop that continues one of the term before.
    #[default]
    Continued,
}

impl CostModel {
    /// Converts the option to the reading of the evaluator.
    pub fn reading(self) -> CostReading {
        match self {
            Self::Published => CostReading::Published,
            Self::Continued => CostReading::Continued,
        }
    }

    /// Name of the cost model on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Continued => "continued",
        }
    }
}

/// Limits of a run.
#[derive(Args, Clone, Copy, Debug)]
pub struct LimitArgs {
    /// Cost units per term; unspent units are carried over to the next term [default: unlimited]
    #[arg(long, value_name = "UNITS")]
    pub budget: Option<u64>,
    /// How the budget counts loops
    #[arg(long, value_enum, default_value_t, hide_short_help = true)]
    pub cost_model: CostModel,
    /// Maximal number of decimal digits of a number
    #[arg(long, value_name = "D", default_value_t = Limits::INTERACTIVE.max_digits)]
    pub max_digits: u32,
}

impl LimitArgs {
    /// Limits of the evaluator.
    pub fn limits(self) -> Limits {
        let base = Limits::INTERACTIVE;
        let budget = self.budget.unwrap_or(base.budget);
        Limits { budget, reading: self.cost_model.reading(), max_digits: self.max_digits, ..base }
    }
}

/// Number of threads of option `--jobs`; without it, one for each processor.
pub fn jobs(option: Option<NonZeroUsize>) -> usize {
    option.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

/// Largest number of diagnostics of a file that are shown with source lines.
const MOST: usize = 100;

/// Environment of a command: global options, output, cancellation, clock.
pub struct Context {
    global: Global,
    /// Flag that Ctrl-C raises, as do the other signals that end a process.
    pub cancel: Cancel,
    /// Colours of standard output.
    pub paint: Paint,
    /// Colours of standard error.
    pub paint_err: Paint,
    /// Clock that started with the process.
    pub clock: Arc<dyn Clock>,
}

impl Context {
    /// A context that listens to Ctrl-C and to the signals that end a process.
    pub fn new(global: Global) -> Result<Self, Failure> {
        let cancel = Cancel::new();
        let cannot = |e: io::Error| Failure::Message(format!("cannot listen to Ctrl-C: {e}"));
        signals::listen(cancel.clone()).map_err(cannot)?;
        let paint = Paint::new(global.color, &io::stdout());
        let paint_err = Paint::new(global.color, &io::stderr());
        set_colours(paint.is_on(), paint_err.is_on());
        Ok(Self { global, cancel, paint, paint_err, clock: Arc::new(SystemClock::new()) })
    }

    /// The standard library, checked. Errors in it are shown as a warning.
    pub fn library(&self) -> Result<Arc<Library>, Failure> {
        let library = match &self.global.stdlib {
            None => Library::embedded(),
            Some(dir) => Library::new(&read_modules(dir)?),
        };
        let errors = library.diagnostics().iter().filter(|d| d.is_error()).count();
        if errors > 0 {
            let first = library.diagnostics().iter().filter(|d| d.is_error()).take(1).cloned().collect::<Vec<_>>();
            say_text(&render_all(library.sources(), &first, Style::Short));
            say!("warning: the standard library has errors ({errors}); definitions that depend on them cannot run");
        }
        Ok(Arc::new(library))
    }

    /// A session that reads files from disk, with native code if it is built in.
    pub fn session(&self) -> Result<Session, Failure> {
        Ok(session_on(self.library()?))
    }

    /// Style of diagnostics on standard error.
    pub fn style(&self) -> Style {
        match self.global.error_format {
            ErrorFormat::Short => Style::Short,
            ErrorFormat::Human if self.paint_err.is_on() => Style::Colour,
            ErrorFormat::Human => Style::Plain,
        }
    }

    /// Shows diagnostics on standard error. With source lines, only the first ones are shown if there are many.
    pub fn show(&self, sources: &Sources, diagnostics: &[Diagnostic]) {
        let style = self.style();
        let shown = if style == Style::Short { diagnostics.len() } else { diagnostics.len().min(MOST) };
        let (first, rest) = diagnostics.split_at(shown);
        say_text(&render_all(sources, first, style));
        if !rest.is_empty() {
            say!("and {}; --error-format short shows all", plural(rest.len(), "more message"));
        }
    }
}

/// A session on a library that reads files from disk, with native code if it is built in.
pub fn session_on(library: Arc<Library>) -> Session {
    let session = Session::new(library, Arc::new(Disk));
    #[cfg(feature = "llvm")]
    let session = {
        let mut session = session;
        session.engines_mut().native = Some(Arc::new(nth_llvm::Llvm));
        session
    };
    session
}

fn read_modules(dir: &str) -> Result<Vec<(String, String)>, Failure> {
    let cannot = |e: io::Error| Failure::Message(format!("cannot read the library {dir}: {e}"));
    let mut out = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.extension().is_some_and(|e| e == "nth") {
            let text = std::fs::read_to_string(&path).map_err(cannot)?;
            out.push((normal(&path.display().to_string()), text));
        }
    }
    out.sort();
    Ok(out)
}
