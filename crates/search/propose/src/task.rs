//! Tasks: the sequences that programs are wanted for.

use nth_algebra::Terms;

/// A sequence to find a program for.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// The first terms, in order, with what all proposers compute from them.
    pub terms: Terms,
    /// The index of the first term, where it is known. A wish, not a condition: a program may begin elsewhere.
    pub first: Option<i64>,
}
