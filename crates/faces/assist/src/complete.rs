//! Completion of A-numbers, by digits or by words of the names of entries, and of holes by programs.

use nth_analysis::Snapshot;
use nth_base::Cancel;
use nth_ide::{Answer, Completion, CompletionKind};
use nth_oeis::{ANum, LookupOptions};

use crate::wanted::{Wanted, wanted};
use crate::{Assist, Suggestion};

/// Largest number of entries that are offered.
const MOST: usize = 20;
/// Fewest letters of a name for which entries are searched.
const FEWEST: usize = 3;

/// The texts that may stand at an offset.
#[derive(Clone, Debug, Default)]
pub struct Completions {
    /// The texts, the best first.
    pub all: Vec<Completion>,
    /// Whether a search goes on, so that another request may have more.
    pub is_incomplete: bool,
}

impl Assist {
    /// The texts that may stand at an offset: behind `@` the A-numbers of entries whose names have the typed words, or
    /// the entry of the typed number; behind a hole programs that make its `check`s hold, as far as they are
    /// found in two seconds; elsewhere those of [`nth_ide::complete`].
    ///
    /// # Errors
    /// `cancel` was raised.
    pub fn complete(&self, snapshot: &Snapshot, file: &str, offset: usize, cancel: &Cancel) -> Answer<Completions> {
        let Ok(text) = snapshot.text(file) else { return Ok(Completions::default()) };
        match attribute(&text, offset) {
            Some((start, typed)) => Ok(Completions { all: self.numbers(start, typed), is_incomplete: false }),
            None => {
                let mut found = self.fillings(snapshot, file, offset, cancel)?;
                found.all.extend(nth_ide::complete(snapshot, file, offset, cancel)?);
                Ok(found)
            }
        }
    }

    /// Programs for the hole that ends at an offset. Those that add definitions are left out, since a completion is one
    /// edit.
    fn fillings(&self, snapshot: &Snapshot, file: &str, offset: usize, cancel: &Cancel) -> Answer<Completions> {
        let none = Ok(Completions::default());
        let Ok(text) = snapshot.text(file) else { return none };
        let Some(place) = wanted(snapshot, file, offset, cancel)? else { return none };
        let range = match &place {
            Wanted::Hole { range, .. } => range.clone(),
            // Behind `=` only blanks stand before the body.
            Wanted::Body(b) if b.range.is_empty() => match text.get(b.range.end..offset) {
                Some(gap) if b.before == " " && !gap.is_empty() && gap.trim().is_empty() => offset..offset,
                Some(_) | None => return none,
            },
            Wanted::Body(blank) => blank.range.clone(),
            Wanted::Terms { .. } => return none,
        };
        if range.end != offset {
            return none;
        }
        let found = self.quick(snapshot, file, place, cancel)?;
        let completion = |s: Suggestion| {
            let detail = s.detail();
            let [edit] = s.edits.as_slice() else { return None };
            let filter = text.get(range.clone()).unwrap_or("").to_owned();
            let (kind, range, insert) = (CompletionKind::Snippet, range.clone(), edit.text.trim_start().to_owned());
            Some(Completion { label: s.text, kind, detail, range, insert, filter })
        };
        let all = found.suggestions.into_iter().filter_map(completion).collect();
        Ok(Completions { all, is_incomplete: !found.is_complete })
    }

    fn numbers(&self, start: usize, typed: &str) -> Vec<Completion> {
        let Some(database) = &self.oeis else { return Vec::new() };
        let options = LookupOptions { limit: MOST, ..LookupOptions::default() };
        let digits = typed.strip_prefix('A').filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
        let entries = match digits {
            // A part of a number stands for it with zeros before.
            Some(d) => d.parse().ok().and_then(|n| database.show(ANum(n)).ok().flatten()).into_iter().collect(),
            None if typed.chars().filter(|c| c.is_alphanumeric()).count() >= FEWEST => {
                database.search(&typed.replace('_', " "), &options).map(|r| r.best).unwrap_or_default()
            }
            None => Vec::new(),
        };
        let completion = |e: nth_oeis::Entry| Completion {
            label: e.anum.to_string(),
            kind: CompletionKind::Sequence,
            detail: e.name.unwrap_or_default().trim().to_owned(),
            range: start..start + typed.len(),
            insert: e.anum.to_string(),
            filter: typed.to_owned(),
        };
        entries.into_iter().map(completion).collect()
    }
}

/// The text between an `@` at the begin of a line and an offset, and where it begins.
fn attribute(text: &str, offset: usize) -> Option<(usize, &str)> {
    let before = text.get(..offset)?;
    let line = before.rfind('\n').map_or(0, |i| i + 1);
    let at = line + before.get(line..)?.find(|c: char| !c.is_whitespace())?;
    let typed = before.get(at..)?.strip_prefix('@')?;
    let is_word = typed.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '\''));
    is_word.then_some((at + 1, typed))
}
