//! What is asked and what is answered.

use nth_num::Int;

use crate::formula::Formula;
use crate::watch::{Progress, Watch};

/// A sequence to find a program for.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// The first terms, in order. Proposers see these only; terms that are held back are not among them.
    pub terms: Vec<Int>,
    /// The index of the first term, where it is known. A wish, not a condition: a program may begin elsewhere.
    pub first: Option<i64>,
}

/// A program that may have the terms of a task.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Which task, by its position.
    pub task: usize,
    /// The program. Its terms from [`Formula::from`] on should be those of the task, all of them, in order.
    pub formula: Formula,
    /// Who proposes it.
    pub proposer: &'static str,
    /// What it is, for people, without the program: "linear recurrence of order 2", "partial sums of the primes".
    pub says: String,
    /// How many terms were needed to fix what was free in it: initial values, coefficients. The terms after these
    /// speak for it. 0 for a program that was found and not fitted. At least `given`.
    pub fitted: usize,
    /// How many of the first terms stand in the program as they are: initial values, exceptions, a period.
    pub given: usize,
    /// How much was chosen beside the terms that are given, in bits: the logarithm of how many proposals as simple as this one or simpler the proposer
    /// could have made. The answer is trusted if the terms hold more.
    pub bits: f64,
}

/// Takes proposals. It is called from the threads of the proposer.
pub trait Sink: Sync {
    /// Takes a proposal; `false` if more for this task are not wanted.
    fn offer(&self, proposal: Proposal) -> bool;

    /// Whether proposals for this task are still wanted.
    fn wants(&self, task: usize) -> bool;

    /// How far the work is. Called now and then.
    fn progress(&self, progress: &Progress);
}

/// Something that proposes programs.
pub trait Proposer: Send {
    /// Its name, as in `--proposers`.
    fn name(&self) -> &'static str;

    /// Proposes programs for these tasks, simplest first as far as that is possible, until it has no more to propose,
    /// nothing is wanted or the time is over. Work is shared between tasks where it can be.
    fn propose(&mut self, tasks: &[Task], watch: &Watch<'_>, sink: &dyn Sink);
}
