//! The registry: one row for each proposer. Command line, help, threads and ranking read the rows.

use std::fmt;
use std::sync::Arc;

use nth_arithmetic::Arithmetic;
use nth_closed_form::Families;
use nth_enumerate::Enumerate;
use nth_grammar::Weights;
use nth_propose::Proposer;

use crate::known::{Catalogue, Known, LibrarySequences};
use crate::related::{FoundBefore, Related};
use crate::sample::Sampling;

/// What is known of a proposer without running it.
#[derive(Clone, Copy, Debug)]
pub struct ProposerInfo {
    /// Its own name, in progress and tallies.
    pub name: &'static str,
    /// The word for it and others like it: in `--proposers`, in answers and in the store.
    pub group: &'static str,
    /// What it proposes, in one line.
    pub summary: &'static str,
    /// Its share of time and work, beside those of the others.
    pub share: f64,
    /// Whether it runs unless others are chosen.
    pub default: bool,
    /// Whether it looks programs up. Where no such proposer runs, the others may use no known sequences either.
    pub looks_up: bool,
}

/// A row of the registry.
#[derive(Clone, Copy)]
pub struct Entry {
    /// What is known of the proposer.
    pub info: ProposerInfo,
    /// Makes the proposer for one search.
    pub make: fn(&Resources<'_>) -> Box<dyn Proposer>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.info.fmt(f)
    }
}

/// What proposers are made from.
pub struct Resources<'a> {
    /// The sequences of the library; none where known sequences may not be used.
    pub library: Option<&'a Arc<LibrarySequences>>,
    /// Programs kept elsewhere.
    pub catalogue: Option<&'a Arc<dyn Catalogue>>,
    /// Programs found before, of which transforms are tried.
    pub found: &'a Arc<Vec<FoundBefore>>,
    /// Seed of random programs.
    pub seed: u64,
}

/// All proposers, those that give answers soonest first.
pub static PROPOSERS: &[Entry] = &[
    Entry {
        info: ProposerInfo {
            name: "known",
            group: "known",
            summary: "sequences of the library, and programs found before",
            share: 1.0,
            default: true,
            looks_up: true,
        },
        make: |r| Box::new(Known::new(r.library.cloned(), r.catalogue.cloned())),
    },
    Entry {
        info: ProposerInfo {
            name: "closed-form",
            group: "families",
            summary: "closed forms: polynomials, periods, recurrences, k-regular sequences",
            share: 1.0,
            default: true,
            looks_up: false,
        },
        make: |_| Box::new(Families),
    },
    Entry {
        info: ProposerInfo {
            name: "transforms",
            group: "families",
            summary: "transforms of closed forms and known sequences; products, tables",
            share: 1.0,
            default: true,
            looks_up: false,
        },
        make: |r| Box::new(Related::new(r.library.cloned(), Arc::clone(r.found))),
    },
    Entry {
        info: ProposerInfo {
            name: "arithmetic",
            group: "enumerate",
            summary: "numbers with a property, arithmetic functions, sums over divisors",
            share: 1.0,
            default: true,
            looks_up: false,
        },
        make: |_| Box::new(Arithmetic::new()),
    },
    Entry {
        info: ProposerInfo {
            name: "expressions",
            group: "enumerate",
            summary: "expressions, recurrences and loops by increasing size",
            share: 1.0,
            default: true,
            looks_up: false,
        },
        make: |_| Box::new(Enumerate::new()),
    },
    Entry {
        info: ProposerInfo {
            name: "sample",
            group: "sample",
            summary: "random programs",
            share: 1.0,
            default: true,
            looks_up: false,
        },
        make: |r| Box::new(Sampling::new(Weights::default(), r.seed)),
    },
];

/// A word that names no proposer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProposer(pub String);

impl fmt::Display for UnknownProposer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no proposer `{}`; there are {}", self.0, proposer_words().join(", "))
    }
}

impl std::error::Error for UnknownProposer {}

/// The rows that run unless others are chosen.
#[must_use]
pub fn default_proposers() -> Vec<&'static Entry> {
    PROPOSERS.iter().filter(|e| e.info.default).collect()
}

/// The rows that words name, in the order of the registry. A word is the name of a proposer or of a group.
///
/// # Errors
/// A word that names none.
pub fn select_proposers<W: AsRef<str>>(words: &[W]) -> Result<Vec<&'static Entry>, UnknownProposer> {
    let is = |e: &Entry, word: &str| e.info.name == word || e.info.group == word;
    for word in words.iter().map(AsRef::as_ref) {
        if !PROPOSERS.iter().any(|e| is(e, word)) {
            return Err(UnknownProposer(word.to_owned()));
        }
    }
    Ok(PROPOSERS.iter().filter(|e| words.iter().any(|w| is(e, w.as_ref()))).collect())
}

/// Whether the programs of a group were looked up.
#[must_use]
pub fn is_looked_up(group: &str) -> bool {
    PROPOSERS.iter().any(|e| e.info.looks_up && e.info.group == group)
}

/// The words that name proposers: all groups, then the proposers that are not alone in theirs.
#[must_use]
pub fn proposer_words() -> Vec<&'static str> {
    let mut words = distinct(PROPOSERS.iter().map(|e| e.info.group));
    words.extend(distinct(
        PROPOSERS.iter().map(|e| e.info.name).filter(|n| !PROPOSERS.iter().any(|e| e.info.group == *n)),
    ));
    words
}

/// The groups of the proposers that run unless others are chosen.
#[must_use]
pub fn default_words() -> Vec<&'static str> {
    distinct(PROPOSERS.iter().filter(|e| e.info.default).map(|e| e.info.group))
}

fn distinct(words: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut out = Vec::new();
    for word in words {
        if !out.contains(&word) {
            out.push(word);
        }
    }
    out
}

/// A table of the proposers for help texts: group, name, summary.
#[must_use]
pub fn proposer_help() -> String {
    let mut out = String::new();
    for Entry { info, .. } in PROPOSERS {
        out += &format!("  {:10} {:12} {}\n", info.group, info.name, info.summary);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_rows() {
        let names =
            |words: &[&str]| -> Vec<&str> { select_proposers(words).unwrap().iter().map(|e| e.info.name).collect() };
        assert_eq!(names(&["enumerate"]), ["arithmetic", "expressions"]);
        assert_eq!(names(&["sample", "closed-form", "families"]), ["closed-form", "transforms", "sample"]);
        assert_eq!(select_proposers(&["model"]).unwrap_err(), UnknownProposer("model".to_owned()));
        assert_eq!(default_words(), ["known", "families", "enumerate", "sample"]);
        assert_eq!(proposer_words().len(), 8);
        assert_eq!(default_proposers().len(), PROPOSERS.len());
        for word in proposer_words() {
            assert!(!names(&[word]).is_empty());
        }
    }

    #[test]
    fn names_are_unique_and_no_group_of_others() {
        for (k, a) in PROPOSERS.iter().enumerate() {
            for b in &PROPOSERS[..k] {
                assert_ne!(a.info.name, b.info.name);
                assert!(a.info.name != b.info.group && b.info.name != a.info.group);
            }
        }
    }
}
