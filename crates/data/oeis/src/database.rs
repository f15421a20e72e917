//! Interface of a collection of sequences: look up terms, show an entry.

use nth_num::Int;

use crate::anum::ANum;
use crate::index::IndexError;
use crate::read::offsets::Offset;

/// Places in a sequence where the terms may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Place {
    /// The given terms start at the first term of the sequence.
    Start,
    /// The given terms start at any term. Matches at one of the first four terms come first.
    #[default]
    Anywhere,
}

/// Options of a lookup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupOptions {
    /// Places where the terms may stand.
    pub place: Place,
    /// Whether absolute values are compared, so that signs do not matter.
    pub ignore_sign: bool,
    /// Maximal number of answers; the best ones are kept.
    pub limit: usize,
}

impl Default for LookupOptions {
    fn default() -> Self {
        Self { place: Place::Anywhere, ignore_sign: false, limit: 10 }
    }
}

/// Relation of the signs of the given terms to those of the sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignMatch {
    /// The given terms equal those of the sequence.
    Same,
    /// Each given term is the negative of the term of the sequence.
    Negated,
    /// Only the absolute values are equal.
    Absolute,
}

/// Sequence that has the given terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// A-number of the sequence.
    pub anum: ANum,
    /// Position of the first given term in the sequence, from 0.
    pub position: usize,
    /// Relation of the signs.
    pub sign: SignMatch,
    /// Number of the given terms that were compared. If the listed terms end before the given ones, the number is
    /// smaller than that of the given terms, and at least 8.
    pub matched: usize,
    /// Name of the sequence, where known.
    pub name: Option<String>,
    /// Offset of the sequence, where known.
    pub offset: Option<Offset>,
}

/// Entry: its terms, name and offset, as far as they are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// A-number of the entry.
    pub anum: ANum,
    /// The listed terms; empty when only the name or the offset is known.
    pub terms: Vec<Int>,
    /// Name of the entry, where known.
    pub name: Option<String>,
    /// Offset of the entry, where known.
    pub offset: Option<Offset>,
}

impl Entry {
    /// Compares computed terms, from the first one on, with the listed terms.
    #[must_use]
    pub fn compare(&self, terms: &[Int]) -> Agreement {
        let differs_at = self.terms.iter().zip(terms).position(|(a, b)| a != b);
        let agrees = differs_at.unwrap_or(self.terms.len().min(terms.len()));
        Agreement { agrees, listed: self.terms.len(), differs_at }
    }
}

/// Result of comparing computed terms with the listed terms of an entry. The result says nothing about further terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Number of terms that agree, before the first difference.
    pub agrees: usize,
    /// Number of listed terms.
    pub listed: usize,
    /// Position of the first difference, from 0.
    pub differs_at: Option<usize>,
}

/// Collection of sequences that can be searched by terms and by A-number.
pub trait Database: Send + Sync {
    /// Finds the sequences that contain the given terms as consecutive terms. The best come first: matches at the start
    /// before others, all terms before a part of them, equal signs before others, then by position, then by A-number.
    /// An empty list of terms matches nothing.
    ///
    /// # Errors
    /// The collection cannot be read.
    fn lookup(&self, terms: &[Int], options: &LookupOptions) -> Result<Vec<Match>, IndexError>;

    /// Entry with this A-number, if there is one.
    ///
    /// # Errors
    /// The collection cannot be read.
    fn show(&self, anum: ANum) -> Result<Option<Entry>, IndexError>;

    /// Attribution of the data, shown with each answer.
    fn attribution(&self) -> &str;

    /// Number of entries in the collection.
    fn len(&self) -> usize;

    /// Whether the collection is empty.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
