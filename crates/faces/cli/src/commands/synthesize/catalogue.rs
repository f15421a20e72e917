//! Programs of the discovered library, found by the terms of their entries, and the entries that have given terms.

use std::collections::HashMap;
use std::sync::Arc;

use nth_num::Int;
use nth_oeis::{ANum, Database as _, Layered, LookupOptions, Match, Place, SignMatch};
use nth_synth::{Catalogue, Discoveries, Formula, FoundBefore, ListedSequence, NEAR, Task};

use super::list::List;
use crate::outcome::Failure;

/// Largest number of matching OEIS entries whose programs are looked up.
const MAX_ENTRIES: usize = 5;

/// Largest number of listed sequences that a program is compared with.
const MAX_LISTED: usize = 20;
/// Least number of terms for which listed sequences are looked up; fewer stand in too many of them.
const MIN_TERMS: usize = 4;

/// The discovered library as a catalogue, and the OEIS data on this machine, which finds the entries that have the
/// terms.
pub struct Found {
    /// The OEIS data.
    pub data: Arc<Layered>,
    /// Whether programs are compared with the entries that have the terms. Sequences of a file are entries themselves.
    pub compares: bool,
}

impl Found {
    fn matches(&self, terms: &[Int], place: Place, limit: usize) -> Vec<Match> {
        let options = LookupOptions { place, limit, ..LookupOptions::default() };
        // An unreadable index is reported elsewhere, when its names are shown.
        let found = self.data.lookup(terms, &options).map(|r| r.best).unwrap_or_default();
        found.into_iter().filter(|m| m.sign == SignMatch::Same && m.matched == terms.len()).collect()
    }
}

impl Catalogue for Found {
    fn programs(&self, terms: &[Int]) -> Vec<(String, Formula)> {
        let same = self.matches(terms, Place::Start, MAX_ENTRIES).into_iter();
        let known = same.filter_map(|m| Discoveries::embedded().get(&m.anum.to_string()));
        known.filter_map(|d| Some((format!("{}: {}", d.sequence, d.says), Formula::parse(&d.program)?))).collect()
    }

    fn listed(&self, terms: &[Int]) -> Vec<ListedSequence> {
        if !self.compares || terms.len() < MIN_TERMS {
            return Vec::new();
        }
        let listed = |m: Match| {
            let entry = self.data.show(m.anum).ok()??;
            let from = entry.terms.get(m.position..)?.to_vec();
            // At the end of a list, a match tells nothing of what follows.
            let tells = m.position < NEAR || from.len() >= terms.len() + NEAR;
            tells.then(|| ListedSequence { name: m.anum.to_string(), position: m.position, terms: from })
        };
        let mut found = self.matches(terms, Place::Anywhere, MAX_LISTED);
        found.sort_by_key(|m| (m.fame, m.position, m.anum));
        found.into_iter().filter_map(listed).collect()
    }
}

/// Programs found before: those of a file in the store's JSON Lines format, or of the discovered library if `file` is
/// `discovered`. Only sequences of the list are taken, with the terms of the list.
pub fn found_before(file: &str, list: &List) -> Result<Vec<FoundBefore>, Failure> {
    let programs: HashMap<String, String> = if file == "discovered" {
        let all = Discoveries::embedded().sorted();
        all.into_iter().map(|d| (d.sequence.clone(), d.program.clone())).collect()
    } else {
        let text = std::fs::read_to_string(file).map_err(|e| Failure::Message(format!("cannot read {file}: {e}")))?;
        let line = |(k, l): (usize, &str)| {
            let row: Row = serde_json::from_str(l).map_err(|e| Failure::Message(format!("{file}:{}: {e}", k + 1)))?;
            Ok((row.sequence, row.program))
        };
        text.lines().enumerate().map(line).collect::<Result<_, Failure>>()?
    };
    let one = |(name, request): (&Option<ANum>, &Task)| {
        let name = name.as_ref()?.to_string();
        let formula = Formula::parse(programs.get(&name)?)?;
        Some(FoundBefore { name, formula, terms: request.terms.to_vec() })
    };
    Ok(list.names.iter().zip(&list.tasks).filter_map(one).collect())
}

/// The fields of a JSON line that are used.
#[derive(serde::Deserialize)]
struct Row {
    sequence: String,
    program: String,
}
