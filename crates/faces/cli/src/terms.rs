//! Reading of sequence files: problems are shown on standard error.

use nth_base::plural;
use nth_oeis::{Problem, TableError};

use crate::outcome::Failure;
use crate::output::say;

/// Largest number of problems of a file that are shown.
const SHOWN: usize = 10;

/// Shows the first problems of a file, and the number of the others.
pub fn show_problems(problems: &[Problem]) {
    show_first(problems, SHOWN);
}

/// Shows the first `most` problems, and the number of the others.
pub fn show_first(problems: &[Problem], most: usize) {
    for p in problems.iter().take(most) {
        say!("{p}");
    }
    if problems.len() > most {
        say!("and {} not shown", plural(problems.len() - most, "problem"));
    }
}

/// The table that was read; none if the user stopped the reading.
pub fn unless_stopped<T>(table: Result<T, TableError>) -> Result<Option<T>, Failure> {
    match table {
        Ok(table) => Ok(Some(table)),
        Err(TableError::Stopped) => Ok(None),
        Err(e @ (TableError::Open(..) | TableError::Damaged(_) | TableError::Empty(_))) => Err(e.to_string().into()),
    }
}
