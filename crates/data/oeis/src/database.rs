//! Interface of a collection of sequences: look up terms, show an entry.

use std::sync::Arc;

use nth_num::Int;

use crate::anum::ANum;
use crate::index::IndexError;
use crate::read::keywords::Keywords;
use crate::read::offsets::Offset;

/// Places in a sequence where the terms may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Place {
    /// The given terms start at the first term of the sequence.
    Start,
    /// The given terms start at any term.
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
    /// A-numbers of entries that the caller knows by another name, ascending; they count as well known.
    pub known: Arc<[ANum]>,
}

impl Default for LookupOptions {
    fn default() -> Self {
        Self { place: Place::Anywhere, ignore_sign: false, limit: 10, known: Arc::default() }
    }
}

/// The best answers to a question, and the number of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked<T> {
    /// The best answers, best first, at most as many as were asked for.
    pub best: Vec<T>,
    /// Number of all answers.
    pub total: usize,
}

impl<T> Default for Ranked<T> {
    fn default() -> Self {
        Self { best: Vec::new(), total: 0 }
    }
}

/// How well known an entry is, the best known first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fame {
    /// A fundamental sequence (keyword `core`).
    Core,
    /// A sequence that the caller knows by another name ([`LookupOptions::known`]).
    Known,
    /// A sequence that is easy to compute (keyword `easy`).
    Easy,
    /// Any other entry.
    Other,
}

impl Fame {
    /// Fame of an entry with these keywords; `known` holds the entries known by another name, ascending.
    pub(crate) fn of(anum: ANum, keywords: Keywords, known: &[ANum]) -> Self {
        match (keywords, known.binary_search(&anum)) {
            (Keywords { core: true, .. }, _) => Self::Core,
            (_, Ok(_)) => Self::Known,
            (Keywords { easy: true, .. }, Err(_)) => Self::Easy,
            (_, Err(_)) => Self::Other,
        }
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
    /// How well known the sequence is.
    pub fame: Fame,
    /// Name of the sequence, where known.
    pub name: Option<String>,
    /// Offset of the sequence, where known.
    pub offset: Option<Offset>,
    /// Name of the sequence in the library of the caller ([`Layered`](crate::Layered)).
    pub library: Option<String>,
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
    /// Keywords of the entry, as far as they are known.
    pub keywords: Keywords,
    /// Name of the sequence in the library of the caller ([`Layered`](crate::Layered)).
    pub library: Option<String>,
}

impl Entry {
    /// Entry of which nothing but the A-number is known.
    #[must_use]
    pub fn unknown(anum: ANum) -> Self {
        Self { anum, terms: Vec::new(), name: None, offset: None, keywords: Keywords::default(), library: None }
    }

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
    /// Finds the sequences that contain the given terms as consecutive terms. The best come first: all terms before a
    /// part of them, equal signs before others, well-known entries before others ([`Fame`]), few terms before the match
    /// before many (the first four places count alike), then by A-number. An empty list of terms matches nothing.
    ///
    /// # Errors
    /// The collection cannot be read.
    fn lookup(&self, terms: &[Int], options: &LookupOptions) -> Result<Ranked<Match>, IndexError>;

    /// Finds the entries whose names contain all words of a text, in any case and order. The best come first: whole
    /// words before parts of words, well-known entries before others, short names before long ones, then by A-number.
    /// A text without words matches nothing. Of `options`, [`LookupOptions::limit`] and [`LookupOptions::known`] count.
    ///
    /// # Errors
    /// The collection cannot be read.
    fn search(&self, text: &str, options: &LookupOptions) -> Result<Ranked<Entry>, IndexError>;

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
