//! Verification of stored programs by running them again.

use nth_base::{Cancel, Limits};
use nth_core::{Arena, EvalError, FuncId};
use nth_dialects::core_text::parse_program;
use nth_eval::Evaluator;
use nth_num::Int;
use nth_runner::{At, End, Executable, Execution, ExpectedTerms, agree};
use nth_store::{Finding, Judge, Verdict};

/// Judges stored findings: runs the Core program of each under fixed limits, and compares terms and recorded costs.
pub struct ProgramJudge {
    /// The limits of each run.
    pub limits: Limits,
}

impl Judge for ProgramJudge {
    fn judge(&self, finding: &Finding, terms: &[Int], cancel: &Cancel) -> Verdict {
        if terms.is_empty() {
            return Verdict::Unchecked("no terms at hand".to_owned());
        }
        let mut arena = Arena::new();
        let program = match parse_program(&mut arena, &finding.core) {
            Ok(p) => p,
            Err(e) => return Verdict::Wrong(format!("the Core text is not right: {e}")),
        };
        let executable = match Executable::new(&arena, &program, FuncId(0)) {
            Ok(e) => e,
            Err(e) => return Verdict::Unchecked(e.to_string()),
        };
        let mut evaluator = Evaluator::new(&self.limits, cancel);
        let mut execution = Execution::in_bytecode(&mut evaluator, &executable);
        // The recorded costs are those of the verified terms; more terms may be listed by now.
        let verified = usize::try_from(finding.verified).unwrap_or(usize::MAX).min(terms.len());
        let (before, after) = terms.split_at(verified);
        let first = ExpectedTerms { terms: before, at: At::From(finding.first) };
        let mut agreement = agree(&mut execution, &first);
        let costs =
            (agreement.is_full() && verified > 0 && verified as u64 == finding.verified).then_some(agreement.cost);
        if agreement.is_full() {
            let at = At::From(finding.first.saturating_add_unsigned(verified as u64));
            agreement = agree(&mut execution, &ExpectedTerms { terms: after, at });
            agreement.matched += verified;
        }
        let index = finding.first.saturating_add_unsigned(agreement.matched as u64);
        match (agreement.end, costs) {
            (End::All, Some(c)) if (c.published, c.continued) != (finding.cost, finding.continued) => {
                Verdict::Wrong(format!(
                    "{} and {} are recorded as its costs, they are {} and {}",
                    finding.cost, finding.continued, c.published, c.continued
                ))
            }
            (End::All, Some(_) | None) => Verdict::Right,
            (End::Differs(_), _) => Verdict::Wrong(format!("another term at index {index}")),
            (End::Failed(e), _) => Verdict::Wrong(format!("no term at index {index} ({})", e.name())),
            (End::Limit(EvalError::Interrupted), _) => Verdict::Stop,
            (End::Limit(e), _) => Verdict::Unchecked(e.name().to_owned()),
        }
    }
}
