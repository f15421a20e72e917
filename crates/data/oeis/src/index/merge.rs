//! Content of an index in memory, and the rules by which files are merged into it.
//!
//! The terms of an entry lie at consecutive indices. Where they begin is known from a list of offsets, or from the
//! b-file that gave the terms. A list of terms without indices (`stripped`) is taken to begin there, too. A b-file that
//! contradicts what is known of the indices is refused as a whole; of a list of offsets, only those that contradict it
//! are left out. The reason names both indices.

use std::collections::BTreeMap;
use std::fmt;

use nth_num::Int;

use crate::anum::ANum;
use crate::problem::{Problem, Severity};
use crate::read::bfile::{BFile, Disorder};
use crate::read::keywords::KeywordLists;
use crate::read::kind::Contents;
use crate::read::names::Names;
use crate::read::offsets::Offsets;
use crate::table::TermTable;

/// Least number of terms that must agree where one list is placed against another by its terms alone.
const ALIGNED: usize = 4;
/// Largest number of terms by which one list may begin later than the other where it is placed by its terms alone.
const SHIFTS: usize = 4;

/// Content of an index: what is known of all entries.
#[derive(Default)]
pub(super) struct Data {
    pub(super) terms: TermTable,
    pub(super) names: Names,
    /// Offsets that a list of offsets gives.
    pub(super) offsets: Offsets,
    /// Index of the first term, of entries whose terms a b-file gives.
    pub(super) firsts: BTreeMap<ANum, i64>,
    pub(super) keywords: KeywordLists,
}

/// Reason why a b-file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// The rows have no terms at consecutive indices.
    Disorder(Disorder),
    /// The file begins before the offset of the entry.
    Before { first: i64, offset: i64 },
    /// Terms are missing between those known and those of the file.
    Gap { first: i64, known_to: i64 },
    /// The index of the known terms is not known, and their values do not tell.
    Unplaced { first: i64 },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disorder(d) => write!(f, "{d}"),
            Self::Before { first, offset } => {
                write!(f, "the b-file begins at index {first}, before the offset {offset} of the entry")
            }
            Self::Gap { first, known_to } => write!(
                f,
                "the b-file begins at index {first}, but the terms known here end at index {known_to}: those between are \
                 missing"
            ),
            Self::Unplaced { first } => write!(
                f,
                "the b-file begins at index {first} and has other terms than those known here, whose first index is not \
                 known"
            ),
        }
    }
}

impl Refusal {
    /// Advice to the user.
    fn hint(self) -> &'static str {
        match self {
            Self::Disorder(_) => "nothing of this file is taken; mend it, or download it again",
            Self::Before { .. } => "nothing of this file is taken; correct its indices, or the list of offsets",
            Self::Gap { .. } => "nothing of this file is taken; import the terms between first",
            Self::Unplaced { .. } => "nothing of this file is taken; import a list of offsets first",
        }
    }
}

/// Places the terms of a b-file, from index `first` on, among the terms known of its entry. `start` is the index of the
/// first known term, where it is known; `fixed` says whether it is the offset of the entry. Gives the new list and its
/// first index.
fn place(
    known: &[Int],
    start: Option<i64>,
    fixed: bool,
    first: i64,
    terms: &[Int],
) -> Result<(i64, Vec<Int>), Refusal> {
    let start = match start {
        Some(start) => start,
        None if known.is_empty() => first,
        None => aligned(known, terms).map(|k| first.saturating_sub(k as i64)).ok_or(Refusal::Unplaced { first })?,
    };
    let distance = i128::from(first) - i128::from(start);
    let Ok(skipped) = usize::try_from(distance) else {
        // The file begins before the known terms, which then must follow from its own.
        return if fixed {
            Err(Refusal::Before { first, offset: start })
        } else {
            let at = usize::try_from(-distance).unwrap_or(usize::MAX);
            let Some(overlap) = terms.len().checked_sub(at) else {
                return Err(Refusal::Gap { first: start, known_to: last(first, terms) });
            };
            let mut all = terms.to_vec();
            all.extend(known.iter().skip(overlap).cloned());
            Ok((first, all))
        };
    };
    let Some(head) = known.get(..skipped) else {
        return Err(Refusal::Gap { first, known_to: last(start, known) });
    };
    let mut all = head.to_vec();
    all.extend_from_slice(terms);
    let rest = known.get(skipped..).unwrap_or_default();
    // Where both lists agree, the longer one stays.
    if rest.len() > terms.len() && rest.starts_with(terms) {
        all.extend(rest.iter().skip(terms.len()).cloned());
    }
    Ok((start, all))
}

