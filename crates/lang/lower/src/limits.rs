//! Limits that make specialisation end, and keep its results small enough for later walks by recursion.

/// Number of copies of one definition.
pub(crate) const MAX_COPIES: u32 = 2_000;

/// Number of copies of one definition that are each made for the body of the one before.
pub(crate) const MAX_NESTED: usize = 200;

/// Number of nodes of one function, written out as a tree.
pub(crate) const MAX_SIZE: u32 = 200_000;

/// Length of the longest path in the body of one function.
pub(crate) const MAX_DEPTH: u16 = 2_000;

/// Depth of recursion while one body is lowered. A tree is at most 512 deep, but inlined functions add to that.
pub(crate) const MAX_RECURSION: u32 = 1_000;

/// Number of expressions lowered for one body. Functions that take functions that take functions can multiply without
/// growing deep.
pub(crate) const MAX_STEPS: u32 = 1_000_000;

/// Depth of lists inside each other in a type. Core's types allow 127.
pub(crate) const MAX_LIST_DEPTH: u32 = 120;
