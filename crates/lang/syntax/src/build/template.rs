//! Templates that stand in tables.

use std::sync::OnceLock;

use super::Expr;

/// A text with holes (see [`Expr::template`]), parsed when it is first wanted.
#[derive(Debug)]
pub struct Template {
    text: &'static str,
    expr: OnceLock<Expr>,
}

impl Template {
    /// A template with this text.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self { text, expr: OnceLock::new() }
    }

    /// Source text that the template was made from.
    #[must_use]
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// The expression. A text with syntax errors is taken for a name, so that it is written as it is; tests should look
    /// for such ones.
    pub fn expr(&self) -> &Expr {
        self.expr.get_or_init(|| Expr::template(self.text).unwrap_or_else(|| Expr::name(self.text)))
    }
}
