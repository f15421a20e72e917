//! Terms of a definition as far as they have values, for drawings and tables.

use nth_base::{Cancel, Limits};
use nth_core::EvalError;
use nth_diag::Diagnostic;
use nth_num::Int;
use nth_runner::TermRun;
use nth_types::hir::DefId;

use crate::session::Session;

/// Number of terms in a row without a value after which no more are tried.
const MAX_GAPS: usize = 10;

/// First terms of a definition, with gaps.
#[derive(Clone, Debug, Default)]
pub struct GappedTerms {
    /// Terms in order; `None` for a term that failed or met a limit.
    pub terms: Vec<Option<Int>>,
    /// Run that ended at the first term without a value.
    pub first_stop: Option<TermRun>,
    /// Run that was interrupted, which ended all.
    pub interrupted: Option<TermRun>,
    /// Whether the ten terms after these have no value either, so that later ones were not tried.
    pub gave_up: bool,
}

impl GappedTerms {
    /// Number of terms without a value.
    #[must_use]
    pub fn gaps(&self) -> usize {
        self.terms.iter().filter(|t| t.is_none()).count()
    }
}

impl Session {
    /// Sentence that says where the terms end early; none if they do not.
    #[must_use]
    pub fn end_of_terms(&self, id: DefId, found: &GappedTerms) -> Option<String> {
        let from = || self.term_text(id, &self.index_at(id, found.terms.len() as u64));
        let end =
            || format!("{MAX_GAPS} terms in a row from {} on have no value, so the drawing ends before them", from());
        found.gave_up.then(end)
    }

    /// The first `count` terms of a definition. A term without a value is a gap, and the next ones are tried. `each`
    /// receives the number of terms so far.
    ///
    /// # Errors
    /// Diagnostics if the definition cannot run.
    pub fn terms_with_gaps(
        &mut self,
        id: DefId,
        count: u64,
        limits: &Limits,
        cancel: &Cancel,
        each: &mut dyn FnMut(usize),
    ) -> Result<GappedTerms, Vec<Diagnostic>> {
        let mut found = GappedTerms::default();
        let mut in_a_row = 0;
        loop {
            let next = found.terms.len() as u64;
            if next >= count {
                return Ok(found);
            }
            let terms = &mut found.terms;
            let run = self.run_terms(id, next, count - next, limits, cancel, &mut |t| {
                terms.push(Some(t.value));
                each(terms.len());
                true
            })?;
            let Some(stop) = &run.stopped else { return Ok(found) };
            if stop.error == EvalError::Interrupted {
                found.interrupted = Some(run);
                return Ok(found);
            }
            in_a_row = if run.computed == 0 { in_a_row + 1 } else { 1 };
            found.terms.push(None);
            found.first_stop.get_or_insert(run);
            if in_a_row == MAX_GAPS && (found.terms.len() as u64) < count {
                found.gave_up = true;
                found.terms.truncate(found.terms.len() - MAX_GAPS);
                return Ok(found);
            }
        }
    }
}
