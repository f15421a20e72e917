//! Problems in data files.

use std::fmt;

/// Severity of a [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The record was read.
    Warning,
    /// The record was left out.
    Error,
    /// The file is damaged, cut or without end: nothing of it may be used.
    Damaged,
}

impl Severity {
    /// Whether the record or the file was left out.
    #[must_use]
    pub fn is_error(self) -> bool {
        match self {
            Self::Warning => false,
            Self::Error | Self::Damaged => true,
        }
    }
}

/// Problem in a data file. Displays as `file:line:column: error: what; hint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file, as the caller gave it.
    pub file: String,
    /// The line, from 1; 0 when the file as a whole is meant.
    pub line: u64,
    /// The column in bytes, from 1; 0 when the line as a whole is meant.
    pub column: u64,
    /// Severity: whether the record was read.
    pub severity: Severity,
    /// Description of the problem.
    pub what: String,
    /// Advice to the user.
    pub hint: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
            if self.column > 0 {
                write!(f, ":{}", self.column)?;
            }
        }
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error | Severity::Damaged => "error",
        };
        write!(f, ": {severity}: {}", self.what)?;
        if !self.hint.is_empty() {
            write!(f, "; {}", self.hint)?;
        }
        Ok(())
    }
}

/// Problems of one file. A file of another kind has a problem in every line, so the list is bounded.
pub(crate) struct Problems {
    file: String,
    list: Vec<Problem>,
    more: usize,
    /// Whether one of those that are not listed is an error.
    more_errors: bool,
}

impl Problems {
    /// Maximal number of listed problems; the rest are counted.
    const LISTED: usize = 100;

    pub(crate) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), list: Vec::new(), more: 0, more_errors: false }
    }

    pub(crate) fn error(&mut self, line: u64, column: usize, what: impl Into<String>, hint: &str) {
        self.push(Severity::Error, line, column, what.into(), hint);
    }

    pub(crate) fn warning(&mut self, line: u64, column: usize, what: impl Into<String>, hint: &str) {
        self.push(Severity::Warning, line, column, what.into(), hint);
    }

    /// Adds a problem after which nothing of the file may be used. It is listed also where the list is full.
    pub(crate) fn damaged(&mut self, line: u64, what: impl Into<String>, hint: &str) {
        if self.list.len() >= Self::LISTED {
            let last = self.list.pop();
            self.more += 1;
            self.more_errors |= last.is_some_and(|p| p.severity.is_error());
        }
        self.push(Severity::Damaged, line, 0, what.into(), hint);
    }

    fn push(&mut self, severity: Severity, line: u64, column: usize, what: String, hint: &str) {
        if self.list.len() >= Self::LISTED {
            self.more += 1;
            self.more_errors |= severity.is_error();
            return;
        }
        let (file, hint) = (self.file.clone(), hint.to_owned());
        self.list.push(Problem { file, line, column: column as u64, severity, what, hint });
    }

    pub(crate) fn finish(mut self) -> Vec<Problem> {
        self.list.sort_by_key(|p| p.line);
        if self.more > 0 {
            self.list.push(Problem {
                file: self.file,
                line: 0,
                column: 0,
                severity: if self.more_errors { Severity::Error } else { Severity::Warning },
                what: format!("{} more problems like these", self.more),
                hint: "check that this is the file you meant".to_owned(),
            });
        }
        self.list
    }
}

/// Short printable part of `bytes` for a message.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    const SHOWN: usize = 24;
    let text = String::from_utf8_lossy(bytes.get(..SHOWN * 4).unwrap_or(bytes)).into_owned();
    let mut out: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().count() > SHOWN || bytes.len() > SHOWN * 4 {
        out.push('…');
    }
    out
}
