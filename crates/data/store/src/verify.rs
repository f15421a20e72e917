//! Verification of a store: the file, the texts in it, and, if the caller runs them, the programs.

use std::fmt;

use nth_base::Cancel;
use nth_num::Int;

use crate::finding::short;
use crate::write::count;
use crate::{Error, Finding, Refusal, Result, Store, Unchecked, Wrong, core_form, hash};

/// Outcome of the check of one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The program has the terms.
    Right,
    /// The program could not be compared with all terms that were verified.
    Unchecked(Unchecked),
    /// The program does not have the terms, or another recorded value is wrong.
    Wrong(Wrong),
    /// The user has stopped the verification, which ends here.
    Stop,
}

/// Runs programs for [`Store::verify_programs`]. The store itself runs nothing.
pub trait Judge: Sync {
    /// Runs the program of a finding and compares all its terms with `terms`, from the first on. If there are as many
    /// terms as were verified, also compares the cost of the verified terms. The source must be the same program.
    fn judge(&self, finding: &Finding, terms: &[Int], cancel: &Cancel) -> Verdict;

    /// Runs the program of a finding that comes from elsewhere and compares its terms with `terms`. Returns the finding
    /// with the numbers that follow from the run: verified terms, costs. Without terms, nothing is compared, but the
    /// program must have as many terms as it is said to.
    ///
    /// # Errors
    /// The program does not have the terms, the source is another program, or nothing could be run.
    fn derive(&self, finding: Finding, terms: &[Int], cancel: &Cancel) -> std::result::Result<Finding, Refusal>;
}

/// Problem that the verification of a store has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Place of the problem: a sequence, a program, an output, or the file.
    pub of: String,
    /// Description of the problem.
    pub what: String,
}

/// Result of [`Store::verify`]: the number of checks by outcome, and the problems.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Number of programs whose text was read.
    pub programs: u64,
    /// Number of findings that were checked.
    pub findings: u64,
    /// Number of findings whose programs ran and have the terms.
    pub right: u64,
    /// Number of findings whose programs could not be run, by reason.
    pub unchecked: Vec<(Unchecked, u64)>,
    /// Problems found, in the order of the checks.
    pub problems: Vec<Problem>,
    /// Whether a check returned [`Verdict::Stop`].
    pub stopped: bool,
}

impl Report {
    /// Whether no problem was found.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.problems.is_empty()
    }

    fn problem(&mut self, of: impl Into<String>, what: impl Into<String>) {
        self.problems.push(Problem { of: of.into(), what: what.into() });
    }
}

impl Store {
    /// Verifies the file and every text in it: SQLite's own check, references, hashes, and Core text that can be read
    /// and has the recorded size. Then passes each finding to `check`, which may run the program; see [`Judge`].
    ///
    /// # Errors
    /// If the file cannot be read at all. What is wrong in it is in the report.
    pub fn verify(&self, check: &mut dyn FnMut(&Finding) -> Verdict) -> Result<Report> {
        self.verify_in_batches(1, &mut |findings| findings.iter().map(&mut *check).collect())
    }

    /// Checks the store as [`Store::verify`] does, and passes up to `most` findings at a time to `check`, so that
    /// several threads can share the work. `check` returns one verdict for each finding.
    ///
    /// # Errors
    /// As [`Store::verify`].
    pub(crate) fn verify_in_batches(
        &self,
        most: usize,
        check: &mut dyn FnMut(&[Finding]) -> Vec<Verdict>,
    ) -> Result<Report> {
        let mut report = Report::default();
        match self.look(most, check, &mut report) {
            Ok(()) => Ok(report),
            Err(Error::Damaged(_, what)) => {
                report.problem("the file", what);
                Ok(report)
            }
            Err(e) => Err(e),
        }
    }

