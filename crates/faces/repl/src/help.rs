//! Help: `:help`, `?name`, `??words`, `:explain`.

use nth_session::{DocPage, doc, explain, search};

use crate::command::{COMMANDS, find};
use crate::prompt::PROMPT;
use crate::repl::{Emit, Repl, Response};

/// Number of names that a search of the documentation shows.
const MAX_FOUND: usize = 30;

/// Shows the page of all commands, or the row of one.
pub(crate) fn help(repl: &mut Repl, word: &str, emit: Emit<'_>) -> Response {
    let word = word.trim_start_matches(':');
    if word.is_empty() {
        emit(&page());
        return Response::default();
    }
    match find(word) {
        Ok(c) => {
            emit(&format!(":{} {}\n    {}\n", c.name, c.arguments, c.summary).replace(" \n", "\n"));
            Response::default()
        }
        Err(_) => repl.doc_command(word, emit),
    }
}

/// Text of `:help`: forms of input, then a line for each command.
fn page() -> String {
    let usage: Vec<String> =
        COMMANDS.iter().map(|c| format!(":{} {}", c.name, c.arguments).trim_end().to_owned()).collect();
    let width = usage.iter().map(String::len).max().unwrap_or(0);
    let mut out = String::from(
        "Type a definition (`seq`, `triangle`, `array`, `fn`), a `check`, a `use`, or an expression.\n\
         `x = 5` and `f(x) = x ^ 2` define as well. A definition may be typed again: what uses it sees the new one.\n\
         %1, %2, … are earlier results; % and `it` are the last one. The name of a sequence shows its terms.\n\
         ?NAME shows documentation, ??WORDS searches it. Tab completes, Ctrl-R searches the history.\n\
         Ctrl-C stops the running input and keeps everything else.\n\n",
    );
    for (c, usage) in COMMANDS.iter().zip(usage) {
        out.push_str(&format!("  {usage:width$}  {}\n", c.summary));
    }
    out
}

/// Shows the page of a diagnostic code.
pub(crate) fn explain_code(_: &mut Repl, code: &str, emit: Emit<'_>) -> Response {
    match explain(code) {
        Ok(text) => {
            emit(text);
            Response::default()
        }
        Err(_) if code.is_empty() => Response::failed(":explain needs a code, as in :explain check-failed"),
        Err(near) if near.is_empty() => Response::failed(format!("there is no code `{code}`")),
        Err(near) => Response::failed(format!("there is no code `{code}`; did you mean {}?", near.join(", "))),
    }
}

impl Repl {
    /// Shows the documentation of a name, or of a command; with several words, searches.
    pub(crate) fn doc_command(&mut self, name: &str, emit: Emit<'_>) -> Response {
        if name.is_empty() {
            return Response::failed(":doc needs a name, as in :doc fold");
        }
        if let Some(command) = name.strip_prefix(':') {
            return help(self, command, emit);
        }
        let pages = doc(self.state.session.checker(), &self.state.scope, name);
        if pages.is_empty() {
            if let Ok(text) = explain(name) {
                emit(text);
                return Response::default();
            }
            return self.search(name, emit);
        }
        for p in pages {
            emit(&at_the_prompt(p).render());
        }
        Response::default()
    }

    /// Lists the names whose documentation has these words: names, texts and synonyms, those of the prompt first.
    pub(crate) fn search(&mut self, words: &str, emit: Emit<'_>) -> Response {
        if words.is_empty() {
            return Response::failed("?? needs words, as in ??greatest divisor");
        }
        let list: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        let checker = self.state.session.checker();
        let own = self.state.items.iter().filter_map(|i| i.defines());
        let mut found: Vec<DocPage> = own.flat_map(|name| doc(checker, &self.state.scope, name)).collect();
        found.retain(|p| {
            let all = format!("{} {}", p.name, p.text).to_lowercase();
            list.iter().all(|w| all.contains(&w.to_lowercase()))
        });
        found.extend(search(checker, &list));
        if found.is_empty() {
            return Response::failed(format!("no documentation mentions {words}"));
        }
        for p in found.iter().take(MAX_FOUND) {
            emit(format!("{}  {}", p.name, p.summary()).trim_end());
            emit("\n");
        }
        if found.len() > MAX_FOUND {
            emit(&format!("and {} more; more words find fewer\n", found.len() - MAX_FOUND));
        }
        Response::default()
    }
}

/// A page with a place for people, if its definition was typed at the prompt.
fn at_the_prompt(page: DocPage) -> DocPage {
    if page.place.starts_with(PROMPT) { DocPage { place: "typed at the prompt".to_owned(), ..page } } else { page }
}
