//! Closed families: sequences whose program is computed from the terms, not searched.
#![cfg_attr(test, allow(clippy::unwrap_used))]
