//! Findings from candidates, for a store: the sequences that they solve, or their own first terms.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use nth_base::Cost;
use nth_core::EvalError;
use nth_dialects::{Candidate, Reader, SourceLanguage, core_text};
use nth_eval::compile;
use nth_num::Int;
use nth_oeis::ANum;
use nth_store::{Finding, Terms};

use crate::Checker;

/// Smallest and largest number of terms of a hindsight pair.
const OWN_TERMS: std::ops::RangeInclusive<usize> = 8..=24;

/// Name of the proposer in findings from a batch.
const PROPOSER: &str = "batch";

/// Settings for keeping candidates in a store.
#[derive(Clone)]
pub struct Keep {
    /// Name of the dialect of the candidates.
    pub dialect: &'static str,
    /// Printer of nth source: findings contain the program as source.
    pub source: Arc<dyn SourceLanguage>,
    /// The date of the findings, in the form `2026-11-20`.
    pub date: String,
    /// The number of candidates to keep as hindsight pairs.
    pub hindsight: Quota,
}

impl fmt::Debug for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keep({}, {:?})", self.dialect, self.hindsight)
    }
}

/// An upper bound on the number of hindsight pairs, shared by all threads of a run.
#[derive(Clone, Debug, Default)]
pub struct Quota {
    limit: u64,
    taken: Arc<AtomicU64>,
}

impl Quota {
    /// A quota of at most `limit` pairs, none of them taken.
    #[must_use]
    pub fn new(limit: u64) -> Self {
        Self { limit, taken: Arc::default() }
    }

    /// Whether more pairs may be taken. A thread that checks ahead of the taking thread may get an outdated `true`,
    /// never an outdated `false`.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.taken() < self.limit
    }

    /// Number of pairs taken so far, those of an earlier run included.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// Sets the number of pairs that an earlier run took.
    pub(crate) fn resume(&self, taken: u64) {
        self.taken.store(taken, Ordering::Relaxed);
    }

    /// Takes one pair, if the quota allows. Called by one thread only, in the order of the candidates.
    pub(crate) fn take(&self) -> bool {
        let room = self.has_room();
        if room {
            self.taken.fetch_add(1, Ordering::Relaxed);
        }
        room
    }
}

/// Findings from one candidate.
#[derive(Clone, Debug)]
pub enum Kept {
    /// Findings of a hit, one for each sequence that the candidate solves.
    Hit(Vec<Finding>),
    /// A hindsight pair: the candidate with its own first terms.
    Hindsight(Box<Finding>),
}

/// A run of the Core program of a candidate.
struct Trial {
    source: String,
    core: String,
    size: u64,
    first: i64,
    /// Solved sequences: A-number, number of listed terms, and the cost of computing them.
    solves: Vec<(ANum, u64, Cost)>,
    /// The first terms, at most as many as were asked for.
    own: Vec<Int>,
    /// Cost of the first terms in `own`.
    own_cost: Cost,
}

impl<R: Reader> Checker<'_, R> {
    /// The findings of a candidate that solves a sequence. None if it is interrupted or solves nothing as a Core
    /// program.
    pub(crate) fn keep_hit(&mut self, line: &[u8], keep: &Keep) -> Option<Kept> {
        let trial = self.trial(line, keep, 0)?;
        let description = format!("{}: {}", keep.dialect, String::from_utf8_lossy(line).trim());
        let findings = trial.solves.iter().map(|&(anum, terms, cost)| Finding {
            sequence: Some(anum.to_string()),
            known: Some(terms),
            surplus: terms,
            ..trial.finding(keep, terms, cost, description.clone())
        });
        Some(Kept::Hit(findings.collect()))
    }

    /// The hindsight pair of a candidate. None if it gives fewer terms than [`OWN_TERMS`] within its budget.
    pub(crate) fn keep_own(&mut self, line: &[u8], keep: &Keep) -> Option<Kept> {
        let mut trial = self.trial(line, keep, *OWN_TERMS.end())?;
        if !OWN_TERMS.contains(&trial.own.len()) {
            return None;
        }
        let terms = Terms(std::mem::take(&mut trial.own));
        let count = terms.0.len() as u64;
        let description = format!("own terms of {}: {}", keep.dialect, String::from_utf8_lossy(line).trim());
        let finding = trial.finding(keep, count, trial.own_cost, description);
        Some(Kept::Hindsight(Box::new(Finding { terms: Some(terms), ..finding })))
    }

    /// Reads a line again, as the Core program that a store keeps, and runs that program from its first term on: to the
    /// end of the walk through the targets, and for at least `own` terms. (An expression of the published language and
    /// its Core program may differ in cost: where the expression has variable 0, the program has a constant.)
    fn trial(&mut self, line: &[u8], keep: &Keep, own: usize) -> Option<Trial> {
        let candidate = self.reader.read(&mut self.arena, line).ok()?;
        let (program, entry) = candidate.to_program(&mut self.arena);
        let code = compile(&self.arena, &program, entry).ok()?;
        let first = candidate.offset();
        let (mut solves, mut own_terms, mut own_cost) = (Vec::new(), Vec::new(), Cost::default());
        self.evaluator.set_budget(self.limits.budget);
        let targets = self.targets;
        let mut walk = targets.walk();
        let (mut count, mut is_walking) = (0, !walk.is_over());
        let mut run = self.evaluator.run(&code);
        let outcome = run.terms(first, |x, cost| {
            count += 1;
            if is_walking {
                let solved = |row| solves.push((targets.anum(row), count, cost));
                is_walking = walk.step(x, solved) && !walk.is_over();
            }
            if own_terms.len() < own {
                own_terms.push(x.clone());
                own_cost = cost;
            }
            is_walking || own_terms.len() < own
        });
        let is_kept = !solves.is_empty() || OWN_TERMS.contains(&own_terms.len());
        if outcome == Err(EvalError::Interrupted) || !is_kept {
            return None;
        }
        solves.sort_unstable();
        // Printing is left for the programs that are kept.
        let core = core_text::print_program(&self.arena, &program, entry);
        let size = program.size(&self.arena, entry);
        let as_program = Candidate::Program { program, entry, offset: first };
        let source = keep.source.print(&self.arena, &as_program, "a").trim_end().to_owned();
        Some(Trial { source, core, size, first, solves, own: own_terms, own_cost })
    }
}

impl Trial {
    /// A finding of this program, with `terms` verified terms at this cost.
    fn finding(&self, keep: &Keep, terms: u64, cost: Cost, description: String) -> Finding {
        Finding {
            program: self.source.clone(),
            core: self.core.clone(),
            size: self.size,
            cost: cost.published,
            continued: cost.continued,
            first: self.first,
            verified: terms,
            proposer: PROPOSER.to_owned(),
            says: description,
            date: keep.date.clone(),
            ..Finding::default()
        }
    }
}
