//! Commands of the REPL: `:word …` and `?name`. A command is a row of [`COMMANDS`]; nothing else lists them.

use crate::evaluate::SHOWN_TERMS;
use nth_diag::Diagnostic;
use nth_session::{doc, explain, search};

use crate::repl::{Emit, Repl, Response};

/// Number of names that a search of the documentation shows.
const MAX_FOUND: usize = 30;

/// A command of the REPL: name, help and action.
pub(crate) struct Command {
    /// Word after the colon. A prefix of it is enough if no other command has that prefix.
    pub name: &'static str,
    /// Forms of the command, as `:help` shows them.
    usage: &'static str,
    /// Description in `:help`, one line.
    help: &'static str,
    /// Action of the command. The text is the input after the command's name, trimmed.
    run: fn(&mut Repl, &str, Emit<'_>) -> Response,
}

/// All commands, in the order of `:help`.
pub(crate) const COMMANDS: &[Command] = &[
    Command { name: "help", usage: ":help", help: "show this page", run: |_, _, emit| show_page(&help(), emit) },
    Command {
        name: "type",
        usage: ":type EXPR",
        help: "show the type of an expression, without running it",
        run: Repl::type_of,
    },
    Command {
        name: "terms",
        usage: ":terms NAME [N]",
        help: "show the first N terms of a sequence (default 20)",
        run: Repl::terms_command,
    },
    Command {
        name: "doc",
        usage: ":doc NAME, ?NAME",
        help: "show the documentation of a name; with several words, search",
        run: Repl::doc,
    },
    Command { name: "explain", usage: ":explain CODE", help: "explain an error code", run: explain_code },
    Command {
        name: "oeis",
        usage: ":oeis TERMS",
        help: "find sequences with these terms, or those of a NAME or of the last list; show an A-NUMBER",
        run: Repl::oeis,
    },
    Command { name: "load", usage: ":load FILE", help: "load the definitions of a file", run: Repl::load },
    Command {
        name: "reload",
        usage: ":reload",
        help: "load all files again and repeat the definitions made here",
        run: |repl, _, emit| repl.reload(emit),
    },
    Command {
        name: "time",
        usage: ":time",
        help: "show time and cost of each input, or stop showing them",
        run: |repl, _, emit| repl.toggle_time(emit),
    },
    Command {
        name: "quit",
        usage: ":quit",
        help: "end the session, as Ctrl-D does",
        run: |_, _, _| Response { quit: true, ..Response::default() },
    },
];

/// Text of `:help`: forms of input, then a line for each command.
fn help() -> String {
    let width = COMMANDS.iter().map(|c| c.usage.len()).max().unwrap_or(0);
    let mut out = String::from(
        "Type a definition (`seq`, `triangle`, `array`, `fn`), a `check`, a `use`, or an expression.\n\
         %1, %2, … are earlier results; % and `it` are the last one. The name of a sequence shows its terms.\n\
         Ctrl-C stops the running input and keeps everything else.\n\n",
    );
    for c in COMMANDS {
        out.push_str(&format!("  {:width$}  {}\n", c.usage, c.help));
    }
    out
}

/// Finds a command by its name, else by a prefix that only one command has. The error is a line for people.
fn find(word: &str) -> Result<&'static Command, String> {
    let mut matching = COMMANDS.iter().filter(|c| c.name.starts_with(word) && !word.is_empty());
    let exact = COMMANDS.iter().find(|c| c.name == word);
    match (exact, matching.next(), matching.next()) {
        (Some(c), ..) | (None, Some(c), None) => Ok(c),
        (None, Some(a), Some(b)) => Err(format!(":{word} may be :{} or :{}", a.name, b.name)),
        (None, None, _) => Err(format!("there is no command :{word}; :help lists all")),
    }
}

