//! Enumeration of predicates and arithmetic functions over a range of integers.
//!
//! Everything is computed in bulk, for all tasks at once: functions as vectors of their values, predicates as sets of
//! bits, all from tables of primes; nothing is interpreted. What agrees with a task is written as source with functions
//! of the library and offered.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod arguments;
mod digits;
mod function;
mod function_levels;
mod index;
#[cfg(test)]
mod law_tests;
mod members;
mod numbers;
mod predicate_rows;
mod predicates;
mod rows;
mod search;
mod sets;
mod source;
#[cfg(test)]
mod source_tests;
mod tables;
mod transformed;
mod transforms;

use nth_propose::{Budget, Checkpoints, Proposer, Sink, StopSignal, Task, fingerprint};

use crate::index::Index;
use crate::numbers::Numbers;
use crate::predicates::RANGE;
use crate::search::Finder;

/// Of few tasks that are sets, the numbers below this are looked at first.
const SMALL: usize = 512;

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
    fn propose(&mut self, tasks: &[Task], watch: &Budget<'_>, sink: &dyn Sink) {
        let index = Index::new(tasks);
        let wanted = |task| sink.wants(task);
        let stop = StopSignal::new(watch, &wanted, tasks.len());
        let marks = Checkpoints::new(watch.checkpoints, "sieve", fingerprint(tasks, watch.memory));
        let finder = Finder::new(&index, &stop, &marks, sink);
        if stop.is_over() {
            return;
        }
        let numbers = Numbers::new();
        if finder.few() {
            few(&numbers, &finder);
        } else {
            many(&numbers, &finder);
        }
        finder.report("done", Some(1.0));
    }
}

/// How many functions may be kept, and how many properties.
fn room(finder: &Finder<'_>) -> (usize, usize) {
    let functions = (finder.memory() / 8 / 1100).clamp(2_000, 60_000) as usize;
    let properties = (finder.memory() / 4 / 1300).clamp(8_192, 131_072) as usize;
    (functions, properties)
}

/// Each stage gets a part of the time that is left, and most need less.
fn many(numbers: &Numbers, finder: &Finder<'_>) {
    let (kept, most) = room(finder);
    let mut functions = function_levels::first(numbers, finder);
    let mut properties = Vec::new();
    for (stage, part) in [0.2, 0.25, 0.5, 0.3, 0.3, 0.3, 0.3, 0.3, 0.5, 1.0].into_iter().enumerate() {
        if finder.ended() {
            return;
        }
        finder.give(part);
        match stage {
            0 => functions = function_levels::second(numbers, finder, functions, kept),
            1 => properties = predicates::enumerate(numbers, finder, most, RANGE, true),
            2 => {
                sets::find_all(finder, &properties, RANGE);
                members::divisors(finder);
            }
            3 => members::find(numbers, finder, &properties),
            4 => transformed::singles(numbers, finder, &functions),
            5 => transformed::pairs(numbers, finder, &functions),
            6 => tables::over_pairs(numbers, finder),
            7 => tables::triangles(numbers, finder),
            8 => transformed::twice(numbers, finder, &functions),
            _ => function_levels::third(numbers, finder, &functions),
        }
    }
}

/// What is cheap comes first, and properties only if a task may be a set; those of small numbers first.
fn few(numbers: &Numbers, finder: &Finder<'_>) {
    let (kept, most) = room(finder);
    let reach = sets::reach(finder);
    let small = reach.min(SMALL).next_multiple_of(64);
    let mut functions = function_levels::first(numbers, finder);
    let mut properties = Vec::new();
    for stage in 0..=14 {
        if finder.ended() {
            return;
        }
        match stage {
            0 => members::divisors(finder),
            1 => transformed::singles(numbers, finder, &functions),
            2 | 5 if reach > 0 => {
                finder.give(0.2);
                let properties = predicates::enumerate(numbers, finder, most, small, stage == 5);
                finder.give(0.2);
                sets::find_all(finder, &properties, small);
            }
            3 => {
                finder.give(0.2);
                functions = function_levels::second(numbers, finder, functions, kept);
            }
            4 => {
                finder.give(0.3);
                transformed::singles(numbers, finder, &functions);
            }
            6 => {
                finder.give(0.2);
                tables::over_pairs(numbers, finder);
            }
            7 => {
                finder.give(0.2);
                tables::triangles(numbers, finder);
            }
            8 => {
                finder.give(0.4);
                properties = predicates::enumerate(numbers, finder, most, RANGE, true);
            }
            9 if reach > small => {
                finder.give(0.5);
                sets::find_all(finder, &properties, RANGE);
            }
            10 => {
                finder.give(0.2);
                members::find(numbers, finder, &properties);
            }
            11 => {
                finder.give(0.3);
                transformed::pairs(numbers, finder, &functions);
            }
            12 => {
                finder.give(0.5);
                transformed::twice(numbers, finder, &functions);
            }
            13 => {
                finder.give(1.0);
                function_levels::third(numbers, finder, &functions);
            }
            _ => {}
        }
    }
}
