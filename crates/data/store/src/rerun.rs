//! Reruns: the programs of a store, or of a file on its way there, run again on several threads.

use std::sync::{Mutex, PoisonError};
use std::thread;

use nth_base::Cancel;
use nth_core::EvalError;
use nth_num::Int;

use crate::{Finding, Judge, Refusal, Report, Result, Store, Unchecked, Verdict, is_a_number};

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

/// Parameters of [`Store::verify_programs`] and of an import.
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
            return Verdict::Unchecked(Unchecked::NotInSample);
        }
        match self.terms(finding) {
            Ok(terms) => self.judge.judge(finding, &terms, self.cancel),
            Err(why) => Verdict::Unchecked(Unchecked::Terms(why)),
        }
    }

    /// The terms at hand of the sequence of a finding.
    fn terms(&self, finding: &Finding) -> std::result::Result<Vec<Int>, String> {
        match (&finding.terms, &finding.sequence) {
            (Some(terms), None) => Ok(terms.0.clone()),
            (Some(terms), Some(key)) if !is_a_number(key) => Ok(terms.0.clone()),
            (None | Some(_), Some(key)) => self.known.terms(key),
            (None, None) => Ok(Vec::new()),
        }
    }

    /// Computes the verdicts on several threads; they are in the order of the findings.
    fn verdicts(&self, findings: &[Finding], chosen: &[bool]) -> Vec<Verdict> {
        let all: Vec<_> = findings.iter().zip(chosen).collect();
        self.shared(all, |(finding, is_chosen)| self.verdict(finding, *is_chosen))
    }

    /// Runs findings that come from a file, on several threads, and gives them back with what follows from their runs,
    /// in the same order. Their number is also given to `counts`, by what was known of them.
    pub fn examine(&self, findings: Vec<Finding>, counts: &mut Examined) -> Vec<std::result::Result<Finding, Refusal>> {
        let one = |finding: Finding| {
            if self.cancel.is_raised() {
                return (false, false, Err(Refusal::Unchecked(Unchecked::Limit(EvalError::Interrupted))));
            }
            let terms = match self.terms(&finding) {
                Ok(terms) => terms,
                Err(why) => return (false, false, Err(Refusal::Unchecked(Unchecked::Terms(why)))),
            };
            let before = (finding.verified, finding.cost, finding.continued);
            let derived = self.judge.derive(finding, &terms, self.cancel);
            let is_other = derived.as_ref().is_ok_and(|f| (f.verified, f.cost, f.continued) != before);
            (terms.is_empty(), is_other, derived)
        };
        let all = self.shared(findings, one);
        all.into_iter()
            .map(|(is_blind, is_other, derived)| {
                counts.without_terms += u64::from(is_blind);
                counts.corrected += u64::from(is_other);
                derived
            })
            .collect()
    }

    /// Shares work among several threads; the results are in the order of the pieces.
    fn shared<T: Send, R: Send>(&self, pieces: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
        let share = pieces.len().div_ceil(self.jobs.max(1)).max(1);
        let count = pieces.len().div_ceil(share);
        let mut rest = pieces.into_iter();
        let shares: Vec<Mutex<Vec<T>>> = (0..count).map(|_| Mutex::new(rest.by_ref().take(share).collect())).collect();
        // A share is taken by its thread, or by this one if no thread can be started.
        let take = |share: &Mutex<Vec<T>>| {
            let pieces = std::mem::take(&mut *share.lock().unwrap_or_else(PoisonError::into_inner));
            pieces.into_iter().map(&work).collect::<Vec<R>>()
        };
        thread::scope(|scope| {
            let start = |s| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || take(s));
            let started: Vec<_> = shares.iter().map(|s| (s, start(s))).collect();
            let mut out = Vec::new();
            for (share, thread) in started {
                match thread.map(thread::ScopedJoinHandle::join) {
                    Ok(Ok(results)) => out.extend(results),
                    Ok(Err(panic)) => std::panic::resume_unwind(panic),
                    Err(_) => out.extend(take(share)),
                }
            }
            out
        })
    }
}

/// Number of findings of a file by what was known of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Examined {
    /// Findings whose terms are not at hand, so that their programs were run but not compared.
    pub without_terms: u64,
    /// Findings with another number of verified terms, or other costs, than in the file.
    pub corrected: u64,
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
