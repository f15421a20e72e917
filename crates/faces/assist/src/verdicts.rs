//! Warnings about `check`s that do not hold, found by running them under small limits. A `check` that waits for a
//! program, or that only a limit ends, has none.

use nth_analysis::Snapshot;
use nth_base::{Cancel, lock, plural};
use nth_compiler::Indices;
use nth_core::EvalError;
use nth_diag::Code;
use nth_ide::{Answer, Message};
use nth_num::Int;
use nth_runner::{Agreement, End, elide};
use nth_types::hir::{Check, Def};

use crate::Assist;
use crate::checks::run_check;
use crate::facts::Known;
use crate::lenses::checks;
use crate::program::Module;

/// Longest number that is shown whole, in digits.
const SHOWN: usize = 60;
/// Number of `check`s of a program whose results are kept; then all are forgotten.
const KEPT: usize = 16;
/// Largest number of terms of a `check` whose result is kept.
const MOST: usize = 4_000;

/// Names of the definitions of a file that have a `check` and may run, in the order of the text.
///
/// # Errors
/// `cancel` was raised.
pub fn checked_definitions(snapshot: &Snapshot, file: &str, cancel: &Cancel) -> Answer<Vec<String>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let checked = m.defs().filter(|d| !d.broken && !d.has_hole && checks(&m, d).next().is_some());
    Ok(checked.map(|d| d.name.clone()).collect())
}

/// Call of the term of a definition at a position, such as `a(3)` or `t(2, 1)`.
pub(crate) fn call_at(def: &Def, position: u64) -> String {
    let at = Indices::new(def.kind, &def.offsets).starting_at(position).next().unwrap_or_default();
    let args: Vec<String> = at.iter().map(i64::to_string).collect();
    format!("{}({})", def.name, args.join(", "))
}

/// Number of terms that hold, in words.
pub(crate) fn hold(terms: usize) -> String {
    format!("{} {}", plural(terms, "term"), if terms == 1 { "holds" } else { "hold" })
}

impl Assist {
    /// Warnings about the `check`s of a definition that do not hold, in the order of the text. A `check` of a program
    /// that was run before is not run again.
    ///
    /// # Errors
    /// `cancel` was raised.
    pub fn failed_checks(&self, snapshot: &Snapshot, file: &str, name: &str, cancel: &Cancel) -> Answer<Vec<Message>> {
        let Some(module) = self.module(snapshot, file, cancel)? else { return Ok(Vec::new()) };
        let Some(def) = module.analysis().defs().find(|d| d.name == name) else { return Ok(Vec::new()) };
        let mut out = Vec::new();
        for check in checks(module.analysis(), def) {
            let Some(result) = self.verdict(&module, name, check, cancel)? else { continue };
            out.extend(warning(module.analysis().name(), def, check, &result));
        }
        Ok(out)
    }

    /// How far the terms of a definition agree with a `check`; none if the definition cannot run or has no such terms.
    pub(crate) fn verdict(
        &self,
        module: &Module,
        name: &str,
        check: &Check,
        cancel: &Cancel,
    ) -> Answer<Option<Agreement>> {
        let Some(known) = self.known(module, name, cancel)? else { return Ok(None) };
        let key = (check.from, check.terms.iter().map(|(t, _)| t.clone()).collect::<Vec<Int>>());
        if let Some(result) = lock(&known.checks).get(&key) {
            return Ok(Some(result.clone()));
        }
        let Some(result) = run_check(module, name, check, cancel)? else { return Ok(None) };
        keep(&known, key, &result);
        Ok(Some(result))
    }
}

fn keep(known: &Known, key: (i64, Vec<Int>), result: &Agreement) {
    let mut checks = lock(&known.checks);
    if checks.len() >= KEPT {
        checks.clear();
    }
    if key.1.len() <= MOST {
        checks.insert(key, result.clone());
    }
}

/// The warning about a `check`, if it does not hold.
fn warning(file: &str, def: &Def, check: &Check, result: &Agreement) -> Option<Message> {
    let (expected, at) = check.terms.get(result.matched)?;
    let position = Indices::position(def.kind, &def.offsets, check.from)?;
    let call = call_at(def, position.saturating_add(result.matched as u64));
    let (code, title, label) = match &result.end {
        End::All | End::Limit(_) | End::Failed(EvalError::Hole) => return None,
        End::Differs(found) => {
            let (found, expected) = (elide(found, SHOWN), elide(expected, SHOWN));
            (Code::CheckFailed, format!("`{call}` is {found}, not {expected}"), format!("the program gives {found}"))
        }
        End::Failed(e) => {
            let code = if *e == EvalError::BelowFirstIndex { Code::BelowFirstIndex } else { Code::TermError };
            (code, format!("`{call}` has no value: {}", e.describe()), "this term is expected".to_owned())
        }
    };
    Some(Message {
        is_error: false,
        code: code.name(),
        title,
        range: at.range(),
        label,
        related: vec![((file.into(), def.name_span.range()), "defined here".to_owned())],
        notes: Vec::new(),
    })
}
