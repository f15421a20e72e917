//! Running programs on the known terms.

use nth_base::{Cancel, Limits};
use nth_core::{Arena, FuncId, Program, Ty};
use nth_eval::Evaluator;
use nth_runner::{At, End, Executable, Execution, ExpectedTerms, agree_within};

/// Whether the entry of a program takes the arguments of these terms and returns an integer, and there are terms.
pub(crate) fn fits(known: &ExpectedTerms<'_>, program: &Program, entry: FuncId) -> bool {
    let Some(func) = program.funcs.get(entry.0 as usize) else { return false };
    let n = func.params.len();
    let ints = func.ret == Ty::INT && func.params.iter().all(|&t| t == Ty::INT);
    let places = match known.at {
        At::From(_) => n == 1 || n == 2,
        At::Each(args) => args.len() == known.terms.len() && args.iter().all(|a| a.len() == n),
    };
    ints && places && !known.terms.is_empty()
}

/// The outcome of a run on the known terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ran {
    /// All terms are right; the cost of all, in cost units, in the reading of the limits.
    All(u64),
    /// A limit was met, with no wrong term before it.
    Limited,
    /// A term is wrong, or its computation fails.
    Wrong,
}

/// Runs programs on the known terms.
pub(crate) struct Runner<'k> {
    known: ExpectedTerms<'k>,
    evaluator: Evaluator,
    limits: Limits,
}

/// Number of table entries of the evaluator beyond which its tables are cleared before the next program.
const MAX_ENTRIES: usize = 1 << 20;

impl<'k> Runner<'k> {
    pub(crate) fn new(known: ExpectedTerms<'k>, limits: &Limits, cancel: &Cancel) -> Self {
        Self { known, evaluator: Evaluator::new(limits, cancel), limits: *limits }
    }

    /// Runs a program on all known terms, until one is wrong or their cost exceeds `most` cost units in total.
    pub(crate) fn run(&mut self, arena: &Arena, program: &Program, entry: FuncId, most: u64) -> Ran {
        self.evaluator.set_budget(self.limits.budget.min(most));
        if self.evaluator.entries() > MAX_ENTRIES {
            self.evaluator.clear();
        }
        let Ok(executable) = Executable::new(arena, program, entry) else { return Ran::Wrong };
        let mut execution = Execution::in_bytecode(&mut self.evaluator, &executable);
        let reading = self.limits.reading;
        let agreement = agree_within(&mut execution, &self.known, reading, most);
        match agreement.end {
            End::All => Ran::All(agreement.cost.of(reading)),
            End::Limit(_) => Ran::Limited,
            End::Differs(_) | End::Failed(_) => Ran::Wrong,
        }
    }
}
