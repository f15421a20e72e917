//! Enumeration of predicates and arithmetic functions over a range of integers.
//!
//! Everything is computed in bulk, for all tasks at once: functions as vectors of their values, predicates as sets of
//! bits, all from tables of primes; nothing is interpreted. What agrees with a task is written as source with functions
//! of the library and offered.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod calculate;
mod digits;
mod finder;
mod function;
mod functions;
mod index;
#[cfg(test)]
mod law_tests;
mod listed;
mod made;
mod numbers;
mod predicates;
mod rows;
mod sets;
mod source;
mod tables;
mod tests_rows;
mod transforms;

use nth_propose::{Proposer, Sink, Task, Watch};

use crate::finder::Finder;
use crate::index::Index;
use crate::numbers::Numbers;

/// Proposes numbers with a property, arithmetic functions, and what is made of them.
#[derive(Debug, Default)]
pub struct Sieve;

impl Sieve {
    /// The proposer.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

impl Proposer for Sieve {
    fn name(&self) -> &'static str {
        "enumerate"
    }

    fn propose(&mut self, tasks: &[Task], watch: &Watch<'_>, sink: &dyn Sink) {
        let index = Index::new(tasks);
        let finder = Finder::new(&index, watch, sink);
        let numbers = Numbers::new();
        let kept = (finder.memory() / 8 / 1100).clamp(2_000, 60_000) as usize;
        // Each stage gets a part of the time that is left, and most need less.
        finder.give(0.2);
        let functions = functions::enumerate(&numbers, &finder, kept);
        finder.give(0.25);
        let most = (finder.memory() / 4 / 1300).clamp(8_192, 131_072) as usize;
        let predicates = predicates::enumerate(&numbers, &finder, most);
        finder.give(0.5);
        sets::find_all(&finder, &predicates);
        listed::divisors(&finder);
        finder.give(0.3);
        listed::find(&numbers, &finder, &predicates);
        finder.give(0.3);
        made::singles(&numbers, &finder, &functions);
        finder.give(0.3);
        made::pairs(&numbers, &finder, &functions);
        finder.give(0.3);
        tables::over_pairs(&numbers, &finder);
        finder.give(0.3);
        tables::triangles(&numbers, &finder);
        finder.give(0.5);
        made::twice(&numbers, &finder, &functions);
        finder.give(1.0);
        functions::third(&numbers, &finder, &functions);
        finder.report("done", Some(1.0));
    }
}
