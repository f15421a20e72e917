//! Joining of findings with the contents of a store.
//!
//! A total order of findings decides which of two findings of the same pair, or of two programs of the same output, is
//! kept. The order of arrival does not matter. Therefore the contents of a store are the same for any order of
//! additions and merges.

use std::cmp::Reverse;
use std::path::Path;

use nth_base::Cancel;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension as _, Row, Transaction, named_params, params};

use crate::finding::Ready;
use crate::hash::hash;
use crate::{Error, Finding, Refusal, Result, Terms, Text, is_a_number};

/// Number of rows that a batch added or changed, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Number of sequences that are new in the store.
    pub sequences: u64,
    /// Number of programs that are new in the store.
    pub programs: u64,
    /// Number of new solutions: pairs of sequence and program.
    pub solutions: u64,
    /// Number of solutions that were there and of which more is known now.
    pub updated: u64,
    /// Number of outputs of hindsight pairs that are new in the store.
    pub outputs: u64,
    /// Number of outputs that were there and now have a program that is smaller or better known.
    pub smaller: u64,
}

impl Added {
    /// Adds the counts of another batch.
    pub fn merge(&mut self, other: Self) {
        self.sequences += other.sequences;
        self.programs += other.programs;
        self.solutions += other.solutions;
        self.updated += other.updated;
        self.outputs += other.outputs;
        self.smaller += other.smaller;
    }
}

/// Columns of a pair other than the sequence and the program.
#[derive(Clone, Debug)]
pub(crate) struct Detail {
    source: String,
    cost: u64,
    continued: u64,
    first: i64,
    verified: u64,
    surplus: u64,
    held: u64,
    proposer: String,
    says: String,
    date: String,
}

/// Reads a count at position `at` of a row. The tables hold no count below 0.
pub(crate) fn count(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    let n: i64 = row.get(at)?;
    u64::try_from(n).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, n))
}

/// Reads a count that may be missing.
pub(crate) fn count_if_known(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<u64>> {
    if row.get_ref(at)? == rusqlite::types::ValueRef::Null { Ok(None) } else { count(row, at).map(Some) }
}

/// The columns of [`Detail`].
pub(crate) const DETAIL: &str = "source, cost, continued, first, verified, surplus, held, proposer, says, date";

impl Detail {
    fn of(f: &Finding) -> Self {
        Self {
            source: f.program.clone(),
            cost: f.cost,
            continued: f.continued,
            first: f.first,
            verified: f.verified,
            surplus: f.surplus,
            held: f.held,
            proposer: f.proposer.clone(),
            says: f.says.clone(),
            date: f.date.clone(),
        }
    }

    /// Reads the columns [`DETAIL`] of a row, the first of them at position `at`.
    pub(crate) fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            source: row.get(at)?,
            cost: count(row, at + 1)?,
            continued: count(row, at + 2)?,
            first: row.get(at + 3)?,
            verified: count(row, at + 4)?,
            surplus: count(row, at + 5)?,
            held: count(row, at + 6)?,
            proposer: row.get(at + 7)?,
            says: row.get(at + 8)?,
            date: row.get(at + 9)?,
        })
    }

    /// Copies the columns into a finding that has the other fields.
    pub(crate) fn fill(self, f: &mut Finding) {
        f.program = self.source;
        f.cost = self.cost;
        f.continued = self.continued;
        f.first = self.first;
        f.verified = self.verified;
        f.surplus = self.surplus;
        f.held = self.held;
        f.proposer = self.proposer;
        f.says = self.says;
        f.date = self.date;
    }

    /// Rank of a record of a pair; of two records, the one of lesser rank is kept. More verified terms come first, then
    /// more surplus and held terms, then an earlier date. The remaining fields make the order total.
    fn rank(&self) -> impl Ord + '_ {
        (
            (Reverse(self.verified), Reverse(self.surplus), Reverse(self.held), self.date.as_str()),
            (self.cost, self.continued, self.first),
            (self.proposer.as_str(), self.says.as_str(), self.source.as_str()),
        )
    }
}

