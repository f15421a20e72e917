//! Does a module do what it says: `check`s, examples, OEIS terms.

use std::rc::Rc;

use nth_base::{Cancel, Limits};
use nth_compiler::Indices;
use nth_core::EvalError;
use nth_diag::{Code, Diagnostic};
use nth_eval::Evaluator;
use nth_oeis::Database;
use nth_types::hir::{Check, DefKind, ModuleId};

use crate::examples::Outcome;
use crate::runner::Runner;
use crate::session::Session;
use crate::show::elide;
use crate::terms::call_text;
use crate::versus::{BUDGET, Comparison};

/// What to verify beside types.
#[derive(Clone, Copy, Default)]
pub struct Wanted<'d> {
    /// The `check` statements.
    pub checks: bool,
    /// The examples of the documentation.
    pub examples: bool,
    /// The terms of the entries named by `@A…`, in this collection.
    pub oeis: Option<&'d dyn Database>,
}

/// How many of some things hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Hold.
    pub passed: usize,
    /// Do not.
    pub failed: usize,
    /// Cannot be told yet: the program has a hole.
    pub open: usize,
}

impl Tally {
    /// The sum.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.open += other.open;
    }
}

/// What verifying a module has shown.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// `check` statements.
    pub checks: Tally,
    /// Terms that the `check` statements compared and that agree.
    pub terms: usize,
    /// Examples.
    pub examples: Tally,
    /// Comparisons with the OEIS.
    pub oeis: Vec<Comparison>,
    /// Sequences whose program is not known yet: their checks are open.
    pub holes: Vec<String>,
    /// Whether it was stopped before the end.
    pub interrupted: bool,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        !self.interrupted && !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

impl Session {
    /// Verifies what a module says of itself.
    pub fn verify(&mut self, module: ModuleId, wanted: Wanted<'_>, limits: &Limits, cancel: &Cancel) -> Report {
        let mut report = Report::default();
        if wanted.checks {
            self.run_checks(module, limits, cancel, &mut report);
        }
        if wanted.examples {
            self.run_examples(module, limits, cancel, &mut report);
        }
        if let Some(database) = wanted.oeis {
            let limits = Limits { budget: limits.budget.min(BUDGET), ..*limits };
            for id in self.sequences(module) {
                let usable = self.def(id).is_some_and(|d| !d.broken && !d.has_hole && !d.oeis.is_empty());
                if usable && !report.interrupted {
                    let found = self.compare_with(id, database, &limits, cancel, &mut report.diagnostics);
                    report.oeis.extend(found);
                    report.interrupted |= cancel.is_raised();
                }
            }
        }
        // What stops one check may stop others: it is said once.
        report.diagnostics.sort_by_key(|d| (d.primary.span.file, d.primary.span.start));
        report.diagnostics.dedup();
        report
    }

    fn run_checks(&mut self, module: ModuleId, limits: &Limits, cancel: &Cancel, report: &mut Report) {
        let Some(file) = self.module(module).map(|m| m.file) else { return };
        let checks: Vec<Check> =
            self.checker().program().checks.iter().filter(|c| c.span.file == file).cloned().collect();
        let mut last: Option<(nth_types::hir::DefId, Rc<crate::session::Ready>)> = None;
        let mut evaluator = Evaluator::new(limits, cancel);
        for check in &checks {
            if report.interrupted {
                return;
            }
            let Some(def) = self.def(check.def) else { continue };
            if def.broken {
                continue;
            }
            let ready = match &last {
                Some((id, r)) if *id == check.def => Rc::clone(r),
                Some(_) | None => match self.ready(check.def) {
                    Ok(r) => r,
                    Err(diags) => {
                        report.checks.failed += 1;
                        report.diagnostics.extend(diags);
                        continue;
                    }
                },
            };
            self.run_check(check, &ready, &mut evaluator, report);
            last = Some((check.def, ready));
        }
    }

    fn run_check(&self, check: &Check, ready: &crate::session::Ready, evaluator: &mut Evaluator, report: &mut Report) {
        let Some(def) = self.def(check.def) else { return };
        let first = if def.kind == DefKind::Seq { def.offsets.first().copied().unwrap_or(0) } else { 0 };
        let position = u64::try_from(i128::from(check.from) - i128::from(first)).unwrap_or(0);
        let reading = Indices::new(def.kind, &def.offsets).starting_at(position);
        let mut runner = Runner::new(evaluator, ready, &self.tiers);
        for (index, (expected, at)) in reading.zip(&check.terms) {
            let call = || call_text(&def.name, &index);
            match runner.term(&index) {
                Ok(found) if found == *expected => report.terms += 1,
                Ok(found) => {
                    let found = elide(&found, 60);
                    let title = format!("`{}` is {found}, not {}", call(), elide(expected, 60));
                    report.diagnostics.push(
                        Diagnostic::error(Code::CheckFailed, *at, title, format!("the program gives {found}"))
                            .and(def.name_span, "defined here"),
                    );
                    report.checks.failed += 1;
                    return;
                }
                Err(EvalError::Hole) => {
                    report.checks.open += 1;
                    if !report.holes.contains(&def.name) {
                        report.holes.push(def.name.clone());
                    }
                    return;
                }
                Err(EvalError::Interrupted) => {
                    report.interrupted = true;
                    return;
                }
                Err(e) => {
                    let title = format!("`{}` has no value: {e}", call());
                    report.diagnostics.push(
                        Diagnostic::error(Code::TermError, *at, title, "this term is expected")
                            .and(def.name_span, "defined here"),
                    );
                    report.checks.failed += 1;
                    return;
                }
            }
        }
        report.checks.passed += 1;
    }

    fn run_examples(&mut self, module: ModuleId, limits: &Limits, cancel: &Cancel, report: &mut Report) {
        for example in self.examples_of(module) {
            match self.run_example(module, &example, limits, cancel) {
                Outcome::Passed => report.examples.passed += 1,
                Outcome::Failed(diags) => {
                    report.examples.failed += 1;
                    report.diagnostics.extend(diags);
                }
                Outcome::Interrupted => {
                    report.interrupted = true;
                    return;
                }
            }
        }
    }
}
