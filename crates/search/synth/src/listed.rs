//! What listed sequences say of a program: those that have the known terms of a task, compared with it term by term.

use nth_num::Int;
use nth_runner::{Agreement, End};

/// Number of first places of a listed sequence at which the known terms may stand for the sequence to refute a program.
/// A match further on says little: long sequences contain many short ones.
pub const NEAR: usize = 4;

/// Sequence of a collection that has the known terms of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSequence {
    /// A-number of the sequence, as `A000045`.
    pub name: String,
    /// Number of listed terms before the first known one.
    pub position: usize,
    /// The listed terms from the first known one on.
    pub terms: Vec<Int>,
}

/// Comparison of a program with a listed sequence that has the known terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// A-number of the sequence.
    pub name: String,
    /// Number of listed terms before the first known one.
    pub position: usize,
    /// Number of listed terms from the first known one on.
    pub of: usize,
    /// Number of these that the program gives, before the first that it does not.
    pub agrees: usize,
    /// How the comparison ended.
    pub outcome: Outcome,
}

/// How the comparison with a listed sequence ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The program gives all listed terms.
    All,
    /// The program gives another term, or none, where the sequence lists one.
    Differs,
    /// The next term was not reached within the limits.
    Limit,
}

impl Listed {
    /// A comparison, from its result.
    pub(crate) fn new(sequence: &ListedSequence, agreement: &Agreement) -> Self {
        let outcome = match agreement.end {
            End::All => Outcome::All,
            End::Differs(_) | End::Failed(_) => Outcome::Differs,
            End::Limit(_) => Outcome::Limit,
        };
        let (name, position, of) = (sequence.name.clone(), sequence.position, sequence.terms.len());
        Self { name, position, of, agrees: agreement.matched, outcome }
    }

    /// Number of the first listed term that the program does not give, from 1.
    #[must_use]
    pub fn differs_at(&self) -> Option<usize> {
        (self.outcome == Outcome::Differs).then_some(self.position + self.agrees + 1)
    }
}

/// The listed sequence that refutes a program: the best known of those that begin with the known terms, if the program
/// goes on otherwise. That the program goes on like a less known one does not make it right.
#[must_use]
pub fn refuted_by(listed: &[Listed]) -> Option<&Listed> {
    listed.iter().find(|l| l.position < NEAR).filter(|l| l.outcome == Outcome::Differs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_known_sequence_refutes_a_program() {
        let listed = |position, outcome| Listed { name: "A000001".to_owned(), position, of: 20, agrees: 9, outcome };
        let (differs, far) = (listed(0, Outcome::Differs), listed(7, Outcome::Differs));
        assert_eq!(refuted_by(std::slice::from_ref(&differs)), Some(&differs));
        assert_eq!(differs.differs_at(), Some(10));
        assert_eq!(refuted_by(std::slice::from_ref(&far)), None);
        assert_eq!(refuted_by(&[far, differs.clone()]), Some(&differs));
        assert_eq!(refuted_by(&[differs.clone(), listed(1, Outcome::All)]), Some(&differs));
        assert_eq!(refuted_by(&[listed(1, Outcome::All), differs.clone()]), None);
        assert_eq!(refuted_by(&[listed(0, Outcome::Limit), differs]), None);
        assert_eq!(refuted_by(&[]), None);
    }
}