/// Transaction under way, with the counts of its changes.
pub(crate) struct Batch<'t> {
    pub t: Transaction<'t>,
    pub path: &'t Path,
    pub cancel: &'t Cancel,
    pub added: Added,
}

impl Batch<'_> {
    /// Joins a finding with the contents of the store. The inner error is the reason why the finding is refused.
    pub(crate) fn put(&mut self, ready: &Ready<'_>) -> Result<std::result::Result<(), Refusal>> {
        if self.cancel.is_raised() {
            return Err(Error::Stopped);
        }
        let outcome = match &ready.finding.sequence {
            Some(key) => self.solution(key, ready),
            None => self.hindsight(ready),
        };
        outcome.map_err(|e| Error::sqlite(self.path, &e))
    }

    fn solution(&mut self, key: &str, ready: &Ready<'_>) -> rusqlite::Result<std::result::Result<(), Refusal>> {
        let program = match self.program(ready)? {
            Ok(id) => id,
            Err(what) => return Ok(Err(what)),
        };
        let sequence = self.sequence(key, ready.finding)?;
        let detail = Detail::of(ready.finding);
        let sql = format!("SELECT {DETAIL} FROM solutions WHERE sequence = ? AND program = ?");
        let old =
            self.t.prepare_cached(&sql)?.query_row(params![sequence, program], |r| Detail::read(r, 0)).optional()?;
        match &old {
            None => self.added.solutions += 1,
            Some(old) if detail.rank() < old.rank() => self.added.updated += 1,
            Some(_) => return Ok(Ok(())),
        }
        self.write("solutions", &[("sequence", sequence.into()), ("program", program.into())], detail)?;
        Ok(Ok(()))
    }

    fn hindsight(&mut self, ready: &Ready<'_>) -> rusqlite::Result<std::result::Result<(), Refusal>> {
        let finding = ready.finding;
        let terms = finding.terms.as_ref().map(Terms::to_string).unwrap_or_default();
        let output = hash(&terms);
        let detail = Detail::of(finding);
        let sql = format!(
            "SELECT {DETAIL}, p.size, p.core, h.terms, p.id FROM hindsight h JOIN programs p ON p.id = h.program \
             WHERE h.output = ?"
        );
        let read = |r: &Row<'_>| {
            let program = (count(r, 10)?, r.get::<_, String>(11)?);
            Ok((Detail::read(r, 0)?, program, r.get::<_, String>(12)?, r.get::<_, i64>(13)?))
        };
        let old = self.t.prepare_cached(&sql)?.query_row([output], read).optional()?;
        match &old {
            None => self.added.outputs += 1,
            Some((_, _, other, _)) if *other != terms => {
                return Ok(Err(Refusal::Collision(Text::Terms)));
            }
            Some((old, (size, core), _, _)) => {
                let before = (size, old.cost, core, old.rank());
                if (&ready.core.size, detail.cost, &ready.core.text, detail.rank()) >= before {
                    return Ok(Ok(()));
                }
                self.added.smaller += 1;
            }
        }
        let program = match self.program(ready)? {
            Ok(id) => id,
            Err(what) => return Ok(Err(what)),
        };
        let keys = [("output", output.to_vec().into()), ("terms", terms.into()), ("program", program.into())];
        self.write("hindsight", &keys, detail)?;
        if let Some((_, _, _, old)) = old {
            let sql = "DELETE FROM programs WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM solutions WHERE program = ?1) \
                       AND NOT EXISTS (SELECT 1 FROM hindsight WHERE program = ?1)";
            self.t.prepare_cached(sql)?.execute([old])?;
        }
        Ok(Ok(()))
    }

    /// Writes a pair, and replaces an old one with the same key.
    fn write(&self, table: &str, keys: &[(&str, Value)], d: Detail) -> rusqlite::Result<()> {
        let names: Vec<_> = keys.iter().map(|(name, _)| *name).collect();
        let marks = vec!["?"; keys.len() + 10].join(", ");
        let sql = format!("INSERT OR REPLACE INTO {table} ({}, {DETAIL}) VALUES ({marks})", names.join(", "));
        // `Finding::ready` has checked that the counts fit.
        let number = |n: u64| Value::Integer(n.cast_signed());
        let detail: [Value; 10] = [
            d.source.into(),
            number(d.cost),
            number(d.continued),
            d.first.into(),
            number(d.verified),
            number(d.surplus),
            number(d.held),
            d.proposer.into(),
            d.says.into(),
            d.date.into(),
        ];
        let values = keys.iter().map(|(_, value)| value).chain(&detail);
        self.t.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(values))?;
        Ok(())
    }

    /// Finds or adds the row of the program. Returns its id.
    fn program(&mut self, ready: &Ready<'_>) -> rusqlite::Result<std::result::Result<i64, Refusal>> {
        let (text, hash) = (&ready.core.text, hash(&ready.core.text));
        let mut find = self.t.prepare_cached("SELECT id, core FROM programs WHERE hash = ?")?;
        let old = find.query_row([hash], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?))).optional()?;
        match old {
            Some((id, core)) if core == *text => Ok(Ok(id)),
            Some(_) => Ok(Err(Refusal::Collision(Text::Core))),
            None => {
                let mut insert = self.t.prepare_cached("INSERT INTO programs (hash, core, size) VALUES (?, ?, ?)")?;
                let id = insert.insert(params![hash, text, ready.core.size.cast_signed()])?;
                self.added.programs += 1;
                Ok(Ok(id))
            }
        }
    }

    /// Finds or adds the row of the sequence, and returns its id. Two records are joined: the larger number of known
    /// terms, the longer list of terms, and the name that comes first in order.
    fn sequence(&mut self, key: &str, f: &Finding) -> rusqlite::Result<i64> {
        let terms = f.terms.as_ref().filter(|_| !is_a_number(key));
        let rank = |t: &Option<Terms>| {
            let text = t.as_ref().map(Terms::to_string).unwrap_or_default();
            (t.as_ref().map_or(0, |t| t.0.len()), Reverse(text))
        };
        let mut find = self.t.prepare_cached("SELECT id, name, known, terms FROM sequences WHERE key = ?")?;
        let read = |r: &Row<'_>| {
            let terms: Option<String> = r.get(3)?;
            Ok((r.get::<_, i64>(0)?, r.get::<_, Option<String>>(1)?, count_if_known(r, 2)?, terms))
        };
        let Some((id, name, known, old_terms)) = find.query_row([key], read).optional()? else {
            let sql = "INSERT INTO sequences (key, name, known, terms) VALUES (?, ?, ?, ?)";
            self.added.sequences += 1;
            let known = f.known.map(u64::cast_signed);
            return self.t.prepare_cached(sql)?.insert(params![key, f.name, known, terms.map(Terms::to_string)]);
        };
        let new_name = match (&name, &f.name) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.as_ref().or(b.as_ref()),
        };
        let new_known = known.max(f.known);
        let old_list = old_terms.as_ref().and_then(|t| t.parse().ok());
        let new_list = terms.cloned();
        let new_terms =
            if rank(&new_list) > rank(&old_list) { new_list.map(|t| t.to_string()) } else { old_terms.clone() };
        if (new_name, new_known, &new_terms) != (name.as_ref(), known, &old_terms) {
            let sql = "UPDATE sequences SET name = :name, known = :known, terms = :terms WHERE id = :id";
            let known = new_known.map(u64::cast_signed);
            self.t
                .prepare_cached(sql)?
                .execute(named_params! {":name": new_name, ":known": known, ":terms": new_terms, ":id": id})?;
        }
        Ok(id)
    }
}
