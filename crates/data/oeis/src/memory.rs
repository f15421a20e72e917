//! Sequences in memory, with the interface of an index.

use nth_num::Int;

use crate::anum::ANum;
use crate::database::{Database, Entry, Fame, LookupOptions, Match, Ranked};
use crate::index::IndexError;
use crate::matching::{Best, best_in};
use crate::naming::Words;

/// Sequences in memory. Each lookup compares all of them, so this is for some thousands.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    entries: Vec<Entry>,
    attribution: String,
}

impl Memory {
    /// Collection of entries in any order; of an A-number given twice the first entry is kept. `attribution` is that of
    /// the data.
    #[must_use]
    pub fn new(entries: impl IntoIterator<Item = Entry>, attribution: impl Into<String>) -> Self {
        let mut entries: Vec<Entry> = entries.into_iter().collect();
        entries.sort_by_key(|e| e.anum);
        entries.dedup_by_key(|e| e.anum);
        Self { entries, attribution: attribution.into() }
    }

    /// All entries, ascending by A-number.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Entry with this A-number.
    pub(crate) fn find(&self, anum: ANum) -> Option<&Entry> {
        let i = self.entries.binary_search_by_key(&anum, |e| e.anum).ok()?;
        self.entries.get(i)
    }
}

impl Database for Memory {
    fn lookup(&self, terms: &[Int], options: &LookupOptions) -> Result<Ranked<Match>, IndexError> {
        let mut best = Best::new(options.limit);
        for e in &self.entries {
            let fame = Fame::of(e.anum, e.keywords, &options.known);
            if let Some(hit) = best_in((e.anum, fame), &e.terms, terms, options) {
                best.push(hit);
            }
        }
        let Ranked { best, total } = best.finish();
        let matches = best.into_iter().map(|hit| {
            let entry = self.find(hit.anum);
            Match {
                anum: hit.anum,
                position: hit.position,
                sign: hit.sign,
                matched: hit.matched,
                fame: hit.fame,
                name: entry.and_then(|e| e.name.clone()),
                offset: entry.and_then(|e| e.offset),
                library: entry.and_then(|e| e.library.clone()),
            }
        });
        Ok(Ranked { best: matches.collect(), total })
    }

    fn search(&self, text: &str, options: &LookupOptions) -> Result<Ranked<Entry>, IndexError> {
        let words = Words::of(text);
        let mut best = Best::new(options.limit);
        for e in self.entries.iter().filter(|_| !words.is_empty()) {
            let names = e.name.iter().chain(&e.library).map(String::as_str);
            let name = names.collect::<Vec<_>>().join(" ");
            if let Some(named) = words.find(e.anum, Fame::of(e.anum, e.keywords, &options.known), &name) {
                best.push(named);
            }
        }
        let Ranked { best, total } = best.finish();
        Ok(Ranked { best: best.into_iter().filter_map(|n| self.find(n.anum).cloned()).collect(), total })
    }

    fn show(&self, anum: ANum) -> Result<Option<Entry>, IndexError> {
        Ok(self.find(anum).cloned())
    }

    fn attribution(&self) -> &str {
        &self.attribution
    }

    fn len(&self) -> usize {
        self.entries.len()
    }
}
