//! Reading and writing of JSON Lines: one finding a line.

use std::io::{self, BufRead, Read as _, Write};
use std::path::Path;

use crate::error::Unreadable;
use crate::intake::Intake;
use crate::{Error, Finding, Refusal, Result, Store};

/// Longest line that is read, in bytes. Programs are far shorter. The bound limits the memory that a file without line
/// ends can take.
const LONGEST: u64 = 64 << 20;

impl Store {
    /// Writes all findings, in the order of [`Store::each`]. Returns their number. Messages call the file `name`.
    ///
    /// # Errors
    /// If the store cannot be read, or the lines cannot be written.
    pub fn export_jsonl(&self, name: &str, out: &mut dyn Write) -> Result<u64> {
        let mut count = 0;
        self.each::<Error>(&mut |finding| {
            let wrong = |e: io::Error| nth_files::Error::Write(Path::new(name).to_owned(), e);
            let line = serde_json::to_string(&finding).map_err(|e| wrong(e.into()))?;
            writeln!(out, "{line}").map_err(wrong)?;
            count += 1;
            Ok(())
        })?;
        Ok(count)
    }
}

/// The error of a line, with the line's place in the file: reads it again after as many line ends as come before it.
fn in_line(number: u64, line: &[u8], e: serde_json::Error) -> serde_json::Error {
    let before = io::repeat(b'\n').take(number.saturating_sub(1));
    serde_json::from_reader::<_, Finding>(io::BufReader::new(before.chain(line))).err().unwrap_or(e)
}

impl Intake<'_> {
    /// Takes the findings of `lines`; messages call the file `name`.
    pub(crate) fn jsonl(&mut self, name: &str, mut lines: impl BufRead) -> Result<()> {
        let mut line = Vec::new();
        let mut number = 0;
        loop {
            line.clear();
            number += 1;
            let unreadable = |why| Error::Unreadable(name.to_owned(), number, why);
            let read = (&mut lines).take(LONGEST).read_until(b'\n', &mut line);
            if read.map_err(|e| unreadable(Unreadable::Io(e)))? == 0 {
                return self.finish(name);
            }
            if line.len() as u64 == LONGEST {
                return Err(unreadable(Unreadable::Long(LONGEST >> 20)));
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let text = line.trim_ascii_end();
            let finding = serde_json::from_slice(text)
                .map_err(|e| Error::Line(name.to_owned(), number, Refusal::NoFinding(in_line(number, text, e))))?;
            self.take(name, number, finding)?;
        }
    }
}
