//! Queries: the programs, the hindsight pairs and the sequences of a store.

use nth_num::NotAnInteger;
use rusqlite::{OptionalExtension as _, Row};

use crate::write::{DETAIL, Detail, count, count_if_known};
use crate::{Error, Finding, Result, Store};

/// The best programs of a sequence, by size and by cost. Often both are the same program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Best {
    /// The smallest: by size, then cost, then Core text.
    pub smallest: Finding,
    /// The fastest: by cost, then size, then Core text. The cost is the published one.
    pub fastest: Finding,
}

/// A sequence that has programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SequenceInfo {
    /// Key of the sequence, such as `A000045`.
    pub key: String,
    /// Name of the sequence, if it is known.
    pub name: Option<String>,
    /// Number of known terms of the sequence, if it is recorded.
    pub known: Option<u64>,
    /// Number of programs of the sequence in the store.
    pub programs: u64,
}

/// Order by size: the smallest program first.
const SMALLEST: &str = "p.size, x.cost, p.core";
/// Order by cost: the fastest program first.
const FASTEST: &str = "x.cost, p.size, p.core";

fn of_sequence(order: &str, limit: &str) -> String {
    format!(
        "SELECT {DETAIL}, p.size, p.core, s.key, s.name, s.known, s.terms FROM sequences s \
         JOIN solutions x ON x.sequence = s.id JOIN programs p ON p.id = x.program WHERE s.key = ? ORDER BY {order} {limit}"
    )
}

fn finding(row: &Row<'_>) -> rusqlite::Result<Finding> {
    let terms: Option<String> = row.get(15)?;
    let parsed = terms.map(|t| t.parse()).transpose();
    let bad = |e: NotAnInteger| rusqlite::Error::FromSqlConversionFailure(15, rusqlite::types::Type::Text, e.into());
    let mut f = Finding {
        size: count(row, 10)?,
        core: row.get(11)?,
        sequence: row.get(12)?,
        name: row.get(13)?,
        known: count_if_known(row, 14)?,
        terms: parsed.map_err(bad)?,
        ..Finding::default()
    };
    Detail::read(row, 0)?.fill(&mut f);
    Ok(f)
}

impl Store {
    /// The best programs of a sequence, or none.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn best(&self, sequence: &str) -> Result<Option<Best>> {
        let one = |order| {
            let mut statement = self.db.prepare_cached(&of_sequence(order, "LIMIT 1"))?;
            statement.query_row([sequence], finding).optional()
        };
        let both = || Ok(one(SMALLEST)?.zip(one(FASTEST)?));
        let found = both().map_err(|e| self.wrong(&e))?;
        Ok(found.map(|(smallest, fastest)| Best { smallest, fastest }))
    }

    /// All programs of a sequence, the smallest first.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn all(&self, sequence: &str) -> Result<Vec<Finding>> {
        let rows = || {
            let mut statement = self.db.prepare_cached(&of_sequence(SMALLEST, ""))?;
            statement.query_map([sequence], finding)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        rows().map_err(|e| self.wrong(&e))
    }

    /// The hindsight pair of these terms, or none.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn hindsight(&self, terms: &crate::Terms) -> Result<Option<Finding>> {
        let sql = format!("{HINDSIGHT} WHERE x.output = ?");
        let row =
            || self.db.prepare_cached(&sql)?.query_row([crate::hash::hash(&terms.to_string())], finding).optional();
        row().map_err(|e| self.wrong(&e))
    }

    /// The sequences that have programs: A-numbers in their order, other keys by length and then in order.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn sequences(&self) -> Result<Vec<SequenceInfo>> {
        let sql = "SELECT key, name, known, (SELECT count(*) FROM solutions x WHERE x.sequence = s.id) FROM sequences s \
                   ORDER BY length(key), key";
        let rows = || {
            let mut statement = self.db.prepare_cached(sql)?;
            let read = |r: &Row<'_>| {
                Ok(SequenceInfo {
                    key: r.get(0)?,
                    name: r.get(1)?,
                    known: count_if_known(r, 2)?,
                    programs: count(r, 3)?,
                })
            };
            statement.query_map([], read)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        rows().map_err(|e| self.wrong(&e))
    }

    /// Passes every finding to `visit`, all as the store was at one moment: solutions by sequence, the smallest program
    /// first, then hindsight pairs. Equal contents give the same order.
    ///
    /// # Errors
    /// If the file cannot be read; or the error of `visit`, which ends the visit.
    pub fn each<E: From<Error>>(
        &self,
        visit: &mut dyn FnMut(Finding) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let solutions = format!(
            "SELECT {DETAIL}, p.size, p.core, s.key, s.name, s.known, s.terms FROM sequences s \
             JOIN solutions x ON x.sequence = s.id JOIN programs p ON p.id = x.program \
             ORDER BY length(s.key), s.key, {SMALLEST}"
        );
        let hindsight = format!("{HINDSIGHT} ORDER BY x.output");
        // One reading transaction makes both queries see the store at the same moment.
        let t = self.db.unchecked_transaction().map_err(|e| self.wrong(&e))?;
        for sql in [solutions, hindsight] {
            let mut statement = t.prepare(&sql).map_err(|e| self.wrong(&e))?;
            let mut rows = statement.query([]).map_err(|e| self.wrong(&e))?;
            while let Some(row) = rows.next().map_err(|e| self.wrong(&e))? {
                if self.cancel.is_raised() {
                    return Err(Error::Stopped.into());
                }
                visit(finding(row).map_err(|e| self.wrong(&e))?)?;
            }
        }
        Ok(())
    }

    /// All findings, in the order of [`Store::each`].
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn findings(&self) -> Result<Vec<Finding>> {
        let mut out = Vec::new();
        self.each::<Error>(&mut |f| {
            out.push(f);
            Ok(())
        })?;
        Ok(out)
    }
}

/// The columns of a finding, of hindsight pairs.
const HINDSIGHT: &str = "SELECT source, cost, continued, first, verified, surplus, held, proposer, says, date, \
                         p.size, p.core, NULL, NULL, NULL, x.terms FROM hindsight x JOIN programs p ON p.id = x.program";
