//! Comparison of a program with expected terms.

use nth_base::{Cost, CostReading};
use nth_core::EvalError;
use nth_num::Int;

use crate::Execution;

/// Terms that a program should have, and their places.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedTerms<'a> {
    /// Values of the terms, in order.
    pub terms: &'a [Int],
    /// Indices or arguments at which the terms stand.
    pub at: At<'a>,
}

/// Places at which the entry is evaluated for the expected terms.
#[derive(Clone, Copy, Debug)]
pub enum At<'a> {
    /// Consecutive indices, from this one on. If the entry has a second parameter, its argument is 0.
    From(i64),
    /// Arguments of the entry, one list for each term.
    Each(&'a [Vec<Int>]),
}

/// Result of a comparison: how many terms agree, and at what cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Number of terms that agree, before the first that differs or has no value.
    pub matched: usize,
    /// Reason why the comparison ended.
    pub end: End,
    /// Cost of the run up to the last term that agrees.
    pub cost: Cost,
}

/// Reason why a comparison ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// All expected terms agree.
    All,
    /// The next term is this one, not the expected one.
    Differs(Int),
    /// The next term has no value: the program is wrong.
    Failed(EvalError),
    /// The next term was not reached within the limits, which proves nothing about the program.
    Limit(EvalError),
}

impl Agreement {
    /// Whether all terms agree.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.end == End::All
    }
}

impl ExpectedTerms<'_> {
    /// Computes the term at position `i`.
    fn compute(&self, execution: &mut Execution<'_>, i: usize) -> Result<Int, EvalError> {
        match self.at {
            At::From(first) => match (first.checked_add_unsigned(i as u64), execution.params()) {
                (Some(n), 0 | 1) => execution.term(&[n]),
                (Some(n), _) => execution.term(&[n, 0]),
                (None, params) => {
                    let n = Int::from(i128::from(first) + i as i128);
                    execution.term_at(&[n, Int::ZERO][..params.clamp(1, 2)])
                }
            },
            At::Each(args) => execution.term_at(args.get(i).map_or(&[][..], Vec::as_slice)),
        }
    }
}

/// Compares a run with expected terms, from the first on, until one differs or has no value.
pub fn agree(execution: &mut Execution<'_>, expected: &ExpectedTerms<'_>) -> Agreement {
    agree_within(execution, expected, CostReading::Published, u64::MAX)
}

/// Compares as [`agree`] does, and ends with the limit `budget` at the first term after which the run has spent more
/// than `most` units, in this reading of the cost.
pub fn agree_within(
    execution: &mut Execution<'_>,
    expected: &ExpectedTerms<'_>,
    reading: CostReading,
    most: u64,
) -> Agreement {
    let mut agreement = Agreement { matched: 0, end: End::All, cost: Cost::default() };
    for (i, term) in expected.terms.iter().enumerate() {
        agreement.end = match expected.compute(execution, i) {
            Ok(value) if value == *term => {
                let cost = execution.cost();
                if cost.of(reading) > most {
                    End::Limit(EvalError::Budget)
                } else {
                    (agreement.matched, agreement.cost) = (i + 1, cost);
                    continue;
                }
            }
            Ok(value) => End::Differs(value),
            Err(e) if e.is_limit() => End::Limit(e),
            Err(e) => End::Failed(e),
        };
        break;
    }
    agreement
}
