//! Reruns: the programs of a store run again, on several threads.

use std::thread;

use nth_base::Cancel;
use nth_num::Int;

use crate::{Finding, Judge, Report, Result, Store, Verdict};

/// Number of findings that a thread takes at a time.
const SHARE: usize = 32;
/// Stack of a thread, in bytes: programs are compiled by recursion.
const STACK: usize = 64 << 20;

/// Source of the terms of sequences whose key alone is stored, such as A-numbers.
pub trait KnownTerms: Sync {
    /// The terms of a sequence; an empty list if they are not available.
    ///
    /// # Errors
    /// The reason why they cannot be read.
    fn terms(&self, key: &str) -> std::result::Result<Vec<Int>, String>;
}

/// Parameters of [`Store::verify_programs`].
pub struct Rerun<'a> {
    /// Judge that runs each program.
    pub judge: &'a dyn Judge,
    /// Source of the terms that are not in the store.
    pub known: &'a dyn KnownTerms,
    /// Number of findings to run, evenly chosen; `None` runs all.
    pub sample: Option<u64>,
    /// Number of threads.
    pub jobs: usize,
    /// Ends the verification when raised.
    pub cancel: &'a Cancel,
}

impl Store {
    /// Verifies the file as [`Store::verify`] does, and runs the programs of its findings again. Passes the number of
    /// findings done and the number of all findings to `progress` after each batch.
    ///
    /// # Errors
    /// As [`Store::verify`].
    pub fn verify_programs(&self, how: &Rerun<'_>, progress: &mut dyn FnMut(u64, u64)) -> Result<Report> {
        let stats = self.stats()?;
        let total = stats.solutions + stats.hindsight;
        let mut at = 0;
        self.verify_in_batches(SHARE * how.jobs.max(1), &mut |findings| {
            let is_chosen = |k: usize| how.sample.is_none_or(|n| is_chosen(at + k as u64, n, total));
            let chosen: Vec<bool> = (0..findings.len()).map(is_chosen).collect();
            at += findings.len() as u64;
            let verdicts = how.verdicts(findings, &chosen);
            progress(at, total);
            verdicts
        })
    }
}

/// Whether the finding at position `at` is in a sample of `n` out of `total`, spread evenly.
fn is_chosen(at: u64, n: u64, total: u64) -> bool {
    let before = |k: u64| u128::from(k) * u128::from(n.min(total)) / u128::from(total.max(1));
    before(at + 1) > before(at)
}

impl Rerun<'_> {
    fn verdict(&self, finding: &Finding, is_chosen: bool) -> Verdict {
        if self.cancel.is_raised() {
            return Verdict::Stop;
        }
        if !is_chosen {
            return Verdict::Unchecked("not in the sample".to_owned());
        }
        let terms = match (&finding.terms, &finding.sequence) {
            (Some(terms), _) => Ok(terms.0.clone()),
            (None, Some(key)) => self.known.terms(key),
            (None, None) => Ok(Vec::new()),
        };
        match terms {
            Ok(terms) => self.judge.judge(finding, &terms, self.cancel),
            Err(why) => Verdict::Unchecked(why),
        }
    }

    /// Computes the verdicts on several threads; they are in the order of the findings.
    fn verdicts(&self, findings: &[Finding], chosen: &[bool]) -> Vec<Verdict> {
        let share = findings.len().div_ceil(self.jobs.max(1)).max(1);
        thread::scope(|scope| {
            let work = |(findings, chosen): (&[Finding], &[bool])| -> Vec<Verdict> {
                findings.iter().zip(chosen).map(|(f, c)| self.verdict(f, *c)).collect()
            };
            let shares: Vec<_> = findings.chunks(share).zip(chosen.chunks(share)).collect();
            let started: Vec<_> = shares
                .iter()
                .map(|&s| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || work(s)))
                .collect();
            let mut out = Vec::with_capacity(findings.len());
            for (thread, s) in started.into_iter().zip(shares) {
                match thread.map(thread::ScopedJoinHandle::join) {
                    Ok(Ok(verdicts)) => out.extend(verdicts),
                    Ok(Err(panic)) => std::panic::resume_unwind(panic),
                    // If no thread can be started, this thread does the work.
                    Err(_) => out.extend(work(s)),
                }
            }
            out
        })
    }
}

#[cfg(test)]
mod tests {
    use super::is_chosen;

    #[test]
    fn a_sample_has_its_size_and_is_spread() {
        for (n, total) in [(0, 10), (3, 10), (10, 10), (20, 10), (7, 1000)] {
            let chosen: Vec<u64> = (0..total).filter(|at| is_chosen(*at, n, total)).collect();
            assert_eq!(chosen.len() as u64, n.min(total));
            let step = total / n.clamp(1, total);
            assert!(chosen.windows(2).all(|w| w[1] - w[0] >= step), "{n} of {total}: {chosen:?}");
        }
    }
}
