//! Findings of files on their way into a store: each is run before it is taken.

use nth_base::Cancel;

use crate::core_form::CoreForm;
use crate::finding::Ready;
use crate::write::Added;
use crate::{Error, Finding, Refusal, Result, Store};

/// Runs the programs of findings that come from a file, and gives each back with what follows from its run, or refuses
/// it. The results are in the order of the findings.
pub type Examine<'a> = &'a mut dyn FnMut(Vec<Finding>) -> Vec<std::result::Result<Finding, Refusal>>;

/// Number of findings that are examined at once, so that several threads can share them.
const BATCH: usize = 256;

/// Findings of files, all of which are added at the end or none.
pub(crate) struct Intake<'a> {
    examine: Examine<'a>,
    cancel: &'a Cancel,
    /// Findings of the file under way that wait to be examined, with their lines.
    waiting: Vec<(u64, Finding)>,
    /// Findings that can be stored.
    all: Vec<Taken>,
}

/// Finding that can be stored, with its place for messages.
struct Taken {
    file: String,
    line: u64,
    finding: Finding,
    core: CoreForm,
}

impl<'a> Intake<'a> {
    /// No findings yet. Raising `cancel` ends the intake.
    pub fn new(examine: Examine<'a>, cancel: &'a Cancel) -> Self {
        Self { examine, cancel, waiting: Vec::new(), all: Vec::new() }
    }

    /// Takes the finding of a line or row, counted from 1.
    pub fn take(&mut self, file: &str, line: u64, finding: Finding) -> Result<()> {
        self.waiting.push((line, finding));
        if self.waiting.len() < BATCH { Ok(()) } else { self.finish(file) }
    }

    /// Examines what waits, at the end of a file.
    pub fn finish(&mut self, file: &str) -> Result<()> {
        let (lines, findings): (Vec<u64>, Vec<Finding>) = self.waiting.drain(..).unzip();
        let examined = (self.examine)(findings);
        if self.cancel.is_raised() {
            return Err(Error::Stopped);
        }
        for (line, outcome) in lines.into_iter().zip(examined) {
            let wrong = |why| Error::Line(file.to_owned(), line, why);
            let finding = outcome.map_err(wrong)?;
            let core = finding.ready().map_err(wrong)?.core;
            self.all.push(Taken { file: file.to_owned(), line, finding, core });
        }
        Ok(())
    }

    /// Adds all findings to a store, in one transaction.
    pub fn store(self, store: &mut Store) -> Result<Added> {
        let all = self.all;
        store.write(move |batch| {
            for Taken { file, line, finding, core } in all {
                batch.put(&Ready { finding: &finding, core })?.map_err(|why| Error::Line(file, line, why))?;
            }
            Ok(())
        })
    }
}
