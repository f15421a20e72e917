//! The discovered library: programs that the search has found for entries of the OEIS, embedded in the binary.
//!
//! `discovered/programs.jsonl.gz` has one line for each entry: A-number, smallest program, index of the first term, size, cost in
//! both readings, number of verified terms, number of terms that confirm the program, proposer, description. It has no terms
//! of the OEIS. `docs/internals/discovery.md` says how it was made.

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
    /// nth source, of which the last sequence is meant.
    pub program: String,
    /// The index of the first term.
    pub first: i64,
    /// The number of nodes of all functions that it needs.
    pub size: u64,
    /// Cost of the verified terms, every loop counted from its start.
    pub cost: u64,
    /// Cost of the verified terms, loops that go on counted once.
    pub continued: u64,
    /// The number of listed terms that were verified: all that were known.
    pub verified: u64,
    /// The number of these that confirm it: nothing was fitted to them.
    pub surplus: u64,
    /// The group of its proposer.
    pub proposer: String,
    /// The description of the program, for people.
    pub says: String,
}

/// The programs of the discovered library, by A-number.
pub struct Discoveries(FxHashMap<String, Discovered>);

impl Discoveries {
    /// The programs that are embedded in the binary, unpacked at the first call.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static ALL: OnceLock<Discoveries> = OnceLock::new();
        ALL.get_or_init(|| Self::read(DATA))
    }

    /// Reads a gzipped file of JSON Lines, as far as it is well-formed.
    #[must_use]
    pub fn read(gzip: &[u8]) -> Self {
        let mut text = String::new();
        // What could be read before an error is there.
        let _ = GzDecoder::new(gzip).read_to_string(&mut text);
        let rows = text.lines().filter_map(|l| serde_json::from_str::<Discovered>(l).ok());
        Self(rows.map(|d| (d.sequence.clone(), d)).collect())
    }

    /// The program of an entry.
    #[must_use]
    pub fn get(&self, sequence: &str) -> Option<&Discovered> {
        self.0.get(sequence)
    }

    /// All programs by A-number.
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
