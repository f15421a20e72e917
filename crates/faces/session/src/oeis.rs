//! Do the terms agree with the OEIS?

use nth_base::{Cancel, Limits, Span};
use nth_compiler::Indices;
use nth_core::EvalError;
use nth_diag::{Code, Diagnostic};
use nth_num::Int;
use nth_oeis::{ANum, Agreement, Database, Entry};
use nth_types::hir::DefId;

use crate::session::Session;
use crate::terms::{Stop, call_text};

/// What a comparison may spend: for each term, in cost units. Some listed terms take hours.
pub(crate) const BUDGET: u64 = 10_000_000;

/// A definition with `@A…` compared with the entry. It says how many listed terms agree, and nothing of further terms.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The definition's name.
    pub name: String,
    /// The entry.
    pub anum: ANum,
    /// How far they agree; none if the entry is not known.
    pub agreement: Option<Agreement>,
    /// Why fewer terms than are listed were computed.
    pub stopped: Option<Stop>,
    /// The offset of the definition, and that of the entry, where they differ.
    pub offsets: Option<(i64, i64)>,
}

impl Comparison {
    /// Whether every listed term that could be computed agrees, and at least one.
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
    /// Compares a definition with the entries it names; adds what is wrong to `out`.
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
            let count = entry.terms.len() as u64;
            let (terms, run) = match self.first_terms(id, count, limits, cancel) {
                Ok(r) => r,
                Err(diags) => {
                    out.extend(diags);
                    return comparisons;
                }
            };
            let agreement = entry.compare(&terms);
            let ours = offsets.first().copied().unwrap_or(0);
            let theirs = entry.offset.map(|o| o.first).filter(|t| *t != ours);
            let c = Comparison {
                name: name.clone(),
                anum,
                agreement: Some(agreement),
                stopped: run.stopped,
                offsets: theirs.map(|t| (ours, t)),
            };
            self.report(id, at, &c, &entry, &terms, out);
            comparisons.push(c);
        }
        comparisons
    }

    fn report(&self, id: DefId, at: Span, c: &Comparison, entry: &Entry, terms: &[Int], out: &mut Vec<Diagnostic>) {
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
            let index = Indices::new(def.kind, &def.offsets).starting_at(place as u64).next();
            let call = call_text(&def.name, &index.unwrap_or_default());
            let show = |t: Option<&Int>| t.map_or_else(String::new, |t| crate::show::elide(t, 60));
            let (ours, theirs) = (show(terms.get(place)), show(entry.terms.get(place)));
            let title = format!("`{call}` is {ours}, but {anum} lists {theirs}");
            let mut d =
                Diagnostic::error(Code::OeisTerms, at, title, format!("term {} of {}", place + 1, entry.terms.len()));
            if let Some(shift) = shifted(terms, &entry.terms) {
                d = d.note(shift);
            }
            out.push(d);
        } else if let Some(s) = c.stopped.as_ref().filter(|s| !is_excused(s.error)) {
            let title = format!("`{}` has no value, but {anum} lists one: {}", call_text(&def.name, &s.index), s.error);
            out.push(Diagnostic::error(Code::OeisTerms, at, title, ""));
        }
    }
}

/// Whether one list is the other without its first term or two.
fn shifted(ours: &[Int], theirs: &[Int]) -> Option<String> {
    let agree = |a: &[Int], b: &[Int]| a.len().min(b.len()) >= 4 && a.iter().zip(b).all(|(x, y)| x == y);
    for by in 1..=2 {
        let terms = crate::show::plural(by, "term");
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

/// Whether a comparison ends without a complaint at a term with this error. A hole is not filled in yet, and a limit says nothing of
/// the program; but calls nested too deeply are reported: almost always they are a recursion without an end.
fn is_excused(error: EvalError) -> bool {
    error == EvalError::Hole || (error.is_limit() && error != EvalError::Depth)
}
