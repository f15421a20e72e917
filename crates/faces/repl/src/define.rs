//! Definitions, `check`s and `use`s at the prompt.

use std::sync::Arc;

use nth_base::{FileId, Limits, plural};
use nth_diag::Diagnostic;
use nth_session::{DefId, DefKind, Output, Report, Wanted, doc, show_value};
use nth_syntax::parse;

use crate::evaluate::{Evaluated, MAX_DIGITS, MAX_ELEMENTS};
use crate::heads::Head;
use crate::prompt::{Input, Item, Key, Waiting, call_values_in, dependents, items};
use crate::repl::{Emit, Repl, Response};
use crate::rewrite::{Chain, Rewritten};
use crate::state::State;

/// Number of terms shown of a new sequence.
const PREVIEW_TERMS: u64 = 10;
/// Limits of the terms in a preview: terms are shown only if they cost little.
const PREVIEW_LIMITS: Limits =
    Limits { budget: 20_000, max_digits: 40, max_words: 100_000, max_depth: 10_000, ..Limits::CANDIDATE };
/// Longest value that is kept as a value, in bytes of source text. A longer one is computed again where it is used.
const MAX_VALUE: usize = 10_000;

/// A change of the prompt that fits together.
struct Settled {
    state: State,
    waiting: Vec<Waiting>,
    /// Names whose definitions waited and are there now.
    woken: Vec<String>,
    /// Items that no longer fit what they use.
    aside: Vec<Key>,
}

impl Repl {
    /// Adds definitions, checks and uses to the session, unless they have errors. Then verifies them.
    pub(crate) fn items(&mut self, text: &str, emit: Emit<'_>) -> Response {
        let source = Rewritten::same(text);
        match self.settled(&source, text) {
            Ok(new) => self.accept(new, None, emit),
            Err(errors) => Response::failed(errors),
        }
    }

    /// Adds a definition that was typed without a keyword.
    pub(crate) fn head(&mut self, text: &str, head: &Head, emit: Emit<'_>) -> Response {
        if head.is_value(text) {
            return self.value(text, head, emit);
        }
        let keywords: &[&str] = if head.may_be_sequence(text) { &["seq", "fn"] } else { &["fn"] };
        let mut errors = String::new();
        for keyword in keywords {
            match self.settled(&head.item(text, keyword), text) {
                Ok(new) => return self.accept(new, None, emit),
                Err(why) => errors = why,
            }
        }
        Response::failed(errors)
    }

    /// Defines a value: `x = 5`. Its expression is evaluated now.
    fn value(&mut self, text: &str, head: &Head, emit: Emit<'_>) -> Response {
        let name = self.input_name();
        let body = text.get(head.body..).unwrap_or("");
        let expanded = match self.expand(body) {
            Ok(e) => e,
            Err(why) => return Response::failed(why),
        };
        let chain = call_values_in(expanded, &self.state.values);
        // Messages point into the whole text, which begins with the head.
        let shift = Rewritten::new(text, &[(0..head.body, String::new())]);
        let Evaluated { value, ty, errors } = match self.evaluated(&name, (text, chain, Some(shift))) {
            Ok(found) => found,
            Err(response) => return response,
        };
        let (source, shown) = (source_of(&value), show_value(&value, MAX_DIGITS, MAX_ELEMENTS));
        let source = if source.len() <= MAX_VALUE { source } else { format!("({})", body.trim()) };
        let item = head.item(text, "fn");
        let at = item.rewritten(head.body);
        let with_value = Rewritten::new(&item.text, &[(at..item.text.len(), format!(" {source}"))]);
        let defined = text.get(head.name.clone()).unwrap_or("").to_owned();
        match self.settled(&with_value, text) {
            Ok(new) => {
                let line = format!("{defined} = {shown} : {ty}\n");
                let mut response = self.accept(new, Some(&line), emit);
                response.errors.insert_str(0, &errors);
                response
            }
            Err(errors) => Response::failed(errors),
        }
    }

