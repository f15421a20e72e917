//! Code actions that come from running a definition: `check`s, A-numbers, offsets, shorter forms, fillings.

use std::ops::Range;
use std::sync::Arc;

use nth_analysis::{Analysis, Snapshot};
use nth_base::{Cancel, lock, plural};
use nth_compiler::Indices;
use nth_fill::fitted;
use nth_ide::{Action, ActionKind, Answer, TextEdit};
use nth_num::Int;
use nth_runner::End;
use nth_synth::{Formula, Silent, Task, select_proposers};
use nth_types::hir::{Check, Def, DefKind};

use crate::checks::{Runnable, run_check};
use crate::draft::{apply, checked, with_index};
use crate::entries::Evidence;
use crate::facts::{Facts, Known, LIMITS, first_terms};
use crate::lenses::checks;
use crate::program::{Lowered, Module};

use crate::{Assist, wanted};

/// Largest number of terms of a `check` that is written.
const TERMS: usize = 16;
/// Number of terms that a text of the same sequence must share, where they are not beyond the limits.
const COMPARED: usize = 100;
/// Number of terms to which a closed form is fitted; the others confirm it.
const SHOWN: usize = 30;
/// Fewest bits of evidence of a closed form, before it is compared with all terms.
const EVIDENCE: f64 = 10.0;
/// Work of the search for a closed form while actions are listed.
const FORMS: u64 = 60_000;
/// Longest line of such terms, in characters.
const LONGEST: usize = 100;
/// Fewest terms that two texts must share to be taken for one sequence from another index on.
const FEWEST: usize = 5;
/// Largest distance of an index that is tried.
const FARTHEST: i64 = 8;

impl Assist {
    /// The actions for a range of a file that need runs, beside those of [`nth_ide::actions`]: fillings of a hole,
    /// terms as a `check`, the A-number of the OEIS, another offset, a shorter text with the same terms.
    ///
    /// # Errors
    /// `cancel` was raised.
    pub fn actions(
        &self,
        snapshot: &Snapshot,
        file: &str,
        range: &Range<usize>,
        cancel: &Cancel,
    ) -> Answer<Vec<Action>> {
        let mut out = Vec::new();
        if let Some(place) = wanted(snapshot, file, range.start, cancel)? {
            for s in self.quick(snapshot, file, place, cancel)?.suggestions {
                let first = s.text.lines().next().unwrap_or("");
                let title = format!("write `{first}`: {}", s.detail());
                out.push(Action::new(title, ActionKind::Fix, s.edits));
            }
        }
        let Some(module) = self.module(snapshot, file, cancel)? else { return Ok(out) };
        let m = module.analysis();
        let at = u32::try_from(range.start).unwrap_or(u32::MAX);
        let check = m.checker().program().checks.iter().find(|c| c.span.file == m.file() && c.span.touches(at));
        let checked = check.and_then(|c| m.checker().def(c.def));
        if let Some((check, def)) = check.zip(checked) {
            out.extend(moved_check(&module, def, check, cancel)?);
            out.extend(corrected_check(&module, def, check, cancel)?);
        }
        let Some(def) = m.defs().find(|d| item_range(m, d).contains(&range.start) || d.span.touches(at)) else {
            return Ok(out);
        };
        if def.broken || def.has_hole {
            return Ok(out);
        }
        if let Some(known) = self.known(&module, &def.name, cancel)?.filter(|_| def.kind != DefKind::Fn) {
            if checks(m, def).next().is_none() {
                out.extend(write_check(m, def, &known.facts));
            }
            out.extend(self.add_number(m, def, &known));
            out.extend(self.moved_to_entry(snapshot, m, def, cancel)?);
        }
        if def.kind == DefKind::Seq
            && let Some(own) = module.def(&def.name)
            && let Ok(lowered) = Lowered::new(module.checker(), own.id)
        {
            let terms = first_terms(&lowered, COMPARED, &LIMITS, cancel)?.terms;
            if terms.len() >= TERMS {
                out.extend(self.shorter(snapshot, m, def, &terms, cancel)?);
                let closed = self.closed_form(snapshot, m, def, &terms, cancel)?;
                out.extend(closed.filter(|a| out.iter().all(|b| a.edits != b.edits)));
            }
        }
        Ok(out)
    }

