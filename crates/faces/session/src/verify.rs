//! Whether a module does what it says: `check` statements, examples in the documentation, OEIS terms.
//!
//! An example is a documentation line `>>> expression`, with its value on the next line.

use nth_base::{Cancel, Limits, Span};
use nth_core::EvalError;
use nth_diag::{Code, Diagnostic, relocate};
use nth_eval::Evaluator;
use nth_num::Int;
use nth_oeis::Database;
use nth_runner::{End, Executable, elide, show_value};
use nth_syntax::ast::DocLine;
use nth_types::Scope;
use nth_types::hir::{Check, DefKind, ModuleId};

use crate::oeis::{BUDGET, Comparison};
use crate::session::Session;

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
                Err(diags) => {
                    report.checks.failed += 1;
                    report.diagnostics.extend(diags);
                }
            }
        }
    }

    fn run_check(&self, check: &Check, executable: &Executable, evaluator: &mut Evaluator, report: &mut Report) {
        let Some(def) = self.def(check.def) else { return };
        let first = if def.kind == DefKind::Seq { def.offsets.first().copied().unwrap_or(0) } else { 0 };
        let position = u64::try_from(i128::from(check.from) - i128::from(first)).unwrap_or(0);
        let terms: Vec<Int> = check.terms.iter().map(|(term, _)| term.clone()).collect();
        let agreement = self.agree((check.def, executable), position, &terms, evaluator);
        report.terms += agreement.matched;
        let call = || self.term_text(check.def, &self.index_at(check.def, position + agreement.matched as u64));
        let mut fail = |code: Code, title: String, label: String| {
            let at = check.terms.get(agreement.matched).map_or(check.span, |(_, at)| *at);
            report.diagnostics.push(Diagnostic::error(code, at, title, label).and(def.name_span, "defined here"));
            report.checks.failed += 1;
        };
        match agreement.end {
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
                let title = format!("`{}` has no value: {e}", call());
                fail(Code::TermError, title, "this term is expected".to_owned());
            }
        }
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

/// An example as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Example {
    /// The expression and where it stands.
    pub text: String,
    pub span: Span,
    /// The value, and where it stands; none if the line after is missing.
    pub expected: Option<(String, Span)>,
}

/// The examples of a documentation.
pub(crate) fn examples(docs: &[DocLine]) -> Vec<Example> {
    let mut out = Vec::new();
    for (i, line) in docs.iter().enumerate() {
        let Some(rest) = line.text.trim_start().strip_prefix(">>>") else { continue };
        let text = rest.trim();
        // The text of a line ends where its span ends, but for white space.
        let end = line.span.start as usize + line.text.trim_end().len();
        let span = Span::new(line.span.file, end - text.len(), end);
        let expected = docs.get(i + 1).filter(|l| {
            let t = l.text.trim();
            !t.is_empty() && !t.starts_with(">>>")
        });
        out.push(Example {
            text: text.to_owned(),
            span,
            expected: expected.map(|l| (l.text.trim().to_owned(), l.span)),
        });
    }
    out
}

/// What became of an example.
pub(crate) enum Outcome {
    Passed,
    Failed(Vec<Diagnostic>),
    Interrupted,
}

impl Session {
    /// The examples of a module and of its definitions, in the order of the text.
    pub(crate) fn examples_of(&self, module: ModuleId) -> Vec<Example> {
        let Some(m) = self.module(module) else { return Vec::new() };
        let mut out = examples(&m.docs);
        for d in m.defs.iter().filter_map(|d| self.def(*d)) {
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
        let value = match value {
            Ok(v) => v,
            Err(diags) => {
                let place = |s: Span| {
                    if s.file.0 < before {
                        return s;
                    }
                    let at = |o: u32| (example.span.start + o).min(example.span.end) as usize;
                    Span::new(example.span.file, at(s.start), at(s.end))
                };
                return Outcome::Failed(diags.into_iter().map(|d| relocate(d, &place)).collect());
            }
        };
        match value.outcome {
            Ok(v) if same_text(&v.to_string(), expected) => Outcome::Passed,
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
                let title = format!("`{}` has no value: {e}", example.text);
                fail(Diagnostic::error(Code::ExampleFailed, example.span, title, ""))
            }
        }
    }
}

/// Whether two values are written alike, but for blanks and `_` in numbers.
fn same_text(a: &str, b: &str) -> bool {
    let plain = |s: &str| s.chars().filter(|c| !c.is_whitespace() && *c != '_').collect::<String>();
    plain(a) == plain(b)
}
