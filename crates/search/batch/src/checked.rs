//! Finished work: verdicts of candidates that follow each other, ready to be written.

use std::io;
use std::sync::Arc;

use nth_base::Cost;
use nth_oeis::ANum;

use crate::lines::Chunk;
use crate::{Shares, Tally, Targets, Tier, Verdict, record};

/// A candidate that solves something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number, counted over all inputs from 0.
    pub candidate: u64,
    /// Its file, if there are several.
    pub file: Option<Arc<str>>,
    /// Its text.
    pub program: Arc<str>,
    /// Its size, in nodes.
    pub size: u64,
    /// The sequences it solves, by A-number, and what it had spent when the last term was matched.
    pub solves: Vec<(ANum, Cost)>,
}

/// What is written of a candidate.
#[derive(Clone, Copy)]
pub(crate) struct How {
    /// Also of one that solves nothing.
    pub all: bool,
    /// What ran it, if that is to be said.
    pub tier: Option<Tier>,
}

/// Verdicts of candidates that follow each other.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    /// Number of the first candidate.
    pub first: u64,
    /// Lines of output, as JSON.
    pub text: Vec<u8>,
    /// The candidates that solve something.
    pub hits: Vec<Hit>,
    /// What the candidates came to.
    pub tally: Tally,
    /// What the tiers did for them.
    pub shares: Shares,
    /// Bytes of the inputs, as they are stored, up to its last candidate; at most some 64 KB too many.
    pub position: u64,
    /// The bytes of input that it stands for.
    pub(crate) weight: usize,
}

impl Piece {
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
        how: How,
    ) -> io::Result<()> {
        let candidate = self.end();
        self.weight += Chunk::weight_of(line);
        self.tally.add(verdict);
        if !verdict.solves.is_empty() {
            let mut solves: Vec<(ANum, Cost)> = verdict.solves.iter().map(|s| (targets.anum(s.row), s.cost)).collect();
            solves.sort_unstable();
            let program = String::from_utf8_lossy(line).into();
            let hit = Hit { candidate, file: file.cloned(), program, size: verdict.size, solves };
            record::solved(&mut self.text, &hit, how.tier)?;
            self.hits.push(hit);
        } else if how.all {
            let (file, program) = (file.map(AsRef::as_ref), String::from_utf8_lossy(line));
            record::unsolved(&mut self.text, candidate, file, &program, verdict, how.tier)?;
        }
        Ok(())
    }
}
