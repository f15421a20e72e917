//! Runs Core programs: engines, terms, timing, and whether a program has given terms.
//!
//! An [`Executable`] is a compiled program. An [`Execution`] is one run of it, which gives terms in bytecode or native
//! code as [`Engines`] say. On top of these, [`agree`] compares a run with expected terms, [`run_terms`] gives the
//! terms at a sequence of indices with costs and times, [`evaluate`] gives one value, and [`measure`] times each engine
//! and holds the engines against each other.
//!
//! The engine changes how fast terms come, never a term, an error or a cost. This crate knows no source text and reads
//! no clock; the native compiler ([`nth_eval::Backend`]) and the clock are handed in.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod agree;
mod engine;
mod executable;
mod execution;
mod measure;
mod show;
mod terms;
mod timing;
mod value;

pub use agree::{Agreement, At, End, ExpectedTerms, agree, agree_within};
pub use engine::{Engine, EnginePolicy, Engines};
pub use executable::Executable;
pub use execution::Execution;
pub use measure::{Account, Bench, BenchPlan, BenchRow, Difference, measure};
pub use show::{elide, show_value};
pub use terms::{Stop, Term, TermRun, run_terms};
pub use timing::{Stopwatch, Timing};
pub use value::{Evaluated, evaluate};
