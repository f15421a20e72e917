//! A sequence compared with a b-file.

use nth_base::{Cancel, Limits};
use nth_compiler::Indices;
use nth_diag::Diagnostic;
use nth_eval::Evaluator;
use nth_oeis::{BFile, Verdict, Verifier};
use nth_types::hir::{DefId, DefKind};

use crate::runner::Runner;
use crate::session::Session;
use crate::terms::Stop;
use crate::tiers::{Timing, Watch};

/// How far a sequence and a b-file agree.
#[derive(Clone, Debug)]
pub struct BFileReport {
    /// Terms compared and the first difference.
    pub verdict: Verdict,
    /// Why not all terms were computed.
    pub stopped: Option<Stop>,
    /// The first index of the b-file and of the sequence, where they differ.
    pub offsets: Option<(i64, i64)>,
    /// How long it took to compute the terms, where the session has a clock.
    pub timing: Option<Timing>,
}

impl BFileReport {
    /// Whether every term of the file was computed and agrees, from the same index on.
    #[must_use]
    pub fn agrees(&self) -> bool {
        let v = &self.verdict;
        v.difference.is_none() && v.agrees == v.of && v.of > 0 && self.offsets.is_none()
    }
}

impl Session {
    /// Compares a sequence with a b-file: by index for a `seq`, as read for triangles and arrays. `progress` is told how many
    /// terms agree so far.
    ///
    /// # Errors
    /// The definition cannot run.
    pub fn compare_bfile(
        &mut self,
        id: DefId,
        file: &BFile,
        limits: &Limits,
        cancel: &Cancel,
        progress: &mut dyn FnMut(usize),
    ) -> Result<BFileReport, Vec<Diagnostic>> {
        let mut watch = Watch::start(self.tiers.clock.clone());
        let ready = self.ready(id)?;
        watch.compiled();
        let (kind, ours) = (ready.entry.kind, self.offset(id));
        let first = file.offset().unwrap_or(ours);
        let theirs = file.rows().iter().map(|r| r.n).min().unwrap_or(ours);
        let last = file.rows().iter().map(|r| r.n).max().unwrap_or(ours);
        let mut evaluator = Evaluator::new(limits, cancel);
        let mut runner = Runner::new(&mut evaluator, &ready, &self.tiers);
        let mut verifier = Verifier::new(file);
        let mut stopped = None;
        // Entries with two indices are flattened: the index of the first term of a b-file is a convention.
        let by_position = kind == DefKind::Triangle || kind == DefKind::Array;
        let start = if by_position { theirs } else { ours };
        let indices = (start..=last).zip(Indices::new(kind, &ready.entry.offsets));
        let mut computed = 0;
        for ((n, index), position) in indices.zip(0..).skip_while(|((n, _), _)| *n < theirs) {
            match watch.term(position, || runner.term(&index)) {
                Ok(x) => {
                    computed += 1;
                    if !verifier.push(n, &x) {
                        break;
                    }
                    progress(verifier.agrees());
                }
                Err(error) => {
                    stopped = Some(Stop { index, error });
                    break;
                }
            }
        }
        let differ = !by_position && first.min(theirs) != ours;
        let offsets = differ.then_some((theirs, ours));
        Ok(BFileReport {
            verdict: verifier.verdict(),
            stopped,
            offsets,
            timing: watch.finish(computed, 0, runner.native_from()),
        })
    }
}
