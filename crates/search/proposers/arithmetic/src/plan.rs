//! The plans: which stages a search has, in order, and what share of the time and work each may take.

use crate::function_levels::{self, Functions};
use crate::predicates::{self, Predicate, RANGE};
use crate::search::ArithmeticSearch;
use crate::{members, pairs, sets, transformed, triangles};
use nth_algebra::primes::PrimeTables;

/// Bound of small numbers: in the interactive plan, sets of numbers below this are searched first.
const SMALL_RANGE: usize = 512;

/// Bytes that a function takes, about, with the share of the memory that all functions may take; and how many there may
/// be.
const FUNCTION_ROOM: (u64, u64, std::ops::RangeInclusive<u64>) = (1100, 8, 2_000..=60_000);
/// Bytes, share and bounds for predicates, as in [`FUNCTION_ROOM`].
const PREDICATE_ROOM: (u64, u64, std::ops::RangeInclusive<u64>) = (1300, 4, 8_192..=131_072);

/// A stage of a search.
struct Stage {
    /// The name, in reports and checkpoints; each stage of a plan has another one.
    name: &'static str,
    /// Share of the time and work that are left. Without one the stage goes on with what the stage before had.
    share: Option<f64>,
    /// Units of work of a program (`nth-benches work --stages` measures them).
    units: f64,
    /// Whether there is anything to do for it.
    when: When,
    /// Function that does the stage.
    run: fn(&mut Run<'_>),
}

/// Condition under which a stage is done.
#[derive(Clone, Copy)]
enum When {
    Always,
    /// Stage for tasks that may be sets.
    Sets,
    /// Stage for tasks that may be sets of numbers that are not small.
    LargeSets,
}

const fn stage(name: &'static str, share: f64, units: f64, run: fn(&mut Run<'_>)) -> Stage {
    Stage { name, share: Some(share), units, when: When::Always, run }
}

/// The plan for many tasks. Most stages need less time than they may take.
const PLAN_BULK: &[Stage] = &[
    Stage { name: "functions of size 1", share: None, units: 20.0, when: When::Always, run: |r| r.first_functions() },
    stage("functions of size 2", 0.2, 10.0, |r| r.second_functions()),
    stage("properties", 0.25, 560.0, |r| r.all_predicates()),
    stage("numbers with one or two properties", 0.5, 0.4, |r| r.sets_in_range()),
    Stage { name: "divisors of a number", share: None, units: 10.0, when: When::Always, run: |r| r.divisors() },
    stage("functions of the numbers with a property", 0.3, 48.0, |r| r.members()),
    stage("transforms of functions", 0.3, 14.0, |r| r.transforms()),
    stage("transforms of two functions", 0.3, 4.0, |r| r.transforms_of_two()),
    stage("counts and least numbers", 0.3, 40.0, |r| r.over_pairs()),
    stage("triangles", 0.3, 12.0, |r| r.triangles()),
    stage("transforms of transforms", 0.5, 4.0, |r| r.transforms_of_transforms()),
    stage("functions of size 3", 1.0, 2.0, |r| r.third_functions()),
];

/// The plan for few tasks: cheap stages come first, and predicates only if a task may be a set, those of small numbers
/// first.
const PLAN_INTERACTIVE: &[Stage] = &[
    Stage { name: "functions of size 1", share: None, units: 20.0, when: When::Always, run: |r| r.first_functions() },
    Stage { name: "divisors of a number", share: None, units: 10.0, when: When::Always, run: |r| r.divisors() },
    Stage {
        name: "transforms of functions of size 1",
        share: None,
        units: 7.0,
        when: When::Always,
        run: |r| r.transforms(),
    },
    Stage { when: When::Sets, ..stage("small properties of small numbers", 0.2, 40.0, |r| r.quick_predicates()) },
    Stage { when: When::Sets, ..stage("small numbers with one or two small properties", 0.2, 0.1, |r| r.small_sets()) },
    stage("functions of size 2", 0.2, 10.0, |r| r.second_functions()),
    stage("transforms of functions", 0.3, 14.0, |r| r.transforms()),
    Stage { when: When::Sets, ..stage("properties of small numbers", 0.2, 40.0, |r| r.small_predicates()) },
    Stage { when: When::Sets, ..stage("small numbers with one or two properties", 0.2, 0.1, |r| r.small_sets()) },
    stage("counts and least numbers", 0.2, 40.0, |r| r.over_pairs()),
    stage("triangles", 0.2, 12.0, |r| r.triangles()),
    stage("properties", 0.4, 560.0, |r| r.all_predicates()),
    Stage { when: When::LargeSets, ..stage("numbers with one or two properties", 0.5, 0.4, |r| r.sets_in_range()) },
    stage("functions of the numbers with a property", 0.2, 48.0, |r| r.members()),
    stage("transforms of two functions", 0.3, 4.0, |r| r.transforms_of_two()),
    stage("transforms of transforms", 0.5, 4.0, |r| r.transforms_of_transforms()),
    stage("functions of size 3", 1.0, 2.0, |r| r.third_functions()),
];

