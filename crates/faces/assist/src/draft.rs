//! Programs written into a text: the text with edits, and whether its definition then has the terms.

use std::ops::Range;

use nth_analysis::{Analysis, Snapshot};
use nth_base::{Cancel, Cost, Limits};
use nth_compiler::Indices;
use nth_fill::fitted;
use nth_ide::TextEdit;
use nth_num::Int;
use nth_runner::End;
use nth_synth::Formula;
use nth_types::Scope;
use nth_types::hir::DefKind;

use crate::checks::agreement;
use crate::program::{Lowered, workspace};
use crate::wanted::Blank;

/// Limits of a suggested program on its known terms.
pub(crate) const LIMITS: Limits = Limits { budget: 1_000_000, max_digits: 2_000, ..Limits::CANDIDATE };
/// Number of terms that are computed after the known ones.
pub(crate) const NEXT: usize = 5;

/// A definition of a text, if it has these terms from an index on, or from its first one; with their position and cost.
pub(crate) fn checked(
    snapshot: &Snapshot,
    file: &str,
    text: &str,
    name: &str,
    from: Option<i64>,
    terms: &[Int],
    cancel: &Cancel,
) -> Option<(Lowered, u64, Cost)> {
    let mut workspace = workspace(snapshot);
    let loaded = workspace.check_text(file, text, &Scope::default());
    let id = *workspace.module(loaded.module)?.names.get(name)?;
    let def = workspace.def(id).filter(|d| !d.broken)?;
    let position = match from {
        Some(from) => Indices::position(def.kind, &def.offsets, from)?,
        None => 0,
    };
    let lowered = Lowered::new(workspace.checker(), id).ok()?;
    let result = agreement(&lowered, position, terms, &LIMITS, cancel).ok()?;
    (result.end == End::All && result.matched == terms.len()).then_some((lowered, position, result.cost))
}

/// The terms from a position on, at most [`NEXT`].
pub(crate) fn following(lowered: &Lowered, position: u64, cancel: &Cancel) -> Vec<Int> {
    if lowered.kind == DefKind::Fn {
        return Vec::new();
    }
    let mut terms = Vec::new();
    lowered.run(lowered.kind, position, NEXT, (&LIMITS, cancel), &mut |t| terms.push(t.value));
    terms
}

/// A program as the body of a sequence, and the definitions that it needs.
pub(crate) fn written(formula: &Formula, blank: &Blank) -> Option<(String, String)> {
    if formula.from == blank.from && blank.from == blank.offset {
        let source = formula.source(&blank.name);
        let source = source.trim_end();
        let (definitions, last) = source.rfind('\n').map_or(("", source), |i| source.split_at(i + 1));
        let body = with_index(last.split_once(") = ")?.1, &blank.index);
        return Some((body, definitions.to_owned()));
    }
    Some(fitted(formula, &blank.name, &blank.index, blank.from))
}

/// A text about the index `n` with another name of the index.
pub(crate) fn with_index(text: &str, index: &str) -> String {
    nth_syntax::build::words(text).map(|w| if w == "n" { index } else { w }).collect()
}

/// The text of a module with blanks in place of the items that have errors, but for those around a range. Places stay
/// the same.
pub(crate) fn without_errors(m: &Analysis, keep: &Range<usize>) -> String {
    let mut text = m.text().as_bytes().to_vec();
    for item in &m.parsed().module.items {
        let span = item.span.range();
        let holds = span.start <= keep.start && keep.end <= span.end;
        let wrong = m.diagnostics().iter().any(|d| {
            d.is_error() && {
                let at = d.primary.span.range();
                span.start <= at.start && at.start <= span.end
            }
        });
        if wrong && !holds {
            text[span].iter_mut().filter(|b| !matches!(b, b'\n' | b'\r')).for_each(|b| *b = b' ');
        }
    }
    // Whole items are replaced, so the text stays valid.
    String::from_utf8(text).unwrap_or_else(|_| m.text().to_string())
}

/// A text with edits applied; none if they overlap or lie outside of it.
pub(crate) fn apply(text: &str, edits: &[TextEdit]) -> Option<String> {
    let mut edits: Vec<&TextEdit> = edits.iter().collect();
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    let (mut out, mut at) = (String::with_capacity(text.len() + 64), 0);
    for e in edits {
        out.push_str(text.get(at..e.range.start)?);
        out.push_str(&e.text);
        at = e.range.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}
