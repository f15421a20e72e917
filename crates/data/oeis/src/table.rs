//! Terms of many sequences in one flat vector.

use std::sync::Arc;

use nth_num::{BigInt, Int};

use crate::anum::ANum;

/// Terms of many sequences in one flat vector, sorted by A-number, each A-number once. The batch checker compares with
/// it.
///
/// A term is an `i64`; one that does not fit (and −2^63 itself) is [`TermTable::BIG`] there, with its value in a side
/// table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermTable {
    anums: Vec<ANum>,
    /// `ends[i]` is the end of row i in `terms`; rows follow each other without gaps.
    ends: Vec<usize>,
    terms: Vec<i64>,
    /// Values of the big terms by flat position, ascending.
    bigs: Vec<(usize, BigInt)>,
}

/// Comparison of two rows of the same entry: which one is kept.
enum Choice {
    Older,
    Newer,
    /// The rows contradict each other at this position; the newer one is kept.
    Differ(usize),
}

impl TermTable {
    /// Value that stands in [`TermTable::terms`] for a term of the side table.
    pub const BIG: i64 = i64::MIN;

    /// Creates a table without sequences.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Collects rows in any order. Of an entry given twice, the row that [`TermTable::from_reader`] would keep stays.
    pub fn from_rows<I, T>(rows: I) -> Self
    where
        I: IntoIterator<Item = (ANum, T)>,
        T: IntoIterator<Item = Int>,
    {
        let mut table = Self::default();
        for (anum, terms) in rows {
            for t in terms {
                match t {
                    Int::Small(x) => table.push_term(x),
                    Int::Big(b) => table.push_big(Arc::unwrap_or_clone(b)),
                }
            }
            table.close(anum);
        }
        table.sorted(|_, _, _| {})
    }

    /// Number of sequences in the table.
    #[must_use]
    pub fn len(&self) -> usize {
        self.anums.len()
    }

