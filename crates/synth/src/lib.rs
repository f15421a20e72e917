//! Terms in, verified programs out: runs proposers, checks, ranks.
#![cfg_attr(test, allow(clippy::unwrap_used))]
