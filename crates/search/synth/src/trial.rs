//! Executing programs on known terms.

use nth_base::{Cancel, Limits};
use nth_eval::Evaluator;
use nth_num::Int;
use nth_runner::{Agreement, At, Execution, ExpectedTerms, agree};

use crate::compile::Compiled;

/// Numbers that the evaluator may keep for later programs before it forgets them.
const MAX_ENTRIES: usize = 1 << 20;

/// Executes programs under the same limits.
pub struct Bench {
    evaluator: Evaluator,
}

impl Bench {
    /// Executions under these limits; raising the flag ends a run.
    #[must_use]
    pub fn new(limits: &Limits, cancel: &Cancel) -> Self {
        Self { evaluator: Evaluator::new(limits, cancel) }
    }

    /// Compares the terms of a program with known ones, up to the first difference.
    pub fn compare(&mut self, program: &Compiled, terms: &[Int]) -> Agreement {
        agree(&mut self.execution(program), &ExpectedTerms { terms, at: At::From(program.first) })
    }

    /// The first terms, as many as can be computed, at most `count`.
    pub fn terms(&mut self, program: &Compiled, count: usize) -> Vec<Int> {
        let mut execution = self.execution(program);
        (program.first..).take(count).map_while(|n| execution.term(&[n]).ok()).collect()
    }

    fn execution<'a>(&'a mut self, program: &'a Compiled) -> Execution<'a> {
        if self.evaluator.entries() > MAX_ENTRIES {
            self.evaluator.clear();
        }
        Execution::in_bytecode(&mut self.evaluator, &program.executable)
    }
}
