//! Lists of terms from files.

use std::io::{self, Read};

use nth_base::Cancel;
use nth_oeis::TermTable;
use nth_session::plural;

/// Problems of a file that are shown.
const SHOWN: usize = 10;

/// Reads sequences in the format of `stripped`, and shows what is wrong with the file, the first problems of it. None
/// when cancelled.
pub fn read(name: &str, from: impl Read, cancel: &Cancel) -> Option<TermTable> {
    let (table, problems) = TermTable::from_reader(name, Stoppable(from, cancel));
    if cancel.is_raised() {
        return None;
    }
    for p in problems.iter().take(SHOWN) {
        eprintln!("{p}");
    }
    if problems.len() > SHOWN {
        eprintln!("and {} more", plural(problems.len() - SHOWN, "problem"));
    }
    Some(table)
}

struct Stoppable<'c, R>(R, &'c Cancel);

impl<R: Read> Read for Stoppable<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.1.is_raised() { Err(io::Error::other("stopped")) } else { self.0.read(buf) }
    }
}
