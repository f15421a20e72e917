//! b-files: lines `n a(n)`. Reader, strict writer and the comparison of computed terms with one.

use std::fmt;
use std::io::{self, Read, Write};

use nth_num::Int;

use super::lines::each_record;
use super::number::{Number, NumberError, number};
use crate::problem::{Problem, Problems, excerpt};

const SHAPE: &str = "a line is an index, one blank and a term, as in `10 55`";

/// Row of a b-file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BRow {
    /// Index of the term.
    pub n: i64,
    /// Value of the term.
    pub value: Int,
    /// Line in the file, from 1.
    pub line: u64,
}

/// The rows of a b-file, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BFile {
    rows: Vec<BRow>,
    /// The last row has no line feed, so the file may be cut off.
    open: bool,
}

impl BFile {
    /// Reads a b-file, plain or gzip. Comments (`#`), blank lines, CRLF and a missing final line feed are accepted.
    /// Indices that do not follow each other (by +1, or −1 throughout) are kept and reported.
    pub fn from_reader<R: Read>(file: &str, reader: R) -> (Self, Vec<Problem>) {
        let mut problems = Problems::new(file);
        let mut rows: Vec<BRow> = Vec::new();
        let mut step = None;
        let mut open = false;
        each_record(reader, SHAPE, &mut problems, |line, problems| {
            let (column, n, value) = record(line.bytes)?;
            open = !line.terminated;
            if open {
                problems.warning(
                    line.number,
                    line.bytes.len(),
                    "the last line has no line feed",
                    "the OEIS ignores such a line; if the file was cut, download it again, else add a line feed",
                );
            }
            if let Some(last) = rows.last() {
                let found = n.checked_sub(last.n);
                if step.is_none() && matches!(found, Some(1 | -1)) {
                    step = found;
                }
                let expected = last.n.checked_add(step.unwrap_or(1));
                if expected != Some(n) {
                    let expected = expected.map_or_else(|| "nothing".to_owned(), |e| e.to_string());
                    problems.warning(
                        line.number,
                        column,
                        format!("index {n} after {}: expected {expected}", last.n),
                        "the indices of a b-file follow each other; add the missing line or remove this one",
                    );
                }
            }
            rows.push(BRow { n, value, line: line.number });
            Ok(())
        });
        (Self { rows, open }, problems.finish())
    }

    /// All rows, in the order of the file.
    #[must_use]
    pub fn rows(&self) -> &[BRow] {
        &self.rows
    }

    /// Whether the last row has no line feed, so that the file may be cut off within it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// The index of the first row.
    #[must_use]
    pub fn offset(&self) -> Option<i64> {
        self.rows.first().map(|r| r.n)
    }

    /// The terms in the order of their indices, and the index of the first one. Rows may stand in any order, and more
    /// than once. The row of a last line without line feed may be cut, so it is left out.
    ///
    /// # Errors
    /// Two rows give different terms for one index, an index is missing between two others, or there are no rows.
    pub fn terms(&self) -> Result<(i64, Vec<Int>), Disorder> {
        let whole = self.rows.len() - usize::from(self.open && !self.rows.is_empty());
        let mut rows: Vec<&BRow> = self.rows.iter().take(whole).collect();
        rows.sort_by_key(|r| (r.n, r.line));
        let first = rows.first().ok_or(Disorder::Empty)?.n;
        let mut terms: Vec<Int> = Vec::with_capacity(rows.len());
        let mut before: Option<&BRow> = None;
        for row in rows {
            match before {
                Some(b) if b.n == row.n && b.value == row.value => continue,
                Some(b) if b.n == row.n => return Err(Disorder::Twice { n: row.n, lines: [b.line, row.line] }),
                Some(b) if b.n.checked_add(1) != Some(row.n) => {
                    return Err(Disorder::Gap { after: b.n, next: row.n, line: row.line });
                }
                Some(_) | None => {}
            }
            terms.push(row.value.clone());
            before = Some(row);
        }
        Ok((first, terms))
    }
}

/// Reason why the rows of a b-file are no list of terms at consecutive indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disorder {
    /// There are no rows, or only one that may be cut.
    Empty,
    /// Two rows give different terms for an index.
    Twice {
        /// Index of both rows.
        n: i64,
        /// Lines of the rows, from 1.
        lines: [u64; 2],
    },
    /// Terms are missing between two indices.
    Gap {
        /// Last index before the gap.
        after: i64,
        /// First index after the gap.
        next: i64,
        /// Line of that index, from 1.
        line: u64,
    },
}

impl Disorder {
    /// Line of the file that shows the disorder; 0 when the file as a whole does.
    #[must_use]
    pub fn line(self) -> u64 {
        match self {
            Self::Empty => 0,
            Self::Twice { lines: [_, line], .. } | Self::Gap { line, .. } => line,
        }
    }
}

impl fmt::Display for Disorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the b-file has no whole line"),
            Self::Twice { n, lines: [a, b] } => write!(f, "lines {a} and {b} give different terms for index {n}"),
            Self::Gap { after, next, .. } => write!(f, "index {next} follows index {after}: terms are missing between"),
        }
    }
}

