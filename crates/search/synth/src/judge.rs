//! Verification of stored programs by running them again.

use std::sync::{Arc, Mutex, PoisonError};

use nth_base::{Cancel, Cost, Limits};
use nth_compiler::Library;
use nth_core::{Arena, EvalError, FuncId};
use nth_dialects::core_text::parse_program;
use nth_eval::Evaluator;
use nth_num::Int;
use nth_runner::{At, End, Executable, Execution, ExpectedTerms, agree};
use nth_store::{Finding, Judge, Refusal, Unchecked, Verdict, Wrong};

use crate::Compiler;

/// Largest number of terms that a program is run on if there are none to compare with.
const MAX_BLIND: u64 = 1_000;

/// Judges stored findings: runs the Core program of each under fixed limits, compares terms and recorded costs, and
/// compares the source with the Core program.
pub struct ProgramJudge {
    limits: Limits,
    library: Arc<Library>,
    /// Compilers that no thread uses at the moment.
    compilers: Mutex<Vec<Compiler>>,
}

/// The Core program of a finding, run on terms.
struct Ran {
    /// Number of terms that agree, or, without terms, that were computed.
    count: u64,
    /// Cost of the terms that were verified, as far as they were computed.
    cost: Cost,
    /// Reason why the run ended before the last term.
    end: Option<Ended>,
}

/// Reason why a run ended early.
enum Ended {
    Wrong(Wrong),
    Limit(EvalError),
}

/// Reason why a program was not run.
enum NotRun {
    Wrong(Wrong),
    TooLarge(String),
}

impl ProgramJudge {
    /// A judge with these limits for each run, and the library that sources may use.
    #[must_use]
    pub fn new(limits: Limits, library: Arc<Library>) -> Self {
        Self { limits, library, compilers: Mutex::default() }
    }

    /// The bytecode of the Core program of a finding.
    fn executable(finding: &Finding) -> Result<Executable, NotRun> {
        let mut arena = Arena::new();
        let program = parse_program(&mut arena, &finding.core).map_err(|e| NotRun::Wrong(Wrong::Core(e)))?;
        Executable::new(&arena, &program, FuncId(0)).map_err(|e| NotRun::TooLarge(e.to_string()))
    }

    /// The bytecode of the source of a finding; none if its Core text is that of the finding.
    fn source(&self, finding: &Finding) -> Result<Option<Executable>, Wrong> {
        let lock = || self.compilers.lock().unwrap_or_else(PoisonError::into_inner);
        let unused = lock().pop();
        let mut compiler = unused.unwrap_or_else(|| Compiler::new(&self.library));
        let compiled = compiler.compile(&finding.program).map_err(Wrong::Source);
        let other = compiled.and_then(|c| match (c.first, compiler.core_text(&c) == finding.core) {
            (first, _) if first != finding.first => Err(Wrong::First(finding.first, first)),
            (_, true) => Ok(None),
            (_, false) => Ok(Some(c.executable)),
        });
        lock().push(compiler);
        other
    }

    /// Runs a program on terms from the first on. The cost is that of the first `verified` of them.
    fn run(&self, executable: &Executable, first: i64, terms: &[Int], verified: u64, cancel: &Cancel) -> Ran {
        let mut evaluator = Evaluator::new(&self.limits, cancel);
        let mut execution = Execution::in_bytecode(&mut evaluator, executable);
        let verified = usize::try_from(verified).unwrap_or(usize::MAX).min(terms.len());
        let (before, after) = terms.split_at(verified);
        let mut agreement = agree(&mut execution, &ExpectedTerms { terms: before, at: At::From(first) });
        let cost = agreement.cost;
        if agreement.is_full() {
            let at = At::From(first.saturating_add_unsigned(verified as u64));
            agreement = agree(&mut execution, &ExpectedTerms { terms: after, at });
            agreement.matched += verified;
        }
        let index = first.saturating_add_unsigned(agreement.matched as u64);
        let end = match agreement.end {
            End::All => None,
            End::Differs(_) => Some(Ended::Wrong(Wrong::Term(index))),
            End::Failed(e) => Some(Ended::Wrong(Wrong::NoTerm(index, e))),
            End::Limit(e) => Some(Ended::Limit(e)),
        };
        Ran { count: agreement.matched as u64, cost, end }
    }

