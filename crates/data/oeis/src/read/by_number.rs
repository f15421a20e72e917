//! Lists of one value for each entry, in files of one line for each entry.

use std::io::Read;

use super::lines::each_record;
use crate::anum::ANum;
use crate::problem::{Problem, Problems};

/// Value of an entry that a line of a file gives.
pub trait Record: Copy {
    /// Form of a line, for messages.
    const SHAPE: &'static str;

    /// Reads a line.
    ///
    /// # Errors
    /// The column of the mistake, from 1, and what is wrong there.
    fn read(line: &[u8]) -> Result<(ANum, Self), (usize, String)>;
}

/// Values of entries, sorted by A-number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByNumber<V> {
    rows: Vec<(ANum, V)>,
}

impl<V> Default for ByNumber<V> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

impl<V: Record> ByNumber<V> {
    /// Reads a file, plain or gzip. Of an entry given twice the later line stays.
    pub fn from_reader<R: Read>(file: &str, reader: R) -> (Self, Vec<Problem>) {
        let mut problems = Problems::new(file);
        let mut rows = Vec::new();
        each_record(reader, V::SHAPE, &mut problems, |line, _| V::read(line.bytes).map(|row| rows.push(row)));
        (Self::from_rows(rows), problems.finish())
    }

    /// Collects pairs in any order; of an entry given twice the later value stays.
    pub fn from_rows(rows: impl IntoIterator<Item = (ANum, V)>) -> Self {
        let mut out = Self { rows: rows.into_iter().collect() };
        out.sort();
        out
    }

    /// Number of entries in the list.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether the list is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The value of an entry; `None` where the entry is not listed.
    #[must_use]
    pub fn get(&self, anum: ANum) -> Option<V> {
        let i = self.rows.binary_search_by_key(&anum, |r| r.0).ok()?;
        self.rows.get(i).map(|r| r.1)
    }

    /// All values with their A-numbers, ascending by A-number.
    pub fn iter(&self) -> impl Iterator<Item = (ANum, V)> + '_ {
        self.rows.iter().copied()
    }

    /// Adds newer values, which replace older ones.
    pub fn merge(&mut self, newer: &Self) {
        self.rows.extend_from_slice(&newer.rows);
        self.sort();
    }

    fn sort(&mut self) {
        if !self.rows.is_sorted_by(|a, b| a.0 < b.0) {
            // The sort is stable. The rows are reversed first, so that the last of equal rows comes first and survives.
            self.rows.reverse();
            self.rows.sort_by_key(|r| r.0);
            self.rows.dedup_by_key(|r| r.0);
        }
    }
}