    /// Adds the items of a text to those that are there. The error is a message for people; then nothing changes.
    fn settled(&mut self, source: &Rewritten, typed: &str) -> Result<(Settled, Vec<Item>), String> {
        let input = Arc::new(Input { name: self.input_name(), text: typed.to_owned() });
        let new = items(&input, source);
        let is_broken = parse(FileId(0), &source.text).diagnostics.iter().any(Diagnostic::is_error);
        if is_broken || new.is_empty() {
            let before = self.state.session.checkpoint();
            let loaded = self.state.session.check_text(&input.name, &source.text, &self.state.scope.clone());
            let chain = Chain(vec![source.clone()]);
            let style = self.options.style;
            let errors = self.state.show_typed((&input.name, typed), &chain, &loaded.diagnostics, style);
            self.state.session.rollback(before);
            return Err(errors);
        }
        Ok((self.settle(&new)?, new))
    }

    /// Finds the largest change that fits together: new items take the place of old ones, items with unknown names
    /// wait, items that waited are tried again.
    fn settle(&self, new: &[Item]) -> Result<Settled, String> {
        let style = self.options.style;
        let is_new = |i: &Item| new.iter().any(|n| n.key == i.key && Arc::ptr_eq(&n.input.0, &i.input.0));
        let mut waiting: Vec<Waiting> =
            self.waiting.iter().filter(|w| new.iter().all(|n| n.key != w.item.key)).cloned().collect();
        let mut aside = Vec::new();
        let mut list = with(&self.state.items, new);
        let mut state = loop {
            let mut state = State::new(&self.base, &self.modules(), list.clone());
            let errors = state.errors();
            if errors.is_empty() {
                break state;
            }
            let of = |k: usize| of_item(&errors, Some(k));
            let (mut next, mut hard, mut held, mut unfit) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for (k, item) in list.iter().enumerate() {
                let own = of(k);
                let replaces = self.state.items.iter().any(|old| old.key == item.key);
                match (own.as_slice(), state.missing(&own), is_new(item)) {
                    ([], ..) => next.push(item.clone()),
                    ([_, ..], Some(missing), true) if !replaces => {
                        held.push(Waiting { item: item.clone(), missing, errors: String::new() });
                    }
                    ([_, ..], _, true) => hard.extend(own),
                    ([_, ..], missing, false) => unfit.push((item.clone(), missing.unwrap_or_default(), own)),
                }
            }
            // An error of no item is one of a file that is used.
            if next.len() == list.len() {
                hard = errors.iter().map(|(_, d)| d.clone()).collect();
            }
            if !hard.is_empty() {
                return Err(state.show(&hard, style));
            }
            for (item, missing, own) in unfit {
                aside.push(item.key.clone());
                let errors = if missing.is_empty() { state.show(&own, style) } else { String::new() };
                waiting.push(Waiting { item, missing, errors });
            }
            waiting.extend(held);
            list = next;
        };
        let mut tried = waiting.clone();
        let mut woken = Vec::new();
        while !tried.is_empty() {
            let added: Vec<Item> = tried.iter().map(|w| w.item.clone()).collect();
            let mut larger = State::new(&self.base, &self.modules(), with(&state.items, &added));
            let errors = larger.errors();
            if errors.is_empty() {
                woken = tried.iter().filter_map(|w| w.item.defines()).map(str::to_owned).collect();
                waiting.retain(|w| !tried.iter().any(|t| t.item.key == w.item.key));
                state = larger;
                break;
            }
            let is_bad = |w: &Waiting| {
                let at = |k: &usize| larger.items.get(*k).is_some_and(|i| i.key == w.item.key);
                errors.iter().filter_map(|(k, _)| *k).any(|k| at(&k))
            };
            let bad: Vec<Key> = tried.iter().filter(|w| is_bad(w)).map(|w| w.item.key.clone()).collect();
            if bad.is_empty() {
                break;
            }
            // A group that is complete and does not fit says why.
            let mut why = Vec::new();
            for w in waiting.iter().filter(|w| bad.contains(&w.item.key)) {
                let at = larger.items.iter().position(|i| i.key == w.item.key);
                let own = of_item(&errors, at);
                let missing = larger.missing(&own);
                why.push((w.item.key.clone(), missing, own));
            }
            for (key, missing, own) in why {
                let errors = if missing.is_none() { larger.show(&own, style) } else { String::new() };
                if let Some(w) = waiting.iter_mut().find(|w| w.item.key == key) {
                    (w.missing, w.errors) = (missing.unwrap_or_default(), errors);
                }
            }
            tried.retain(|w| !bad.contains(&w.item.key));
        }
        Ok(Settled { state, waiting, woken, aside })
    }