fn record(bytes: &[u8]) -> Result<(usize, i64, Int), (usize, String)> {
    let rest = |i: usize| bytes.get(i..).unwrap_or_default();
    let blanks = |i: usize| i + rest(i).iter().take_while(|c| c.is_ascii_whitespace()).count();
    let start = blanks(0);
    let n = match number(rest(start)) {
        Ok((Number::Small(n), len)) => Ok((n, len)),
        Ok((Number::Big(_), _)) | Err(NumberError::TooLong) => Err("this index is too large".to_owned()),
        Err(NumberError::NoDigits) => Err(format!("expected an index, found \"{}\"", excerpt(rest(start)))),
    };
    let (n, len) = n.map_err(|what| (start + 1, what))?;
    let gap = start + len;
    let at = blanks(gap);
    if at == gap && at < bytes.len() {
        return Err((gap + 1, format!("expected a blank after the index, found \"{}\"", excerpt(rest(gap)))));
    }
    let (value, len) = number(rest(at)).map_err(|e| {
        let what = match e {
            NumberError::TooLong => "the term has more than 100,000 digits".to_owned(),
            NumberError::NoDigits if at >= bytes.len() => "the term is missing".to_owned(),
            NumberError::NoDigits => format!("expected a term, found \"{}\"", excerpt(rest(at))),
        };
        (at + 1, what)
    })?;
    let end = blanks(at + len);
    // A comment after the term is found in old files.
    if end < bytes.len() && bytes.get(end) != Some(&b'#') {
        return Err((end + 1, format!("unexpected \"{}\" after the term", excerpt(rest(end)))));
    }
    Ok((start + 1, n, value.into_int()))
}

/// Writes a b-file as the OEIS wants it: ASCII, `n a(n)` with one blank, line feeds only, also after the last line, n
/// rising by one from the offset.
#[derive(Debug)]
pub struct BFileWriter<W: Write> {
    out: W,
    next: i64,
    written: usize,
}

impl<W: Write> BFileWriter<W> {
    /// Starts at index `offset`.
    pub fn new(out: W, offset: i64) -> Self {
        Self { out, next: offset, written: 0 }
    }

    /// Writes comment lines, one for each line of `text`; bytes beyond ASCII become `?`.
    ///
    /// # Errors
    /// Writing fails.
    pub fn comment(&mut self, text: &str) -> io::Result<()> {
        for line in text.lines() {
            let ascii: String =
                line.chars().map(|c| if c.is_ascii() && !c.is_ascii_control() { c } else { '?' }).collect();
            writeln!(self.out, "{}", format!("# {ascii}").trim_end())?;
        }
        Ok(())
    }

    /// Writes the next term.
    ///
    /// # Errors
    /// When writing fails or the index passes 2^63 − 1.
    pub fn push(&mut self, term: &Int) -> io::Result<()> {
        writeln!(self.out, "{} {term}", self.next)?;
        self.next = self.next.checked_add(1).ok_or_else(|| io::Error::other("the index passes 2^63 − 1"))?;
        self.written += 1;
        Ok(())
    }

    /// Ends the file and flushes it. Returns the number of terms written.
    ///
    /// # Errors
    /// Writing fails.
    pub fn finish(mut self) -> io::Result<usize> {
        self.out.flush()?;
        Ok(self.written)
    }
}

/// The first place where computed terms and a b-file differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Index of the term.
    pub n: i64,
    /// Line in the b-file, from 1.
    pub line: u64,
    /// Term in the b-file.
    pub expected: Int,
    /// Term that was computed.
    pub found: Int,
}

/// Result of the comparison with a b-file so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Number of terms that agree, before the first difference.
    pub agrees: usize,
    /// Terms that the b-file has.
    pub of: usize,
    /// First difference, if there is one.
    pub difference: Option<Difference>,
}

/// Compares terms, as they are computed, with a b-file.
#[derive(Debug)]
pub struct Verifier<'a> {
    file: &'a BFile,
    /// Index and row, ascending.
    order: Vec<(i64, usize)>,
    agrees: usize,
    difference: Option<Difference>,
}

impl<'a> Verifier<'a> {
    /// Starts a comparison of computed terms with the rows of `file`.
    #[must_use]
    pub fn new(file: &'a BFile) -> Self {
        let mut order: Vec<(i64, usize)> = file.rows.iter().map(|r| r.n).zip(0..).collect();
        order.sort_unstable();
        Self { file, order, agrees: 0, difference: None }
    }

    /// Compares the term at index `n` with every line for that index. False once a difference was found: the rest
    /// is not compared. An index that the file does not have counts for nothing.
    pub fn push(&mut self, n: i64, term: &Int) -> bool {
        if self.difference.is_some() {
            return false;
        }
        let from = self.order.partition_point(|(m, _)| *m < n);
        for &(_, row) in self.order.iter().skip(from).take_while(|(m, _)| *m == n) {
            let Some(row) = self.file.rows.get(row) else { continue };
            if row.value != *term {
                let (expected, found) = (row.value.clone(), term.clone());
                self.difference = Some(Difference { n, line: row.line, expected, found });
                return false;
            }
            self.agrees += 1;
        }
        true
    }

    /// Terms that agree so far.
    #[must_use]
    pub fn agrees(&self) -> usize {
        self.agrees
    }

    /// Result of the comparison so far.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        Verdict { agrees: self.agrees, of: self.file.rows.len(), difference: self.difference.clone() }
    }
}
