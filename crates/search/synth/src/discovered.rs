//! The discovered library: programs that the search has found for entries of the OEIS, embedded in the binary.
//!
//! `discovered/programs.jsonl.gz` has one line for each entry: A-number, smallest program, index of the first term,
//! size, cost in both readings, number of verified terms, number of terms that confirm the program, proposer,
//! description. The file has no terms of the OEIS. `docs/internals/discovery.md` says how it was made.

use std::io::Read as _;
use std::sync::OnceLock;

use flate2::read::GzDecoder;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

static DATA: &[u8] = include_bytes!("../../../../discovered/programs.jsonl.gz");

/// A program that was found for an entry of the OEIS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discovered {
    /// The A-number of the entry, as `A000045`.
    pub sequence: String,
    /// nth source text; the last sequence is the program.
    pub program: String,
    /// The index of the first term.
    pub first: i64,
    /// The size in nodes, summed over all functions that the program needs.
    pub size: u64,
    /// Cost of the verified terms, in cost units, each loop charged from its start (the published reading).
    pub cost: u64,
    /// Cost of the verified terms, in cost units, loops that continue from term to term charged once (the continued
    /// reading).
    pub continued: u64,
    /// Number of listed terms that were verified: all that were known when the program was found.
    pub verified: u64,
    /// Number of verified terms to which nothing in the program was fitted.
    pub surplus: u64,
    /// The group of the proposer that found the program.
    pub proposer: String,
    /// The description of the program, for people.
    pub says: String,
}

/// The programs of the discovered library, by A-number.
pub struct Discoveries(FxHashMap<String, Discovered>);

impl Discoveries {
    /// The programs that are embedded in the binary, decompressed at the first call.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static ALL: OnceLock<Discoveries> = OnceLock::new();
        ALL.get_or_init(|| Self::read(DATA))
    }

    /// Reads gzipped JSON Lines. Malformed lines are skipped; after a decompression error, the lines before it remain.
    #[must_use]
    pub fn read(gzip: &[u8]) -> Self {
        let mut text = String::new();
        // The text that was read before an error is used.
        let _ = GzDecoder::new(gzip).read_to_string(&mut text);
        let rows = text.lines().filter_map(|l| serde_json::from_str::<Discovered>(l).ok());
        Self(rows.map(|d| (d.sequence.clone(), d)).collect())
    }

    /// The program of an entry, by its A-number as `A000045`. None if none was found.
    #[must_use]
    pub fn get(&self, sequence: &str) -> Option<&Discovered> {
        self.0.get(sequence)
    }

    /// All programs, sorted by A-number.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Discovered> {
        let mut all: Vec<_> = self.0.values().collect();
        all.sort_by_key(|d| (d.sequence.len(), &d.sequence));
        all
    }

    /// Number of entries with a program.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no programs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
