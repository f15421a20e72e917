//! Programs for places where one is wanted, each verified, shown as they are found.

use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use nth_analysis::{Analysis, Snapshot};
use nth_base::{Cancel, Cost, lock};
use nth_compiler::{Indices, SourceFiles};
use nth_fill::{Environment, FillError, Filling, Hole, Request, fill_observed};
use nth_ide::{Answer, TextEdit};
use nth_num::Int;
use nth_runner::elide;
use nth_synth::{Formula, Task, Watcher};
use nth_types::Scope;

use crate::Assist;
use crate::checks::agreement;
use crate::draft::{LIMITS, NEXT, apply, checked, following, without_errors, written};
use crate::program::{Lowered, SnapshotFiles, workspace};
use crate::wanted::{Blank, Wanted, wanted};

/// Units of work for each unit of a search for fillings, which runs a program on all `check`s.
const FILLING: u64 = 16;

/// Bounds of a search for suggestions.
#[derive(Clone, Copy, Debug)]
pub struct SuggestOptions {
    /// Number of suggestions, at least 1.
    pub top: usize,
    /// Time limit.
    pub time: Duration,
    /// Work limit, in units of about a quarter of a microsecond; none to be bounded by the time only.
    pub work: Option<u64>,
    /// Whether the search ends with the first suggestion that is no guess, for an editor that waits.
    pub first_sure: bool,
}

impl Default for SuggestOptions {
    fn default() -> Self {
        Self { top: 5, time: Duration::from_secs(10), work: None, first_sure: false }
    }
}

/// A program for a place where one is wanted. It has been written into the text, and gave all known terms there.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// The expression or the definitions that are written.
    pub text: String,
    /// Edits that write it.
    pub edits: Vec<TextEdit>,
    /// Number of nodes of the Core program, the functions that it needs included.
    pub size: u64,
    /// Cost of the known terms.
    pub cost: Cost,
    /// Number of known terms, all of which the program gives.
    pub terms: usize,
    /// Terms after the known ones, at most 5.
    pub next: Vec<Int>,
    /// Probability that the next terms are right, from 0 to 1; none where the search does not tell.
    pub confidence: Option<f64>,
    /// Whether the program may be a coincidence.
    pub guess: bool,
    /// Description in a few words for people; empty if there is none.
    pub description: String,
}

impl Suggestion {
    /// What speaks for the program, on one line: `12 terms · goes on 233, 377, … · size 9 · cost 1,234 · a guess`.
    #[must_use]
    pub fn detail(&self) -> String {
        let mut parts = vec![nth_base::plural(self.terms, "term")];
        if !self.next.is_empty() {
            let next: Vec<String> = self.next.iter().map(|t| elide(t, 40)).collect();
            parts.push(format!("goes on {}, …", next.join(", ")));
        }
        parts.push(format!("size {}", nth_base::grouped(self.size)));
        parts.push(format!("cost {}", nth_base::grouped(self.cost.continued)));
        if let Some(c) = self.confidence {
            parts.push(format!("{:.0} % sure", (c * 100.0).floor()));
        }
        if self.guess {
            parts.push("a guess".to_owned());
        }
        parts.join(" · ")
    }
}

/// Receiver of suggestions, called from several threads. Later ones may be better.
pub type Receiver<'a> = &'a (dyn Fn(&Suggestion) + Sync);