    /// Tries again what waits, and sets aside what no longer fits, after the files have changed.
    pub(crate) fn settle_again(&mut self, emit: Emit<'_>) -> Response {
        match self.settle(&[]) {
            Ok(settled) => self.accept((settled, Vec::new()), None, emit),
            Err(errors) => Response::failed(errors),
        }
    }

    /// Makes a change: says what is defined, what waits, and verifies what has changed. `line` is said of a value.
    fn accept(&mut self, (settled, new): (Settled, Vec<Item>), line: Option<&str>, emit: Emit<'_>) -> Response {
        let old = std::mem::replace(&mut self.state, settled.state);
        self.waiting = settled.waiting;
        self.steps += 1;
        let mut response = Response::default();
        let mut changed: Vec<String> = new.iter().filter_map(Item::defines).map(str::to_owned).collect();
        let woken = settled.woken.iter().filter(|w| !changed.contains(w)).cloned().collect::<Vec<_>>();
        changed.extend(woken);
        emit(line.unwrap_or(""));
        for name in changed.iter().skip(usize::from(line.is_some())) {
            if !self.waiting.iter().any(|w| w.item.defines() == Some(name)) {
                let again = old.items.iter().any(|i| i.defines() == Some(name));
                let line = self.describe(name, again);
                emit(&line);
            }
        }
        for w in &self.waiting {
            if settled.aside.contains(&w.item.key) || new.iter().any(|n| n.key == w.item.key) {
                emit(&waiting_line(w));
                response.errors.push_str(&w.errors);
            }
        }
        let warnings: Vec<Diagnostic> = self.state.diagnostics.clone();
        let is_of_new = |d: &&Diagnostic| {
            let item = self.state.item_at(d.primary.span).and_then(|k| self.state.items.get(k));
            item.is_some_and(|i| new.iter().any(|n| n.key == i.key))
        };
        let warnings: Vec<Diagnostic> = warnings.iter().filter(is_of_new).cloned().collect();
        response.errors.push_str(&self.show(&warnings));
        let affected = dependents(&self.state.items, &changed);
        self.verify(&affected, &new, emit, &mut response);
        response
    }

    /// Describes a new definition in one line: its signature, its first terms, and whether it replaces another.
    fn describe(&mut self, name: &str, again: bool) -> String {
        let Some(id) = self.state.def_of(name) else { return String::new() };
        let hole = self.state.session.def(id).is_some_and(|d| d.has_hole);
        let again = if again { " (defined again)" } else { "" };
        let page = doc(self.state.session.checker(), &self.state.scope, name).into_iter().next();
        let head = page.map_or_else(|| name.to_owned(), |p| p.signature);
        if hole {
            return format!("{head}{again}: no program yet\n");
        }
        match self.preview(id) {
            Some(terms) => format!("{head}{again}: {terms}\n"),
            None => format!("{head}{again}\n"),
        }
    }

    /// First terms of a sequence, if they cost little. None for functions.
    fn preview(&mut self, id: DefId) -> Option<String> {
        if self.state.session.def(id)?.kind == DefKind::Fn {
            return None;
        }
        let (terms, _) = self.state.session.first_terms(id, PREVIEW_TERMS, &PREVIEW_LIMITS, &self.cancel).ok()?;
        let shown: Vec<String> = terms.iter().map(ToString::to_string).collect();
        (!shown.is_empty()).then(|| format!("{}, …", shown.join(", ")))
    }

