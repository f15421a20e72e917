//! Comparison of definitions with the OEIS: with the entries that they name, and with b-files.

use nth_base::{Cancel, Limits, Span, plural};
use nth_compiler::Library;
use nth_core::EvalError;
use nth_diag::{Code, Diagnostic};
use nth_num::Int;
use nth_oeis::{ANum, Agreement, BFile, Database, Entry, Memory, Offset, Verdict, Verifier};
use nth_runner::{Stop, Timing, elide};
use nth_types::hir::{DefId, DefKind};

use crate::place::{ErrorPlace, with_place};
use crate::run::call_text;
use crate::session::Session;

/// Budget of a term in a comparison, in cost units. It is bounded because some listed terms take hours.
pub(crate) const BUDGET: u64 = 10_000_000;

/// Number of terms before the first one of a b-file from which on its comparison has a budget.
const FAR: u64 = 1_000_000;

/// Result of comparing a definition with an entry that it names by `@A…`. It says nothing about terms beyond the listed
/// ones.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The name of the definition, for messages.
    pub name: String,
    /// The A-number of the entry.
    pub anum: ANum,
    /// Number of terms that agree, and the first difference; none if the entry is unknown.
    pub agreement: Option<Agreement>,
    /// The reason why fewer terms than are listed were computed.
    pub stopped: Option<Stop>,
    /// The offsets of the definition and of the entry, if they differ.
    pub offsets: Option<(i64, i64)>,
}

impl Comparison {
    /// Whether at least one listed term was computed, all that were computed agree, and the offsets are equal.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.agreement.is_some_and(|a| a.differs_at.is_none() && a.agrees > 0) && self.offsets.is_none()
    }
}

impl std::fmt::Display for Comparison {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, anum, .. } = self;
        let Some(a) = self.agreement else { return write!(f, "{anum} is not known here") };
        let listed = a.listed;
        match (a.differs_at, &self.stopped) {
            _ if listed == 0 => write!(f, "{anum} has no listed terms here"),
            (Some(at), _) => write!(f, "{name} differs from {anum} at term {} of {listed} listed", at + 1),
            (None, None) => write!(f, "{name} agrees with {anum} on all {listed} listed terms"),
            (None, Some(s)) => write!(
                f,
                "{name} agrees with {anum} on the first {} of {listed} listed terms ({} was not reached: {})",
                a.agrees,
                call_text(name, &s.index),
                s.error.name()
            ),
        }
    }
}

impl Session {
    /// Compares a definition with the entries it names. Adds differences to `out` as diagnostics.
    pub(crate) fn compare_with(
        &mut self,
        id: DefId,
        database: &dyn Database,
        limits: &Limits,
        cancel: &Cancel,
        out: &mut Vec<Diagnostic>,
    ) -> Vec<Comparison> {
        let Some(def) = self.def(id) else { return Vec::new() };
        let (name, offsets, entries) = (def.name.clone(), def.offsets.clone(), def.oeis.clone());
        let mut comparisons = Vec::new();
        for (number, at) in entries {
            let anum = ANum(number);
            let entry = match database.show(anum) {
                Ok(e) => e,
                Err(e) => {
                    out.push(Diagnostic::warning(Code::OeisUnknown, at, e.to_string(), ""));
                    continue;
                }
            };
            let Some(entry) = entry else {
                let title = format!("{anum} is not in the OEIS data here");
                out.push(Diagnostic::warning(Code::OeisUnknown, at, title, "not compared"));
                comparisons.push(Comparison {
                    name: name.clone(),
                    anum,
                    agreement: None,
                    stopped: None,
                    offsets: None,
                });
                continue;
            };
            let (terms, run) = match self.first_terms(id, entry.terms.len() as u64, limits, cancel) {
                Ok(r) => r,
                Err(diags) => {
                    out.extend(diags);
                    return comparisons;
                }
            };
            let ours = offsets.first().copied().unwrap_or(0);
            let theirs = entry.offset.map(|o| o.first).filter(|t| *t != ours);
            let c = Comparison {
                name: name.clone(),
                anum,
                agreement: Some(entry.compare(&terms)),
                stopped: run.stopped,
                offsets: theirs.map(|t| (ours, t)),
            };
            self.report(id, at, &c, &entry, &terms, out);
            comparisons.push(c);
        }
        comparisons
    }

    fn report(&mut self, id: DefId, at: Span, c: &Comparison, entry: &Entry, terms: &[Int], out: &mut Vec<Diagnostic>) {
        let Some(def) = self.def(id) else { return };
        let anum = c.anum;
        if let Some((ours, theirs)) = c.offsets {
            let title = format!("`{}` starts at index {ours}, {anum} at {theirs}", def.name);
            out.push(
                Diagnostic::error(Code::OeisOffset, at, title, format!("offset {theirs}"))
                    .and(def.name_span, format!("offset {ours}")),
            );
        }
        let differs = c.agreement.and_then(|a| a.differs_at);
        if let Some(place) = differs {
            let call = self.term_text(id, &self.index_at(id, place as u64));
            let show = |t: Option<&Int>| t.map_or_else(String::new, |t| elide(t, 60));
            let (ours, theirs) = (show(terms.get(place)), show(entry.terms.get(place)));
            let title = format!("`{call}` is {ours}, but {anum} lists {theirs}");
            let mut d =
                Diagnostic::error(Code::OeisTerms, at, title, format!("term {} of {}", place + 1, entry.terms.len()));
            if let Some(shift) = shifted(terms, &entry.terms) {
                d = d.note(shift);
            }
            out.push(d);
        } else if let Some(s) = c.stopped.as_ref().filter(|s| !is_excused(s.error)) {
            let call = call_text(&def.name, &s.index);
            let place = self.stop_place(id, s);
            let what = ErrorPlace::describe(s.error, place.as_ref());
            let title = format!("`{call}` has no value, but {anum} lists one: {what}");
            let message = Diagnostic::error(Code::OeisTerms, at, title, "");
            out.push(with_place(message, place.as_ref()));
        }
    }
}

