//! The interface between what proposes programs and what checks them.
//!
//! A [`Proposer`] is shown [`Task`]s, the first terms of sequences, and offers [`Proposal`]s to a [`Sink`]: programs as
//! [`Formula`]s, with an account of what was fitted. It may be wrong; whoever holds the sink executes every proposal and
//! decides. Families, enumeration, the library and, later, the network are proposers; none knows another.
//!
//! This crate knows no evaluator and no clock of its own.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod formula;
mod marks;
mod proposal;
mod watch;

pub use formula::Formula;
pub use marks::{Disk, Mark, Marks, fingerprint};
pub use nth_syntax::build;
pub use proposal::{Proposal, Proposer, Sink, Task};
pub use watch::{Progress, Stop, Watch};
