//! Terms of a definition as a b-file.

use std::io::{self, Write};

use nth_base::{Cancel, Limits};
use nth_diag::Diagnostic;
use nth_oeis::BFileWriter;
use nth_runner::TermRun;
use nth_types::hir::DefId;

use crate::session::Session;

/// Largest number of digits of a term in a b-file of the OEIS.
const MOST_DIGITS: usize = 1000;
/// Number of bits up to which a term has at most [`MOST_DIGITS`] digits.
const FEW_BITS: u64 = 3000;

/// A b-file that was written.
#[derive(Clone, Debug)]
pub struct BFileRun {
    /// Number of terms in the file.
    pub count: usize,
    /// Index of the term of more than 1,000 digits before which the file ends, if there is one.
    pub long: Option<Vec<i64>>,
    /// Run that computed the terms.
    pub run: TermRun,
}

impl Session {
    /// Writes the first `count` terms of a definition, as far as they have values and at most 1,000 digits.
    ///
    /// # Errors
    /// Writing fails; or, inside, diagnostics if the definition cannot run.
    pub fn write_bfile(
        &mut self,
        out: impl Write,
        id: DefId,
        count: u64,
        limits: &Limits,
        cancel: &Cancel,
    ) -> io::Result<Result<BFileRun, Vec<Diagnostic>>> {
        let mut writer = BFileWriter::new(out, self.offset(id));
        let (mut written, mut long) = (Ok(()), None);
        let run = self.run_terms(id, 0, count, limits, cancel, &mut |t| {
            if t.value.bits() > FEW_BITS && t.value.digits() > MOST_DIGITS {
                long = Some(t.index);
                return false;
            }
            written = writer.push(&t.value);
            written.is_ok()
        });
        let run = match run {
            Ok(run) => run,
            Err(diagnostics) => return Ok(Err(diagnostics)),
        };
        written?;
        Ok(Ok(BFileRun { count: writer.finish()?, long, run }))
    }
}