/// A note for people if one list is the other without its first one or two terms.
fn shifted(ours: &[Int], theirs: &[Int]) -> Option<String> {
    let agree = |a: &[Int], b: &[Int]| a.len().min(b.len()) >= 4 && a.iter().zip(b).all(|(x, y)| x == y);
    for by in 1..=2 {
        let terms = plural(by, "term");
        if agree(ours.get(by..)?, theirs) {
            return Some(format!("without its first {terms} the definition agrees: begin {terms} later"));
        }
        if agree(ours, theirs.get(by..)?) {
            return Some(format!(
                "the definition agrees with the entry from term {} on: begin {terms} earlier",
                by + 1
            ));
        }
    }
    None
}

/// Whether a comparison may end at a term with this error without a diagnostic. A hole is not filled in yet, and a
/// limit says nothing about the program. Calls nested too deeply are reported, since they are nearly always an endless
/// recursion.
fn is_excused(error: EvalError) -> bool {
    error == EvalError::Hole || (error.is_limit() && error != EvalError::Depth)
}

/// Result of comparing a sequence with a b-file.
#[derive(Clone, Debug)]
pub struct BFileReport {
    /// Number of terms that agree, number of terms in the file, and the first difference.
    pub verdict: Verdict,
    /// The reason why not all terms were computed; none if all were.
    pub stopped: Option<Stop>,
    /// The first index of the b-file and that of the sequence, if they differ.
    pub offsets: Option<(i64, i64)>,
    /// Time spent on computing the terms; none if the session has no clock.
    pub timing: Option<Timing>,
}

impl BFileReport {
    /// Whether every term of the file was computed and agrees, and the first indices are equal.
    #[must_use]
    pub fn agrees(&self) -> bool {
        let v = &self.verdict;
        v.difference.is_none() && v.agrees == v.of && v.of > 0 && self.offsets.is_none()
    }
}

impl Session {
    /// Compares a sequence with a b-file: by index for a `seq`, by position for triangles and arrays. `progress`
    /// receives the number of terms that agree so far.
    ///
    /// # Errors
    /// Diagnostics if the definition cannot run.
    pub fn compare_bfile(
        &mut self,
        id: DefId,
        file: &BFile,
        limits: &Limits,
        cancel: &Cancel,
        progress: &mut dyn FnMut(usize),
    ) -> Result<BFileReport, Vec<Diagnostic>> {
        let ours = self.offset(id);
        // Entries with two indices are read as one sequence; the first index in their b-files is a convention.
        let by_position = self.def(id).is_some_and(|d| d.kind == DefKind::Triangle || d.kind == DefKind::Array);
        let first = file.offset().unwrap_or(ours);
        let theirs = file.rows().iter().map(|r| r.n).min().unwrap_or(ours);
        let last = file.rows().iter().map(|r| r.n).max().unwrap_or(ours);
        let start = if by_position { theirs } else { ours };
        let skipped = u64::try_from(i128::from(theirs) - i128::from(start)).unwrap_or(0);
        let count = u64::try_from(i128::from(last) - i128::from(start.max(theirs)) + 1).unwrap_or(0);
        // A search would count up to an index far away. The budget bounds that, also where none is set.
        let unlimited = limits.budget == Limits::INTERACTIVE.budget;
        let budget = if unlimited && skipped > FAR { BUDGET } else { limits.budget };
        let limits = &Limits { budget, ..*limits };
        let mut verifier = Verifier::new(file);
        let run = self.run_terms(id, skipped, count, limits, cancel, &mut |t| {
            let agrees = verifier.push(start.saturating_add_unsigned(t.position), &t.value);
            if agrees {
                progress(verifier.agrees());
            }
            agrees
        })?;
        let differ = !by_position && first.min(theirs) != ours;
        let offsets = differ.then_some((theirs, ours));
        Ok(BFileReport { verdict: verifier.verdict(), stopped: run.stopped, offsets, timing: run.timing })
    }
}

/// The sequences of the library that name an entry of the OEIS, as a database with the terms of their `check`
/// statements. Nothing is computed.
#[must_use]
pub fn embedded_database(library: &Library) -> Memory {
    let program = library.checker().program();
    let mut entries = Vec::new();
    for check in &program.checks {
        let Some(def) = library.checker().def(check.def) else { continue };
        let offset = def.offsets.first().copied().unwrap_or(0);
        let first = if def.kind == DefKind::Seq { offset } else { 0 };
        if check.from != first {
            continue;
        }
        let about = def.docs.iter().map(|l| l.text.trim()).find(|t| !t.is_empty()).unwrap_or("");
        let name = (!about.is_empty()).then(|| about.to_owned());
        for (number, _) in &def.oeis {
            entries.push(Entry {
                terms: check.terms.iter().map(|(t, _)| t.clone()).collect(),
                name: name.clone(),
                offset: Some(Offset { first: offset, place: None }),
                library: Some(def.name.clone()),
                ..Entry::unknown(ANum(*number))
            });
        }
    }
    Memory::new(entries, "the standard library of nth; A-numbers are those of the OEIS, https://oeis.org")
}
