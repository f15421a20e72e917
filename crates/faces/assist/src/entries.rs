//! Entries of the OEIS that belong to a definition: named by it, or with its terms.

use nth_oeis::{ANum, Database, LookupOptions, Match, Place, SignMatch};
use nth_syntax::ast::DocLine;
use nth_types::hir::Def;

use crate::Assist;
use crate::facts::Known;

/// Fewest terms that are looked up; fewer stand in too many entries.
pub(crate) const FEWEST: usize = 6;
/// Largest number of entries that are named for terms.
const MOST: usize = 3;

/// Reason why an entry belongs to a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The attribute `@A…` names the entry.
    Attribute,
    /// The documentation names the entry.
    Documentation,
    /// The entry has the terms.
    Terms,
}

/// Entry of the OEIS that belongs to a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OeisEntry {
    /// A-number of the entry.
    pub anum: ANum,
    /// Name of the entry, if the database has it.
    pub name: Option<String>,
    /// Index of the first term in the entry, if the database has it.
    pub offset: Option<i64>,
    /// Position of the first term of the definition among the terms of the entry.
    pub position: usize,
    /// Reason why the entry belongs to the definition.
    pub evidence: Evidence,
}

impl Assist {
    /// The entries that a definition names; if it names none, the best known entries that have its terms.
    pub(crate) fn entries(&self, def: &Def, known: Option<&Known>) -> Vec<OeisEntry> {
        let mut numbers: Vec<(u32, Evidence)> = def.oeis.iter().map(|(n, _)| (*n, Evidence::Attribute)).collect();
        for n in a_numbers(&def.docs) {
            if numbers.iter().all(|(m, _)| *m != n) {
                numbers.push((n, Evidence::Documentation));
            }
        }
        if numbers.is_empty() {
            return known.map_or_else(Vec::new, |k| self.listed(k).iter().map(entry).collect());
        }
        let named = numbers.into_iter().map(|(n, evidence)| {
            let found = self.oeis.as_ref().and_then(|d| d.show(ANum(n)).ok().flatten());
            let (name, offset) = found.map_or((None, None), |e| (e.name, e.offset.map(|o| o.first)));
            OeisEntry { anum: ANum(n), name, offset, position: 0, evidence }
        });
        named.collect()
    }

    /// The entries that have the terms of a program, best known first; those that begin with them before others.
    pub(crate) fn listed<'k>(&self, known: &'k Known) -> &'k [Match] {
        let facts = &known.facts;
        let terms = &facts.terms;
        known.listed.get_or_init(|| match &self.oeis {
            Some(database) if terms.len() >= FEWEST => listed(database.as_ref(), terms, MOST),
            Some(_) | None => Vec::new(),
        })
    }
}

/// The entries that have all these terms, with the same signs; or begin with them, if fewer are listed.
pub(crate) fn listed(database: &dyn Database, terms: &[nth_num::Int], most: usize) -> Vec<Match> {
    let has_all = |m: &Match| m.sign == SignMatch::Same && (m.matched == terms.len() || m.position == 0);
    let find = |place| {
        let options = LookupOptions { place, limit: most, ..LookupOptions::default() };
        // An index that cannot be read is reported by the commands that need it.
        let found = database.lookup(terms, &options).map(|r| r.best).unwrap_or_default();
        found.into_iter().filter(has_all).collect::<Vec<_>>()
    };
    let at_start = find(Place::Start);
    if at_start.is_empty() { find(Place::Anywhere) } else { at_start }
}

pub(crate) fn entry(m: &Match) -> OeisEntry {
    let offset = m.offset.map(|o| o.first);
    OeisEntry { anum: m.anum, name: m.name.clone(), offset, position: m.position, evidence: Evidence::Terms }
}

/// The A-numbers in documentation: `A` and six or seven digits.
fn a_numbers(docs: &[DocLine]) -> Vec<u32> {
    let mut out = Vec::new();
    for word in docs.iter().flat_map(|l| l.text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')) {
        let digits =
            word.strip_prefix('A').filter(|d| matches!(d.len(), 6 | 7) && d.bytes().all(|b| b.is_ascii_digit()));
        if let Some(n) = digits.and_then(|d| d.parse().ok()).filter(|n| !out.contains(n)) {
            out.push(n);
        }
    }
    out
}