impl Assist {
    /// Programs for the place at an offset, best first; each is shown to `found` when it is found. At a hole they make
    /// all `check`s hold that depend on it, for a sequence without a body its `check`, for a line of terms these. If
    /// `cancel` is raised or the time is over, what was found until then is returned.
    ///
    /// # Errors
    /// `cancel` was raised before the search began; or, inside, why nothing can be searched here, in words.
    pub fn suggest(
        &self,
        snapshot: &Snapshot,
        file: &str,
        offset: usize,
        options: &SuggestOptions,
        cancel: &Cancel,
        found: Receiver<'_>,
    ) -> Answer<Result<Vec<Suggestion>, String>> {
        let Some(place) = wanted(snapshot, file, offset, cancel)? else {
            return Ok(Err("there is no hole, empty sequence or line of terms here".to_owned()));
        };
        let Some(m) = snapshot.module(file, cancel)? else { return Ok(Ok(Vec::new())) };
        // A search that ends early has a flag of its own: the time bounds how long it does not see the other one.
        let own = Cancel::new();
        let stop = if options.first_sure { &own } else { cancel };
        let started = self.clock.now();
        let search =
            Search { assist: self, snapshot, m: &m, options, started, cancel: stop, found, all: Mutex::default() };
        let result = match &place {
            Wanted::Body(blank) => {
                search.body(blank);
                let is_hole = m.text().get(blank.range.clone()) == Some("?");
                // Functions of the file are known to the search for fillings only.
                if is_hole && lock(&search.all).iter().all(|s| s.guess) {
                    search.hole(&blank.name, &blank.range).or(Ok(()))
                } else {
                    Ok(())
                }
            }
            Wanted::Hole { name, range } => search.hole(name, range),
            Wanted::Terms { range, is_comment, terms } => {
                search.terms(range, *is_comment, terms);
                Ok(())
            }
        };
        Ok(result.map(|()| search.finish()))
    }

    /// Prepares what the first search needs: the terms of the library's sequences. Takes a part of a second; a worker
    /// calls it when an editor starts.
    pub fn prepare(&self, cancel: &Cancel) {
        let task = Task { terms: (1..=8).map(|n| Int::from(n * n)).collect::<Vec<_>>().into(), first: None };
        let options = nth_synth::Options { work: Some(1), time: None, ..nth_synth::Options::default() };
        let _ = self.synthesizer.search(&[task], &options, self.clock.as_ref(), cancel, &nth_synth::Silent);
    }
}

struct Search<'a> {
    assist: &'a Assist,
    snapshot: &'a Snapshot,
    m: &'a Analysis,
    options: &'a SuggestOptions,
    /// Time of the clock when the search began.
    started: Duration,
    cancel: &'a Cancel,
    found: Receiver<'a>,
    all: Mutex<Vec<Suggestion>>,
}

/// Program that is written into a text, before it is verified.
struct Draft {
    text: String,
    edits: Vec<TextEdit>,
    /// Name of the sequence with the known terms, and the index of the first of them; none for the first index.
    name: String,
    from: Option<i64>,
}

