//! Terms in, verified programs out.
//!
//! A [`Synthesizer`] shows the terms of [`Task`]s to proposers (`nth-propose`): what is known, closed families,
//! enumeration, random programs. Each proposal is compiled and executed on all known terms, on those that were held back,
//! too; what is right is ranked by how likely it is to go on rightly, then by description length, size and cost, and carries the account of what was verified
//! ([`Answer`]). What the terms cannot tell from a coincidence ([`information`],
//! [`Features`]) is marked as a guess or left out.
//!
//! The command line, the REPL and editors call the same service, with progress through a [`Watcher`] and a flag that
//! stops it. This crate prints nothing and reads no clock; one is handed in.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod answer;
mod board;
mod compile;
mod confidence;
mod discovered;
mod judge;
mod known;
mod options;
mod related;
mod sample;
mod service;
mod trial;
mod watcher;

pub use answer::{Answer, Tally};
pub use compile::{Compiled, Compiler};
pub use confidence::{Features, WEIGHT_COUNT};
pub use discovered::{Discovered, Discoveries};
pub use judge::ProgramJudge;
pub use known::{Catalogue, Known, KnownSequence, library_sequences};
pub use nth_algebra::information;
pub use nth_propose::{CheckpointStore, Formula, Progress, Task};
pub use options::{Options, Source};
pub use related::FoundBefore;
pub use sample::Sampling;
pub use service::{Found, Named, Synthesizer};
pub use trial::Bench;
pub use watcher::{Silent, Watcher};
