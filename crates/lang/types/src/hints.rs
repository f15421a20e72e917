//! Verification of hints: each is applied to the text, and kept if there are fewer errors then.

use nth_base::FileId;
use nth_diag::{Diagnostic, Edit};
use rustc_hash::FxHashMap;

use crate::checker::Checker;

/// Number of hints of one input that are tried; others are dropped.
const MOST_TRIED: usize = 16;

/// Longest text, in bytes, whose hints are tried; others are dropped.
const LONGEST_TRIED: usize = 60_000;

/// Applies edits to a text. `None` if they overlap or lie outside of it.
#[must_use]
pub fn apply_edits(text: &str, edits: &[Edit]) -> Option<String> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|e| (e.span.start, e.span.end));
    let mut out = String::with_capacity(text.len() + 16);
    let mut at = 0;
    for e in edits {
        let range = e.span.range();
        out.push_str(text.get(at..range.start)?);
        out.push_str(&e.text);
        at = range.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// Number of errors, and of all messages.
fn tally<'d>(diags: impl Iterator<Item = &'d Diagnostic>) -> (usize, usize) {
    diags.fold((0, 0), |(e, n), d| (e + usize::from(d.is_error()), n + 1))
}

impl Checker {
    /// Removes hints that do not reduce the number of errors.
    pub(crate) fn verify_hints(&mut self, diags: &mut [Diagnostic]) {
        let mut before: FxHashMap<FileId, (usize, usize)> = FxHashMap::default();
        for d in diags.iter() {
            let t = before.entry(d.primary.span.file).or_default();
            *t = (t.0 + usize::from(d.is_error()), t.1 + 1);
        }
        let mut tried = 0;
        for d in diags.iter_mut().filter(|d| !d.edits.is_empty()) {
            tried += 1;
            let file = d.primary.span.file;
            let before = before.get(&file).copied().unwrap_or_default();
            if tried > MOST_TRIED || !self.hint_works(file, d, before) {
                d.hint = None;
                d.edits.clear();
            }
        }
    }

    /// Whether the hint of one of the messages about a file removes the error, or the warning, without a new one. The
    /// edited text is checked and forgotten again.
    pub fn hint_is_right(&mut self, messages: &[Diagnostic], d: &Diagnostic) -> bool {
        let file = d.primary.span.file;
        self.hint_works(file, d, tally(messages.iter().filter(|m| m.primary.span.file == file)))
    }

    fn hint_works(&mut self, file: FileId, d: &Diagnostic, before: (usize, usize)) -> bool {
        let text = self.sources.text(file);
        if text.len() > LONGEST_TRIED || d.edits.iter().any(|e| e.span.file != file) {
            return false;
        }
        let Some(edited) = apply_edits(text, &d.edits) else { return false };
        let after = tally(self.recheck(file, &edited).iter());
        if d.is_error() { after.0 < before.0 } else { after.0 <= before.0 && after.1 < before.1 }
    }
}
