//! Enumeration of programs by size, equal values once.
#![cfg_attr(test, allow(clippy::unwrap_used))]
