//! The known terms, and running programs on them.

use nth_base::{Cancel, Limits};
use nth_core::{Arena, EvalError, FuncId, Program, Ty};
use nth_eval::{Code, Evaluator, Output, compile};
use nth_num::Int;

/// Terms that a program is known to have, and where.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The values.
    pub terms: &'a [Int],
    /// Their places.
    pub at: At<'a>,
}

/// Where terms stand.
#[derive(Clone, Copy, Debug)]
pub enum At<'a> {
    /// At this index and those after it. If the entry has a second parameter, it is 0.
    From(i64),
    /// At these arguments of the entry, one list for each term.
    Each(&'a [Vec<Int>]),
}

impl Known<'_> {
    /// Arguments of the entry for the term at position `i`.
    fn args(&self, i: usize, params: usize) -> Vec<Int> {
        match self.at {
            At::From(first) => {
                let index = Int::from(i128::from(first) + i as i128);
                [index, Int::ZERO].into_iter().take(params).collect()
            }
            At::Each(args) => args.get(i).cloned().unwrap_or_default(),
        }
    }

    /// Whether the entry can be asked for these terms.
    pub(crate) fn fits(&self, program: &Program, entry: FuncId) -> bool {
        let Some(func) = program.funcs.get(entry.0 as usize) else { return false };
        let n = func.params.len();
        let ints = func.ret == Ty::INT && func.params.iter().all(|&t| t == Ty::INT);
        let places = match self.at {
            At::From(_) => n == 1 || n == 2,
            At::Each(args) => args.len() == self.terms.len() && args.iter().all(|a| a.len() == n),
        };
        ints && places && !self.terms.is_empty()
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ran {
    /// With all terms, at this cost.
    All(u64),
    /// With a limit, and no wrong term before it.
    Limited,
    /// With a wrong term or an error.
    Wrong,
}

/// Runs programs on the known terms.
pub(crate) struct Runner<'k> {
    known: Known<'k>,
    evaluator: Evaluator,
    limits: Limits,
}

/// What the evaluator shares between programs is forgotten when it holds so many numbers.
const MOST_ENTRIES: usize = 1 << 20;

impl<'k> Runner<'k> {
    pub(crate) fn new(known: Known<'k>, limits: &Limits, cancel: &Cancel) -> Self {
        Self { known, evaluator: Evaluator::new(limits, cancel), limits: *limits }
    }

    /// Runs a program on all known terms, until one is wrong, or they have cost more than `most` together.
    pub(crate) fn run(&mut self, arena: &Arena, program: &Program, entry: FuncId, most: u64) -> Ran {
        self.evaluator.set_budget(self.limits.budget.min(most));
        if self.evaluator.entries() > MOST_ENTRIES {
            self.evaluator.clear();
        }
        match compile(arena, program, entry) {
            Ok(code) => self.execute(&code, program.func(entry).params.len(), most),
            Err(_) => Ran::Wrong,
        }
    }

    fn execute(&mut self, code: &Code, params: usize, most: u64) -> Ran {
        let reading = self.limits.reading;
        let mut run = self.evaluator.run(code);
        for (i, term) in self.known.terms.iter().enumerate() {
            match run.value(&self.known.args(i, params), Ty::INT) {
                Ok(Output::Int(x)) if x == *term => {}
                Ok(Output::Int(_) | Output::Bool(_) | Output::List(_)) => return Ran::Wrong,
                Err(EvalError::Budget | EvalError::TooBig | EvalError::Memory | EvalError::Depth) => {
                    return Ran::Limited;
                }
                Err(EvalError::DivByZero | EvalError::Domain | EvalError::Index) => return Ran::Wrong,
                Err(EvalError::Hole | EvalError::Interrupted) => return Ran::Wrong,
            }
            if run.cost().of(reading) > most {
                return Ran::Limited;
            }
        }
        Ran::All(run.cost().of(reading))
    }
}
