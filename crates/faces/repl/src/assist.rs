//! Help while a line is typed: completions, colours, hints. The answers are those of `nth_ide` about the module of the
//! prompt with the line behind it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use nth_analysis::{Database, Snapshot};
use nth_base::Cancel;
use nth_ide::{CompletionKind, SemanticKind, complete, semantic_tokens, signature_help};
use nth_session::{Library, NoFiles, Scope, doc, explanations};

use crate::command::{Argument, COMMANDS, find};
use crate::input::{Kind, command_parts, kind, pieces};
use crate::prompt::PROMPT;
use crate::repl::Repl;
use crate::results::operand_places;
use crate::rewrite::Rewritten;

/// Head of the definition that an expression is made the body of.
const HEAD: &str = "fn it() = ";
/// Largest number of completions that are shown with their documentation.
const WITH_DOCS: usize = 16;

/// Class of a part of a line, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Command of the REPL.
    Command,
    /// Reference to an earlier result.
    Result,
    /// Part of a definition or an expression.
    Code(SemanticKind),
}

/// A completion of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Text in the place of the word.
    pub text: String,
    /// The text with its head and the first sentence of its documentation, for a list.
    pub shown: String,
}

/// Completions of the word that ends at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// Byte of the line where the word begins.
    pub start: usize,
    /// Completions, the best first.
    pub candidates: Vec<Candidate>,
    /// Whether the word may also be the name of a file.
    pub files: bool,
}

/// Help while a line is typed, for the definitions of a REPL.
pub struct Assistant {
    database: RefCell<Database>,
    /// Text of the module of the prompt.
    module: String,
    cancel: Cancel,
}

/// A line as a part of the module of the prompt.
struct Placed {
    snapshot: Snapshot,
    /// First byte of the rewritten text in the module.
    base: usize,
    /// Part of the line that is nth text, and its first byte in the line.
    from: usize,
    rewritten: Rewritten,
}

impl Placed {
    /// Byte of the module for a byte of the line.
    fn offset(&self, at: usize) -> usize {
        self.base + self.rewritten.rewritten(at.saturating_sub(self.from))
    }
}

impl Assistant {
    /// An assistant that knows a library and no definitions.
    #[must_use]
    pub fn new(library: &Arc<Library>) -> Self {
        let database = Database::new(Arc::clone(library), Arc::new(NoFiles));
        Self { database: RefCell::new(database), module: String::new(), cancel: Cancel::new() }
    }

    /// Takes over the definitions of a REPL.
    pub fn follow(&mut self, repl: &Repl) {
        self.module.clear();
        // The prompt sees files that no `use` can name, so each has a name of its own here.
        let checker = repl.base.checker();
        for (k, m) in checker.modules().iter().filter(|m| !m.is_std).enumerate() {
            let text = checker.sources().text(m.file);
            self.database.get_mut().set_file(&format!("loaded_{k}.nth"), text);
            self.module.push_str(&format!("use loaded_{k}\n"));
        }
        self.module.push_str(&repl.state.composed.text);
    }

    /// The state with a text behind the module.
    fn with(&self, text: &str) -> Snapshot {
        let mut database = self.database.borrow_mut();
        database.set_file(PROMPT, format!("{}{text}", self.module));
        database.snapshot()
    }

    /// Puts one input behind the module; none for an input that is no text of nth.
    fn place(&self, input: &str) -> Option<Placed> {
        let (from, is_item, rewritten) = match kind(input) {
            Kind::Command => {
                let from = argument_start(input)?;
                (from, false, Rewritten::same(&masked(input.get(from..)?)))
            }
            Kind::Empty | Kind::Items => (0, true, Rewritten::same(input)),
            Kind::Head(head) => (0, true, head.item(&masked(input), "fn")),
            Kind::Expression => (0, false, Rewritten::same(&masked(input))),
        };
        let head = if is_item { "" } else { HEAD };
        let snapshot = self.with(&format!("{head}{}", rewritten.text));
        Some(Placed { snapshot, base: self.module.len() + head.len(), from, rewritten })
    }

    /// Parts of a line that have a colour, in order.
    #[must_use]
    pub fn classes(&self, line: &str) -> Vec<(Range<usize>, Class)> {
        let mut out = Vec::new();
        for (range, input) in pieces(line) {
            let Some(typed) = line.get(range.clone()).filter(|typed| *typed == input) else { continue };
            let shift = |r: Range<usize>| range.start + r.start..range.start + r.end;
            let mut found = self.classes_of(typed);
            found.retain(|(r, _)| r.end <= typed.len());
            out.extend(found.into_iter().map(|(r, class)| (shift(r), class)));
        }
        out
    }

