//! Values of expressions.

use nth_base::{Cancel, Cost, Limits};
use nth_core::EvalError;
use nth_diag::Diagnostic;
use nth_eval::{Evaluator, Output};
use nth_types::hir::DefId;
use nth_types::{Scope, show_type};

use crate::session::Session;

/// What an expression came to.
#[derive(Clone, Debug)]
pub struct Value {
    /// Its type, in nth's notation.
    pub ty: String,
    /// Its value, or why it has none.
    pub outcome: Result<Output, EvalError>,
    /// What it cost.
    pub spent: Cost,
}

impl Session {
    /// Checks an expression; `name` stands for its file in messages.
    pub fn check_expr(&mut self, name: &str, text: &str, scope: &Scope) -> (DefId, Vec<Diagnostic>) {
        self.workspace.check_expr(name, text, scope)
    }

    /// The type of a checked expression, in nth's notation.
    #[must_use]
    pub fn type_of(&self, expr: DefId) -> String {
        self.def(expr).map_or_else(String::new, |d| show_type(&d.ret))
    }

    /// The value of a checked expression.
    ///
    /// # Errors
    /// It cannot run.
    pub fn value(&mut self, expr: DefId, limits: &Limits, cancel: &Cancel) -> Result<Value, Vec<Diagnostic>> {
        let ready = self.ready(expr)?;
        let mut evaluator = Evaluator::new(limits, cancel);
        let mut run = evaluator.run(&ready.code);
        let outcome = run.value(&[], ready.ty);
        Ok(Value { ty: self.type_of(expr), outcome, spent: run.cost() })
    }

    /// Checks and evaluates an expression. What was checked is forgotten if it has errors.
    ///
    /// # Errors
    /// What is wrong with it.
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
