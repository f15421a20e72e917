//! Tasks: the sequences that programs are wanted for.

use nth_num::Int;

/// A sequence to find a program for.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// The first terms, in order.
    pub terms: Vec<Int>,
    /// The index of the first term, where it is known. A wish, not a condition: a program may begin elsewhere.
    pub first: Option<i64>,
}