    fn classes_of(&self, input: &str) -> Vec<(Range<usize>, Class)> {
        let mut out: Vec<(Range<usize>, Class)> = Vec::new();
        let first = input.len() - input.trim_start().len();
        if kind(input) == Kind::Command {
            let end = command_parts(input).map_or(first + 1, |(name, _)| name.end);
            out.push((first..end, Class::Command));
        }
        let Some(placed) = self.place(input) else { return out };
        let rest = input.get(placed.from..).unwrap_or("");
        let results: Vec<Range<usize>> =
            operand_places(rest).into_iter().map(|p| placed.from + p.range.start..placed.from + p.range.end).collect();
        let all = semantic_tokens(&placed.snapshot, PROMPT, &self.cancel).unwrap_or_default();
        for t in all.into_iter().filter(|t| t.range.start >= placed.base) {
            let found = placed.rewritten.original(t.range.start - placed.base..t.range.end - placed.base);
            let range = placed.from + found.start..placed.from + found.end;
            let after = out.last().is_none_or(|(last, _)| last.end <= range.start);
            if after && !range.is_empty() && input.get(range.clone()).is_some() {
                let class = if results.contains(&range) { Class::Result } else { Class::Code(t.kind) };
                out.push((range, class));
            }
        }
        out
    }

    /// The head of the function whose arguments are being written at a place.
    #[must_use]
    pub fn hint(&self, line: &str, at: usize) -> Option<String> {
        let (range, input) = piece_at(line, at)?;
        let placed = self.place(&input)?;
        let at = at.checked_sub(range.start).filter(|at| *at >= placed.from && *at <= input.len())?;
        let found = signature_help(&placed.snapshot, PROMPT, placed.offset(at), &self.cancel).ok()??;
        found.parameters.get(found.active)?;
        Some(found.signature)
    }

    /// Completions of the word that ends at byte `at` of a line.
    #[must_use]
    pub fn complete(&self, line: &str, at: usize) -> Completions {
        let none = Completions { start: at, ..Completions::default() };
        let Some((range, input)) = piece_at(line, at) else { return none };
        let Some(at) = at.checked_sub(range.start).filter(|at| input.is_char_boundary(*at)) else { return none };
        let mut found = self.complete_in(&input, at);
        found.start += range.start;
        // A name is found by its other names, too.
        let mut seen = BTreeSet::new();
        found.candidates.retain(|c| seen.insert(c.text.clone()));
        found
    }

    fn complete_in(&self, input: &str, at: usize) -> Completions {
        let mut files = false;
        if let Some((name, arguments)) = command_parts(input) {
            let word = input.get(name.start..at.min(name.end)).unwrap_or("");
            if at <= name.end {
                return Completions { start: name.start, candidates: commands(word), files };
            }
            let takes = find(input.get(name).unwrap_or("")).map_or(Argument::None, |c| c.takes);
            let typed = input.get(arguments.start.min(at)..at).unwrap_or("");
            let start = typed.rfind(char::is_whitespace).map_or(arguments.start.min(at), |i| arguments.start + i + 1);
            let word = input.get(start..at).unwrap_or("");
            match takes {
                Argument::None => return Completions { start: at, ..Completions::default() },
                Argument::File => return Completions { start, candidates: Vec::new(), files: true },
                Argument::Command => return Completions { start, candidates: commands(word), files },
                Argument::Code => {
                    let codes = explanations().into_iter().filter(|(code, _)| code.starts_with(word));
                    let shown = |(code, about): (&str, &str)| candidate(code, "", about);
                    return Completions { start, candidates: codes.map(shown).collect(), files };
                }
                Argument::NameAndFile => files = true,
                Argument::Expression => {}
            }
        }
        let mut found = self.names(input, at);
        // A word at the beginning may be that of a definition, too.
        let before = input.get(..found.start).unwrap_or("");
        if kind(input) == Kind::Expression && before.trim().is_empty() {
            let snapshot = self.with(input);
            found.candidates.extend(self.ask(&snapshot, self.module.len() + at));
        }
        Completions { files, ..found }
    }

    /// Completions of a name in an input.
    fn names(&self, input: &str, at: usize) -> Completions {
        let part = |c: char| c.is_alphanumeric() || c == '_' || c == '\'';
        let before = input.get(..at).unwrap_or("");
        let start = before.len() - before.chars().rev().take_while(|c| part(*c)).map(char::len_utf8).sum::<usize>();
        let Some(placed) = self.place(input).filter(|p| p.from <= start) else {
            return Completions { start: at, ..Completions::default() };
        };
        Completions { start, candidates: self.ask(&placed.snapshot, placed.offset(at)), files: false }
    }

    fn ask(&self, snapshot: &Snapshot, offset: usize) -> Vec<Candidate> {
        let mut found = complete(snapshot, PROMPT, offset, &self.cancel).unwrap_or_default();
        found.retain(|c| c.label != "it" && !c.label.starts_with("loaded_"));
        let module = snapshot.module(PROMPT, &self.cancel).ok().flatten();
        let few = found.len() <= WITH_DOCS;
        let about = |name: &str| {
            let m = module.as_ref().filter(|_| few)?;
            doc(m.checker(), &Scope(vec![m.module_id()]), name).first().map(nth_session::DocPage::summary)
        };
        let shown = |c: nth_ide::Completion| match c.kind {
            CompletionKind::Snippet | CompletionKind::Keyword => candidate(&c.label, "", ""),
            CompletionKind::Module => candidate(&c.label, "", if few { &c.detail } else { "" }),
            CompletionKind::Local | CompletionKind::Type => candidate(&c.label, "", ""),
            CompletionKind::Sequence | CompletionKind::Function => {
                let detail = if few { c.detail.as_str() } else { "" };
                candidate(&c.label, detail, &about(&c.label).unwrap_or_default())
            }
        };
        found.into_iter().map(shown).collect()
    }
}

