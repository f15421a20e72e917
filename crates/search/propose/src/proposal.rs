//! Proposals, and the interface of proposers.

use crate::budget::Budget;
use crate::formula::Formula;
use crate::task::Task;

/// A program that may have the terms of a task.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The task, by its position.
    pub task: usize,
    /// The program. Its terms should be those of the task, all of them, in order.
    pub program: Candidate,
    /// How the program was come by.
    pub origin: Origin,
    /// How many terms the program was made from, and how much was chosen.
    pub evidence: Evidence,
    /// What the program is, for people, without the program: "linear recurrence of order 2", "partial sums of the primes".
    pub description: String,
}

impl Proposal {
    /// The program as source, if it is proposed as such.
    #[must_use]
    pub fn formula(&self) -> Option<&Formula> {
        match &self.program {
            Candidate::Source(formula) => Some(formula),
            Candidate::Core { .. } => None,
        }
    }
}

/// A program as it is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Candidate {
    /// nth source. Its terms begin at [`Formula::from`].
    Source(Formula),
    /// A complete Core program as text, of which the first function is meant.
    Core {
        /// The text.
        text: String,
        /// The index of the first term.
        from: i64,
    },
}

impl From<Formula> for Candidate {
    fn from(formula: Formula) -> Self {
        Self::Source(formula)
    }
}

/// How a program was come by. It decides how much its length must be made up for by the terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Known before: a sequence of the library, or a program that was found earlier.
    Known,
    /// Computed from the terms.
    Computed,
    /// Chosen among many programs, since it has the terms.
    Searched,
}

/// How many terms a program was made from, and how much was chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Number of terms that determine what was free in the program: initial values, coefficients. The terms after these
    /// confirm it. 0 for a program that was found and not fitted; at least `verbatim`.
    pub determined_by: usize,
    /// Number of the first terms that stand in the program as they are: initial values, exceptions, a period.
    pub verbatim: usize,
    /// Bits of what was chosen beside the terms that stand in the program: the logarithm of how many proposals as simple
    /// as this one or simpler the proposer could have made. An answer is believed if the terms hold more.
    pub bits: f64,
}

/// Takes proposals. It is called from the threads of the proposer.
pub trait Sink: Sync {
    /// Takes a proposal; `false` if no more are wanted for this task.
    fn offer(&self, proposal: Proposal) -> bool;

    /// Whether proposals for this task are still wanted.
    fn wants(&self, task: usize) -> bool;

    /// Takes how far the work is. Called now and then.
    fn progress(&self, progress: &Progress);
}

/// Something that proposes programs. What it is called stands in the registry, not here: a sink knows whose it is.
pub trait Proposer: Send {
    /// Proposes programs for these tasks, the simplest first as far as that is possible, until it has no more to propose,
    /// nothing is wanted or the budget is spent. Work is shared between tasks where it can be.
    fn propose(&mut self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink);
}

/// How far a proposer is.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Programs looked at.
    pub programs: u64,
    /// Number of these whose values no smaller one has.
    pub distinct: u64,
    /// Bytes held.
    pub memory: u64,
    /// The stage, for people: "programs of size 9".
    pub stage: String,
    /// How much of the stage is done, from 0 to 1, where that can be told.
    pub part: Option<f64>,
}