    /// Runs the checks of names that have changed, the new checks, and the examples of what has changed.
    fn verify(&mut self, affected: &[String], new: &[Item], emit: Emit<'_>, response: &mut Response) {
        let Some(module) = self.state.module else { return };
        let wanted: Vec<usize> = (0..self.state.items.len())
            .filter(|k| {
                self.state.items.get(*k).is_some_and(|i| match &i.key {
                    Key::Def(name) | Key::Check(name, _) => {
                        affected.contains(name) || new.iter().any(|n| n.key == i.key)
                    }
                    Key::Use(_) => false,
                })
            })
            .collect();
        let composed = self.state.composed.clone();
        let only = |place: nth_base::Span| composed.item_at(place.start as usize).is_some_and(|k| wanted.contains(&k));
        let wanted = Wanted { checks: true, examples: true, only: Some(&only), ..Wanted::default() };
        let report = self.state.session.verify(module, wanted, &self.options.limits, &self.cancel);
        self.report(&report, emit, response);
    }

    /// Says what running checks and examples gave.
    pub(crate) fn report(&mut self, report: &Report, emit: Emit<'_>, response: &mut Response) {
        if report.checks.passed > 0 {
            let verb = if report.checks.passed == 1 { "holds" } else { "hold" };
            emit(&format!("{} {verb} ({})\n", plural(report.checks.passed, "check"), plural(report.terms, "term")));
        }
        for name in &report.holes {
            emit(&format!("{name}: no program yet; the terms are kept\n"));
        }
        response.errors.push_str(&self.show(&report.diagnostics));
        response.failed |= !report.is_ok();
        if report.interrupted {
            response.interrupted = true;
            response.errors.push_str("interrupted; the definitions are kept\n");
        }
    }

    /// Lines for definitions that wait: for the end of a script, which has not got what it defined.
    #[must_use]
    pub fn unfinished(&self) -> String {
        self.waiting.iter().map(waiting_line).collect()
    }

    /// Text of all definitions, checks and uses that were typed and fit together.
    #[must_use]
    pub fn definitions(&self) -> &str {
        &self.state.composed.text
    }

    /// Removes the items that define one of these names; their names.
    pub(crate) fn give_way(&self, names: &[String]) -> (Vec<Item>, Vec<String>) {
        let gives = |i: &&Item| i.defines().is_some_and(|d| names.iter().any(|n| n == d));
        let gone = self.state.items.iter().filter(gives).filter_map(Item::defines).map(str::to_owned).collect();
        (self.state.items.iter().filter(|i| !gives(i)).cloned().collect(), gone)
    }
}

/// The errors of an item.
fn of_item(errors: &[(Option<usize>, Diagnostic)], item: Option<usize>) -> Vec<Diagnostic> {
    errors.iter().filter(|(at, _)| *at == item).map(|(_, d)| d.clone()).collect()
}

/// Items with new ones in the place of those of the same keys, or at the end.
fn with(old: &[Item], new: &[Item]) -> Vec<Item> {
    let mut out = old.to_vec();
    let mut placed = vec![false; out.len()];
    for item in new {
        match out.iter().zip(&placed).position(|(o, placed)| o.key == item.key && !placed) {
            Some(at) => {
                out[at] = item.clone();
                placed[at] = true;
            }
            None => {
                out.push(item.clone());
                placed.push(true);
            }
        }
    }
    out
}

/// Says what an item waits for.
pub(crate) fn waiting_line(w: &Waiting) -> String {
    let what = match &w.item.key {
        Key::Def(name) => format!("`{name}`"),
        Key::Check(name, _) => format!("the check of `{name}`"),
        Key::Use(path) => format!("use {}", path.join(".")),
    };
    if w.missing.is_empty() {
        return format!("{what} no longer fits what it uses, and waits until it does\n");
    }
    let (verb, names) = (if w.missing.len() == 1 { "is" } else { "are" }, w.missing.join(", "));
    format!("{what} waits: {names} {verb} not defined yet\n")
}

/// A value as source text.
pub(crate) fn source_of(v: &Output) -> String {
    match v {
        Output::Int(x) if x.signum() < 0 => format!("({x})"),
        Output::Int(_) | Output::Bool(_) | Output::List(_) => v.to_string(),
    }
}
