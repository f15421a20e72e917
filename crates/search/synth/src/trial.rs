//! Executing a proposal.

use nth_base::{Cancel, Cost, Limits};
use nth_core::EvalError;
use nth_eval::Evaluator;
use nth_num::Int;

use crate::compile::Compiled;

/// So many numbers that programs share are kept before they are forgotten.
const MOST_ENTRIES: usize = 1 << 20;

/// What executing a program on known terms has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Terms that agree, before the first that does not or that has no value.
    pub agrees: usize,
    /// What these cost.
    pub cost: Cost,
    /// Why the next term has no value, if it has none.
    pub stopped: Option<EvalError>,
}

/// Executes programs under the same limits.
pub struct Bench {
    evaluator: Evaluator,
}

impl Bench {
    /// Under these limits; raising the flag ends a run.
    #[must_use]
    pub fn new(limits: &Limits, cancel: &Cancel) -> Self {
        Self { evaluator: Evaluator::new(limits, cancel) }
    }

    /// Compares the terms of a program with known ones, up to the first difference.
    pub fn compare(&mut self, program: &Compiled, terms: &[Int]) -> Trial {
        self.tidy();
        let mut run = self.evaluator.run(&program.code);
        let mut trial = Trial { agrees: 0, cost: Cost::default(), stopped: None };
        for (n, want) in (program.first..).zip(terms) {
            match run.term(n) {
                Ok(value) if value == *want => {
                    trial.agrees += 1;
                    trial.cost = run.cost();
                }
                Ok(_) => break,
                Err(e) => {
                    trial.stopped = Some(e);
                    break;
                }
            }
        }
        trial
    }

    /// The first terms, as many as can be computed, at most `count`.
    pub fn terms(&mut self, program: &Compiled, count: usize) -> Vec<Int> {
        self.tidy();
        let mut run = self.evaluator.run(&program.code);
        (program.first..).take(count).map_while(|n| run.term(n).ok()).collect()
    }

    fn tidy(&mut self) {
        if self.evaluator.entries() > MOST_ENTRIES {
            self.evaluator.clear();
        }
    }
}
