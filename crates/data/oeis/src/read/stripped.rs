//! The reader of `stripped`: lines `A000045 ,0,1,1,2,3,5,`.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};

use nth_base::Cancel;

use super::lines::{each_record, numbered};
use super::number::{Number, NumberError, number};
use crate::problem::{Problem, Problems, Severity, excerpt};
use crate::table::TermTable;
use crate::watch::{Progress, Watched};

const SHAPE: &str = "a line is `A000045 ,0,1,1,2,3,5,`";

impl TermTable {
    /// Reads a file in the format of oeis.org/stripped.gz, plain or gzip. `file` is its name in the problems.
    ///
    /// Broken lines are left out and reported. An entry given twice is reported; the longer list stays when one
    /// continues the other, else the later one.
    pub fn from_reader<R: Read>(file: &str, reader: R) -> (Self, Vec<Problem>) {
        read(file, reader)
    }

    /// Reads sequences as [`TermTable::from_reader`] does, and passes problems to `report`. There must be a sequence.
    ///
    /// # Errors
    /// The user has stopped it, the file is damaged, or there is no sequence.
    pub fn read<R: Read>(
        file: &str,
        reader: R,
        cancel: &Cancel,
        report: &mut dyn FnMut(&[Problem]),
    ) -> Result<Self, TableError> {
        let mut ignore = |_: Progress<'_>| ();
        let (table, problems) =
            read(file, Watched { inner: reader, file, done: 0, total: None, progress: &mut ignore, cancel });
        if cancel.is_raised() {
            return Err(TableError::Stopped);
        }
        report(&problems);
        if problems.iter().any(|p| p.severity == Severity::Damaged) {
            return Err(TableError::Damaged(file.to_owned()));
        }
        if table.is_empty() { Err(TableError::Empty(file.to_owned())) } else { Ok(table) }
    }

    /// Reads a file of sequences as [`TermTable::read`] does.
    ///
    /// # Errors
    /// The file cannot be opened or is damaged, the user has stopped it, or there is no sequence.
    pub fn open(path: &str, cancel: &Cancel, report: &mut dyn FnMut(&[Problem])) -> Result<Self, TableError> {
        let file = File::open(path).map_err(|e| TableError::Open(path.to_owned(), e))?;
        Self::read(path, file, cancel, report)
    }
}

/// Reason why there is no table of terms.
#[derive(Debug)]
pub enum TableError {
    /// The file cannot be opened.
    Open(String, io::Error),
    /// The file is damaged or cut; the problems that were reported say where.
    Damaged(String),
    /// The file has no sequences.
    Empty(String),
    /// The user has stopped reading.
    Stopped,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(file, e) => write!(f, "cannot read {file}: {e}"),
            Self::Damaged(file) => write!(f, "{file} is damaged, so none of it is used; download or copy it again"),
            Self::Empty(file) => write!(f, "{file} has no sequences; a file as oeis.org/stripped.gz is expected"),
            Self::Stopped => f.write_str("stopped"),
        }
    }
}

impl std::error::Error for TableError {}

fn read<R: Read>(file: &str, reader: R) -> (TermTable, Vec<Problem>) {
    let mut problems = Problems::new(file);
    let mut table = TermTable::default();
    // The line of each row, for the report of entries given twice.
    let mut lines_of: Vec<u64> = Vec::new();
    let mut closed_before = false;
    each_record(reader, SHAPE, &mut problems, |line, problems| {
        let closed = record(line.bytes, &mut table).inspect_err(|_| table.roll_back())?;
        if !closed && !line.terminated && closed_before && table.drop_last_term() {
            problems.warning(
                line.number,
                line.bytes.len(),
                "the last line ends without a comma, so its last term may be cut and is left out",
                "download or copy the file again",
            );
        }
        closed_before |= closed;
        lines_of.push(line.number);
        Ok(())
    });
    let table = table.sorted(|row, kept, difference| {
        let line = lines_of.get(row).copied().unwrap_or(0);
        match difference {
            Some(k) => problems.warning(
                line,
                1,
                format!("{kept} was given before, with another term at place {}; this line is taken", k + 1),
                "remove one of the two lines",
            ),
            None => problems.warning(
                line,
                1,
                format!("{kept} was given before; the longer list of terms is taken"),
                "remove one of the two lines",
            ),
        }
    });
    (table, problems.finish())
}

/// Adds one line to the table. Returns whether the line ended with a comma. If the line is broken, the caller rolls
/// back.
fn record(bytes: &[u8], table: &mut TermTable) -> Result<bool, (usize, String)> {
    let broken = |at: usize, what: String| (at + 1, what);
    let (anum, mut i) = numbered(bytes, blanks(bytes, 0))?;
    match bytes.get(i) {
        None | Some(b' ' | b'\t' | b',') => {}
        Some(_) => {
            let found = excerpt(bytes.get(i..).unwrap_or_default());
            return Err(broken(i, format!("expected a blank and a comma after {anum}, found \"{found}\"")));
        }
    }
    i = blanks(bytes, i);
    if bytes.get(i) == Some(&b',') {
        i = blanks(bytes, i + 1);
    }
    let mut closed = true;
    while i < bytes.len() {
        let rest = bytes.get(i..).unwrap_or_default();
        let len = match number(rest) {
            Ok((Number::Small(x), len)) => {
                table.push_term(x);
                len
            }
            Ok((Number::Big(b), len)) => {
                table.push_big(b);
                len
            }
            Err(NumberError::NoDigits) => {
                return Err(broken(i, format!("expected a term, found \"{}\"", excerpt(rest))));
            }
            Err(NumberError::TooLong) => return Err(broken(i, "a term has more than 100,000 digits".to_owned())),
        };
        i += len;
        match bytes.get(i) {
            Some(b',') => {
                closed = true;
                i += 1;
                if matches!(bytes.get(i), Some(b' ' | b'\t')) {
                    i = blanks(bytes, i);
                }
            }
            None => closed = false,
            Some(b' ' | b'\t') => {
                closed = false;
                i = blanks(bytes, i);
                if i < bytes.len() {
                    if bytes.get(i) != Some(&b',') {
                        return Err(broken(i, "expected a comma between terms".to_owned()));
                    }
                    closed = true;
                    i = blanks(bytes, i + 1);
                }
            }
            Some(_) => {
                let found = excerpt(bytes.get(i..).unwrap_or_default());
                return Err(broken(i, format!("expected a comma after a term, found \"{found}\"")));
            }
        }
    }
    table.close(anum);
    Ok(closed)
}

/// The first place from `i` on that is not blank.
fn blanks(bytes: &[u8], mut i: usize) -> usize {
    while matches!(bytes.get(i), Some(b' ' | b'\t')) {
        i += 1;
    }
    i
}
