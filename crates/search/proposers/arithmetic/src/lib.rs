//! Enumeration of predicates and arithmetic functions over a range of integers.
//!
//! Everything is computed in bulk, for all tasks at once: functions as vectors of their values, predicates as sets of
//! bits, all from tables of primes; nothing is interpreted. Programs that agree with a task are written as source with
//! functions of the library and offered. The stages and their shares of the time are tables (`plan.rs`).

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod arguments;
mod digits;
mod function;
mod function_levels;
mod index;
#[cfg(test)]
mod law_tests;
mod members;
mod pairs;
mod plan;
mod predicate_families;
mod predicate_rows;
mod predicates;
mod rows;
mod search;
mod sets;
#[cfg(test)]
mod source_tests;
mod transformed;
mod transforms;
mod triangles;

use nth_algebra::primes::PrimeTables;
use nth_propose::{Budget, Checkpoints, Proposer, Sink, StopSignal, Task, fingerprint};

use crate::index::Index;
use crate::search::ArithmeticSearch;

/// Proposes numbers with a property, arithmetic functions, and sequences that are made of them.
#[derive(Debug, Default)]
pub struct Arithmetic;

impl Arithmetic {
    /// Creates the proposer; it has no settings.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

impl Proposer for Arithmetic {
    fn propose(&mut self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink) {
        let index = Index::new(tasks);
        let wanted = |task| sink.wants(task);
        let stop = StopSignal::new(budget, &wanted, tasks.len());
        let checkpoints = Checkpoints::new(budget.checkpoints, "arithmetic", fingerprint(tasks, budget.memory));
        let search = ArithmeticSearch::new(&index, &stop, &checkpoints, sink);
        if !stop.is_over() {
            plan::run(PrimeTables::shared(), search);
        }
    }
}