    /// The A-numbers of the entries that begin with the terms, at the same index.
    fn add_number(&self, m: &Analysis, def: &Def, known: &Known) -> Vec<Action> {
        if !def.oeis.is_empty() {
            return Vec::new();
        }
        let first = def.offsets.first().copied().unwrap_or(0);
        let entries = self
            .entries(def, Some(known))
            .into_iter()
            .filter(|e| e.evidence == Evidence::Terms && e.position == 0 && e.offset.is_none_or(|o| o == first));
        let start = line_start(m.text(), def.span.start as usize);
        let action = |e: crate::OeisEntry| {
            let name = e.name.as_deref().unwrap_or("").trim();
            let title = format!("add @{}: {name}", e.anum);
            let title = title.trim_end_matches([' ', ':']).to_owned();
            Action::new(title, ActionKind::Rewrite, vec![edit(m, start..start, format!("@{}\n", e.anum))])
        };
        entries.map(action).collect()
    }

    /// Another first index with which a definition has the terms of the entry that it names, from the first one on.
    fn moved_to_entry(&self, snapshot: &Snapshot, m: &Analysis, def: &Def, cancel: &Cancel) -> Answer<Option<Action>> {
        let (Some(database), DefKind::Seq, [(number, _), ..]) = (&self.oeis, def.kind, def.oeis.as_slice()) else {
            return Ok(None);
        };
        let Some(entry) = database.show(nth_oeis::ANum(*number)).ok().flatten() else { return Ok(None) };
        let (Some(from), Some(&first)) = (entry.offset.map(|o| o.first), def.offsets.first()) else { return Ok(None) };
        if from == first || entry.terms.len() < FEWEST || (from - first).abs() > FARTHEST {
            return Ok(None);
        }
        let Some(new) = nth_ide::first_index_edit(m, def, from) else { return Ok(None) };
        let terms: Vec<Int> = entry.terms.iter().take(TERMS).cloned().collect();
        // A `check` keeps the index that it begins with.
        let begin_at_first = checks(m, def).filter(|c| c.from == first);
        let mut edits: Vec<TextEdit> = begin_at_first.filter_map(|c| nth_ide::check_from_edit(m, c, first)).collect();
        edits.push(new);
        let Some(text) = apply(m.text(), &edits) else { return Ok(None) };
        let holds = checked(snapshot, m.name(), &text, &def.name, None, &terms, cancel).is_some();
        let title = format!("begin `{}` at index {from}, as {} does", def.name, entry.anum);
        Ok(holds.then(|| Action::new(title, ActionKind::Fix, edits)))
    }

    /// A shorter text of a sequence that uses the library only: simplified by rules, then one that calls a sequence of
    /// the library with the same terms.
    fn shorter(
        &self,
        snapshot: &Snapshot,
        m: &Analysis,
        def: &Def,
        terms: &[Int],
        cancel: &Cancel,
    ) -> Answer<Vec<Action>> {
        let [first] = def.offsets.as_slice() else { return Ok(Vec::new()) };
        let Some(index) = def.locals.first().map(|l| l.name.as_str()) else { return Ok(Vec::new()) };
        let Some(body) = m.text().get(def.body.span.range()) else { return Ok(Vec::new()) };
        let source = format!("seq {}({index} from {first}) = {body}", def.name);
        let mut out: Vec<Action> = Vec::new();
        for recognise in [false, true] {
            if cancel.is_raised() {
                return Err(nth_analysis::Cancelled);
            }
            let new = self.rewritten(&source, recognise, cancel);
            // Another first index is another sequence.
            let Some(new) = new.trim_end().strip_prefix(&head_of(&def.name, *first)) else { continue };
            if new.contains('\n') || weight(new) >= weight(body) {
                continue;
            }
            let new = with_index(new, index);
            let title = if recognise { same_terms(&new, terms) } else { format!("write shorter: `{new}`") };
            let action = new_body(snapshot, m, def, new, terms, title, cancel);
            out.extend(action.filter(|a| out.iter().all(|b| a.edits != b.edits)));
        }
        Ok(out)
    }