impl Search<'_> {
    fn finish(self) -> Vec<Suggestion> {
        let mut all = self.all.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        // The order of equal ones is that in which they were found.
        all.sort_by_key(|s| s.guess);
        all.truncate(self.options.top.max(1));
        all
    }

    fn edit(&self, range: Range<usize>, text: String) -> TextEdit {
        TextEdit { file: Arc::from(self.m.name()), range, text }
    }

    /// Verifies a program and shows it, unless it was shown before.
    fn offer(&self, draft: Draft, terms: &[Int], complete: impl FnOnce(&mut Suggestion)) {
        if lock(&self.all).iter().any(|s| s.text == draft.text) {
            return;
        }
        let Some(mut suggestion) = self.verified(draft, terms) else { return };
        complete(&mut suggestion);
        self.show(suggestion);
    }

    /// Shows a suggestion, unless it was shown before.
    fn show(&self, suggestion: Suggestion) {
        let mut all = lock(&self.all);
        if all.iter().all(|s| s.text != suggestion.text) {
            (self.found)(&suggestion);
            if self.options.first_sure && !suggestion.guess {
                self.cancel.raise();
            }
            all.push(suggestion);
        }
    }

    /// What is left of the time.
    fn time_left(&self) -> Duration {
        (self.started + self.options.time).saturating_sub(self.assist.clock.now())
    }

    /// The program with what running it tells, if it can be written so and has the terms there.
    fn verified(&self, draft: Draft, terms: &[Int]) -> Option<Suggestion> {
        let text = apply(self.m.text(), &draft.edits)?;
        let (lowered, position, cost) =
            checked(self.snapshot, self.m.name(), &text, &draft.name, draft.from, terms, self.cancel)?;
        let next = following(&lowered, position + terms.len() as u64, self.cancel);
        Some(Suggestion {
            text: draft.text,
            edits: draft.edits,
            size: lowered.size(),
            cost,
            terms: terms.len(),
            next,
            confidence: None,
            guess: false,
            description: String::new(),
        })
    }

    /// Programs with the terms of the `check` of a sequence without a body.
    fn body(&self, blank: &Blank) {
        self.synthesize(&blank.terms, blank.from, |source| {
            let formula = Formula::parse(source.trim_end())?;
            let (body, definitions) = written(&formula, blank)?;
            let mut edits = vec![self.edit(blank.range.clone(), format!("{}{body}", blank.before))];
            if !definitions.is_empty() {
                edits.insert(0, self.edit(blank.start..blank.start, definitions.clone()));
            }
            let text = if definitions.is_empty() { body } else { format!("{definitions}{body}") };
            Some(Draft { text, edits, name: blank.name.clone(), from: Some(blank.from) })
        });
    }

    /// Programs for a line of terms, each written with a `check`.
    fn terms(&self, range: &Range<usize>, is_comment: bool, terms: &[Int]) {
        let name = self.fresh_name();
        let listed: Vec<String> = terms.iter().map(Int::to_string).collect();
        let check = format!("check {name} = {}", listed.join(", "));
        self.synthesize(terms, 0, |source| {
            let program = Formula::parse(source.trim_end())?.source(&name);
            let text = format!("{}\n{check}", program.trim_end());
            let edit = match is_comment {
                true => self.edit(range.end..range.end, format!("\n{text}")),
                false => self.edit(range.clone(), text.clone()),
            };
            Some(Draft { text, edits: vec![edit], name: name.clone(), from: None })
        });
    }

    /// A name that the text does not use: a, b, …, z, a1, ….
    fn fresh_name(&self) -> String {
        let used: Vec<&str> =
            nth_syntax::tokens(self.m.text()).into_iter().filter_map(|t| self.m.text().get(t.span)).collect();
        let names =
            (0..).flat_map(|k: u32| ('a'..='z').map(move |c| if k == 0 { c.to_string() } else { format!("{c}{k}") }));
        // `n` is the index.
        names.into_iter().find(|n| n != "n" && !used.contains(&n.as_str())).unwrap_or_default()
    }

    fn synthesize(&self, terms: &[Int], first: i64, draft: impl Fn(&str) -> Option<Draft> + Sync) {
        let options = nth_synth::Options {
            top: self.options.top.max(1),
            time: Some(self.time_left()),
            work: self.options.work,
            next: NEXT,
            ..nth_synth::Options::default()
        };
        let offer = |answer: &nth_synth::Answer| {
            let Some(draft) = draft(&answer.source) else { return };
            self.offer(draft, terms, |s| {
                s.confidence = Some(answer.confidence);
                s.guess = answer.guess;
                s.description.clone_from(&answer.description);
            });
        };
        let task = Task { terms: terms.to_vec().into(), first: Some(first) };
        let clock = self.assist.clock.as_ref();
        let found = self.assist.synthesizer.search(&[task], &options, clock, self.cancel, &Stream(&offer));
        // The final order is that of the answers.
        let early = std::mem::take(&mut *lock(&self.all));
        for answer in found.answers.iter().flatten() {
            let text = draft(&answer.source).map(|d| d.text);
            match early.iter().find(|s| Some(&s.text) == text.as_ref()) {
                Some(shown) => lock(&self.all).push(shown.clone()),
                None => offer(answer),
            }
        }
        let mut all = lock(&self.all);
        let rest: Vec<Suggestion> = early.into_iter().filter(|s| all.iter().all(|t| t.text != s.text)).collect();
        all.extend(rest);
    }

    /// Fillings of a hole, and of the holes that the same `check`s decide.
    fn hole(&self, name: &str, range: &Range<usize>) -> Result<(), String> {
        let library = self.snapshot.library();
        let files: Arc<dyn SourceFiles> = Arc::new(SnapshotFiles(self.snapshot.clone()));
        let environment = Environment {
            library,
            files: &files,
            clock: self.assist.clock.as_ref(),
            cancel: self.cancel,
            synthesizer: Some(&self.assist.synthesizer),
        };
        let options = nth_fill::Options {
            top: self.options.top.max(1),
            time: Some(self.time_left()),
            work: self.options.work.map_or(nth_fill::Options::default().work, |w| w / FILLING),
            ..nth_fill::Options::default()
        };
        let text = without_errors(self.m, range);
        let request = Request { file: self.m.name(), text: &text, name: Some(name) };
        let observer = |holes: &[Hole], filling: &Filling| self.filling(holes, filling);
        match fill_observed(&request, &environment, &options, &observer) {
            Ok(groups) => {
                let mut all = lock(&self.all);
                let order: Vec<String> = groups.iter().flat_map(|g| &g.fillings).map(shown).collect();
                // What the search ranks is first; what it found later and left out comes behind.
                all.sort_by_key(|s| order.iter().position(|t| *t == s.text).unwrap_or(order.len()));
                Ok(())
            }
            Err(FillError::Invalid(messages, _)) => {
                Err(messages.first().map_or_else(|| "the file has errors".to_owned(), |d| d.title.clone()))
            }
            Err(
                e @ (FillError::Read(_)
                | FillError::NoDefinition(..)
                | FillError::NoHole
                | FillError::NoCheck(_)
                | FillError::Generic(_)),
            ) => Err(e.to_string()),
        }
    }

    /// A filling, which the search has verified; what it costs and how it goes on is computed here.
    fn filling(&self, holes: &[Hole], filling: &Filling) {
        let edits: Vec<TextEdit> = filling.edits.iter().map(|e| self.edit(e.span.range(), e.text.clone())).collect();
        let text = shown(filling);
        let mut suggestion = Suggestion {
            text,
            edits,
            size: 0,
            cost: Cost::default(),
            terms: filling.terms,
            next: Vec::new(),
            confidence: None,
            guess: filling.guess,
            description: String::new(),
        };
        let Some(hole) = holes.first() else { return };
        if let Some((size, cost, next)) = self.measured(hole, &suggestion.edits) {
            (suggestion.size, suggestion.cost, suggestion.next) = (size, cost, next);
        }
        self.show(suggestion);
    }

    /// Size, cost of the checked terms and next terms of the definition with a hole, or of the checked one.
    fn measured(&self, hole: &Hole, edits: &[TextEdit]) -> Option<(u64, Cost, Vec<Int>)> {
        let text = apply(self.m.text(), edits)?;
        let mut workspace = workspace(self.snapshot);
        let loaded = workspace.check_text(self.m.name(), &text, &Scope::default());
        let module = workspace.module(loaded.module)?;
        let def = self.m.def_at(hole.span.start)?;
        let own = *module.names.get(&def.name)?;
        let program = workspace.checker().program();
        let checks = || program.checks.iter().filter(|c| c.span.file == module.file);
        // If the definition has no `check` of its own, one that depends on it tells.
        let check = checks().find(|c| c.def == own).or_else(|| checks().next())?;
        let checked = workspace.def(check.def)?;
        let lowered = Lowered::new(workspace.checker(), check.def).ok()?;
        let position = Indices::position(checked.kind, &checked.offsets, check.from)?;
        let terms: Vec<Int> = check.terms.iter().map(|(t, _)| t.clone()).collect();
        let result = agreement(&lowered, position, &terms, &LIMITS, self.cancel).ok()?;
        let next = following(&lowered, position + terms.len() as u64, self.cancel);
        Some((lowered.size(), result.cost, next))
    }
}

/// Passes the answers of a search on.
struct Stream<'a, F>(&'a F);

impl<F: Fn(&nth_synth::Answer) + Sync> Watcher for Stream<'_, F> {
    fn answer(&self, _task: usize, answer: &nth_synth::Answer) {
        (self.0)(answer);
    }
}

/// Text of a filling for people.
fn shown(filling: &Filling) -> String {
    let parts = filling.parts.join("   and   ");
    if filling.definitions.is_empty() { parts } else { format!("{}{parts}", filling.definitions) }
}
