//! Collection of sequences on top of the library of the caller, which knows some of them by another name.

use std::sync::Arc;

use nth_num::Int;

use crate::anum::ANum;
use crate::database::{Database, Entry, LookupOptions, Match, Ranked};
use crate::index::IndexError;
use crate::matching::Hit;
use crate::memory::Memory;

/// Collection of sequences and, below it, those of a library. What the collection does not know of an entry is taken
/// from the library: the entry itself, its name, its offset. Entries of the library count as well known, and have their
/// name there ([`Entry::library`], [`Match::library`]).
pub struct Layered {
    data: Box<dyn Database>,
    library: Memory,
    known: Arc<[ANum]>,
}

impl Layered {
    /// A collection on top of a library.
    #[must_use]
    pub fn new(data: Box<dyn Database>, library: Memory) -> Self {
        let known = library.entries().iter().map(|e| e.anum).collect();
        Self { data, library, known }
    }

    /// Adds to an entry what the library knows of it. The offset is taken only where the terms are those of the
    /// library, as far as both go.
    fn complete(&self, mut e: Entry) -> Entry {
        let Some(ours) = self.library.find(e.anum) else { return e };
        let same = e.terms.iter().zip(&ours.terms).all(|(a, b)| a == b);
        e.offset = e.offset.or(ours.offset.filter(|_| same));
        if e.terms.is_empty() {
            e.terms.clone_from(&ours.terms);
        }
        e.name = e.name.or_else(|| ours.name.clone());
        e.library = e.library.or_else(|| ours.library.clone());
        e
    }

    /// Whether the collection has terms of an entry.
    fn has_terms(&self, anum: ANum) -> Result<bool, IndexError> {
        Ok(self.data.show(anum)?.is_some_and(|e| !e.terms.is_empty()))
    }
}

impl Database for Layered {
    fn lookup(&self, terms: &[Int], options: &LookupOptions) -> Result<Ranked<Match>, IndexError> {
        let options = LookupOptions { known: Arc::clone(&self.known), ..options.clone() };
        let mut found = self.data.lookup(terms, &options)?;
        for m in found.best.iter_mut().filter(|m| self.library.find(m.anum).is_some()) {
            if let Some(e) = self.data.show(m.anum)? {
                let e = self.complete(e);
                (m.name, m.offset, m.library) = (e.name, e.offset, e.library);
            }
        }
        for m in self.library.lookup(terms, &LookupOptions { limit: usize::MAX, ..options.clone() })?.best {
            if !self.has_terms(m.anum)? {
                found.total += 1;
                found.best.push(m);
            }
        }
        found.best.sort_by_key(|m| Hit::of(m, terms.len()));
        found.best.truncate(options.limit);
        Ok(found)
    }

    fn search(&self, text: &str, options: &LookupOptions) -> Result<Ranked<Entry>, IndexError> {
        let options = LookupOptions { known: Arc::clone(&self.known), ..options.clone() };
        let mut found = self.data.search(text, &options)?;
        let mut extra = Vec::new();
        for e in self.library.search(text, &LookupOptions { limit: usize::MAX, ..options.clone() })?.best {
            let known = self.data.show(e.anum)?;
            if known.as_ref().is_none_or(|known| known.name.is_none()) {
                extra.push(self.complete(known.unwrap_or(e)));
            }
        }
        found.total += extra.len();
        found.best = found.best.into_iter().map(|e| self.complete(e)).collect();
        // The order within each list stays; core entries of the data come before those of the library.
        let core = found.best.iter().take_while(|e| e.keywords.core).count();
        found.best.splice(core..core, extra);
        found.best.truncate(options.limit);
        Ok(found)
    }

    fn show(&self, anum: ANum) -> Result<Option<Entry>, IndexError> {
        Ok(match self.data.show(anum)? {
            Some(e) => Some(self.complete(e)),
            None => self.library.show(anum)?,
        })
    }

    fn attribution(&self) -> &str {
        self.data.attribution()
    }

    fn len(&self) -> usize {
        self.data.len()
    }
}
