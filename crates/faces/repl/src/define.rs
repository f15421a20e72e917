//! Definitions, `check`s and `use`s at the prompt.

use nth_base::{Limits, plural};
use nth_session::{DefId, DefKind, ModuleId, Scope, Wanted, doc};

use crate::repl::{Emit, Repl, Response, Step};

/// Number of terms shown of a new sequence.
const PREVIEW_TERMS: u64 = 10;
/// Limits of the terms in a preview: terms are shown only if they cost little.
const PREVIEW_LIMITS: Limits =
    Limits { budget: 20_000, max_digits: 40, max_words: 100_000, max_depth: 10_000, ..Limits::CANDIDATE };

impl Repl {
    /// Adds definitions, checks and uses to the session, unless they have errors. Then verifies them.
    pub(crate) fn items(&mut self, text: &str, emit: Emit<'_>) -> Response {
        let before = self.session.checkpoint();
        let name = format!("<input {}>", self.inputs);
        let loaded = self.session.check_text(&name, text, &self.scope);
        if loaded.has_errors() {
            let errors = self.show(&loaded.diagnostics);
            self.session.rollback(before);
            return Response::failed(errors);
        }
        let old = self.scope.clone();
        self.scope.0.push(loaded.module);
        self.steps.push(Step::Text(text.to_owned()));
        let mut response = Response { errors: self.show(&loaded.diagnostics), ..Response::default() };
        for id in self.session.module(loaded.module).map_or(Vec::new(), |m| m.defs.clone()) {
            let line = self.describe(id, &old);
            emit(&line);
        }
        self.verify(loaded.module, emit, &mut response);
        response
    }

    /// Describes a new definition in one line: its signature, its first terms, and whether it replaces another. `old`
    /// is the scope before it.
    fn describe(&mut self, id: DefId, old: &Scope) -> String {
        let Some(def) = self.session.def(id) else { return String::new() };
        let (name, hole) = (def.name.clone(), def.has_hole);
        let is_new = old.0.iter().all(|m| self.session.module(*m).is_none_or(|m| !m.names.contains_key(&name)));
        let again = if is_new { "" } else { " (defined again; definitions made before still use the old one)" };
        let head = doc(self.session.checker(), &self.scope, &name).into_iter().next().map_or(name, |p| p.signature);
        if hole {
            return format!("{head}{again}: no program yet\n");
        }
        match self.preview(id) {
            Some(terms) => format!("{head}{again}: {terms}\n"),
            None => format!("{head}{again}\n"),
        }
    }

    /// First terms of a sequence, if they cost little. None for functions.
    fn preview(&mut self, id: DefId) -> Option<String> {
        if self.session.def(id)?.kind == DefKind::Fn {
            return None;
        }
        let (terms, _) = self.session.first_terms(id, PREVIEW_TERMS, &PREVIEW_LIMITS, &self.cancel).ok()?;
        let shown: Vec<String> = terms.iter().map(ToString::to_string).collect();
        (!shown.is_empty()).then(|| format!("{}, …", shown.join(", ")))
    }

    /// Runs the checks and examples of new definitions.
    fn verify(&mut self, module: ModuleId, emit: Emit<'_>, response: &mut Response) {
        let wanted = Wanted { checks: true, examples: true, ..Wanted::default() };
        let report = self.session.verify(module, wanted, &self.options.limits, &self.cancel);
        if report.checks.passed > 0 {
            let verb = if report.checks.passed == 1 { "holds" } else { "hold" };
            emit(&format!("{} {verb} ({})\n", plural(report.checks.passed, "check"), plural(report.terms, "term")));
        }
        for name in &report.holes {
            emit(&format!("{name}: no program yet; the terms are kept\n"));
        }
        response.errors.push_str(&self.show(&report.diagnostics));
        response.failed |= !report.is_ok();
        if report.interrupted {
            response.interrupted = true;
            response.errors.push_str("interrupted; the definitions are kept\n");
        }
    }
}
