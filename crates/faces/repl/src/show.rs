//! Commands that show something of a name or an expression: its type, terms, source, or program in a lower form.

use nth_diag::Diagnostic;
use nth_session::{DefId, Form, Meaning};

use crate::evaluate::{Evaluated, SHOWN_TERMS};
use crate::repl::{Emit, Repl, Response};

impl Repl {
    /// Shows the type of an expression, or the head of a function.
    pub(crate) fn type_of(&mut self, text: &str, emit: Emit<'_>) -> Response {
        if text.is_empty() {
            return Response::failed(":type needs an expression, as in :type 1..10");
        }
        let chain = match self.expression_of(text) {
            Ok(chain) => chain,
            Err(why) => return Response::failed(why),
        };
        if let Some(head) = self.function(text) {
            emit(&format!("{head}\n"));
            return Response::default();
        }
        let before = self.state.session.checkpoint();
        let scope = self.state.scope.clone();
        let (expr, diagnostics) = self.state.session.check_expr("<type>", chain.text(), &scope);
        let errors = self.state.show_typed(("<type>", text), &chain, &diagnostics, self.options.style);
        let failed = diagnostics.iter().any(Diagnostic::is_error);
        if !failed {
            emit(&format!("{}\n", self.state.session.type_of(expr)));
        }
        self.state.session.rollback(before);
        Response { errors, failed, ..Response::default() }
    }

    /// Shows the first terms of a sequence, or of an expression in n.
    pub(crate) fn terms_command(&mut self, rest: &str, emit: Emit<'_>) -> Response {
        let (name, count) = name_and_count(rest);
        if self.sequence(name).is_none()
            && let Some(id) = self.of_index(rest)
        {
            return self.terms(id, SHOWN_TERMS, emit);
        }
        let count = match count {
            None => SHOWN_TERMS,
            Some(Ok(count)) => count,
            Some(Err(text)) => {
                return Response::failed(format!("`{text}` is not a number of terms; try :terms {name} {SHOWN_TERMS}"));
            }
        };
        match self.sequence(name).or_else(|| self.of_index(name)) {
            Some(id) => self.terms(id, count, emit),
            None if name.is_empty() => Response::failed(":terms needs a sequence, as in :terms fib 30"),
            None => Response::failed(self.no_sequence(name)),
        }
    }

    /// Says why a name is no sequence.
    pub(crate) fn no_sequence(&self, name: &str) -> String {
        if self.function(name).is_some() || self.is_value(name) {
            return format!("`{name}` is not a sequence; one is defined with `seq`, as in seq a(n) = n");
        }
        format!("there is no sequence `{name}`")
    }

    /// Shows a value in full: that of an expression, or the last result; or terms of a sequence with all digits.
    pub(crate) fn print(&mut self, rest: &str, emit: Emit<'_>) -> Response {
        let (name, count) = name_and_count(rest);
        if let (Some(id), Ok(count)) = (self.sequence(name), count.unwrap_or(Ok(SHOWN_TERMS))) {
            return self.write_terms(id, count, None, emit);
        }
        let number = match rest.strip_prefix('%') {
            _ if rest.is_empty() || rest == "it" || rest == "%" => Some(self.results.len()),
            Some(number) => number.parse().ok(),
            None => None,
        };
        if let Some(saved) = number.and_then(|n: usize| n.checked_sub(1)).and_then(|i| self.results.get(i)) {
            emit(&format!("{}\n", saved.value));
            return Response::default();
        }
        if rest.is_empty() {
            return Response::failed("there are no results yet");
        }
        let chain = match self.expression_of(rest) {
            Ok(chain) => chain,
            Err(why) => return Response::failed(why),
        };
        match self.evaluated("<print>", (rest, chain, None)) {
            Ok(Evaluated { value, errors, .. }) => {
                emit(&format!("{value}\n"));
                Response { errors, ..Response::default() }
            }
            Err(response) => response,
        }
    }

    /// Shows the source text of a definition.
    pub(crate) fn source(&mut self, name: &str, emit: Emit<'_>) -> Response {
        if name.is_empty() {
            return Response::failed(":source needs a name, as in :source fib");
        }
        if let Some(text) = self.source_text(name) {
            emit(&text);
            return Response::default();
        }
        Response::failed(match self.state.session.meaning(&self.state.scope, name) {
            Meaning::Prim(_) => format!("`{name}` is a primitive, without source; ?{name} says what it does"),
            Meaning::Def(_) | Meaning::Ambiguous(_) | Meaning::Missing | Meaning::NoModule => {
                format!("there is no definition `{name}`")
            }
        })
    }

    /// Shows the program of a name or expression in Core.
    pub(crate) fn core(&mut self, text: &str, emit: Emit<'_>) -> Response {
        self.lower_form(":core", text, emit, |repl, id| repl.state.session.core_text(id).map(Ok))
    }

    /// Shows the bytecode of a name or expression.
    pub(crate) fn bytecode(&mut self, text: &str, emit: Emit<'_>) -> Response {
        self.lower_form(":bytecode", text, emit, |repl, id| repl.state.session.bytecode_text(id).map(Ok))
    }

    /// Shows the LLVM IR of a name or expression.
    pub(crate) fn llvm(&mut self, text: &str, emit: Emit<'_>) -> Response {
        self.lower_form(":llvm", text, emit, |repl, id| repl.state.session.native_text(id, Form::Intermediate))
    }

    /// Shows the machine code of a name or expression.
    pub(crate) fn asm(&mut self, text: &str, emit: Emit<'_>) -> Response {
        self.lower_form(":asm", text, emit, |repl, id| repl.state.session.native_text(id, Form::Assembly))
    }

    fn lower_form(
        &mut self,
        command: &str,
        text: &str,
        emit: Emit<'_>,
        form: impl FnOnce(&mut Self, DefId) -> Result<Result<String, String>, Vec<Diagnostic>>,
    ) -> Response {
        if text.is_empty() {
            return Response::failed(format!("{command} needs a name or an expression, as in {command} fib"));
        }
        let id = match self.program_of(text) {
            Ok(id) => id,
            Err(response) => return response,
        };
        match form(self, id) {
            Ok(Ok(text)) => {
                emit(&text);
                if !text.ends_with('\n') {
                    emit("\n");
                }
                Response::default()
            }
            Ok(Err(why)) => Response::failed(why),
            Err(diagnostics) => Response::failed(self.show(&diagnostics)),
        }
    }

    /// The definition that a text names, or that is made from it as an expression. The error is the response.
    pub(crate) fn program_of(&mut self, text: &str) -> Result<DefId, Response> {
        if let Meaning::Def(id) = self.state.session.meaning(&self.state.scope, text) {
            return Ok(id);
        }
        let chain = self.expression_of(text).map_err(Response::failed)?;
        let scope = self.state.scope.clone();
        let before = self.state.session.checkpoint();
        let (expr, diagnostics) = self.state.session.check_expr("<expr>", chain.text(), &scope);
        let errors = self.state.show_typed(("<expr>", text), &chain, &diagnostics, self.options.style);
        if diagnostics.iter().any(Diagnostic::is_error) {
            self.state.session.rollback(before);
            return Err(Response::failed(errors));
        }
        self.runs += 1;
        Ok(expr)
    }
}

/// A name, and the number behind it, or the text there that is no number.
pub(crate) fn name_and_count(rest: &str) -> (&str, Option<Result<u64, &str>>) {
    match rest.split_once(char::is_whitespace) {
        Some((name, count)) => (name, Some(count.trim().replace('_', "").parse().map_err(|_| count.trim()))),
        None => (rest, None),
    }
}
