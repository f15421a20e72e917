//! Commands of the REPL: `:word …` and `?name`. A command is a row of [`COMMANDS`]; nothing else lists them.

use crate::help::{explain_code, help};
use crate::repl::{Emit, Repl, Response};

/// What the arguments of a command begin with, for completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Argument {
    /// There are none.
    None,
    /// Expression, or a name.
    Expression,
    /// Name of a file.
    File,
    /// Name, and a file behind it.
    NameAndFile,
    /// Code of a message.
    Code,
    /// Name of a command.
    Command,
}

/// A command of the REPL: name, arguments, summary and action.
pub(crate) struct Command {
    /// Word after the colon. A prefix of it is enough if no other command has that prefix.
    pub name: &'static str,
    /// Arguments, as `:help` shows them.
    pub arguments: &'static str,
    /// What the arguments begin with.
    pub takes: Argument,
    /// Summary in `:help`, one line.
    pub summary: &'static str,
    /// Action of the command. The text is the input after the command's name, trimmed.
    pub run: fn(&mut Repl, &str, Emit<'_>) -> Response,
}

/// Row of the table.
const fn row(
    (name, arguments, takes): (&'static str, &'static str, Argument),
    summary: &'static str,
    run: fn(&mut Repl, &str, Emit<'_>) -> Response,
) -> Command {
    Command { name, arguments, takes, summary, run }
}

use Argument as A;

/// All commands, in the order of `:help`.
pub(crate) const COMMANDS: &[Command] = &[
    row(("help", "[COMMAND]", A::Command), "this page, or what one command does", help),
    row(("doc", "NAME", A::Expression), "documentation of a name, as ?NAME", Repl::doc_command),
    row(("explain", "CODE", A::Code), "explanation of an error code", explain_code),
    row(("type", "EXPR", A::Expression), "type of an expression, without running it", Repl::type_of),
    row(("terms", "NAME [N]", A::Expression), "first N terms of a sequence (default 20)", Repl::terms_command),
    row(("print", "[EXPR] [N]", A::Expression), "a value in full, by default the last result; or N terms", Repl::print),
    row(("time", "[EXPR]", A::Expression), "time and cost of EXPR; without it, of each input from now on", Repl::time),
    row(("timeit", "EXPR", A::Expression), "mean time of EXPR over several runs", Repl::timeit),
    row(
        ("oeis", "[TERMS]", A::Expression),
        "OEIS entries with these terms, or those of a NAME or of the last list; or an A-NUMBER",
        Repl::oeis,
    ),
    row(
        ("plot", "[NAME …] [N] [KIND] [FILE]", A::Expression),
        "draw N terms (default 100) of sequences, an expression in n, or a list; KIND is pin, scatter, line, log or oeis, FILE ends in .svg, .png or .txt",
        Repl::plot,
    ),
    row(
        ("find", "[TERMS]", A::Expression),
        "programs with these terms, or those of a NAME or of the last list",
        Repl::find,
    ),
    row(
        ("synth", "NAME [= TERMS]", A::Expression),
        "find a program for the terms of a check, or for TERMS, and define NAME by it",
        Repl::synth,
    ),
    row(("fill", "[NAME]", A::Expression), "fill the holes ? of a definition, so that its checks hold", Repl::fill),
    row(("source", "NAME", A::Expression), "source text of a definition", Repl::source),
    row(("core", "NAME", A::Expression), "program of a name or expression in Core", Repl::core),
    row(("bytecode", "NAME", A::Expression), "its bytecode", Repl::bytecode),
    row(("llvm", "NAME", A::Expression), "its LLVM IR", Repl::llvm),
    row(("asm", "NAME", A::Expression), "its machine code", Repl::asm),
    row(("export", "pari|python NAME [FILE]", A::NameAndFile), "program of another system", Repl::export),
    row(("bfile", "NAME [N] [FILE]", A::NameAndFile), "terms as a b-file of the OEIS (default 1000)", Repl::bfile),
    row(("load", "FILE", A::File), "load the definitions of a file", Repl::load),
    row(("reload", "", A::None), "load all files again", |repl, _, emit| repl.reload(emit)),
    row(("save", "[FILE]", A::File), "write what was defined here to a file", Repl::save),
    row(
        ("edit", "[NAME | FILE]", A::NameAndFile),
        "edit a definition, a loaded file, or all that was defined",
        Repl::edit,
    ),
    row(("quit", "", A::None), "end the session, as Ctrl-D does", |_, _, _| Response {
        quit: true,
        ..Response::default()
    }),
];

/// Finds a command by its name, else by a prefix that only one command has. The error is a line for people.
pub(crate) fn find(word: &str) -> Result<&'static Command, String> {
    let matching: Vec<&Command> = COMMANDS.iter().filter(|c| c.name.starts_with(word) && !word.is_empty()).collect();
    let exact = COMMANDS.iter().find(|c| c.name == word);
    match (exact, matching.as_slice()) {
        (Some(c), _) => Ok(c),
        (None, [c]) => Ok(*c),
        (None, []) => Err(format!("there is no command :{word}; :help lists all")),
        (None, [first @ .., last]) => {
            let first: Vec<String> = first.iter().map(|c| format!(":{}", c.name)).collect();
            Err(format!(":{word} may be {} or :{}", first.join(", "), last.name))
        }
    }
}

impl Repl {
    /// Runs a command line that begins with `:` or `?`.
    pub(crate) fn command(&mut self, text: &str, emit: Emit<'_>) -> Response {
        if let Some(rest) = text.strip_prefix('?') {
            return match rest.strip_prefix('?') {
                Some(words) => self.search(words.trim_start_matches('?').trim(), emit),
                None if rest.trim().is_empty() => help(self, "", emit),
                None => self.doc_command(rest.trim(), emit),
            };
        }
        let text = text.trim_start_matches(':');
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        match find(word) {
            Ok(command) => (command.run)(self, rest.trim(), emit),
            Err(why) => Response::failed(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_found_by_its_name_and_by_no_other() {
        for c in COMMANDS {
            assert_eq!(find(c.name).map(|found| found.name), Ok(c.name));
            assert_eq!(c.arguments.is_empty(), c.takes == Argument::None, "{}", c.name);
        }
        assert_eq!(find("q").map(|found| found.name), Ok("quit"));
        assert_eq!(find("te").map(|found| found.name), Ok("terms"));
        for unknown in ["", "nothing", "quitt"] {
            assert!(find(unknown).is_err(), "{unknown}");
        }
        assert_eq!(find("t").map(|c| c.name), Err(":t may be :type, :terms, :time or :timeit".to_owned()));
    }
}
