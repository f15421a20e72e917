//! Answers for editors that run programs or search them: what [`nth_ide`] says about a text, this crate extends by what
//! its programs do.
//!
//! One [`Assist`] serves many requests, also at once: [`Assist::hover`] with first terms, growth of the cost and
//! entries of the OEIS, [`Assist::term_hints`], [`lenses`] and [`Assist::execute`], [`Assist::actions`],
//! [`Assist::failed_checks`], [`Assist::suggest`] for holes, empty sequences and lists of terms, [`Assist::complete`]
//! with A-numbers. Results are plain data by file and offset; no protocol is known here. Programs run under small
//! limits, and a program that has run is not run again.
//!
//! The crate reads no file and no clock: library, clock, synthesizer and the OEIS data are handed in.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod actions;
mod checks;
mod commands;
mod complete;
mod draft;
mod entries;
mod facts;
mod growth;
mod hints;
mod hover;
mod lenses;
mod program;
mod quick;
mod suggest;
mod verdicts;
mod wanted;

use std::sync::{Arc, Mutex};

use nth_base::Clock;
use nth_oeis::Database;
use nth_synth::Synthesizer;
use rustc_hash::FxHashMap;

pub use commands::Outcome;
pub use complete::Completions;
pub use entries::{Evidence, OeisEntry};
pub use facts::Facts;
pub use growth::Growth;
pub use hover::LiveHover;
pub use lenses::{Command, CommandKind, Lens, lenses};
pub use suggest::{Receiver, SuggestOptions, Suggestion};
pub use verdicts::checked_definitions;
pub use wanted::{Blank, Wanted, wanted};

/// Answers that run programs. Results are kept between requests; several threads may ask at once, and copies share what
/// is kept.
#[derive(Clone)]
pub struct Assist {
    pub(crate) synthesizer: Arc<Synthesizer>,
    pub(crate) oeis: Option<Arc<dyn Database>>,
    pub(crate) clock: Arc<dyn Clock>,
    cache: Arc<Mutex<facts::Cache>>,
    /// Rewritten programs, by source and whether sequences of the library are recognised.
    pub(crate) rewritten: Arc<Mutex<FxHashMap<(String, bool), String>>>,
    /// The last search for a place where somebody types.
    pub(crate) quick: Arc<Mutex<Option<quick::Quick>>>,
}

impl Assist {
    /// Answers with a synthesizer, which should be kept as long as the editor lives, since it prepares the sequences of
    /// the library once; with the OEIS data, if there are any; and a clock for time limits.
    #[must_use]
    pub fn new(synthesizer: Arc<Synthesizer>, oeis: Option<Arc<dyn Database>>, clock: Arc<dyn Clock>) -> Self {
        Self { synthesizer, oeis, clock, cache: Arc::default(), rewritten: Arc::default(), quick: Arc::default() }
    }
}
