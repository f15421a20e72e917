//! Tasks: the sequences that programs are wanted for.

use nth_algebra::Terms;

/// A sequence to find a program for.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// The first terms, in order, with data that all proposers derive from them.
    pub terms: Terms,
    /// The index of the first term, if known. A preference only: a program may begin at another index.
    pub first: Option<i64>,
}
