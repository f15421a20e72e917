//! Discoveries: programs for terms, with how sure they are.

use nth_closed_form::Fit;
use nth_propose::{Evidence, Formula, Origin, Proposal};

/// A program that has the terms it was made from.
#[derive(Clone, Debug)]
pub(crate) struct Discovery {
    /// The program that was found.
    pub formula: Formula,
    /// A description for people.
    pub description: String,
    /// Number of terms that determine the program, see [`Evidence::determined_by`].
    pub determined_by: usize,
    /// Number of terms that stand in the program, see [`Evidence::verbatim`].
    pub verbatim: usize,
    /// Bits of the choice, see [`Evidence::bits`].
    pub bits: f64,
}

impl Discovery {
    /// The proposal of this program for a task.
    pub(crate) fn proposal(self, task: usize) -> Proposal {
        Proposal {
            task,
            program: self.formula.into(),
            origin: Origin::Computed,
            evidence: Evidence { determined_by: self.determined_by, verbatim: self.verbatim, bits: self.bits },
            description: self.description,
        }
    }
}

impl From<Fit> for Discovery {
    fn from(fit: Fit) -> Self {
        Self {
            formula: fit.form.formula(),
            description: fit.form.description(),
            determined_by: fit.determined_by,
            verbatim: fit.verbatim,
            bits: fit.bits,
        }
    }
}
