//! Running definitions: terms, values, measurements.

use std::rc::Rc;

use nth_base::{Cancel, Cost, Limits};
use nth_compiler::Indices;
use nth_core::EvalError;
use nth_diag::{Code, Diagnostic};
use nth_eval::{Evaluator, Output, Trace};
use nth_num::Int;
use nth_runner::{
    Agreement, At, Bench, BenchPlan, End, Engine, Evaluated, Executable, Execution, ExpectedTerms, Stopwatch, Term,
    TermRun, agree, evaluate, measure, run_terms,
};
use nth_types::hir::{DefId, DefKind};
use nth_types::{Scope, show_type};

use crate::place::ErrorPlace;
use crate::session::Session;

/// The result of evaluating an expression.
#[derive(Clone, Debug)]
pub struct Value {
    /// The type of the expression, in nth's notation.
    pub ty: String,
    /// The value, or the error that ended the evaluation.
    pub outcome: Result<Output, EvalError>,
    /// The cost of the evaluation, in cost units, in both readings.
    pub spent: Cost,
    /// The place of the error, if there is one and it was found.
    pub place: Option<ErrorPlace>,
}

/// A call as source text, such as `fib(27)` or `pascal(4, 2)`.
pub(crate) fn call_text(name: &str, index: &[i64]) -> String {
    let args: Vec<String> = index.iter().map(i64::to_string).collect();
    format!("{name}({})", args.join(", "))
}

impl Session {
    /// Lowers and compiles a definition to bytecode; the result is kept for later calls.
    pub(crate) fn executable(&mut self, id: DefId) -> Result<Rc<Executable>, Vec<Diagnostic>> {
        if let Some(e) = self.executables.get(&id) {
            return Ok(Rc::clone(e));
        }
        let entry = self.workspace.lower(id)?;
        let (arena, program) = (self.workspace.arena(), self.workspace.program());
        let made = Executable::new(arena, program, entry.func).map_err(|e| {
            let title = format!("{e}, so it cannot run");
            vec![Diagnostic::error(Code::NotRunnable, self.workspace.name_span(id), title, "")]
        })?;
        let made = Rc::new(made);
        self.executables.insert(id, Rc::clone(&made));
        Ok(made)
    }

    /// The indices of the terms of a definition, in order.
    #[must_use]
    pub fn indices(&self, id: DefId) -> Indices {
        self.def(id).map_or(Indices::new(DefKind::Fn, &[]), |d| Indices::new(d.kind, &d.offsets))
    }

    /// Computes at most `count` terms, at positions `from`, `from` + 1, …, and passes each to `each` until that returns
    /// false.
    ///
    /// # Errors
    /// Diagnostics if the definition cannot run; then no term was computed.
    pub fn run_terms(
        &mut self,
        id: DefId,
        from: u64,
        count: u64,
        limits: &Limits,
        cancel: &Cancel,
        each: &mut dyn FnMut(Term) -> bool,
    ) -> Result<TermRun, Vec<Diagnostic>> {
        let watch = Stopwatch::start(self.engines.clock.clone());
        let executable = self.executable(id)?;
        let indices = self.indices(id).starting_at(from).take(usize::try_from(count).unwrap_or(usize::MAX));
        Ok(run_terms(&executable, &self.engines, from, indices, (limits, cancel), watch, each))
    }

    /// The first `count` terms, fewer if a term meets a limit or fails.
    ///
    /// # Errors
    /// Diagnostics if the definition cannot run.
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

