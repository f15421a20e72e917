//! Lookup of terms in the index. Each answer is verified term by term.

use std::cmp::Ordering;

use nth_num::Int;

use super::error::IndexError;
use super::format::{Bytes, Row, Section, WINDOW, bucket, key_of};
use super::open::{Index, decode_terms};
use crate::ATTRIBUTION;
use crate::anum::ANum;
use crate::database::{Database, Entry, Fame, LookupOptions, Match, Place, Ranked};
use crate::matching::{Best, PARTIAL, best_in, cmp_abs};
use crate::naming::Words;

/// Bound on the share of candidates: if more than one row in this many is a candidate, reading all rows in order is
/// faster than reading each candidate.
const SCAN_FROM: usize = 16;

/// Rows to compare with the given terms.
enum Candidates {
    /// Rows with these numbers.
    Rows(Vec<u32>),
    /// All rows of the index.
    All,
}

impl Database for Index {
    fn lookup(&self, terms: &[Int], options: &LookupOptions) -> Result<Ranked<Match>, IndexError> {
        if terms.is_empty() {
            return Ok(Ranked::default());
        }
        let famed = |row: &Row| (row.anum, Fame::of(row.anum, row.keywords, &options.known));
        // Every match agrees with the first few terms, also one whose listed terms end early.
        let head = terms.get(..PARTIAL).unwrap_or(terms);
        let candidates = match options.place {
            Place::Start => self.starting_with(head)?,
            Place::Anywhere => self.containing(head)?,
        };
        let mut best = Best::new(options.limit);
        let scan_from = self.header.rows as usize / SCAN_FROM;
        match candidates {
            Candidates::Rows(rows) if rows.len() <= scan_from.max(64) => {
                for i in rows {
                    let row = self.row(i)?;
                    if let Some(hit) = best_in(famed(&row), &self.terms_of(&row)?, terms, options) {
                        best.push(hit);
                    }
                }
            }
            Candidates::Rows(_) | Candidates::All => {
                let mut buf = Vec::new();
                self.for_each_list(|row, bytes| {
                    decode_terms(row, bytes, &mut buf)?;
                    if let Some(hit) = best_in(famed(row), &buf, terms, options) {
                        best.push(hit);
                    }
                    Some(())
                })?;
            }
        }
        let Ranked { best, total } = best.finish();
        let found = best.into_iter().map(|hit| {
            let row = self.find(hit.anum)?;
            let name = row.as_ref().map(|r| self.name_of(r)).transpose()?.flatten();
            Ok(Match {
                anum: hit.anum,
                position: hit.position,
                sign: hit.sign,
                matched: hit.matched,
                fame: hit.fame,
                name,
                offset: row.and_then(|r| r.start()),
                library: None,
            })
        });
        Ok(Ranked { best: found.collect::<Result<_, _>>()?, total })
    }

    fn search(&self, text: &str, options: &LookupOptions) -> Result<Ranked<Entry>, IndexError> {
        let words = Words::of(text);
        if words.is_empty() {
            return Ok(Ranked::default());
        }
        let names = self.read(Section::Names, 0, self.header.section(Section::Names).len)?;
        let mut best = Best::new(options.limit);
        self.for_each_row(|row| {
            let Some(len) = row.name_len else { return Some(()) };
            let start = usize::try_from(row.name_at).ok()?;
            let name = std::str::from_utf8(names.get(start..start.checked_add(len as usize)?)?).ok()?;
            let fame = Fame::of(row.anum, row.keywords, &options.known);
            if let Some(named) = words.find(row.anum, fame, name) {
                best.push(named);
            }
            Some(())
        })?;
        let Ranked { best, total } = best.finish();
        let found = best.into_iter().filter_map(|n| self.entry(n.anum).transpose());
        Ok(Ranked { best: found.collect::<Result<_, _>>()?, total })
    }

    fn show(&self, anum: ANum) -> Result<Option<Entry>, IndexError> {
        self.entry(anum)
    }

    fn attribution(&self) -> &str {
        ATTRIBUTION
    }

    fn len(&self) -> usize {
        self.header.rows as usize
    }
}

impl Index {
    /// Rows whose terms start with `head`, up to signs: a stretch of the ordered rows.
    fn starting_with(&self, head: &[Int]) -> Result<Candidates, IndexError> {
        let low = self.boundary(|terms| cmp_start(terms, head) == Ordering::Less)?;
        let high = self.boundary(|terms| cmp_start(terms, head) != Ordering::Greater)?;
        let len = u64::from(high.saturating_sub(low)) * 4;
        let bytes = self.read(Section::Order, u64::from(low) * 4, len)?;
        let mut rows: Vec<u32> = bytes.chunks_exact(4).filter_map(|b| Bytes(b).u32()).collect();
        rows.sort_unstable();
        Ok(Candidates::Rows(rows))
    }

    /// Number of ordered rows, from the first on, for which `before` holds. `before` holds for no row after one for
    /// which it does not.
    fn boundary(&self, before: impl Fn(&[Int]) -> bool) -> Result<u32, IndexError> {
        let (mut low, mut high) = (0, self.header.rows as u32);
        while low < high {
            let middle = low + (high - low) / 2;
            let bytes = self.read(Section::Order, u64::from(middle) * 4, 4)?;
            let row = Bytes(&bytes).u32().ok_or_else(|| self.damaged("order"))?;
            if before(&self.terms_of(&self.row(row)?)?) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    /// Rows that may contain `head`, up to signs: those of its rarest window.
    fn containing(&self, head: &[Int]) -> Result<Candidates, IndexError> {
        let keys: Vec<u64> = head.iter().map(key_of).collect();
        let mut rarest: Option<(u64, u64)> = None;
        for window in keys.windows(WINDOW) {
            let at = bucket(window, self.header.bucket_bits) as u64 * 8;
            let bytes = self.read(Section::Buckets, at, 16)?;
            let mut r = Bytes(&bytes);
            let (Some(from), Some(to)) = (r.u64(), r.u64()) else { return Err(self.damaged("buckets")) };
            let len = to.checked_sub(from).ok_or_else(|| self.damaged("buckets"))?;
            if rarest.is_none_or(|(_, l)| len < l) {
                rarest = Some((from, len));
            }
        }
        // Fewer terms than a window: all rows are read.
        let Some((from, len)) = rarest else { return Ok(Candidates::All) };
        let bytes = self.read(Section::Windows, from, len)?;
        let mut r = Bytes(&bytes);
        let mut rows = Vec::new();
        let mut row: u64 = 0;
        while !r.0.is_empty() {
            let difference = r.varint().ok_or_else(|| self.damaged("windows"))?;
            row = row.saturating_add(difference);
            match u32::try_from(row) {
                Ok(i) if row < self.header.rows => rows.push(i),
                Ok(_) | Err(_) => return Err(self.damaged("windows")),
            }
        }
        Ok(Candidates::Rows(rows))
    }
}

/// Compares the first terms with `head` by absolute values; a shorter list that agrees comes before.
fn cmp_start(terms: &[Int], head: &[Int]) -> Ordering {
    for (a, b) in terms.iter().zip(head) {
        match cmp_abs(a, b) {
            Ordering::Equal => {}
            unequal @ (Ordering::Less | Ordering::Greater) => return unequal,
        }
    }
    terms.len().min(head.len()).cmp(&head.len())
}
