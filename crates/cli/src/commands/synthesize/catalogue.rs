//! Programs of the discovered library, found by the terms of their entries.

use std::sync::Arc;

use nth_num::Int;
use nth_oeis::{Database as _, Index, LookupOptions, Place, SignMatch};
use nth_synth::{Catalogue, Discoveries, Formula};

/// So many entries are looked at.
const MOST: usize = 5;

/// The OEIS on this machine tells which entries have the terms, the discovered library their programs.
pub struct Found(pub Arc<Index>);

impl Catalogue for Found {
    fn programs(&self, terms: &[Int]) -> Vec<(String, Formula)> {
        let options = LookupOptions { place: Place::Start, ignore_sign: false, limit: MOST };
        // An index that cannot be read is reported where its names are shown.
        let found = self.0.lookup(terms, &options).unwrap_or_default();
        let same = found.into_iter().filter(|m| m.sign == SignMatch::Same && m.matched == terms.len());
        let known = same.filter_map(|m| Discoveries::embedded().get(&m.anum.to_string()));
        known.filter_map(|d| Some((format!("{}: {}", d.sequence, d.says), Formula::parse(&d.program)?))).collect()
    }
}
