//! Checked chunks: verdicts of candidates that follow each other, ready to be written.

use std::collections::BTreeMap;
use std::sync::Arc;

use nth_base::Cost;
use nth_oeis::ANum;
use serde::{Deserialize, Serialize};

use crate::keep::Kept;
use crate::lines::Chunk;
use crate::record::{self, Hit};
use crate::{Shares, Targets, Tier, Verdict};

/// What is written of a candidate.
#[derive(Clone, Copy)]
pub(crate) struct LineStyle {
    /// Write candidates that solve nothing, too.
    pub all: bool,
    /// What ran the candidate, where the line is to say it.
    pub tier: Option<Tier>,
}

/// Verdicts of candidates that follow each other.
#[derive(Clone, Debug, Default)]
pub struct CheckedChunk {
    /// Number of the first candidate.
    pub first: u64,
    /// Lines of output, as JSON.
    pub text: Vec<u8>,
    /// Candidates that solve something.
    pub hits: Vec<Hit>,
    /// Programs to be kept in a store, in the order of the candidates.
    pub kept: Vec<Kept>,
    /// Counts of verdicts.
    pub tally: Tally,
    /// Work of each tier.
    pub shares: Shares,
    /// Bytes of the inputs, as they are stored, up to the last candidate; at most some 64 KB too many.
    pub position: u64,
    /// Bytes of input that these verdicts stand for.
    pub(crate) weight: usize,
}

impl CheckedChunk {
    /// Number of the candidate after the last.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.first + self.tally.candidates
    }

    /// Adds the verdict of the next candidate.
    pub(crate) fn add(
        &mut self,
        targets: &Targets,
        file: Option<&Arc<str>>,
        line: &[u8],
        verdict: &Verdict,
        style: LineStyle,
    ) -> Result<(), serde_json::Error> {
        let candidate = self.end();
        self.weight += Chunk::weight_of(line);
        self.tally.add(verdict);
        if !verdict.solves.is_empty() {
            let mut solves: Vec<(ANum, Cost)> = verdict.solves.iter().map(|s| (targets.anum(s.row), s.cost)).collect();
            solves.sort_unstable();
            let program = String::from_utf8_lossy(line).into();
            let hit = Hit { candidate, file: file.cloned(), program, size: verdict.size, solves };
            hit.write(&mut self.text, style.tier)?;
            self.hits.push(hit);
        } else if style.all {
            let (file, program) = (file.map(AsRef::as_ref), String::from_utf8_lossy(line));
            record::unsolved(&mut self.text, candidate, file, &program, verdict, style.tier)?;
        }
        Ok(())
    }
}

/// Counts of verdicts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// All candidates.
    pub candidates: u64,
    /// Candidates that solve a sequence or several.
    pub solved: u64,
    /// The others, by status.
    pub statuses: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts a verdict.
    pub fn add(&mut self, verdict: &Verdict) {
        self.candidates += 1;
        if !verdict.solves.is_empty() {
            self.solved += 1;
        } else if let Some(n) = self.statuses.get_mut(verdict.status.name()) {
            *n += 1;
        } else {
            self.statuses.insert(verdict.status.name().to_owned(), 1);
        }
    }

    /// Adds the counts of another tally.
    pub fn merge(&mut self, other: &Self) {
        self.candidates += other.candidates;
        self.solved += other.solved;
        for (status, n) in &other.statuses {
            *self.statuses.entry(status.clone()).or_default() += n;
        }
    }
}
