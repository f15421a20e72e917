//! Runs fitted formulas in a session.

use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_num::Int;
use nth_propose::Formula;
use nth_session::{Library, NoFiles, Scope, Selection, Session};

/// A session with the standard library, for many formulas.
pub struct Bench {
    session: Session,
    used: usize,
}

impl Bench {
    pub fn new() -> Self {
        Self { session: Session::new(Arc::new(Library::embedded()), Arc::new(NoFiles)), used: 0 }
    }

    /// The first terms of a formula, or why there are none.
    pub fn terms(&mut self, formula: &Formula, count: usize) -> Result<Vec<Int>, String> {
        self.used += 1;
        let text = formula.source("a");
        let loaded = self.session.check_text(&format!("a{}.nth", self.used), &text, &Scope::default());
        match self.session.select(loaded.module, Some("a")) {
            Selection::Found(ids) if !loaded.diagnostics.iter().any(|d| d.is_error()) => {
                let run = self.session.first_terms(ids[0], count as u64, &Limits::INTERACTIVE, &Cancel::new());
                run.map_err(|d| format!("{text}{d:?}")).and_then(|(terms, run)| match run.stopped {
                    Some(stop) => Err(format!("{text}{stop:?}")),
                    None => Ok(terms),
                })
            }
            Selection::Found(_) | Selection::Function(_) | Selection::Missing(_) => {
                Err(format!("{text}{:?}", loaded.diagnostics))
            }
        }
    }
}