/// Index of the last of some terms.
fn last(first: i64, terms: &[Int]) -> i64 {
    first.saturating_add(i64::try_from(terms.len()).unwrap_or(i64::MAX)).saturating_sub(1)
}

/// Number of terms of `known` that stand before those of `terms`, if the values tell: at most [`SHIFTS`], and at least
/// [`ALIGNED`] terms agree, or as many as the shorter list has if no term is left out.
fn aligned(known: &[Int], terms: &[Int]) -> Option<usize> {
    (0..=SHIFTS).find(|&k| {
        let rest = known.get(k..).unwrap_or_default();
        let common = rest.len().min(terms.len());
        let enough = if k == 0 { common > 0 } else { common >= ALIGNED };
        enough && rest.iter().zip(terms).all(|(a, b)| a == b)
    })
}

impl Data {
    /// Adds the content of a file. False when it is empty or refused; then nothing has changed.
    pub(super) fn add(&mut self, file: &str, contents: Contents, problems: &mut Vec<Problem>) -> bool {
        let mut report = Report { file, problems };
        match contents {
            Contents::Names(n) => {
                self.names.merge(&n);
                !n.is_empty()
            }
            Contents::Offsets(o) => self.add_offsets(&o, &mut report),
            Contents::Keywords(k) => {
                self.keywords.merge(&k);
                !k.is_empty()
            }
            Contents::Terms(t) => self.add_terms(&t, &mut report),
            Contents::BFile(None, _) => {
                report.warning(
                    "it is not known which entry this b-file belongs to".to_owned(),
                    "name it like b000045.txt, or put the A-number in a comment in its first line",
                );
                false
            }
            Contents::BFile(Some(anum), b) => self.add_bfile(anum, &b, &mut report),
        }
    }

    /// Adds offsets. One that contradicts the indices of a b-file is left out.
    fn add_offsets(&mut self, new: &Offsets, report: &mut Report<'_>) -> bool {
        let contradicts = |anum: ANum, first: i64| self.firsts.get(&anum).copied().filter(|f| *f != first);
        for (anum, offset) in new.iter() {
            if let Some(found) = contradicts(anum, offset.first) {
                report.error(
                    0,
                    format!(
                        "{anum} has offset {} here, but its terms come from a b-file that begins at {found}",
                        offset.first
                    ),
                    "the offset is not taken; import the terms of stripped.gz, or a b-file that begins at the offset",
                );
            }
        }
        let taken = new.iter().filter(|(anum, o)| contradicts(*anum, o.first).is_none());
        self.offsets.merge(&Offsets::from_rows(taken));
        !new.is_empty()
    }

    /// Adds lists of terms without indices.
    fn add_terms(&mut self, new: &TermTable, report: &mut Report<'_>) -> bool {
        let mut placed = Vec::new();
        for (anum, first) in &self.firsts {
            let Some(row) = new.find(*anum).filter(|_| self.offsets.get(*anum).is_none()) else { continue };
            let (known, terms) = (self.known(*anum), new.ints(row).collect::<Vec<_>>());
            // The new list may begin some terms before the b-file did. If it has other terms, their index is unknown.
            let start = aligned(&terms, &known).map(|k| first.saturating_sub(k as i64));
            placed.push((*anum, start.and_then(|s| place(&terms, Some(s), false, *first, &known).ok())));
        }
        for (anum, list) in placed {
            match list {
                Some((first, terms)) => {
                    self.firsts.insert(anum, first);
                    self.terms.merge(&TermTable::from_rows([(anum, terms)]));
                }
                None => {
                    self.firsts.remove(&anum);
                }
            }
        }
        let conflicts = self.terms.merge(new);
        report.conflicts(&conflicts);
        !new.is_empty()
    }

