//! Terms in, verified programs out.
//!
//! A [`Synthesizer`] shows the terms of [`Task`]s to the proposers of the registry ([`PROPOSERS`]). Each proposal is
//! compiled and executed on all known terms, also on those that were held back. The programs that are right are ranked
//! by description length, then by size and cost; each [`Answer`] says what was verified, and has a confidence that its
//! next terms are right ([`Features`]). An answer that may be a coincidence is marked as a guess or left out
//! ([`nth_algebra::information`]).
//!
//! The command line, the REPL and editors call the same service. A [`Watcher`] receives progress, and a flag stops the
//! search. This crate prints nothing; the caller passes in the clock.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod answer;
mod answer_book;
mod compile;
mod confidence;
mod discovered;
mod idle;
mod judge;
mod known;
mod library_rivals;
mod listed;
mod meter;
mod near;
mod options;
mod presenter;
mod readable;
mod registry;
mod related;
mod sample;
mod score;
mod synthesizer;
mod trial;
mod turns;
mod verifier;
mod watcher;

pub use answer::{Answer, Tally};
pub use compile::{Compiled, Compiler};
pub use confidence::{Features, WEIGHT_COUNT};
pub use discovered::{Discovered, Discoveries};
pub use judge::ProgramJudge;
pub use known::{Catalogue, KnownSequence, LibrarySequences};
pub use listed::{Listed, ListedSequence, NEAR, Outcome, refuted_by};
pub use near::NearMiss;
pub use nth_propose::{CheckpointStore, Formula, Progress, Task};
pub use options::{DEFAULT_WORK, Options};
pub use readable::{Readable, Rewriter};
pub use registry::{
    Entry, PROPOSERS, ProposerInfo, Resources, UnknownProposer, default_words, is_looked_up, proposer_help,
    proposer_words, select_proposers,
};
pub use related::FoundBefore;
pub use synthesizer::{Ended, Found, Instance, Synthesizer};
pub use trial::Bench;
pub use watcher::{Silent, Watcher};
