//! The reader of `offsets`: lines `A000040: 1` or `A000040: 1,3`.

use std::io::Read;

use super::lines::Lines;
use super::number::{Number, number};
use crate::anum::ANum;
use crate::problem::{Problem, Problems, excerpt};

const SHAPE: &str = "a line is `A000040: 1` or `A000040: 1,3`";

/// The offset of an entry (its `%O` line).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    /// The index of the first term.
    pub first: i64,
    /// The 1-based place of the first term whose absolute value exceeds 1, where the file gives it.
    pub place: Option<u32>,
}

/// Offsets of entries, sorted by A-number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offsets {
    rows: Vec<(ANum, Offset)>,
}

impl Offsets {
    /// Reads a file of lines `A000040: 1` or `A000040: 1,3`, plain or gzip. Of an entry given twice the later stays.
    pub fn from_reader<R: Read>(file: &str, reader: R) -> (Self, Vec<Problem>) {
        let mut problems = Problems::new(file);
        let mut rows = Vec::new();
        let mut lines = Lines::new(reader, &mut problems);
        while let Some(line) = lines.next_data(&mut problems) {
            match record(line.bytes) {
                Ok(row) => rows.push(row),
                Err((column, what)) => problems.error(line.number, column, what, SHAPE),
            }
        }
        (Self::from_rows(rows), problems.finish())
    }

    /// Collects pairs in any order; of an entry given twice the later offset stays.
    pub fn from_rows(rows: impl IntoIterator<Item = (ANum, Offset)>) -> Self {
        let mut out = Self { rows: rows.into_iter().collect() };
        out.sort();
        out
    }

    /// Number of offsets in the collection.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether the collection is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The offset of an entry.
    #[must_use]
    pub fn get(&self, anum: ANum) -> Option<Offset> {
        let i = self.rows.binary_search_by_key(&anum, |r| r.0).ok()?;
        self.rows.get(i).map(|r| r.1)
    }

    /// All offsets with their A-numbers, ascending by A-number.
    pub fn iter(&self) -> impl Iterator<Item = (ANum, Offset)> + '_ {
        self.rows.iter().copied()
    }

    /// Adds newer offsets, which replace older ones.
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

fn record(bytes: &[u8]) -> Result<(ANum, Offset), (usize, String)> {
    let blank = |c: &&u8| c.is_ascii_whitespace();
    let skip = |i: usize| i + bytes.get(i..).unwrap_or_default().iter().take_while(blank).count();
    let found = |i: usize| excerpt(bytes.get(i..).unwrap_or_default());
    let mut i = skip(0);
    let (anum, len) = ANum::parse_prefix(bytes.get(i..).unwrap_or_default())
        .map_err(|e| (i + 1, format!("no A-number here: {e}")))?;
    i = skip(i + len);
    if bytes.get(i) != Some(&b':') {
        return Err((i + 1, format!("expected a colon after {anum}, found \"{}\"", found(i))));
    }
    i = skip(i + 1);
    if i >= bytes.len() {
        return Err((i + 1, format!("the offset of {anum} is missing")));
    }
    let Ok((Number::Small(first), len)) = number(bytes.get(i..).unwrap_or_default()) else {
        return Err((i + 1, format!("expected an offset, found \"{}\"", found(i))));
    };
    i = skip(i + len);
    let mut place = None;
    if bytes.get(i) == Some(&b',') {
        i = skip(i + 1);
        if i < bytes.len() {
            let value = match number(bytes.get(i..).unwrap_or_default()) {
                Ok((Number::Small(p), len)) => u32::try_from(p).ok().map(|p| (p, len)),
                Ok((Number::Big(_), _)) | Err(_) => None,
            };
            let Some((p, len)) = value else {
                return Err((i + 1, format!("expected the place of the first term beyond 1, found \"{}\"", found(i))));
            };
            place = Some(p);
            i = skip(i + len);
        }
    }
    if i < bytes.len() {
        return Err((i + 1, format!("unexpected \"{}\" after the offset", found(i))));
    }
    Ok((anum, Offset { first, place }))
}
