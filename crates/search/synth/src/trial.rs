//! Execution of programs on known terms.

use nth_base::{Cancel, Limits};
use nth_eval::Evaluator;
use nth_num::Int;
use nth_runner::{Agreement, At, Execution, ExpectedTerms, agree};

use crate::compile::Compiled;

/// Number of table entries of the evaluator beyond which its tables are cleared before the next program.
const MAX_ENTRIES: usize = 1 << 20;

/// Executes programs under fixed limits.
pub struct Bench {
    evaluator: Evaluator,
}

impl Bench {
    /// A bench with these limits for each program. Raising `cancel` ends a run.
    #[must_use]
    pub fn new(limits: &Limits, cancel: &Cancel) -> Self {
        Self { evaluator: Evaluator::new(limits, cancel) }
    }

    /// Compares the terms of a program with known terms, up to the first difference.
    pub fn compare(&mut self, program: &Compiled, terms: &[Int]) -> Agreement {
        agree(&mut self.execution(program), &ExpectedTerms { terms, at: At::From(program.first) })
    }

    /// The first terms of a program, at most `count`; fewer if one cannot be computed.
    pub fn terms(&mut self, program: &Compiled, count: usize) -> Vec<Int> {
        let mut execution = self.execution(program);
        (program.first..).take(count).map_while(|n| execution.term(&[n]).ok()).collect()
    }

    /// The term of a program at an index. None if it cannot be computed.
    pub fn term(&mut self, program: &Compiled, index: i64) -> Option<Int> {
        self.execution(program).term(&[index]).ok()
    }

    fn execution<'a>(&'a mut self, program: &'a Compiled) -> Execution<'a> {
        if self.evaluator.entries() > MAX_ENTRIES {
            self.evaluator.clear();
        }
        Execution::in_bytecode(&mut self.evaluator, &program.executable)
    }
}