impl Repl {
    /// Runs a command line that begins with `:` or `?`.
    pub(crate) fn command(&mut self, text: &str, emit: Emit<'_>) -> Response {
        if let Some(rest) = text.strip_prefix('?') {
            let rest = rest.trim_start_matches('?').trim();
            return if rest.is_empty() { show_page(&help(), emit) } else { self.doc(rest, emit) };
        }
        let text = text.trim_start_matches(':');
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        match find(word) {
            Ok(command) => (command.run)(self, rest.trim(), emit),
            Err(why) => Response::failed(why),
        }
    }

    fn type_of(&mut self, text: &str, emit: Emit<'_>) -> Response {
        if text.is_empty() {
            return Response::failed(":type needs an expression, as in :type 1..10");
        }
        let expanded = match self.expand(text) {
            Ok(e) => e,
            Err(why) => return Response::failed(why.to_string()),
        };
        if let Some(head) = self.function(text) {
            emit(&format!("{head}\n"));
            return Response::default();
        }
        let before = self.session.checkpoint();
        let (expr, diagnostics) = self.session.check_expr("<type>", &expanded.text, &self.scope);
        let errors = self.original("<type>", text, &expanded, diagnostics.clone());
        let failed = diagnostics.iter().any(Diagnostic::is_error);
        if !failed {
            emit(&format!("{}\n", self.session.type_of(expr)));
        }
        self.session.rollback(before);
        Response { errors, failed, ..Response::default() }
    }

    fn terms_command(&mut self, rest: &str, emit: Emit<'_>) -> Response {
        let (name, count) = match rest.split_once(char::is_whitespace) {
            Some((name, count)) => (name, count.trim().replace('_', "").parse::<u64>().map_err(|_| count.trim())),
            None => (rest, Ok(SHOWN_TERMS)),
        };
        let count = match count {
            Ok(count) => count,
            Err(text) => {
                return Response::failed(format!("`{text}` is not a number of terms; try :terms {name} {SHOWN_TERMS}"));
            }
        };
        match self.sequence(name) {
            Some(id) => self.terms(id, count, emit),
            None if name.is_empty() => Response::failed(":terms needs a sequence, as in :terms fib 30"),
            None => Response::failed(format!("there is no sequence `{name}`")),
        }
    }

    fn doc(&mut self, rest: &str, emit: Emit<'_>) -> Response {
        if rest.is_empty() {
            return Response::failed(":doc needs a name, as in :doc fold");
        }
        let pages = doc(self.session.checker(), &self.scope, rest);
        if !pages.is_empty() {
            for p in pages {
                emit(&p.render());
            }
            return Response::default();
        }
        let words: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
        let found = search(self.session.checker(), &words);
        if found.is_empty() {
            return Response::failed(format!("no documentation mentions {rest}"));
        }
        for p in found.iter().take(MAX_FOUND) {
            emit(&format!("{}  {}\n", p.name, p.summary()));
        }
        Response::default()
    }

    fn toggle_time(&mut self, emit: Emit<'_>) -> Response {
        self.time = !self.time;
        show_page(if self.time { "time and cost are shown\n" } else { "time and cost are not shown\n" }, emit)
    }
}

fn explain_code(_: &mut Repl, code: &str, emit: Emit<'_>) -> Response {
    match explain(code) {
        Ok(text) => show_page(text, emit),
        Err(near) if near.is_empty() => Response::failed(format!("there is no code `{code}`")),
        Err(near) => Response::failed(format!("there is no code `{code}`; did you mean {}?", near.join(", "))),
    }
}

fn show_page(text: &str, emit: Emit<'_>) -> Response {
    emit(text);
    Response::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_found_by_its_name_and_stands_in_the_help() {
        let page = help();
        for c in COMMANDS {
            assert_eq!(find(c.name).map(|found| found.name), Ok(c.name));
            assert!(c.usage.starts_with(&format!(":{}", c.name)), "{}", c.usage);
            assert!(page.contains(c.usage) && page.contains(c.help), "{}", c.name);
        }
        assert_eq!(find("q").map(|found| found.name), Ok("quit"));
        for unknown in ["", "nothing", "quitt"] {
            assert!(find(unknown).is_err(), "{unknown}");
        }
    }
}
