//! Result of a query, before it becomes an answer of the protocol.

use nth_analysis::Cancelled;
use nth_ide::RenameError;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The query was stopped by its flag.
    Cancelled,
    /// The answer is no, and why.
    Failed(String),
}

impl From<Cancelled> for Refusal {
    fn from(Cancelled: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl From<RenameError> for Refusal {
    fn from(e: RenameError) -> Self {
        Self::Failed(e.to_string())
    }
}

/// Result of a query.
pub type Reply<T> = Result<T, Refusal>;