    /// Adds the terms of a b-file at their own indices.
    fn add_bfile(&mut self, anum: ANum, b: &BFile, report: &mut Report<'_>) -> bool {
        let offset = self.offsets.get(anum).map(|o| o.first);
        let start = offset.or_else(|| self.firsts.get(&anum).copied());
        let known = self.known(anum);
        let placed = b
            .terms()
            .map_err(Refusal::Disorder)
            .and_then(|(first, terms)| place(&known, start, offset.is_some(), first, &terms));
        let (first, terms) = match placed {
            Ok(placed) => placed,
            Err(refusal) => {
                let line = if let Refusal::Disorder(d) = refusal { d.line() } else { 0 };
                report.error(line, format!("{anum}: {refusal}"), refusal.hint());
                return false;
            }
        };
        if b.is_open() {
            report.warning("the last line may be cut, so its term is left out".to_owned(), "");
        }
        self.firsts.insert(anum, first);
        let conflicts = self.terms.merge(&TermTable::from_rows([(anum, terms)]));
        report.conflicts(&conflicts);
        true
    }

    fn known(&self, anum: ANum) -> Vec<Int> {
        self.terms.find(anum).map(|row| self.terms.ints(row).collect()).unwrap_or_default()
    }
}

/// Problems of a file as a whole.
struct Report<'a> {
    file: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Report<'_> {
    fn error(&mut self, line: u64, what: String, hint: &str) {
        self.push(Severity::Error, line, what, hint);
    }

    fn warning(&mut self, what: String, hint: &str) {
        self.push(Severity::Warning, 0, what, hint);
    }

    fn push(&mut self, severity: Severity, line: u64, what: String, hint: &str) {
        let (file, hint) = (self.file.to_owned(), hint.to_owned());
        self.problems.push(Problem { file, line, column: 0, severity, what, hint });
    }

    fn conflicts(&mut self, conflicts: &[(ANum, usize)]) {
        let Some((anum, place)) = conflicts.first() else { return };
        let count = conflicts.len();
        let entries = if count == 1 { "entry has" } else { "entries have" };
        self.warning(
            format!("{count} {entries} other terms than before (first {anum}, at place {})", place + 1),
            "the new terms are taken",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ints(terms: &[i64]) -> Vec<Int> {
        terms.iter().copied().map(Int::from).collect()
    }

    #[test]
    fn rows_go_to_their_own_indices() {
        let known = ints(&[0, 1, 1, 2, 3, 5]);
        let at = |start, fixed, first, terms: &[i64]| place(&known, start, fixed, first, &ints(terms));
        let fib = Ok((0, ints(&[0, 1, 1, 2, 3, 5, 8])));
        assert_eq!(at(Some(0), true, 1, &[1, 1, 2, 3, 5, 8]), fib);
        assert_eq!(at(Some(0), true, 1, &[1, 1]), Ok((0, known.clone())));
        assert_eq!(at(Some(0), true, 6, &[8]), fib);
        assert_eq!(at(Some(0), true, 8, &[21]), Err(Refusal::Gap { first: 8, known_to: 5 }));
        assert_eq!(at(Some(1), true, 0, &[0, 1]), Err(Refusal::Before { first: 0, offset: 1 }));
        assert_eq!(at(None, false, 5, &[0, 1, 1]), Ok((5, known.clone())));
        assert_eq!(at(None, false, 1, &[1, 1, 2, 3, 5, 8]), fib);
        assert_eq!(at(None, false, 1, &[7, 8]), Err(Refusal::Unplaced { first: 1 }));
        assert_eq!(at(Some(1), false, 0, &[9]), Ok((0, ints(&[9, 0, 1, 1, 2, 3, 5]))));
        assert_eq!(
            at(Some(i64::MAX), true, i64::MIN, &[9]),
            Err(Refusal::Before { first: i64::MIN, offset: i64::MAX })
        );
        assert_eq!(at(Some(4), false, 1, &[9]), Err(Refusal::Gap { first: 4, known_to: 1 }));
    }
}
