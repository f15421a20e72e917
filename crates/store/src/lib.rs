//! What was found, on disk: programs, sequences, hindsight pairs.
#![cfg_attr(test, allow(clippy::unwrap_used))]
