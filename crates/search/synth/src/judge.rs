//! Verification of stored programs by running them again.

use std::sync::Arc;

use nth_base::{Cancel, Cost, Limits};
use nth_compiler::Library;
use nth_core::{Arena, EvalError, FuncId};
use nth_dialects::core_text::parse_program;
use nth_eval::Evaluator;
use nth_num::Int;
use nth_runner::{At, End, Executable, Execution, ExpectedTerms, agree};
use nth_store::{Finding, Judge, Refusal, Unchecked, Verdict, Wrong};

use crate::Compiler;
use crate::idle::Idle;

/// Largest number of terms that a program is run on if there are none to compare with.
const MAX_BLIND: u64 = 1_000;
/// Number of terms beyond those at hand on which a source and a Core program of other texts are compared.
const BEYOND: u64 = 64;

/// Judges stored findings: runs the Core program of each under fixed limits, compares terms and recorded costs, and
/// compares the source with the Core program.
pub struct ProgramJudge {
    limits: Limits,
    library: Arc<Library>,
    compilers: Idle<Compiler>,
}

/// The Core program of a finding, run on terms.
struct Ran {
    /// Number of terms that agree, or, without terms, that were computed.
    count: u64,
    /// Cost of the terms that were verified, as far as they were computed.
    cost: Cost,
    /// Reason why the run ended before the last term.
    end: Option<Failure>,
}

/// Reason why a program was not run, or not to the last term.
enum Failure {
    Wrong(Wrong),
    Unchecked(Unchecked),
}

impl Failure {
    /// The failure of a run that met a limit.
    fn limit(e: EvalError) -> Self {
        Self::Unchecked(Unchecked::Limit(e))
    }
}

impl From<Failure> for Verdict {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Wrong(why) => Self::Wrong(why),
            Failure::Unchecked(Unchecked::Limit(EvalError::Interrupted)) => Self::Stop,
            Failure::Unchecked(why) => Self::Unchecked(why),
        }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Wrong(why) => Self::Wrong(why),
            Failure::Unchecked(why) => Self::Unchecked(why),
        }
    }
}

impl ProgramJudge {
    /// A judge with these limits for each run, and the library that sources may use.
    #[must_use]
    pub fn new(limits: Limits, library: Arc<Library>) -> Self {
        Self { limits, library, compilers: Idle::default() }
    }

    /// The bytecode of the Core program of a finding.
    fn executable(finding: &Finding) -> Result<Executable, Failure> {
        let mut arena = Arena::new();
        let program = parse_program(&mut arena, &finding.core).map_err(|e| Failure::Wrong(Wrong::Core(e)))?;
        let code = Executable::new(&arena, &program, FuncId(0));
        code.map_err(|e| Failure::Unchecked(Unchecked::TooLarge(e.to_string())))
    }

    /// The bytecode of the source of a finding; none if its Core text is that of the finding.
    fn source(&self, finding: &Finding) -> Result<Option<Executable>, Wrong> {
        self.compilers.with(
            || Compiler::new(&self.library),
            |compiler| {
                let compiled = compiler.compile(&finding.program).map_err(Wrong::Source)?;
                match (compiled.first, compiler.core_text(&compiled) == finding.core) {
                    (first, _) if first != finding.first => Err(Wrong::First(finding.first, first)),
                    (_, true) => Ok(None),
                    (_, false) => Ok(Some(compiled.executable)),
                }
            },
        )
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
            End::Differs(_) => Some(Failure::Wrong(Wrong::Term(index))),
            End::Failed(e) => Some(Failure::Wrong(Wrong::NoTerm(index, e))),
            End::Limit(e) => Some(Failure::limit(e)),
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
            Err(e) if e.is_limit() => Some(Failure::limit(e)),
            Err(e) => Some(Failure::Wrong(Wrong::NoTerm(index, e))),
        };
        let count = terms.len() as u64;
        (terms, Ran { count, cost, end })
    }

    /// Runs a finding on terms, or without terms on as many as are said to be verified, and its source on the same and
    /// on what the Core program gives after them.
    fn whole(&self, finding: &Finding, terms: &[Int], cancel: &Cancel) -> Result<Ran, Failure> {
        let source = self.source(finding).map_err(Failure::Wrong)?;
        let executable = Self::executable(finding)?;
        let ran = if terms.is_empty() {
            self.terms(&executable, finding.first, finding.verified.min(MAX_BLIND), cancel).1
        } else {
            self.run(&executable, finding.first, terms, finding.verified, cancel)
        };
        if let (Some(source), None | Some(Failure::Unchecked(_))) = (source, &ran.end) {
            let (own, _) = self.terms(&executable, finding.first, ran.count.saturating_add(BEYOND), cancel);
            let other = self.run(&source, finding.first, &own, 0, cancel);
            if let Some(Failure::Wrong(Wrong::Term(index) | Wrong::NoTerm(index, _))) = other.end {
                return Err(Failure::Wrong(Wrong::SourceTerm(index)));
            }
        }
        Ok(ran)
    }
}

impl Judge for ProgramJudge {
    fn judge(&self, finding: &Finding, terms: &[Int], cancel: &Cancel) -> Verdict {
        let ran = match self.whole(finding, terms, cancel) {
            Ok(ran) => ran,
            Err(why) => return why.into(),
        };
        // The recorded costs are those of the verified terms; more terms may be listed by now.
        let (recorded, cost) = ((finding.cost, finding.continued), (ran.cost.published, ran.cost.continued));
        let reached = ran.count >= finding.verified && finding.verified > 0;
        match ran.end {
            Some(why) => why.into(),
            None if reached && recorded != cost => Verdict::Wrong(Wrong::Costs(recorded, cost)),
            None if terms.is_empty() => Verdict::Unchecked(Unchecked::NoTerms),
            None if ran.count < finding.verified => Verdict::Unchecked(Unchecked::FewerTerms),
            None => Verdict::Right,
        }
    }

    fn derive(&self, finding: Finding, terms: &[Int], cancel: &Cancel) -> Result<Finding, Refusal> {
        let ran = self.whole(&finding, terms, cancel)?;
        match ran.end {
            Some(why @ Failure::Wrong(_)) => return Err(why.into()),
            Some(why @ Failure::Unchecked(_)) if ran.count == 0 => return Err(why.into()),
            Some(Failure::Unchecked(_)) | None => {}
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
