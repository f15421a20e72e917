//! The commands that search programs: `:find`, `:synth`, `:fill`.

use std::sync::Arc;
use std::time::Duration;

use nth_base::{FileId, plural};
use nth_diag::render_all;
use nth_fill::{Environment, FillError, Filled, Request, apply_edits, fill};
use nth_num::{Int, parse_list};
use nth_session::DefKind;
use nth_syntax::ast::ItemKind;
use nth_syntax::parse;
use nth_synth::{Answer, DEFAULT_WORK, Options, Silent, Task};

use crate::names::of_def;
use crate::prompt::{Composed, Item, Key, PROMPT};
use crate::repl::{Emit, Repl, Response};
use crate::rewrite::Rewritten;

/// Number of programs that `:find` shows.
const SHOWN: usize = 3;
/// Number of terms after the known ones that are shown of each program.
const NEXT: usize = 5;
/// Time after which a search ends if its work is not done by then.
const LONGEST: Duration = Duration::from_secs(60);

impl Repl {
    /// Shows programs that have these terms.
    pub(crate) fn find(&mut self, rest: &str, emit: Emit<'_>) -> Response {
        let terms = match self.terms_meant(":find", rest) {
            Ok(terms) => terms,
            Err(response) => return response,
        };
        let answers = self.programs(terms, None, SHOWN);
        for a in &answers {
            emit(a.source.trim_end());
            emit(&format!("\n    {}\n", account(a)));
        }
        let sure = answers.iter().any(|a| !a.guess);
        let errors = self.nothing_found(&answers, sure);
        Response { failed: answers.is_empty(), interrupted: self.cancel.is_raised(), errors, ..Response::default() }
    }

    /// Says why a search has no sure answer; empty if it has.
    fn nothing_found(&self, answers: &[Answer], sure: bool) -> String {
        match (self.cancel.is_raised(), answers.is_empty(), sure) {
            (true, ..) => "the search was interrupted\n".to_owned(),
            (false, true, _) => "no program found; four terms or more work best\n".to_owned(),
            (false, false, false) => "these are guesses: more terms would help\n".to_owned(),
            (false, false, true) => String::new(),
        }
    }

    /// Programs with these terms, the best first.
    fn programs(&self, terms: Vec<Int>, first: Option<i64>, top: usize) -> Vec<Answer> {
        let options = Options { top, work: Some(DEFAULT_WORK), time: Some(LONGEST), next: NEXT, ..Options::default() };
        let task = Task { terms: terms.into(), first };
        let found = self.synthesizer.search(&[task], &options, self.options.clock.as_ref(), &self.cancel, &Silent);
        found.answers.into_iter().next().unwrap_or_default()
    }

    /// Finds a program for a name, by the terms of its check or by given ones, and defines the name by it.
    pub(crate) fn synth(&mut self, rest: &str, emit: Emit<'_>) -> Response {
        let (name, given) = match rest.split_once('=') {
            Some((name, terms)) => (name.trim(), Some(terms.trim())),
            None => (rest, None),
        };
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_name || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Response::failed(":synth needs a name, as in :synth a, with a `check` of a, or :synth a = 1, 2, 5");
        }
        let terms = match given {
            Some(text) => parse_list(text).map_err(|e| Response::failed(e.to_string())),
            None => self.checked_terms(name).ok_or_else(|| {
                Response::failed(format!("there is no check of `{name}`; write check {name} = …, or :synth {name} = …"))
            }),
        };
        let terms = match terms {
            Ok(terms) if terms.is_empty() => return Response::failed(":synth needs terms behind the ="),
            Ok(terms) => terms,
            Err(response) => return response,
        };
        let shown: Vec<String> = terms.iter().map(ToString::to_string).collect();
        let first = self.sequence(name).and_then(|id| {
            let def = self.state.session.def(id)?;
            def.offsets.first().copied().filter(|_| def.kind == DefKind::Seq)
        });
        let answers = self.programs(terms, first, 1);
        let Some(answer) = answers.first() else {
            let errors = self.nothing_found(&answers, false);
            return Response { interrupted: self.cancel.is_raised(), ..Response::failed(errors) };
        };
        let Some(source) = renamed(&answer.source, name) else {
            return Response::failed("the program that was found cannot be renamed");
        };
        if answer.guess {
            emit(source.trim_end());
            emit(&format!("\n    {}\n", account(answer)));
            return Response::failed("this is a guess, so nothing is defined; more terms would help");
        }
        emit(&format!("{}\n    {}\n", source.trim_end(), account(answer)));
        self.inputs += 1;
        let check = if given.is_some() { format!("\ncheck {name} = {}\n", shown.join(", ")) } else { String::new() };
        self.items(&format!("{}{check}", source.trim_end()), emit)
    }

    /// Terms of the check of a name from its first index on.
    fn checked_terms(&self, name: &str) -> Option<Vec<Int>> {
        let key = Key::Check(name.to_owned(), None);
        let all = self.state.items.iter().chain(self.waiting.iter().map(|w| &w.item));
        let item = all.into_iter().find(|i| i.key == key)?;
        let parsed = parse(FileId(0), &item.source.text);
        parsed.module.items.iter().find_map(|i| match &i.kind {
            ItemKind::Check(c) => c.terms.iter().map(|t| t.text.parse().ok()).collect(),
            ItemKind::Def(_) | ItemKind::Use(_) | ItemKind::Error => None,
        })
    }

    /// Fills the holes of a definition, or of all, with the first filling that is no guess.
    pub(crate) fn fill(&mut self, name: &str, emit: Emit<'_>) -> Response {
        let text = format!("{}{}", self.uses_from(PROMPT), self.state.composed.text);
        let files = Arc::clone(self.base.source_files());
        let library = Arc::clone(self.base.library());
        let clock = Arc::clone(&self.options.clock);
        let (clock, cancel) = (clock.as_ref(), &self.cancel);
        let synthesizer = Some(&self.synthesizer);
        let environment = Environment { library: &library, files: &files, clock, cancel, synthesizer };
        let name = (!name.is_empty()).then_some(name);
        let request = Request { file: PROMPT, text: &text, name };
        let groups = match fill(&request, &environment, &nth_fill::Options::default()) {
            Ok(groups) => groups,
            Err(FillError::Invalid(diagnostics, sources)) => {
                return Response::failed(render_all(&sources, &diagnostics, self.options.style));
            }
            Err(e @ (FillError::Read(_) | FillError::NoDefinition(..) | FillError::NoHole)) => {
                return Response::failed(e.to_string());
            }
            Err(e @ (FillError::NoCheck(_) | FillError::Generic(_))) => return Response::failed(e.to_string()),
        };
        let mut edits = Vec::new();
        for filled in &groups {
            show_fillings(filled, emit);
            edits.extend(filled.fillings.first().filter(|f| !f.guess).into_iter().flat_map(|f| f.edits.clone()));
        }
        let all_sure = groups.iter().all(|g| g.fillings.first().is_some_and(|f| !f.guess));
        let interrupted = self.cancel.is_raised();
        let Some(changed) = apply_edits(&text, &edits).filter(|_| !edits.is_empty() && !interrupted) else {
            let errors = if interrupted { "the search was interrupted\n" } else { "" };
            return Response { failed: true, interrupted, errors: errors.to_owned(), ..Response::default() };
        };
        self.inputs += 1;
        let new = changed_items(&changed, &self.state.items);
        let mut response = self.items(&new, emit);
        response.failed |= !all_sure;
        response
    }
}

