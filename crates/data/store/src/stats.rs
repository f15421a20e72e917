//! Counts of the contents of a store.

use serde::Serialize;

use crate::write::count;
use crate::{Result, Store};

/// Number of rows of each kind in a store, and the size of its file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Number of sequences in the store.
    pub sequences: u64,
    /// Number of different programs.
    pub programs: u64,
    /// Number of pairs of a sequence and a program.
    pub solutions: u64,
    /// Number of hindsight pairs.
    pub hindsight: u64,
    /// Number of solutions and hindsight pairs of each proposer; the largest number first.
    pub proposers: Vec<(String, u64)>,
    /// Sizes of the smallest programs of the sequences, in nodes, and the number of sequences with each size.
    pub sizes: Vec<(u64, u64)>,
    /// Size of the file in bytes, without its log.
    pub bytes: u64,
}

impl Store {
    /// Counts the contents of the store, all at one moment.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn stats(&self) -> Result<Stats> {
        self.counts().map_err(|e| self.wrong(&e))
    }

    fn counts(&self) -> rusqlite::Result<Stats> {
        let t = self.db.unchecked_transaction()?;
        let number = |sql: &str| t.query_row(sql, [], |r| count(r, 0));
        let proposers = "SELECT proposer, count(*) FROM (SELECT proposer FROM solutions UNION ALL \
                         SELECT proposer FROM hindsight) GROUP BY proposer ORDER BY count(*) DESC, proposer";
        let sizes = "SELECT size, count(*) FROM (SELECT min(p.size) AS size FROM solutions x \
                     JOIN programs p ON p.id = x.program GROUP BY x.sequence) GROUP BY size ORDER BY size";
        Ok(Stats {
            sequences: number("SELECT count(*) FROM sequences")?,
            programs: number("SELECT count(*) FROM programs")?,
            solutions: number("SELECT count(*) FROM solutions")?,
            hindsight: number("SELECT count(*) FROM hindsight")?,
            proposers: t
                .prepare(proposers)?
                .query_map([], |r| Ok((r.get(0)?, count(r, 1)?)))?
                .collect::<Outcome<_>>()?,
            sizes: t.prepare(sizes)?.query_map([], |r| Ok((count(r, 0)?, count(r, 1)?)))?.collect::<Outcome<_>>()?,
            bytes: number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?,
        })
    }
}

type Outcome<T> = rusqlite::Result<T>;
