//! Proposals, and the interface of proposers.

use crate::budget::Budget;
use crate::formula::Formula;
use crate::task::Task;

/// A program that may have the terms of a task.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The position of the task among the tasks of the search.
    pub task: usize,
    /// The program. Its terms should be all terms of the task, in order.
    pub program: Candidate,
    /// The way in which the program was found.
    pub origin: Origin,
    /// The number of terms that the program was made from, and the number of choices.
    pub evidence: Evidence,
    /// A description of the program for people, without its text: "linear recurrence of order 2", "partial sums of the
    /// primes".
    pub description: String,
}

impl Proposal {
    /// The program as source, if it is proposed as source.
    #[must_use]
    pub fn formula(&self) -> Option<&Formula> {
        match &self.program {
            Candidate::Source(formula) => Some(formula),
            Candidate::Core { .. } => None,
        }
    }
}

/// A proposed program, as source or as Core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Candidate {
    /// A program as nth source. Its terms begin at [`Formula::from`].
    Source(Formula),
    /// A complete Core program as text; its first function is the sequence.
    Core {
        /// The Core text of the whole program.
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

/// The way in which a program was found. For [`Origin::Searched`], the length of the program counts against the
/// evidence of the terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Known before: a sequence of the library, or a program found by an earlier search.
    Known,
    /// Computed from the terms, without a search.
    Computed,
    /// Selected among many programs because it has the terms.
    Searched,
}

/// The number of terms that a program was made from, and the number of choices.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Number of terms that determine the free parts of the program: initial values, coefficients. The terms after
    /// these confirm the program. 0 for a program to which nothing was fitted; at least `verbatim`.
    pub determined_by: usize,
    /// Number of first terms that the program contains verbatim: initial values, exceptions, a period.
    pub verbatim: usize,
    /// Bits of the choices apart from the verbatim terms: the binary logarithm of the number of equally simple or
    /// simpler proposals that the proposer could have made. An answer is credible if the terms have more bits.
    pub bits: f64,
}

/// A receiver of proposals. Its methods are called from the threads of the proposer.
pub trait Sink: Sync {
    /// Receives a proposal. Returns `false` if no more are wanted for its task.
    fn offer(&self, proposal: Proposal) -> bool;

    /// Whether more proposals for this task are wanted.
    fn wants(&self, task: usize) -> bool;

    /// Receives the progress of the proposer, now and then.
    fn progress(&self, progress: &Progress);
}

/// A proposer of programs. Its name is in the registry, not here; a sink knows its proposer.
pub trait Proposer: Send {
    /// Proposes programs for these tasks, simple ones first as far as possible. It returns when it has no more to
    /// propose, when no task wants more, or when the budget is spent. Work is shared between tasks where possible.
    fn propose(&mut self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink);
}

/// Progress of a proposer.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Number of programs examined so far.
    pub programs: u64,
    /// Number of examined programs whose values no smaller program has.
    pub distinct: u64,
    /// Memory held by the proposer, in bytes.
    pub memory: u64,
    /// The name of the stage, for people: "programs of size 9".
    pub stage: String,
    /// The finished part of the stage, from 0 to 1; none if unknown.
    pub part: Option<f64>,
}
