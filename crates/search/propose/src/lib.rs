//! The interface between proposers of programs and the search that verifies them.
//!
//! A [`Proposer`] receives [`Task`]s, the first terms of sequences, and offers [`Proposal`]s to a [`Sink`]: programs,
//! as nth source ([`Formula`]) or as Core, with an account of what was fitted. A proposal may be wrong: the owner of
//! the sink executes it on all terms and decides. A [`Budget`] limits time, work, threads and memory.
//!
//! Proposers do not depend on one another. This crate has no evaluator and no clock of its own.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod budget;
mod checkpoint;
mod code_length;
mod fan_out;
mod formula;
mod proposal;
pub mod sums;
mod task;

pub use budget::{Budget, StopSignal, Turn, Wanted, WorkLimit};
pub use checkpoint::{Checkpoint, CheckpointStore, Checkpoints, fingerprint};
pub use code_length::{Code, code_length};
pub use fan_out::for_each_task;
pub use formula::Formula;
pub use nth_syntax::build;
pub use proposal::{Candidate, Evidence, Origin, Progress, Proposal, Proposer, Sink};
pub use task::Task;