    /// Whether the table is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.anums.is_empty()
    }

    /// Number of terms of all sequences together.
    #[must_use]
    pub fn term_count(&self) -> usize {
        self.terms.len()
    }

    /// Number of terms in the side table.
    #[must_use]
    pub fn big_count(&self) -> usize {
        self.bigs.len()
    }

    /// A-numbers of the rows, ascending.
    #[must_use]
    pub fn anums(&self) -> &[ANum] {
        &self.anums
    }

    /// The A-number of row `i`.
    ///
    /// # Panics
    /// When `i` is not less than [`TermTable::len`].
    #[must_use]
    pub fn anum(&self, i: usize) -> ANum {
        self.anums[i]
    }

    /// The row of an A-number.
    #[must_use]
    pub fn find(&self, anum: ANum) -> Option<usize> {
        self.anums.binary_search(&anum).ok()
    }

    /// The terms of row `i`, with [`TermTable::BIG`] for those in the side table; none for a row that is not there.
    #[must_use]
    #[inline]
    pub fn terms(&self, i: usize) -> &[i64] {
        self.terms.get(self.start(i)..self.end(i)).unwrap_or_default()
    }

    /// The value of term `k` of row `i` where [`TermTable::terms`] has [`TermTable::BIG`], else none.
    #[must_use]
    pub fn big(&self, i: usize, k: usize) -> Option<&BigInt> {
        let at = self.start(i).checked_add(k)?;
        if at >= self.end(i) {
            return None;
        }
        let found = self.bigs.binary_search_by_key(&at, |(p, _)| *p).ok()?;
        self.bigs.get(found).map(|(_, b)| b)
    }

    /// Term `k` of row `i`, of any size.
    #[must_use]
    pub fn term(&self, i: usize, k: usize) -> Option<Int> {
        match self.terms(i).get(k) {
            Some(&Self::BIG) => self.big(i, k).cloned().map(Int::from_big),
            Some(&x) => Some(Int::Small(x)),
            None => None,
        }
    }

    /// Terms of row `i`, of any size.
    pub fn ints(&self, i: usize) -> impl Iterator<Item = Int> + '_ {
        (0..self.terms(i).len()).filter_map(move |k| self.term(i, k))
    }

    /// Adds a newer table. Where both have an entry, the longer list stays when one continues the other, else the newer
    /// list. Returns the entries that contradict each other, with the position of the first difference from 0.
    pub fn merge(&mut self, newer: &Self) -> Vec<(ANum, usize)> {
        let mut conflicts = Vec::new();
        let older = std::mem::take(self);
        let (mut i, mut j) = (0, 0);
        loop {
            match (older.anums.get(i), newer.anums.get(j)) {
                (None, None) => break,
                (Some(a), Some(b)) if a == b => {
                    match choose(&older, i, newer, j) {
                        Choice::Older => self.push_row(&older, i),
                        Choice::Newer => self.push_row(newer, j),
                        Choice::Differ(k) => {
                            conflicts.push((*a, k));
                            self.push_row(newer, j);
                        }
                    }
                    i += 1;
                    j += 1;
                }
                (Some(a), Some(b)) if a > b => {
                    self.push_row(newer, j);
                    j += 1;
                }
                (Some(_), _) => {
                    self.push_row(&older, i);
                    i += 1;
                }
                (None, Some(_)) => {
                    self.push_row(newer, j);
                    j += 1;
                }
            }
        }
        conflicts
    }

    fn start(&self, i: usize) -> usize {
        i.checked_sub(1).map_or(0, |before| self.end(before))
    }

    fn end(&self, i: usize) -> usize {
        self.ends.get(i).copied().unwrap_or(self.terms.len())
    }

    /// Adds a term to the row that is being written; [`TermTable::close`] ends it.
    #[inline]
    pub(crate) fn push_term(&mut self, x: i64) {
        if x == Self::BIG {
            self.bigs.push((self.terms.len(), BigInt::from(x)));
        }
        self.terms.push(x);
    }

    pub(crate) fn push_big(&mut self, b: BigInt) {
        self.bigs.push((self.terms.len(), b));
        self.terms.push(Self::BIG);
    }

    /// Ends the row that is being written.
    pub(crate) fn close(&mut self, anum: ANum) {
        self.anums.push(anum);
        self.ends.push(self.terms.len());
    }

    /// Discards the row that is being written.
    pub(crate) fn roll_back(&mut self) {
        let end = self.ends.last().copied().unwrap_or(0);
        self.truncate(end);
    }

    /// Removes the last term of the last row; false when it has none.
    pub(crate) fn drop_last_term(&mut self) -> bool {
        let Some(last) = self.len().checked_sub(1) else { return false };
        if self.terms(last).is_empty() {
            return false;
        }
        self.truncate(self.terms.len() - 1);
        if let Some(end) = self.ends.last_mut() {
            *end -= 1;
        }
        true
    }

    fn truncate(&mut self, len: usize) {
        self.terms.truncate(len);
        while self.bigs.last().is_some_and(|(p, _)| *p >= len) {
            self.bigs.pop();
        }
    }

    fn push_row(&mut self, from: &Self, i: usize) {
        let (start, end) = (from.start(i), from.end(i));
        let base = self.terms.len();
        let first = from.bigs.partition_point(|(p, _)| *p < start);
        let bigs = from.bigs.iter().skip(first).take_while(|(p, _)| *p < end);
        self.bigs.extend(bigs.map(|(p, b)| (p - start + base, b.clone())));
        self.terms.extend_from_slice(from.terms(i));
        if let Some(&a) = from.anums.get(i) {
            self.close(a);
        }
    }

    /// Sorts the rows and keeps one row for each entry. The dropped rows are passed to `twice(row, anum, difference)`.
    pub(crate) fn sorted(self, mut twice: impl FnMut(usize, ANum, Option<usize>)) -> Self {
        if self.anums.is_sorted_by(|a, b| a < b) {
            return self;
        }
        let mut rows: Vec<(ANum, usize)> = self.anums.iter().copied().zip(0..).collect();
        rows.sort_unstable();
        let mut kept: Vec<(ANum, usize)> = Vec::with_capacity(rows.len());
        for (anum, row) in rows {
            match kept.last_mut() {
                Some(last) if last.0 == anum => match choose(&self, last.1, &self, row) {
                    Choice::Older => twice(row, anum, None),
                    Choice::Newer => {
                        twice(row, anum, None);
                        last.1 = row;
                    }
                    Choice::Differ(k) => {
                        twice(row, anum, Some(k));
                        last.1 = row;
                    }
                },
                Some(_) | None => kept.push((anum, row)),
            }
        }
        let mut out = Self::default();
        out.terms.reserve(self.terms.len());
        for (_, row) in kept {
            out.push_row(&self, row);
        }
        out
    }
}

fn choose(older: &TermTable, i: usize, newer: &TermTable, j: usize) -> Choice {
    let (a, b) = (older.terms(i), newer.terms(j));
    let differ = a
        .iter()
        .zip(b)
        .enumerate()
        .find(|(k, (x, y))| x != y || (**x == TermTable::BIG && older.big(i, *k) != newer.big(j, *k)));
    match differ {
        Some((k, _)) => Choice::Differ(k),
        None if b.len() > a.len() => Choice::Newer,
        None => Choice::Older,
    }
}
