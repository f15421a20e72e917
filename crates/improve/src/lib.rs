//! Smaller and faster programs of the same terms: rewriting and mutation; random programs.
#![cfg_attr(test, allow(clippy::unwrap_used))]