/// A search with what its stages make for later ones.
struct Run<'a> {
    numbers: &'a PrimeTables,
    search: ArithmeticSearch<'a>,
    functions: Functions,
    predicates: Vec<Predicate>,
    /// Exclusive bound of the numbers in the sets of the tasks; 0 without sets.
    reach: usize,
}

/// Runs the plan for as many tasks as there are.
pub fn run(numbers: &PrimeTables, search: ArithmeticSearch<'_>) {
    let plan = if search.is_interactive() { PLAN_INTERACTIVE } else { PLAN_BULK };
    let reach = sets::reach(&search);
    let mut run = Run { numbers, search, functions: Functions::default(), predicates: Vec::new(), reach };
    for stage in plan {
        if run.search.ended() {
            break;
        }
        if run.wants(stage.when) {
            run.search.begin(stage.name, stage.share, stage.units);
            (stage.run)(&mut run);
        }
    }
    run.search.report("done", Some(1.0));
}

impl Run<'_> {
    fn wants(&self, when: When) -> bool {
        match when {
            When::Always => true,
            When::Sets => self.reach > 0,
            When::LargeSets => self.reach > self.small_range(),
        }
    }

    /// The range of small numbers: as far as the sets go, at most.
    fn small_range(&self) -> usize {
        self.reach.min(SMALL_RANGE).next_multiple_of(64)
    }

    fn room(&self, (bytes, part, bounds): (u64, u64, std::ops::RangeInclusive<u64>)) -> usize {
        (self.search.memory() / part / bytes).clamp(*bounds.start(), *bounds.end()) as usize
    }

    fn enumerate_predicates(&mut self, range: usize, deep: bool) {
        let most = self.room(PREDICATE_ROOM);
        self.predicates = Vec::new();
        self.predicates = predicates::enumerate(self.numbers, &self.search, most, range, deep);
    }

    fn first_functions(&mut self) {
        self.functions = function_levels::first(self.numbers, &self.search);
    }

    fn second_functions(&mut self) {
        let (first, most) = (std::mem::take(&mut self.functions), self.room(FUNCTION_ROOM));
        self.functions = function_levels::second(self.numbers, &self.search, first, most);
    }

    fn third_functions(&mut self) {
        function_levels::third(self.numbers, &self.search, &self.functions);
    }

    fn quick_predicates(&mut self) {
        self.enumerate_predicates(self.small_range(), false);
    }

    fn small_predicates(&mut self) {
        self.enumerate_predicates(self.small_range(), true);
    }

    fn all_predicates(&mut self) {
        self.enumerate_predicates(RANGE, true);
    }

    fn small_sets(&mut self) {
        sets::find_all(&self.search, &std::mem::take(&mut self.predicates), self.small_range());
    }

    fn sets_in_range(&mut self) {
        sets::find_all(&self.search, &self.predicates, RANGE);
    }

    fn divisors(&mut self) {
        members::divisors(&self.search);
    }

    fn members(&mut self) {
        members::find(self.numbers, &self.search, &self.predicates);
    }

    fn transforms(&mut self) {
        transformed::singles(self.numbers, &self.search, &self.functions);
    }

    fn transforms_of_two(&mut self) {
        transformed::pairs(self.numbers, &self.search, &self.functions);
    }

    fn transforms_of_transforms(&mut self) {
        transformed::twice(self.numbers, &self.search, &self.functions);
    }

    fn over_pairs(&mut self) {
        pairs::over_pairs(self.numbers, &self.search);
    }

    fn triangles(&mut self) {
        triangles::triangles(self.numbers, &self.search);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn stages_have_names_of_their_own() {
        for plan in [PLAN_BULK, PLAN_INTERACTIVE] {
            let names: BTreeSet<&str> = plan.iter().map(|s| s.name).collect();
            assert_eq!(names.len(), plan.len());
            assert!(plan.iter().all(|s| s.share.is_none_or(|share| 0.0 < share && share <= 1.0)));
        }
    }
}
