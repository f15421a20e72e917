//! Bounds that make specialisation end, and keep its results small enough for every later walk by recursion.

/// Copies of one definition.
pub(crate) const MAX_COPIES: u32 = 2_000;

/// Copies of one definition, each made for the body of the one before.
pub(crate) const MAX_NESTED: usize = 200;

/// Nodes of one function, written out.
pub(crate) const MAX_SIZE: u32 = 200_000;

/// Longest path in the body of one function.
pub(crate) const MAX_DEPTH: u16 = 2_000;

/// Expressions inside each other while one body is lowered. A tree is at most 512 deep, but inlined functions add up.
pub(crate) const MAX_RECURSION: u32 = 1_000;

/// Expressions lowered for one body: functions that take functions that take functions can multiply without growing deep.
pub(crate) const MAX_STEPS: u32 = 1_000_000;

/// Lists inside each other in a type. Core's types hold 127.
pub(crate) const MAX_LIST_DEPTH: u32 = 120;
