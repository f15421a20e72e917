//! Errors of lowering, with their places and their diagnostics.

use nth_base::Span;
use nth_diag::{Code, Diagnostic};
use nth_types::hir::DefId;

/// Reason why a definition could not be lowered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The definition has errors, which the type checker has reported.
    Broken,
    /// The definition takes functions, or its result is not a value, so it cannot be an entry by itself.
    NeedsArguments,
    /// Specialisation does not end or makes too many copies. The text names what exceeds the limit.
    Limit(String),
}

/// A definition that could not be lowered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LowerError {
    /// Number of the definition.
    pub def: DefId,
    /// Name of the definition.
    pub name: String,
    /// Place: a call for [`Reason::Limit`], else the name of the definition.
    pub span: Span,
    /// Reason why a definition could not be lowered.
    pub what: Reason,
}

impl LowerError {
    /// Diagnostic of the error; `None` for [`Reason::Broken`], which has been reported.
    #[must_use]
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        match &self.what {
            Reason::Broken => None,
            Reason::NeedsArguments => Some(
                Diagnostic::error(
                    Code::NotRunnable,
                    self.span,
                    format!("`{}` takes functions, so it cannot run by itself", self.name),
                    "only calls with function arguments can run",
                )
                .note("run a definition that calls it, such as `seq a(n) = …`"),
            ),
            Reason::Limit(found) => Some(
                Diagnostic::error(
                    Code::SpecialisationLimit,
                    self.span,
                    format!("`{}` grows too large when it is specialised", self.name),
                    found.clone(),
                )
                .note("every call with a new function or a new type makes a copy of the definition that is called, and a call of a local function a copy of its body")
                .note("in a recursion, pass the same function on, and values for what changes"),
            ),
        }
    }
}

impl std::fmt::Display for LowerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.what {
            Reason::Broken => write!(f, "`{}` has errors", self.name),
            Reason::NeedsArguments => write!(f, "`{}` takes functions, so it cannot run by itself", self.name),
            Reason::Limit(found) => write!(f, "`{}` grows too large when it is specialised: {found}", self.name),
        }
    }
}

impl std::error::Error for LowerError {}