    fn look(&self, most: usize, check: &mut dyn FnMut(&[Finding]) -> Vec<Verdict>, report: &mut Report) -> Result<()> {
        self.integrity(report)?;
        if !report.is_right() {
            // A file that SQLite finds damaged is not read any further.
            return Ok(());
        }
        self.texts(report)?;
        let mut batch: Vec<Finding> = Vec::new();
        let mut look = |batch: &mut Vec<Finding>, report: &mut Report| {
            if !batch.is_empty() && !report.stopped {
                let verdicts = check(batch);
                for (finding, verdict) in batch.iter().zip(verdicts) {
                    // Core texts and sizes are verified already.
                    if let Err(why) = finding.fields() {
                        report.finding_problem(finding, &why);
                    }
                    report.take(finding, verdict);
                }
            }
            batch.clear();
        };
        self.each::<Error>(&mut |finding| {
            if !report.stopped {
                batch.push(finding);
            }
            if batch.len() >= most {
                look(&mut batch, report);
            }
            Ok(())
        })?;
        look(&mut batch, report);
        Ok(())
    }

    fn integrity(&self, report: &mut Report) -> Result<()> {
        let mut rows = || -> rusqlite::Result<()> {
            for check in ["integrity_check", "foreign_key_check"] {
                let mut statement = self.db.prepare(&format!("PRAGMA {check}"))?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    let what = row.get_ref(0)?.as_str().unwrap_or("?").to_owned();
                    if check == "foreign_key_check" {
                        report.problem("the file", format!("a row of `{what}` refers to a row that is not there"));
                    } else if what != "ok" {
                        report.problem("the file", what);
                    }
                }
            }
            Ok(())
        };
        rows().map_err(|e| self.wrong(&e))
    }

    /// Verifies again the texts that `add` has verified.
    fn texts(&self, report: &mut Report) -> Result<()> {
        let programs = "SELECT id, hash, core, size FROM programs ORDER BY id";
        let outputs = "SELECT output, terms FROM hindsight";
        let mut rows = || -> rusqlite::Result<()> {
            let mut statement = self.db.prepare(programs)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                report.programs += 1;
                let (id, core): (i64, String) = (row.get(0)?, row.get(2)?);
                let of = format!("program {id}, {}", short(core.trim_end()));
                match core_form::read(&core) {
                    Err(what) => report.problem(&*of, what.to_string()),
                    Ok(form) if form.text != core => report.problem(&*of, "the Core text is not as it is printed"),
                    Ok(form) if form.size != count(row, 3)? => {
                        report.problem(&*of, format!("its size is {}, not {}", form.size, count(row, 3)?));
                    }
                    Ok(_) => {}
                }
                if row.get::<_, [u8; 16]>(1)? != hash::hash(&core) {
                    report.problem(&*of, "its hash is not that of its text");
                }
            }
            let mut statement = self.db.prepare(outputs)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let terms: String = row.get(1)?;
                if row.get::<_, [u8; 16]>(0)? != hash::hash(&terms) {
                    report.problem(format!("the output {}", short(&terms)), "its hash is not that of its terms");
                }
            }
            Ok(())
        };
        rows().map_err(|e| self.wrong(&e))
    }
}

impl Report {
    fn take(&mut self, finding: &Finding, verdict: Verdict) {
        if self.stopped {
            return;
        }
        match verdict {
            Verdict::Stop => self.stopped = true,
            Verdict::Right => self.right += 1,
            Verdict::Unchecked(why) => match self.unchecked.iter_mut().find(|(w, _)| *w == why) {
                Some((_, count)) => *count += 1,
                None => self.unchecked.push((why, 1)),
            },
            Verdict::Wrong(what) => self.finding_problem(finding, &what),
        }
        if !self.stopped {
            self.findings += 1;
        }
    }

    /// Adds a problem of a finding.
    fn finding_problem(&mut self, finding: &Finding, what: &dyn fmt::Display) {
        let of = match (&finding.sequence, &finding.terms) {
            (Some(key), _) => key.clone(),
            (None, Some(terms)) => format!("the output {}", short(&terms.to_string())),
            (None, None) => "a pair".to_owned(),
        };
        self.problem(of, format!("{what}: {}", short(finding.program.trim_end())));
    }
}
