//! Enumeration of predicates and arithmetic functions over a range of integers.
#![cfg_attr(test, allow(clippy::unwrap_used))]
