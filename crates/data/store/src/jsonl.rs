//! Reading and writing of JSON Lines: one finding a line.

use std::io::{BufRead, Read as _, Write};

use crate::write::Batch;
use crate::{Error, Finding, Result, Store};

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
            let wrong = |what: String| Error::File(name.to_owned(), format!("cannot be written: {what}"));
            let line = serde_json::to_string(&finding).map_err(|e| wrong(e.to_string()))?;
            writeln!(out, "{line}").map_err(|e| wrong(e.to_string()))?;
            count += 1;
            Ok(())
        })?;
        Ok(count)
    }
}

impl Batch<'_> {
    /// Adds the findings of `lines`; messages call the file `name`.
    pub(crate) fn import_jsonl(&mut self, name: &str, mut lines: impl BufRead) -> Result<()> {
        let mut line = Vec::new();
        let mut number = 0;
        loop {
            line.clear();
            number += 1;
            let wrong = |what: String| Error::Line(name.to_owned(), number, what);
            let read = (&mut lines).take(LONGEST).read_until(b'\n', &mut line);
            if read.map_err(|e| wrong(format!("cannot be read: {e}")))? == 0 {
                return Ok(());
            }
            if line.len() as u64 == LONGEST {
                return Err(wrong(format!("longer than {} MB", LONGEST >> 20)));
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let finding: Finding = serde_json::from_slice(line.trim_ascii_end()).map_err(|e| {
                let what = e.to_string();
                let what = what.split(" at line ").next().unwrap_or(&what);
                wrong(format!("no finding: {what} (column {})", e.column()))
            })?;
            let ready = finding.ready().map_err(wrong)?;
            self.put(&ready)?.map_err(wrong)?;
        }
    }
}
