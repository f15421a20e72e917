//! Running what is stored.

use nth_base::{Cancel, Cost, Limits};
use nth_core::{Arena, EvalError, FuncId};
use nth_dialects::core_text::parse_program;
use nth_eval::{Evaluator, compile};
use nth_num::Int;

use crate::{Finding, Verdict};

/// Runs the program of a finding and compares all its terms with these, from the first on; and the cost of the verified
/// terms, where there are as many.
#[must_use]
pub fn run(finding: &Finding, terms: &[Int], limits: &Limits, cancel: &Cancel) -> Verdict {
    if terms.is_empty() {
        return Verdict::Unchecked("no terms at hand".to_owned());
    }
    let mut arena = Arena::new();
    let program = match parse_program(&mut arena, &finding.core) {
        Ok(p) => p,
        Err(e) => return Verdict::Wrong(format!("the Core text is not right: {e}")),
    };
    let code = match compile(&arena, &program, FuncId(0)) {
        Ok(c) => c,
        Err(e) => return Verdict::Unchecked(e.to_string()),
    };
    let mut evaluator = Evaluator::new(limits, cancel);
    let mut run = evaluator.run(&code);
    let mut at = 0;
    let mut found = None;
    let mut costs = None;
    let outcome = run.terms(finding.first, |x, cost| {
        if terms[at] != *x {
            found = Some(x.clone());
            return false;
        }
        at += 1;
        if at as u64 == finding.verified {
            costs = Some(cost);
        }
        at < terms.len()
    });
    let index = finding.first.saturating_add(at as i64);
    match (outcome, found, costs) {
        (Ok(()), Some(_), _) => Verdict::Wrong(format!("another term at index {index}")),
        (Ok(()), None, Some(Cost { published, continued }))
            if (published, continued) != (finding.cost, finding.continued) =>
        {
            let recorded = (finding.cost, finding.continued);
            Verdict::Wrong(format!(
                "{} and {} are recorded as its costs, they are {published} and {continued}",
                recorded.0, recorded.1
            ))
        }
        (Ok(()), None, Some(_) | None) => Verdict::Right,
        (Err(EvalError::Interrupted), _, _) => Verdict::Stop,
        // Bounds of this run say nothing of the program.
        (Err(e @ (EvalError::Budget | EvalError::TooBig | EvalError::Memory | EvalError::Depth)), _, _) => {
            Verdict::Unchecked(e.name().to_owned())
        }
        (Err(e @ (EvalError::DivByZero | EvalError::Domain | EvalError::Index | EvalError::Hole)), _, _) => {
            Verdict::Wrong(format!("no term at index {index} ({})", e.name()))
        }
    }
}