    /// The first `count` terms of a program, as far as they are reached.
    fn terms(&self, executable: &Executable, first: i64, count: u64, cancel: &Cancel) -> (Vec<Int>, Ran) {
        let mut evaluator = Evaluator::new(&self.limits, cancel);
        let mut run = evaluator.run(executable.code());
        let (mut terms, mut cost) = (Vec::new(), Cost::default());
        let outcome = if count == 0 {
            Ok(())
        } else {
            run.terms(first, |term, spent| {
                terms.push(term.clone());
                cost = spent;
                (terms.len() as u64) < count
            })
        };
        let index = first.saturating_add_unsigned(terms.len() as u64);
        let end = match outcome {
            Ok(()) => None,
            Err(e) if e.is_limit() => Some(Ended::Limit(e)),
            Err(e) => Some(Ended::Wrong(Wrong::NoTerm(index, e))),
        };
        let count = terms.len() as u64;
        (terms, Ran { count, cost, end })
    }

    /// Runs a finding on terms, or without terms on as many as are said to be verified, and its source on the same.
    fn whole(&self, finding: &Finding, terms: &[Int], cancel: &Cancel) -> Result<Ran, NotRun> {
        let source = self.source(finding).map_err(NotRun::Wrong)?;
        let executable = Self::executable(finding)?;
        let (own, ran) = if terms.is_empty() {
            self.terms(&executable, finding.first, finding.verified.min(MAX_BLIND), cancel)
        } else {
            (Vec::new(), self.run(&executable, finding.first, terms, finding.verified, cancel))
        };
        let expected = if terms.is_empty() { &own } else { terms };
        if let (Some(source), None | Some(Ended::Limit(_))) = (source, &ran.end) {
            let expected = expected.get(..usize::try_from(ran.count).unwrap_or(usize::MAX)).unwrap_or(expected);
            let other = self.run(&source, finding.first, expected, 0, cancel);
            if let Some(Ended::Wrong(Wrong::Term(index) | Wrong::NoTerm(index, _))) = other.end {
                return Err(NotRun::Wrong(Wrong::SourceTerm(index)));
            }
        }
        Ok(ran)
    }
}

impl Judge for ProgramJudge {
    fn judge(&self, finding: &Finding, terms: &[Int], cancel: &Cancel) -> Verdict {
        let ran = match self.whole(finding, terms, cancel) {
            Ok(ran) => ran,
            Err(NotRun::Wrong(why)) => return Verdict::Wrong(why),
            Err(NotRun::TooLarge(why)) => return Verdict::Unchecked(Unchecked::TooLarge(why)),
        };
        // The recorded costs are those of the verified terms; more terms may be listed by now.
        let (recorded, cost) = ((finding.cost, finding.continued), (ran.cost.published, ran.cost.continued));
        let reached = ran.count >= finding.verified && finding.verified > 0;
        match ran.end {
            Some(Ended::Limit(EvalError::Interrupted)) => Verdict::Stop,
            Some(Ended::Wrong(why)) => Verdict::Wrong(why),
            Some(Ended::Limit(e)) => Verdict::Unchecked(Unchecked::Limit(e)),
            None if reached && recorded != cost => Verdict::Wrong(Wrong::Costs(recorded, cost)),
            None if terms.is_empty() => Verdict::Unchecked(Unchecked::NoTerms),
            None if ran.count < finding.verified => Verdict::Unchecked(Unchecked::FewerTerms),
            None => Verdict::Right,
        }
    }

    fn derive(&self, finding: Finding, terms: &[Int], cancel: &Cancel) -> Result<Finding, Refusal> {
        let ran = match self.whole(&finding, terms, cancel) {
            Ok(ran) => ran,
            Err(NotRun::Wrong(why)) => return Err(Refusal::Wrong(why)),
            Err(NotRun::TooLarge(why)) => return Err(Refusal::Unchecked(Unchecked::TooLarge(why))),
        };
        match ran.end {
            Some(Ended::Wrong(why)) => return Err(Refusal::Wrong(why)),
            Some(Ended::Limit(e)) if ran.count == 0 => return Err(Refusal::Unchecked(Unchecked::Limit(e))),
            Some(Ended::Limit(_)) | None => {}
        }
        let verified = finding.verified.min(ran.count);
        // The last terms are those that were held back, and those to which nothing was fitted.
        let fewer = finding.verified - verified;
        let known =
            finding.known.map(|known| if terms.is_empty() { known.min(i64::MAX as u64) } else { terms.len() as u64 });
        Ok(Finding {
            verified,
            known: known.map(|known| known.max(verified)),
            surplus: finding.surplus.min(finding.verified).saturating_sub(fewer),
            held: finding.held.min(finding.verified).saturating_sub(fewer),
            cost: ran.cost.published,
            continued: ran.cost.continued,
            ..finding
        })
    }
}
