//! Findings: the answers of a search, written to a store.

use std::collections::HashSet;
use std::path::Path;

use nth_oeis::ANum;
use nth_store::{Finding, Store, StoreWriter, Terms, key_of_terms};
use nth_synth::{Answer, Task};

use super::list::List;
use crate::clock::today;
use crate::outcome::Failure;
use crate::output::say;

/// Names of the sequences for which a store has programs.
pub fn solved(path: &Path) -> Result<HashSet<String>, Failure> {
    let store = Store::open(path)?;
    let all = store.sequences()?;
    Ok(all.into_iter().filter(|s| s.programs > 0).map(|s| s.key).collect())
}

/// Writer of the answers of a search to a store.
pub struct Findings {
    names: Vec<String>,
    terms: Option<Terms>,
    counts: Vec<u64>,
    date: String,
    writer: StoreWriter,
}

impl Findings {
    /// Opens or creates the store for the answers of a list.
    pub fn open(path: &Path, list: &List) -> Result<Self, Failure> {
        let writer = StoreWriter::open(path)?;
        let typed = list.tasks.first().filter(|_| list.names.iter().all(Option::is_none));
        // Terms of the command line have no A-number: a key made of the terms is the name, and the terms are stored,
        // too.
        let name = |(a, t): (&Option<ANum>, &Task)| a.map_or_else(|| key_of_terms(&t.terms), |a| a.to_string());
        Ok(Self {
            names: list.names.iter().zip(&list.tasks).map(name).collect(),
            terms: typed.map(|t| Terms(t.terms.to_vec())),
            counts: list.tasks.iter().map(|t| t.terms.len() as u64).collect(),
            date: today(),
            writer,
        })
    }

    /// Adds an answer of a task to the store. Writing happens in the background.
    pub fn add(&self, task: usize, a: &Answer) {
        let verified = (a.verified + a.held_back) as u64;
        self.writer.add(Finding {
            sequence: self.names.get(task).cloned(),
            name: None,
            known: self.counts.get(task).copied(),
            terms: self.terms.clone(),
            program: a.source.trim_end().to_owned(),
            core: a.core.clone(),
            size: a.size,
            cost: a.cost.published,
            continued: a.cost.continued,
            first: a.first,
            verified,
            surplus: verified.saturating_sub(a.determined_by as u64),
            held: a.held_back as u64,
            proposer: a.proposer.to_owned(),
            says: a.description.clone(),
            date: self.date.clone(),
        });
    }

    /// Waits until all answers are on disk, and shows those that the store refused. Returns the number of programs.
    pub fn close(self) -> Result<u64, Failure> {
        let written = self.writer.close()?;
        for (program, why) in &written.refused {
            say!("not kept: {why}: {program}");
        }
        Ok(written.count)
    }
}
