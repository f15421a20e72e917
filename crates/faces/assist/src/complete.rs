//! Completion of A-numbers, by digits or by words of the names of entries, and of holes by programs.

use std::time::Duration;

use nth_analysis::Snapshot;
use nth_base::Cancel;
use nth_ide::{Answer, Completion, CompletionKind};
use nth_oeis::{ANum, LookupOptions};

use crate::suggest::SuggestOptions;
use crate::wanted::{Wanted, wanted};
use crate::{Assist, Suggestion};

/// Bounds of the search for a hole: its answer comes while the user waits.
const QUICK: SuggestOptions =
    SuggestOptions { top: 3, time: Duration::from_millis(250), work: Some(200_000), first_sure: true };
/// Largest number of entries that are offered.
const MOST: usize = 20;
/// Fewest letters of a name for which entries are searched.
const FEWEST: usize = 3;

impl Assist {
    /// The texts that may stand at an offset: behind `@` the A-numbers of entries whose names have the typed words, or
    /// the entry of the typed number; behind a hole programs that make its `check`s hold, searched for at most a
    /// quarter of a second; elsewhere those of [`nth_ide::complete`].
    ///
    /// # Errors
    /// `cancel` was raised.
    pub fn complete(&self, snapshot: &Snapshot, file: &str, offset: usize, cancel: &Cancel) -> Answer<Vec<Completion>> {
        let Ok(text) = snapshot.text(file) else { return Ok(Vec::new()) };
        match attribute(&text, offset) {
            Some((start, typed)) => Ok(self.numbers(start, typed)),
            None => {
                let mut all = self.fillings(snapshot, file, offset, cancel)?;
                all.extend(nth_ide::complete(snapshot, file, offset, cancel)?);
                Ok(all)
            }
        }
    }

    /// Programs for the hole that ends at an offset. Those that add definitions are left out, since a completion is one
    /// edit.
    fn fillings(&self, snapshot: &Snapshot, file: &str, offset: usize, cancel: &Cancel) -> Answer<Vec<Completion>> {
        let Ok(text) = snapshot.text(file) else { return Ok(Vec::new()) };
        let range = match wanted(snapshot, file, offset, cancel)? {
            Some(Wanted::Hole { range, .. }) => range,
            // Behind `=` only blanks stand before the body.
            Some(Wanted::Body(b)) if b.range.is_empty() => match text.get(b.range.end..offset) {
                Some(gap) if b.before == " " && !gap.is_empty() && gap.trim().is_empty() => offset..offset,
                Some(_) | None => return Ok(Vec::new()),
            },
            Some(Wanted::Body(blank)) => blank.range,
            Some(Wanted::Terms { .. }) | None => return Ok(Vec::new()),
        };
        if range.end != offset {
            return Ok(Vec::new());
        }
        let found = self.suggest(snapshot, file, offset, &QUICK, cancel, &|_| {})?.unwrap_or_default();
        let completion = |s: Suggestion| {
            let detail = s.detail();
            let [edit] = s.edits.as_slice() else { return None };
            let filter = text.get(range.clone()).unwrap_or("").to_owned();
            let (kind, range, insert) = (CompletionKind::Snippet, range.clone(), edit.text.trim_start().to_owned());
            Some(Completion { label: s.text, kind, detail, range, insert, filter })
        };
        Ok(found.into_iter().filter_map(completion).collect())
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