/// Definitions of a text that are not among the items, or differ from them, as text.
fn changed_items(text: &str, old: &[Item]) -> String {
    let input = Arc::new(crate::prompt::Input { name: String::new(), text: text.to_owned() });
    let all = crate::prompt::items(&input, &Rewritten::same(text));
    let mut out = String::new();
    for item in all.iter().filter(|i| i.defines().is_some()) {
        let same = old.iter().find(|o| o.key == item.key);
        let before = same.map(|o| Composed::new(std::slice::from_ref(o), &[]).text);
        if before.is_none_or(|b| b.trim() != item.source.text.trim()) {
            out.push_str(item.source.text.trim());
            out.push('\n');
        }
    }
    out
}

fn show_fillings(filled: &Filled, emit: Emit<'_>) {
    for (hole, name) in filled.holes.iter().zip(&filled.names) {
        emit(&format!("hole of `{name}`, {}\n", hole.signature()));
    }
    for f in &filled.fillings {
        let guess = if f.guess { ", a guess" } else { "" };
        emit(&format!("    {}    {}{guess}\n", f.parts.join("   and   "), plural(f.terms, "term")));
        for line in f.definitions.lines() {
            emit(&format!("    {line}\n"));
        }
    }
    if filled.fillings.is_empty() {
        let more = if filled.cut_short { "; `nth fill` with --work-limit looks further" } else { "" };
        emit(&format!("    nothing found{more}\n"));
    }
}

/// An answer in one line: what it is, how many terms speak for it, how it goes on.
fn account(a: &Answer) -> String {
    let next: Vec<String> = a.next.iter().map(ToString::to_string).collect();
    let next = if next.is_empty() { String::new() } else { format!("; goes on {}, …", next.join(", ")) };
    let guess = if a.guess { "; a guess" } else { "" };
    format!("{}; has all {}{guess}{next}", a.description, plural(a.verified + a.held_back, "term"))
}

/// Source text of an answer whose last sequence, which is the answer, has another name.
fn renamed(source: &str, name: &str) -> Option<String> {
    let parsed = parse(FileId(0), source);
    let defs: Vec<_> = parsed
        .module
        .items
        .iter()
        .filter_map(|i| match &i.kind {
            ItemKind::Def(d) => Some(d),
            ItemKind::Check(_) | ItemKind::Use(_) | ItemKind::Error => None,
        })
        .collect();
    let last = defs.last()?;
    let old = last.name.name.as_str();
    let uses = defs.iter().flat_map(|d| of_def(d)).filter(|n| n.name == old).map(|n| n.range);
    let mut places: Vec<_> = uses.chain([last.name.span.range()]).collect();
    places.sort_by_key(|r| r.start);
    let parts: Vec<_> = places.into_iter().map(|r| (r, name.to_owned())).collect();
    Some(Rewritten::new(source, &parts).text)
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn an_answer_gets_its_name() {
        let source = "fn f(a) = a + 1\nseq a(n) = if n == 0 then 1 else f(a(n - 1)) + fold(1..n, 0, |a, k| a + k)\n";
        let expected = "fn f(a) = a + 1\nseq b(n) = if n == 0 then 1 else f(b(n - 1)) + fold(1..n, 0, |a, k| a + k)\n";
        assert_eq!(renamed(source, "b").as_deref(), Some(expected));
    }
}
