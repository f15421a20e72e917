//! Verification of a module: `check` statements, examples in the documentation, OEIS terms.
//!
//! An example is a documentation line `>>> expression`, with its value on the next line.

use nth_base::{Cancel, Limits, Span};
use nth_compiler::Indices;
use nth_core::EvalError;
use nth_diag::{Code, Diagnostic, relocate};
use nth_eval::Evaluator;
use nth_num::Int;
use nth_oeis::Database;
use nth_runner::{End, Executable, elide, show_value};
use nth_syntax::{Example, examples};
use nth_types::Scope;
use nth_types::hir::{Check, ModuleId};

use crate::oeis::{BUDGET, Comparison};
use crate::place::{self, ErrorPlace, with_place};
use crate::session::Session;

/// The parts of a verification, beside types.
#[derive(Clone, Copy, Default)]
pub struct Wanted<'d> {
    /// Whether to run the `check` statements.
    pub checks: bool,
    /// Whether to run the examples of the documentation.
    pub examples: bool,
    /// The database to compare the entries named by `@A…` with; none to skip the comparison.
    pub oeis: Option<&'d dyn Database>,
    /// Budget of a term in these comparisons, in cost units. By default it is that of the limits, and at most
    /// 10,000,000, since some listed terms take hours.
    pub oeis_budget: Option<u64>,
    /// Choice of the checks and examples to run, by the place of the `check`, or of the definition that the example
    /// documents; none for all.
    pub only: Option<&'d dyn Fn(Span) -> bool>,
}

impl Wanted<'_> {
    /// Whether the check, or the examples of the definition, at a place are to be run.
    fn takes(&self, place: Span) -> bool {
        self.only.is_none_or(|only| only(place))
    }
}

/// Number of statements by result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Number of statements that hold.
    pub passed: usize,
    /// Number of statements that do not hold.
    pub failed: usize,
    /// Number of statements that cannot be decided yet, because the program has a hole.
    pub open: usize,
}

impl Tally {
    /// Adds the counts of another tally.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.open += other.open;
    }
}

/// The result of verifying a module.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Errors and warnings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// Results of the `check` statements.
    pub checks: Tally,
    /// Number of terms that the `check` statements compared and that agree.
    pub terms: usize,
    /// Results of the documentation examples.
    pub examples: Tally,
    /// Comparisons with the OEIS, one for each entry named.
    pub oeis: Vec<Comparison>,
    /// Names of the sequences with a hole; their checks are open.
    pub holes: Vec<String>,
    /// Whether cancellation stopped the verification before its end.
    pub interrupted: bool,
}

impl Report {
    /// Whether the verification was completed without an error.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        !self.interrupted && !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

impl Session {
    /// Verifies the statements that a module makes about its definitions.
    pub fn verify(&mut self, module: ModuleId, wanted: Wanted<'_>, limits: &Limits, cancel: &Cancel) -> Report {
        let mut report = Report::default();
        if wanted.checks {
            self.run_checks(module, &wanted, limits, cancel, &mut report);
        }
        if wanted.examples {
            self.run_examples(module, &wanted, limits, cancel, &mut report);
        }
        if let Some(database) = wanted.oeis {
            let budget = wanted.oeis_budget.unwrap_or(limits.budget.min(BUDGET));
            let limits = Limits { budget, ..*limits };
            for id in self.sequences(module) {
                let usable = self.def(id).is_some_and(|d| !d.broken && !d.has_hole && !d.oeis.is_empty());
                if usable && !report.interrupted {
                    let found = self.compare_with(id, database, &limits, cancel, &mut report.diagnostics);
                    report.oeis.extend(found);
                    report.interrupted |= cancel.is_raised();
                }
            }
        }
        // A problem that stops several checks is reported once.
        report.diagnostics.sort_by_key(|d| (d.primary.span.file, d.primary.span.start));
        report.diagnostics.dedup();
        report
    }

    fn run_checks(
        &mut self,
        module: ModuleId,
        wanted: &Wanted<'_>,
        limits: &Limits,
        cancel: &Cancel,
        report: &mut Report,
    ) {
        let Some(file) = self.module(module).map(|m| m.file) else { return };
        let is_wanted = |c: &&Check| c.span.file == file && wanted.takes(c.span);
        let checks: Vec<Check> = self.checker().program().checks.iter().filter(is_wanted).cloned().collect();
        let torn = self.checker().program().defs.iter().any(|d| d.broken);
        let mut evaluator = Evaluator::new(limits, cancel);
        for check in &checks {
            if report.interrupted {
                return;
            }
            if self.def(check.def).is_none_or(|d| d.broken) {
                continue;
            }
            match self.executable(check.def) {
                Ok(executable) => self.run_check(check, &executable, &mut evaluator, report),
                // The errors that keep it from running were reported with the files.
                Err(diags) if torn && diags.iter().all(|d| d.code == Code::NotRunnable) => {}
                Err(diags) => {
                    report.checks.failed += 1;
                    report.diagnostics.extend(diags);
                }
            }
        }
    }

