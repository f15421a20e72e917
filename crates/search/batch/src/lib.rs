//! Checks candidate programs against every known sequence at once.
//!
//! [`Targets`] is the index: a trie over the terms of the sequences. A [`Checker`] walks it with the terms of one
//! candidate and reports the sequences that end on the path ([`Verdict`]). [`engine`] checks streams of candidates on
//! several threads, with the verdicts in order. A [`Session`] is a complete run: it writes the verdicts, keeps findings
//! in a store, and can be resumed after a kill. Readers of candidates are passed in ([`nth_dialects::Reader`]); this
//! crate prints nothing.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod check;
mod checked;
pub mod engine;
mod keep;
mod lines;
mod queue;
mod record;
mod session;
mod source;
mod targets;
mod tiers;
mod winners;

pub use check::{Checker, Invalid, Solved, Status, Verdict};
pub use checked::{CheckedChunk, Tally};
pub use keep::{Keep, Kept, Quota};
pub use lines::MAX_LINE;
pub use queue::ReadError;
pub use record::Hit;
pub use session::{End, Observer, Problem, Progress, Session, Summary};
pub use source::NthSource;
pub use targets::{Targets, Walk};
pub use tiers::{Share, Shares, Tier, Tiering};
pub use winners::{Winner, Winners};