/// A completion, shown with its head and what it is about.
fn candidate(text: &str, head: &str, about: &str) -> Candidate {
    let name = if head.is_empty() { text } else { head };
    let shown = if about.is_empty() { name.to_owned() } else { format!("{name}  {about}") };
    Candidate { text: text.to_owned(), shown }
}

/// Commands whose names begin with a word.
fn commands(word: &str) -> Vec<Candidate> {
    let found = COMMANDS.iter().filter(|c| c.name.starts_with(word));
    found.map(|c| candidate(c.name, format!(":{} {}", c.name, c.arguments).trim_end(), c.summary)).collect()
}

/// The input of a line around a byte, with its bytes. None in a pasted block with prompts.
fn piece_at(line: &str, at: usize) -> Option<(Range<usize>, String)> {
    if line.is_empty() {
        return Some((0..0, String::new()));
    }
    let found = pieces(line).into_iter().rfind(|(range, _)| range.start <= at)?;
    line.get(found.0.clone()).is_some_and(|typed| typed == found.1).then_some(found)
}

/// First byte of the expression in the arguments of a command; none if there is no expression.
fn argument_start(input: &str) -> Option<usize> {
    if let Some((name, arguments)) = command_parts(input) {
        let takes = find(input.get(name)?).ok()?.takes;
        let has_names = matches!(takes, Argument::Expression | Argument::NameAndFile);
        return has_names.then_some(arguments.start);
    }
    input.find(|c: char| c != '?' && !c.is_whitespace())
}

/// A text of the same length with a number in the place of each reference to a result.
fn masked(text: &str) -> String {
    let mut out = text.to_owned();
    for place in operand_places(text) {
        let digits = "0".repeat(place.range.len());
        out.replace_range(place.range, &digits);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(found: &Completions) -> Vec<&str> {
        found.candidates.iter().map(|c| c.text.as_str()).collect()
    }

    #[test]
    fn words_and_commands() {
        let a = Assistant::new(&Arc::new(Library::embedded()));
        for (line, at, start, expected) in [
            ("1 + isq", 7, 4, &["isqrt"][..]),
            (":typ", 4, 1, &["type"]),
            (":type isq", 9, 6, &["isqrt"]),
            ("?isq", 4, 1, &["isqrt"]),
            ("x = isq", 7, 4, &["isqrt"]),
            ("%1 + isq", 8, 5, &["isqrt"]),
            ("seq a(n) = isq", 14, 11, &["isqrt"]),
            ("1\nisq", 5, 2, &["isqrt"]),
            ("tri", 3, 0, &["triangle"]),
            (":explain check-f", 16, 9, &["check-failed"]),
            (":quit x", 7, 7, &[]),
            ("12", 2, 0, &[]),
        ] {
            let found = a.complete(line, at);
            assert_eq!(found.start, start, "{line}");
            let missing: Vec<&&str> = expected.iter().filter(|w| !words(&found).contains(w)).collect();
            assert!(missing.is_empty() && (found.candidates.is_empty() == expected.is_empty()), "{line}: {found:?}");
        }
        assert!(a.complete(":load x", 7).files);
        let shown = &a.complete("isq", 3).candidates[0].shown;
        assert!(shown.starts_with("fn isqrt(a: Int) -> Int  The integer part"), "{shown}");
    }

    #[test]
    fn colours_and_hints() {
        let a = Assistant::new(&Arc::new(Library::embedded()));
        let shown = |line: &str| {
            let all = a.classes(line).into_iter();
            all.map(|(r, class)| format!("{}={class:?}", &line[r])).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(":type isqrt(%1)"), ":type=Command isqrt=Code(Function) %1=Result");
        assert_eq!(shown("f(x) = x"), "f=Code(Function) x=Code(Parameter) ==Code(Operator) x=Code(Parameter)");
        assert_eq!(shown("é + 1 // x"), "+=Code(Operator) 1=Code(Number) // x=Code(Comment)");
        assert_eq!(a.hint("isqrt(", 6).as_deref(), Some("fn isqrt(a: Int) -> Int"));
        assert_eq!(a.hint(":type 1 + isqrt(2", 17).as_deref(), Some("fn isqrt(a: Int) -> Int"));
        assert_eq!(a.hint("isqrt", 5), None);
    }

    #[test]
    fn any_place_of_any_line_is_answered() {
        let a = Assistant::new(&Arc::new(Library::default()));
        for line in
            ["", ":", "?", ": x", "é(", "let x = ", "f(x) = %", "seq a(n) = (\n:type x\né", "%%%", "nth> x\n...> y"]
        {
            for at in 0..=line.len() + 1 {
                assert!(a.complete(line, at).start <= line.len() + 1);
                let _ = a.hint(line, at);
            }
            assert!(a.classes(line).iter().all(|(r, _)| line.get(r.clone()).is_some()));
        }
    }
}