    fn run_check(&mut self, check: &Check, executable: &Executable, evaluator: &mut Evaluator, report: &mut Report) {
        let Some(def) = self.def(check.def) else { return };
        // A check that begins before the first term has a diagnostic already.
        let Some(position) = Indices::position(def.kind, &def.offsets, check.from) else { return };
        let terms: Vec<Int> = check.terms.iter().map(|(term, _)| term.clone()).collect();
        let (agreement, trace) = self.agree((check.def, executable), position, &terms, evaluator);
        let place = trace.and_then(|t| self.error_place(check.def, &t));
        let Some(def) = self.def(check.def) else { return };
        report.terms += agreement.matched;
        let call = || self.term_text(check.def, &self.index_at(check.def, position + agreement.matched as u64));
        let mut fail = |code: Code, title: String, label: String| {
            let at = check.terms.get(agreement.matched).map_or(check.span, |(_, at)| *at);
            let message = Diagnostic::error(code, at, title, label).and(def.name_span, "defined here");
            report.diagnostics.push(with_place(message, place.as_ref()));
            report.checks.failed += 1;
        };
        match agreement.end {
            End::All if agreement.matched < terms.len() => {
                let title = format!("`{}` has no term here: no index is larger than {}", def.name, i64::MAX);
                fail(Code::TermError, title, "this term is expected".to_owned());
            }
            End::All => report.checks.passed += 1,
            End::Differs(found) => {
                let (found, expected) = (elide(&found, 60), terms.get(agreement.matched).map(|t| elide(t, 60)));
                let title = format!("`{}` is {found}, not {}", call(), expected.unwrap_or_default());
                fail(Code::CheckFailed, title, format!("the program gives {found}"));
            }
            End::Failed(EvalError::Hole) => {
                report.checks.open += 1;
                if !report.holes.contains(&def.name) {
                    report.holes.push(def.name.clone());
                }
            }
            End::Limit(EvalError::Interrupted) => report.interrupted = true,
            End::Failed(e) | End::Limit(e) => {
                let what = ErrorPlace::describe(e, place.as_ref());
                let title = format!("`{}` has no value: {what}", call());
                fail(place::code(e), title, "this term is expected".to_owned());
            }
        }
    }

    fn run_examples(
        &mut self,
        module: ModuleId,
        wanted: &Wanted<'_>,
        limits: &Limits,
        cancel: &Cancel,
        report: &mut Report,
    ) {
        for example in self.examples_of(module, wanted) {
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

/// The outcome of running an example.
pub(crate) enum Outcome {
    Passed,
    Failed(Vec<Diagnostic>),
    Interrupted,
}

impl Session {
    /// The examples of a module and of its definitions, in the order of the text.
    pub(crate) fn examples_of(&self, module: ModuleId, wanted: &Wanted<'_>) -> Vec<Example> {
        let Some(m) = self.module(module) else { return Vec::new() };
        let mut out = if wanted.only.is_none() { examples(&m.docs) } else { Vec::new() };
        for d in m.defs.iter().filter_map(|d| self.def(*d)).filter(|d| wanted.takes(d.span)) {
            out.extend(examples(&d.docs));
        }
        out
    }

    pub(crate) fn run_example(
        &mut self,
        module: ModuleId,
        example: &Example,
        limits: &Limits,
        cancel: &Cancel,
    ) -> Outcome {
        let fail = |d: Diagnostic| Outcome::Failed(vec![d]);
        let Some((expected, expected_at)) = &example.expected else {
            let title = "an example without its value";
            return fail(
                Diagnostic::error(Code::ExampleFailed, example.span, title, "")
                    .note("the value stands on the next line of the documentation"),
            );
        };
        let before = self.checker().sources().ids().count() as u32;
        let scope = Scope(vec![module]);
        let value = self.eval_expr("example", &example.text, &scope, limits, cancel);
        let place = |s: Span| {
            if s.file.0 < before {
                return s;
            }
            let at = |o: u32| (example.span.start + o).min(example.span.end) as usize;
            Span::new(example.span.file, at(s.start), at(s.end))
        };
        let value = match value {
            Ok(v) => v,
            Err(diags) => {
                return Outcome::Failed(diags.into_iter().map(|d| relocate(d, &place)).collect());
            }
        };
        match value.outcome {
            Ok(v) if example.expects(&v.to_string()) => Outcome::Passed,
            Ok(v) => {
                let shown = show_value(&v, 100, 50);
                let title = format!("`{}` is {shown}, not {expected}", example.text);
                fail(
                    Diagnostic::error(Code::ExampleFailed, *expected_at, title, "the documentation says this")
                        .and(example.span, format!("this is {shown}")),
                )
            }
            Err(EvalError::Interrupted) => Outcome::Interrupted,
            Err(e) => {
                let what = ErrorPlace::describe(e, value.place.as_ref());
                let title = format!("`{}` has no value: {what}", example.text);
                let message = Diagnostic::error(Code::ExampleFailed, example.span, title, "");
                fail(match &value.place {
                    Some(p) => relocate(with_place(message, Some(p)), &place),
                    None => message,
                })
            }
        }
    }
}
