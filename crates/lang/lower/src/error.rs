//! Why a definition could not be lowered.

use nth_base::Span;
use nth_diag::{Code, Diagnostic};
use nth_types::hir::DefId;

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The definition has errors, which the type checker has reported.
    Broken,
    /// The definition takes functions, or gives back something that is no value: it is no entry by itself.
    NeedsArguments,
    /// Specialisation does not end or makes too much; says what there is too much of.
    Limit(String),
}

/// A definition that could not be lowered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LowerError {
    /// The definition.
    pub def: DefId,
    /// Its name.
    pub name: String,
    /// The place: a call for [`Reason::Limit`], else the definition's name.
    pub span: Span,
    /// What stands in the way.
    pub what: Reason,
}

impl LowerError {
    /// As a diagnostic; none for [`Reason::Broken`], which has been reported.
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
                    format!("`{}` grows too far when it is specialised", self.name),
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
            Reason::Limit(found) => write!(f, "`{}` grows too far when it is specialised: {found}", self.name),
        }
    }
}

impl std::error::Error for LowerError {}
