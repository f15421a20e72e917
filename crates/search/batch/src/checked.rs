//! Checked chunks: verdicts of consecutive candidates, ready to be written.

use std::collections::BTreeMap;
use std::sync::Arc;

use nth_base::Cost;
use nth_files::Digest;
use nth_oeis::ANum;
use serde::{Deserialize, Serialize};

use crate::keep::Kept;
use crate::lines::Chunk;
use crate::record::{self, Hit};
use crate::{Shares, Targets, Tier, Verdict};

/// The contents of output lines.
#[derive(Clone, Copy)]
pub(crate) struct LineStyle {
    /// Whether candidates that solve nothing have a line, too.
    pub all: bool,
    /// The tier of the candidate; none if lines do not name it.
    pub tier: Option<Tier>,
}

/// Verdicts of consecutive candidates.
#[derive(Clone, Debug, Default)]
pub struct CheckedChunk {
    /// Number of the first candidate, counted over all inputs from 0.
    pub first: u64,
    /// Lines of output, one JSON object each.
    pub text: Vec<u8>,
    /// Candidates that solve at least one sequence.
    pub hits: Vec<Hit>,
    /// Programs to keep in a store, in the order of the candidates.
    pub kept: Vec<Kept>,
    /// Number of verdicts of each kind in this chunk.
    pub tally: Tally,
    /// Work of each tier on these candidates.
    pub shares: Shares,
    /// Bytes of the inputs read up to the last candidate, before decompression; at most some 64 KB too many.
    pub position: u64,
    /// Digest of all candidates of all inputs up to the last one of this chunk.
    pub digest: Digest,
    /// Memory of the input lines of these verdicts, in bytes.
    pub(crate) weight: usize,
}

impl CheckedChunk {
    /// Number of the candidate after the last one of this chunk.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.first + self.tally.candidates
    }

    /// Adds the verdict of the next candidate, and its line of output if it has one.
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

/// Number of verdicts, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Number of candidates checked.
    pub candidates: u64,
    /// Number of candidates that solve at least one sequence.
    pub solved: u64,
    /// Number of candidates that solve nothing, by name of their status.
    pub statuses: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts the verdict of one candidate.
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
