//! Sequences that are a transform of a simpler one, or two-dimensional, or multiplicative.
#![cfg_attr(test, allow(clippy::unwrap_used))]