    /// A closed form of the terms of a sequence, if it is shorter: a polynomial, a recurrence and the like.
    fn closed_form(
        &self,
        snapshot: &Snapshot,
        m: &Analysis,
        def: &Def,
        terms: &[Int],
        cancel: &Cancel,
    ) -> Answer<Option<Action>> {
        let [first] = def.offsets.as_slice() else { return Ok(None) };
        let index = def.locals.first().map_or("n", |l| l.name.as_str());
        let (Ok(proposers), Some(body)) = (select_proposers(&["closed-form"]), m.text().get(def.body.span.range()))
        else {
            return Ok(None);
        };
        let options = nth_synth::Options { proposers, time: None, work: Some(FORMS), ..Default::default() };
        let shown = &terms[..terms.len().min(SHOWN)];
        let task = Task { terms: shown.to_vec().into(), first: Some(*first) };
        let found = self.synthesizer.search(&[task], &options, self.clock.as_ref(), cancel, &Silent);
        // What the first terms leave open, the further ones decide.
        let likely = found.answers.into_iter().flatten().find(|a| a.evidence_bits >= EVIDENCE);
        let formula = likely.and_then(|a| Formula::parse(a.source.trim_end()));
        // A recurrence would need another definition where its first index differs.
        let Some(formula) = formula.filter(|f| f.parts.is_empty() && (f.from == *first || !f.body.contains('@')))
        else {
            return Ok(None);
        };
        let new = match formula.source(&def.name).trim_end().split_once(") = ") {
            Some((_, own)) if formula.from == *first => own.to_owned(),
            Some(_) | None => {
                // Moved to another index, a polynomial is written out again.
                let moved = fitted(&formula, &def.name, "n", *first).0;
                let head = head_of(&def.name, *first);
                let simple = self.rewritten(&format!("{head}{moved}"), false, cancel);
                simple.trim_end().strip_prefix(&head).map_or(moved, str::to_owned)
            }
        };
        let new = with_index(&new, index);
        if weight(&new) >= weight(body) {
            return Ok(None);
        }
        let title = same_terms(&new, terms);
        Ok(new_body(snapshot, m, def, new, terms, title, cancel))
    }

    /// A program rewritten; each once.
    fn rewritten(&self, source: &str, recognise: bool, cancel: &Cancel) -> String {
        let key = (source.to_owned(), recognise);
        if let Some(known) = lock(&self.rewritten).get(&key) {
            return known.clone();
        }
        let new = self.synthesizer.rewriter(recognise, cancel).rewrite(source, 0).source;
        if !cancel.is_raised() {
            let mut all = lock(&self.rewritten);
            if all.len() >= KEPT {
                all.clear();
            }
            all.insert(key, new.clone());
        }
        new
    }
}

/// The action that writes another body of a sequence; none if the sequence does not have these terms then.
fn new_body(
    snapshot: &Snapshot,
    m: &Analysis,
    def: &Def,
    new: String,
    terms: &[Int],
    title: String,
    cancel: &Cancel,
) -> Option<Action> {
    // A comment in the old body has no place in the new one.
    if m.text().get(def.body.span.range()).is_none_or(nth_ide::has_comment) {
        return None;
    }
    let edits = vec![edit(m, def.body.span.range(), new)];
    let text = apply(m.text(), &edits)?;
    checked(snapshot, m.name(), &text, &def.name, None, terms, cancel)?;
    Some(Action::new(title, ActionKind::Rewrite, edits))
}

/// Title of an action that writes a body which was compared on these terms.
fn same_terms(new: &str, terms: &[Int]) -> String {
    format!("write `{new}`, which has the same {}", plural(terms.len(), "term"))
}

/// Head of a sequence of `n` from a first index, with the `=`.
fn head_of(name: &str, first: i64) -> String {
    if first == 0 { format!("seq {name}(n) = ") } else { format!("seq {name}(n from {first}) = ") }
}

/// Number of rewritten programs that are kept.
const KEPT: usize = 1_000;

/// Number of words and signs of a text.
fn weight(text: &str) -> usize {
    nth_syntax::build::tokens(text).count()
}

