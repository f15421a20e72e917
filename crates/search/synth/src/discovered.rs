//! The discovered library: the programs that the search has found for entries of the OEIS, as they come with nth.
//!
//! `discovered/programs.jsonl.gz` has a line for each entry: its A-number, the smallest program, the index of its first
//! term, size, cost in both readings, how many listed terms it gives, how many of these were not needed to fix it, who
//! proposed it and what it is. There are no terms of the OEIS in it. `docs/internals/discovery.md` says how it was made.

use std::io::Read as _;
use std::sync::OnceLock;

use flate2::read::GzDecoder;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

static DATA: &[u8] = include_bytes!("../../../../discovered/programs.jsonl.gz");

/// A program that was found for an entry of the OEIS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discovered {
    /// The entry, as `A000045`.
    pub sequence: String,
    /// nth source; its last sequence is meant.
    pub program: String,
    /// Index of the first term.
    pub first: i64,
    /// Nodes of all functions that it needs.
    pub size: u64,
    /// Cost of the verified terms, every loop counted from its start.
    pub cost: u64,
    /// Cost of the verified terms, loops that go on counted once.
    pub continued: u64,
    /// Listed terms that it gives: all that were known.
    pub verified: u64,
    /// How many of them nothing was fitted to.
    pub surplus: u64,
    /// Who proposed it.
    pub proposer: String,
    /// What it is, for people.
    pub says: String,
}

/// All of them, by A-number as a text.
pub struct Discoveries(FxHashMap<String, Discovered>);

impl Discoveries {
    /// Those that come with nth. They are unpacked at the first call.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static ALL: OnceLock<Discoveries> = OnceLock::new();
        ALL.get_or_init(|| Self::read(DATA))
    }

    /// Those of a gzipped file of JSON Lines, as far as it is right.
    #[must_use]
    pub fn read(gzip: &[u8]) -> Self {
        let mut text = String::new();
        // What could be read before an error is there.
        let _ = GzDecoder::new(gzip).read_to_string(&mut text);
        let rows = text.lines().filter_map(|l| serde_json::from_str::<Discovered>(l).ok());
        Self(rows.map(|d| (d.sequence.clone(), d)).collect())
    }

    /// What was found for an entry.
    #[must_use]
    pub fn get(&self, sequence: &str) -> Option<&Discovered> {
        self.0.get(sequence)
    }

    /// All, by A-number.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Discovered> {
        let mut all: Vec<_> = self.0.values().collect();
        all.sort_by_key(|d| (d.sequence.len(), &d.sequence));
        all
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
