//! The registry: one row for each proposer. The command line, help texts, scheduling and ranking read it.

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

/// Static description of a proposer.
#[derive(Clone, Copy, Debug)]
pub struct ProposerInfo {
    /// The name of the proposer, unique in the registry; used in progress and tallies.
    pub name: &'static str,
    /// The group of the proposer, a word shared by similar proposers; used by `--proposers`, in answers and in the
    /// store.
    pub group: &'static str,
    /// The proposed programs, described in one line for help texts.
    pub summary: &'static str,
    /// The weight of the proposer when time and work are divided among proposers.
    pub share: f64,
    /// Whether the proposer searches programs by trying many. Its work counts when rivals of an answer are looked for;
    /// the other proposers end by themselves soon.
    pub searches: bool,
    /// Whether the proposer computes its programs, or looks at all of them in their order, rather than drawing some.
    /// Without one of these that runs by default, the search for rivals of an answer is never complete.
    pub systematic: bool,
    /// Whether the proposer runs by default.
    pub default: bool,
    /// Whether the proposer looks programs up. If no such proposer runs, the others may not use known sequences either.
    pub looks_up: bool,
}

/// A row of the registry: a proposer and its constructor.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The description of the proposer.
    pub info: ProposerInfo,
    /// Makes the proposer for one search.
    pub make: fn(&Resources<'_>) -> Box<dyn Proposer>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.info.fmt(f)
    }
}

/// Inputs from which proposers are made.
pub struct Resources<'a> {
    /// The sequences of the library; none if known sequences may not be used.
    pub library: Option<&'a Arc<LibrarySequences>>,
    /// A catalogue of programs outside the library; none if there is none.
    pub catalogue: Option<&'a Arc<dyn Catalogue>>,
    /// Programs found before; the transforms of their sequences are proposed.
    pub found: &'a Arc<Vec<FoundBefore>>,
    /// Seed of the proposer of random programs.
    pub seed: u64,
}

/// All proposers, the fastest to give answers first.
pub static PROPOSERS: &[Entry] = &[
    Entry {
        info: ProposerInfo {
            name: "known",
            group: "known",
            summary: "sequences of the library, and programs found before",
            share: 1.0,
            searches: false,
            systematic: true,
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
            searches: false,
            systematic: true,
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
            searches: false,
            systematic: true,
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
            searches: true,
            systematic: true,
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
            searches: true,
            systematic: true,
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
            share: 0.25,
            searches: true,
            systematic: false,
            default: true,
            looks_up: false,
        },
        make: |r| Box::new(Sampling::new(Weights::default(), r.seed)),
    },
];

/// Error: a word that is neither the name nor the group of a proposer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProposer(pub String);

impl fmt::Display for UnknownProposer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no proposer `{}`; there are {}", self.0, proposer_words().join(", "))
    }
}

impl std::error::Error for UnknownProposer {}

/// The registry rows of the proposers that run by default.
#[must_use]
pub(crate) fn default_proposers() -> Vec<&'static Entry> {
    PROPOSERS.iter().filter(|e| e.info.default).collect()
}

/// Selects registry rows by words. A word is the name of a proposer or of a group. The rows keep the order of the
/// registry.
///
/// # Errors
/// [`UnknownProposer`] with the first word that selects no row.
pub fn select_proposers<W: AsRef<str>>(words: &[W]) -> Result<Vec<&'static Entry>, UnknownProposer> {
    let is = |e: &Entry, word: &str| e.info.name == word || e.info.group == word;
    for word in words.iter().map(AsRef::as_ref) {
        if !PROPOSERS.iter().any(|e| is(e, word)) {
            return Err(UnknownProposer(word.to_owned()));
        }
    }
    Ok(PROPOSERS.iter().filter(|e| words.iter().any(|w| is(e, w.as_ref()))).collect())
}

/// Whether a group has a proposer that looks programs up.
#[must_use]
pub fn is_looked_up(group: &str) -> bool {
    PROPOSERS.iter().any(|e| e.info.looks_up && e.info.group == group)
}

/// The words that select proposers: all groups, then the names that are not also groups.
#[must_use]
pub fn proposer_words() -> Vec<&'static str> {
    distinct(PROPOSERS.iter().map(|e| e.info.group).chain(PROPOSERS.iter().map(|e| e.info.name)))
}

/// The groups of the proposers that run by default.
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

/// A table of the proposers for help texts, a line each: group, name, summary.
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
