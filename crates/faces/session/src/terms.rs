//! Terms of a sequence, one after the other.

use nth_base::{Cancel, Cost, Limits};
use nth_compiler::Indices;
use nth_core::EvalError;
use nth_diag::Diagnostic;
use nth_eval::Evaluator;
use nth_num::Int;
use nth_types::hir::{DefId, DefKind};

use crate::runner::Runner;
use crate::session::Session;
use crate::tiers::{Timing, Watch};

/// A term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its place among the terms, from 0.
    pub position: u64,
    /// Its index; for triangles and arrays both.
    pub index: Vec<i64>,
    /// Whether a row of a triangle, or an antidiagonal of an array, starts with it.
    pub starts_row: bool,
    /// Its value.
    pub value: Int,
    /// What the run has spent so far.
    pub spent: Cost,
}

/// Why there are no further terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The index of the term that has no value.
    pub index: Vec<i64>,
    /// Why.
    pub error: EvalError,
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermRun {
    /// Number of terms computed.
    pub computed: u64,
    /// What they cost.
    pub spent: Cost,
    /// Why it stopped early, if it did.
    pub stopped: Option<Stop>,
    /// How long it took, where the session has a clock.
    pub timing: Option<Timing>,
}

/// `fib(27)`, `pascal(4, 2)`.
pub(crate) fn call_text(name: &str, index: &[i64]) -> String {
    let args: Vec<String> = index.iter().map(i64::to_string).collect();
    format!("{name}({})", args.join(", "))
}

impl Session {
    /// Computes the terms at positions `from`, `from` + 1, …, at most `count`, and gives each to `each` until that says no.
    ///
    /// # Errors
    /// The definition cannot run; nothing was computed.
    pub fn run_terms(
        &mut self,
        id: DefId,
        from: u64,
        count: u64,
        limits: &Limits,
        cancel: &Cancel,
        each: &mut dyn FnMut(Term) -> bool,
    ) -> Result<TermRun, Vec<Diagnostic>> {
        let mut watch = Watch::start(self.tiers.clock.clone());
        let ready = self.ready(id)?;
        let mut evaluator = Evaluator::new(limits, cancel);
        let mut runner = Runner::new(&mut evaluator, &ready, &self.tiers);
        watch.compiled();
        let mut reading = Indices::new(ready.entry.kind, &ready.entry.offsets).starting_at(from);
        let mut out = TermRun::default();
        for position in (from..).take(usize::try_from(count).unwrap_or(usize::MAX)) {
            let starts_row = reading.starts_row();
            let Some(index) = reading.next() else { break };
            match watch.term(position, || runner.term(&index)) {
                Ok(value) => {
                    out.computed += 1;
                    out.spent = runner.spent();
                    if !each(Term { position, index, starts_row, value, spent: out.spent }) {
                        break;
                    }
                }
                Err(error) => {
                    out.spent = runner.spent();
                    out.stopped = Some(Stop { index, error });
                    break;
                }
            }
        }
        out.timing = watch.finish(out.computed, from, runner.native_from().map(|k| from + k));
        Ok(out)
    }

    /// The first terms, as far as the limits allow.
    ///
    /// # Errors
    /// The definition cannot run.
    pub fn first_terms(
        &mut self,
        id: DefId,
        count: u64,
        limits: &Limits,
        cancel: &Cancel,
    ) -> Result<(Vec<Int>, TermRun), Vec<Diagnostic>> {
        let mut terms = Vec::new();
        let run = self.run_terms(id, 0, count, limits, cancel, &mut |t| {
            terms.push(t.value);
            true
        })?;
        Ok((terms, run))
    }

    /// How a term is written, such as `fib(27)`.
    #[must_use]
    pub fn term_text(&self, id: DefId, index: &[i64]) -> String {
        call_text(self.def(id).map_or("", |d| d.name.as_str()), index)
    }

    /// The index of the term at a position; for triangles and arrays both. Empty where there is none.
    #[must_use]
    pub fn index_at(&self, id: DefId, position: u64) -> Vec<i64> {
        let Some(d) = self.def(id) else { return Vec::new() };
        Indices::new(d.kind, &d.offsets).starting_at(position).next().unwrap_or_default()
    }

    /// The index of the first term, as a b-file counts: the offset of a `seq`, of the first index of a triangle or array.
    #[must_use]
    pub fn offset(&self, id: DefId) -> i64 {
        let Some(d) = self.def(id) else { return 0 };
        match d.kind {
            DefKind::Seq | DefKind::Array => d.offsets.first().copied().unwrap_or(0),
            DefKind::Triangle => d.offsets.iter().copied().max().unwrap_or(0),
            DefKind::Fn => 0,
        }
    }
}