/// The first terms of a definition as a `check` behind it.
fn write_check(m: &Analysis, def: &Def, facts: &Facts) -> Option<Action> {
    let mut line = format!("check {} = ", def.name);
    let mut count = 0;
    for term in facts.terms.iter().take(TERMS) {
        let term = term.to_string();
        if count > 0 && line.len() + term.len() + 2 > LONGEST {
            break;
        }
        line.push_str(if count > 0 { ", " } else { "" });
        line.push_str(&term);
        count += 1;
    }
    if count == 0 || line.len() > 4 * LONGEST {
        return None;
    }
    let end = def.span.end as usize;
    // A comment may stand behind the definition.
    let end = m.text().get(end..)?.find('\n').map_or(m.text().len(), |i| end + i);
    let title = format!("write the first {} as a `check`", plural(count, "term"));
    Some(Action::new(title, ActionKind::Rewrite, vec![edit(m, end..end, format!("\n{line}"))]))
}

/// A `check` that fails, begun at another index, where its terms are right.
fn moved_check(module: &Module, def: &Def, check: &Check, cancel: &Cancel) -> Answer<Option<Action>> {
    let m = module.analysis();
    if check.terms.len() < FEWEST {
        return Ok(None);
    }
    let Some(runnable) = Runnable::new(module, &def.name) else { return Ok(None) };
    let holds = |from: i64| -> Answer<bool> {
        let moved = Check { from, ..check.clone() };
        let result = runnable.run(&moved, &LIMITS, cancel)?;
        Ok(result.is_some_and(|r| r.end == End::All && r.matched == check.terms.len()))
    };
    if holds(check.from)? {
        return Ok(None);
    }
    let near = (1..=FARTHEST).flat_map(|d| [check.from.checked_add(d), check.from.checked_sub(d)]).flatten();
    for from in near {
        if !holds(from)? {
            continue;
        }
        let Some(new) = nth_ide::check_from_edit(m, check, from) else { return Ok(None) };
        let title = format!("begin the `check` at index {from}, where its terms are right");
        return Ok(Some(Action::new(title, ActionKind::Fix, vec![new])));
    }
    Ok(None)
}

/// A `check` that fails, with the terms that the program has.
fn corrected_check(module: &Module, def: &Def, check: &Check, cancel: &Cancel) -> Answer<Option<Action>> {
    let Some(result) = run_check(module, &def.name, check, cancel)? else { return Ok(None) };
    let (End::Differs(_), Some((_, start))) = (result.end, check.terms.get(result.matched)) else { return Ok(None) };
    let Some((_, end)) = check.terms.last() else { return Ok(None) };
    let (Some(position), Some(own)) = (Indices::position(def.kind, &def.offsets, check.from), module.def(&def.name))
    else {
        return Ok(None);
    };
    let Ok(lowered) = Lowered::new(module.checker(), own.id) else { return Ok(None) };
    let count = usize::try_from(position).unwrap_or(usize::MAX).saturating_add(check.terms.len());
    let facts = first_terms(&lowered, count.min(10 * TERMS), &LIMITS, cancel)?;
    let skipped = count - check.terms.len() + result.matched;
    let terms: Vec<String> = facts.terms.iter().skip(skipped).map(Int::to_string).collect();
    if terms.len() != check.terms.len() - result.matched {
        return Ok(None);
    }
    let m = module.analysis();
    let range = start.start as usize..end.end as usize;
    if m.text().get(range.clone()).is_none_or(nth_ide::has_comment) {
        return Ok(None);
    }
    let edits = vec![edit(m, range, terms.join(", "))];
    let title = format!("write the terms that `{}` has into the `check`", def.name);
    Ok(Some(Action::new(title, ActionKind::Fix, edits)))
}

/// Bytes of a definition with the lines of documentation and attributes above it.
fn item_range(m: &Analysis, def: &Def) -> Range<usize> {
    crate::wanted::start_of_item(m.text(), def.span.start as usize)..def.span.end as usize
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1)
}

fn edit(m: &Analysis, range: Range<usize>, text: String) -> TextEdit {
    TextEdit { file: Arc::from(m.name()), range, text }
}
