//! The reader of `names`: lines `A000045 Fibonacci numbers: F(n) = …`.

use std::io::Read;

use super::lines::{each_record, numbered};
use crate::anum::ANum;
use crate::problem::{Problem, Problems};

const SHAPE: &str = "a line is `A000045 Fibonacci numbers`";

/// Names of entries, sorted by A-number, in one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// A-number, start and end in `text`.
    rows: Vec<(ANum, usize, usize)>,
    text: String,
}

impl Names {
    /// Reads a file in the format of oeis.org/names.gz, plain or gzip. Of an entry given twice the later name stays.
    pub fn from_reader<R: Read>(file: &str, reader: R) -> (Self, Vec<Problem>) {
        let mut problems = Problems::new(file);
        let mut names = Self::default();
        each_record(reader, SHAPE, &mut problems, |line, problems| {
            let start = line.bytes.iter().take_while(|c| c.is_ascii_whitespace()).count();
            let (anum, end) = numbered(line.bytes, start)?;
            let rest = line.bytes.get(end..).unwrap_or_default();
            if !matches!(rest.first(), None | Some(b' ' | b'\t')) {
                return Err((end + 1, format!("expected a blank after {anum}")));
            }
            if rest.trim_ascii().is_empty() {
                return Err((end + 1, format!("the name of {anum} is missing")));
            }
            let text = String::from_utf8_lossy(rest);
            if let Err(e) = std::str::from_utf8(rest) {
                problems.warning(
                    line.number,
                    end + e.valid_up_to() + 1,
                    "this name is not valid UTF-8; the bytes in question are shown as \u{fffd}",
                    "download or copy the file again",
                );
            }
            names.push(anum, text.trim());
            Ok(())
        });
        names.sort();
        (names, problems.finish())
    }

    /// Collects pairs in any order; of an entry given twice the later name stays.
    pub fn from_rows<'a>(rows: impl IntoIterator<Item = (ANum, &'a str)>) -> Self {
        let mut names = Self::default();
        for (anum, name) in rows {
            names.push(anum, name);
        }
        names.sort();
        names
    }

    /// Number of names in the collection.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether the collection is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The name of an entry.
    #[must_use]
    pub fn get(&self, anum: ANum) -> Option<&str> {
        let i = self.rows.binary_search_by_key(&anum, |r| r.0).ok()?;
        self.rows.get(i).and_then(|&(_, a, b)| self.text.get(a..b))
    }

    /// All names with their A-numbers, ascending by A-number.
    pub fn iter(&self) -> impl Iterator<Item = (ANum, &str)> {
        self.rows.iter().filter_map(|&(n, a, b)| Some((n, self.text.get(a..b)?)))
    }

    /// Adds newer names, which replace older ones.
    pub fn merge(&mut self, newer: &Self) {
        for (anum, name) in newer.iter() {
            self.push(anum, name);
        }
        self.sort();
    }

    pub(crate) fn push(&mut self, anum: ANum, name: &str) {
        let start = self.text.len();
        self.text.push_str(name);
        self.rows.push((anum, start, self.text.len()));
    }

    /// Sorts; of equal A-numbers the one pushed last stays.
    pub(crate) fn sort(&mut self) {
        if !self.rows.is_sorted_by(|a, b| a.0 < b.0) {
            self.rows.sort_unstable_by_key(|r| (r.0, std::cmp::Reverse(r.1), std::cmp::Reverse(r.2)));
            self.rows.dedup_by_key(|r| r.0);
        }
    }
}
