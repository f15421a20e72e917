//! Examples in documentation: a line `>>> expression`, and its value on the next line.

use nth_base::{Cancel, Limits, Span};
use nth_core::EvalError;
use nth_diag::{Code, Diagnostic};
use nth_syntax::ast::DocLine;
use nth_types::Scope;
use nth_types::hir::ModuleId;

use crate::relocate::relocate;
use crate::session::Session;

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
                let shown = crate::show::show_value(&v, 100, 50);
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