    /// Compares the terms of a definition, from position `from` on, with expected terms. If a term has no value, the
    /// place of its error is the second part.
    pub(crate) fn agree(
        &self,
        (id, executable): (DefId, &Executable),
        from: u64,
        terms: &[Int],
        evaluator: &mut Evaluator,
    ) -> (Agreement, Option<Trace>) {
        let places: Vec<Vec<Int>> = self
            .indices(id)
            .starting_at(from)
            .take(terms.len())
            .map(|index| index.into_iter().map(Int::from).collect())
            .collect();
        let terms = terms.get(..places.len()).unwrap_or(terms);
        let mut execution = Execution::new(evaluator, executable, &self.engines);
        let agreement = agree(&mut execution, &ExpectedTerms { terms, at: At::Each(&places) });
        let failed = match agreement.end {
            End::All | End::Differs(_) | End::Limit(EvalError::Interrupted) | End::Failed(EvalError::Hole) => None,
            End::Failed(_) | End::Limit(_) => places.get(agreement.matched),
        };
        let trace = failed.and_then(|args| execution.trace(args));
        (agreement, trace)
    }

    /// Measures a definition on each engine of a plan. `progress` receives the engine and the number of each run before
    /// it begins; run 0 is a warm-up and not timed. Without a clock, all times are 0.
    ///
    /// # Errors
    /// Diagnostics if the definition cannot run.
    pub fn bench(
        &mut self,
        id: DefId,
        plan: &BenchPlan,
        cancel: &Cancel,
        progress: &mut dyn FnMut(Engine, u32),
    ) -> Result<Bench, Vec<Diagnostic>> {
        let (indices, engines) = (self.indices(id), self.engines.clone());
        measure(&mut || self.executable(id), &|| indices.clone(), plan, &engines, cancel, progress)
    }

    /// A term as source text, such as `fib(27)`.
    #[must_use]
    pub fn term_text(&self, id: DefId, index: &[i64]) -> String {
        call_text(self.def(id).map_or("", |d| d.name.as_str()), index)
    }

    /// The index of the term at a position; both indices for triangles and arrays. Empty if there is no such term.
    #[must_use]
    pub fn index_at(&self, id: DefId, position: u64) -> Vec<i64> {
        self.indices(id).starting_at(position).next().unwrap_or_default()
    }

    /// The index of the first term in a b-file: the offset of a `seq` or of the first index of an array, and the larger
    /// offset of a triangle. 0 for a function.
    #[must_use]
    pub fn offset(&self, id: DefId) -> i64 {
        let Some(d) = self.def(id) else { return 0 };
        match d.kind {
            DefKind::Seq | DefKind::Array => d.offsets.first().copied().unwrap_or(0),
            DefKind::Triangle => d.offsets.iter().copied().max().unwrap_or(0),
            DefKind::Fn => 0,
        }
    }

    /// The type of a checked expression, in nth's notation.
    #[must_use]
    pub fn type_of(&self, expr: DefId) -> String {
        self.def(expr).map_or_else(String::new, |d| show_type(&d.ret))
    }

    /// Evaluates a checked expression, in native code if it takes long.
    ///
    /// # Errors
    /// Diagnostics if the expression cannot run.
    pub fn value(&mut self, expr: DefId, limits: &Limits, cancel: &Cancel) -> Result<Value, Vec<Diagnostic>> {
        let executable = self.executable(expr)?;
        let Evaluated { outcome, spent, trace } = evaluate(&executable, &self.engines, limits, cancel);
        let place = trace.and_then(|t| self.error_place(expr, &t));
        Ok(Value { ty: self.type_of(expr), outcome, spent, place })
    }

    /// Checks and evaluates an expression. An expression with errors is removed from the session. `name` stands for its
    /// file in messages.
    ///
    /// # Errors
    /// Diagnostics if the expression has errors or cannot run.
    pub fn eval_expr(
        &mut self,
        name: &str,
        text: &str,
        scope: &Scope,
        limits: &Limits,
        cancel: &Cancel,
    ) -> Result<Value, Vec<Diagnostic>> {
        let before = self.checkpoint();
        let (expr, diagnostics) = self.check_expr(name, text, scope);
        if diagnostics.iter().any(Diagnostic::is_error) {
            self.rollback(before);
            return Err(diagnostics);
        }
        self.value(expr, limits, cancel)
    }
}
