//! What can be asked of a collection of sequences, however it is kept.

use nth_num::Int;

use crate::anum::ANum;
use crate::index::IndexError;
use crate::read::offsets::Offset;

/// Where in a sequence the terms may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Place {
    /// Only at its first term.
    Start,
    /// At any term; matches at the start, or up to three terms later, come first.
    #[default]
    Anywhere,
}

/// How to look for terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupOptions {
    /// Where they may stand.
    pub place: Place,
    /// Compare absolute values.
    pub ignore_sign: bool,
    /// At most so many answers, the best ones.
    pub limit: usize,
}

impl Default for LookupOptions {
    fn default() -> Self {
        Self { place: Place::Anywhere, ignore_sign: false, limit: 10 }
    }
}

/// How the signs of the terms asked for and those of the sequence agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignMatch {
    /// Equal.
    Same,
    /// All opposite.
    Negated,
    /// Only the absolute values are equal.
    Absolute,
}

/// A sequence that has the terms asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Which one.
    pub anum: ANum,
    /// The 0-based place of the first of them among its terms.
    pub position: usize,
    /// How the signs agree.
    pub sign: SignMatch,
    /// How many of the terms asked for were compared. Fewer than all when the listed terms end before
    /// (then at least 8).
    pub matched: usize,
    /// Its name, where known.
    pub name: Option<String>,
    /// Its offset, where known.
    pub offset: Option<Offset>,
}

/// What is known of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which one.
    pub anum: ANum,
    /// The listed terms; empty when only the name or the offset is known.
    pub terms: Vec<Int>,
    /// Its name, where known.
    pub name: Option<String>,
    /// Its offset, where known.
    pub offset: Option<Offset>,
}

impl Entry {
    /// Compares computed terms, from the first on, with the listed ones.
    #[must_use]
    pub fn compare(&self, terms: &[Int]) -> Agreement {
        let differs_at = self.terms.iter().zip(terms).position(|(a, b)| a != b);
        let agrees = differs_at.unwrap_or(self.terms.len().min(terms.len()));
        Agreement { agrees, listed: self.terms.len(), differs_at }
    }
}

/// How far computed terms and the listed terms of an entry agree. It says nothing of further terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Terms that agree, before the first difference.
    pub agrees: usize,
    /// Terms that are listed.
    pub listed: usize,
    /// The 0-based place of the first difference.
    pub differs_at: Option<usize>,
}

/// A collection of sequences.
pub trait Database: Send + Sync {
    /// The sequences that have these terms one after the other, best first: at the start before elsewhere, all
    /// terms before a part of them, equal signs before others, then by place, then by A-number. No terms match nothing.
    ///
    /// # Errors
    /// When the collection cannot be read.
    fn lookup(&self, terms: &[Int], options: &LookupOptions) -> Result<Vec<Match>, IndexError>;

    /// What is known of an entry, or none.
    ///
    /// # Errors
    /// When the collection cannot be read.
    fn show(&self, anum: ANum) -> Result<Option<Entry>, IndexError>;

    /// Whose data this is, to be shown with it.
    fn attribution(&self) -> &str;

    /// Number of entries.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
