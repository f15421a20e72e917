//! `nth convert`: a program in another notation.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use nth_batch::{Candidate, Reader};
use nth_core::dialect::{lisp, qsynt};
use nth_core::{Arena, FuncId, Program};
use nth_lower::{Raise, from_postfix, raise_postfix, raise_program, to_postfix};

use super::batch::{Format, readers};
use crate::context::{Context, Out};
use crate::outcome::{Done, Exit, Failure};
use crate::output::say;

/// Rewrite programs: the published letters as readable source, and back
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth convert KLDKKABN                    postfix letters as source: seq a(n) = …
  nth convert found.txt > found.nth       a file, one program a line: seq a0, a1, …
  nth convert --from nth --to qsynt 'loop(|x, i| x * i, n, 1)'
  nth convert --from nth --to lisp squares.nth
  nth convert --from lisp '(lambda (n) (* n n))'

Of a file whose name ends in .nth the last sequence is taken. A program that the other notation has
no words for is an error; the others are still written.")]
pub struct Args {
    /// What is read
    #[arg(long, value_enum, default_value_t)]
    from: Format,
    /// What is written
    #[arg(long, value_enum, default_value_t = Format::Nth)]
    to: Format,
    /// What the letters of `qsynt` from O on mean: plain (nothing), lists (push and pop), local-macros, or
    /// global-macros=TABLE with a file of definitions, one a line
    #[arg(long, value_name = "LETTERS", default_value = "plain")]
    letters: String,
    /// Programs, or files of programs, one a line; `-` is standard input
    #[arg(required = true, value_name = "PROGRAM|FILE")]
    programs: Vec<String>,
}

/// Where a program stands, and its text.
type Placed = (String, Vec<u8>);

/// So many characters of a program are shown in a message.
const SHOWN: usize = 40;

/// Does it.
pub fn execute(args: &Args, context: &Context) -> Done {
    let letters = readers::letters(&args.letters)?;
    let mut reader = readers::reader(args.from, &letters, &context.library()?);
    let mut programs = Vec::new();
    for p in &args.programs {
        programs.extend(read(p)?);
    }
    let (mut out, mut exit) = (Out::new(), Exit::Done);
    let several = programs.len() > 1;
    for (i, (place, text)) in programs.iter().enumerate() {
        let name = if several { format!("a{i}") } else { "a".to_owned() };
        match convert(&mut *reader, text, args.to, &letters, &name) {
            Ok(text) => writeln!(out, "{}", text.trim_end())?,
            Err(why) => {
                out.flush()?;
                say!("{place}: error: {why}");
                exit = Exit::Bad;
            }
        }
    }
    out.flush()?;
    Ok(exit)
}

/// The programs that an argument means.
fn read(argument: &str) -> Result<Vec<Placed>, Failure> {
    let text = if argument == "-" {
        let mut text = Vec::new();
        io::stdin().read_to_end(&mut text).map_err(|e| Failure::Message(format!("cannot read standard input: {e}")))?;
        text
    } else if Path::new(argument).is_file() {
        fs::read(argument).map_err(|e| Failure::Message(format!("cannot read {argument}: {e}")))?
    } else {
        // A name with a dot or a slash was meant to be a file's.
        let named = argument.contains(['.', '/']) && !argument.contains([' ', '(']);
        if named && Path::new(argument).extension().is_some_and(|e| e.len() <= 4) {
            return Err(Failure::Message(format!("no file {argument}")));
        }
        let (start, rest) = argument.split_at(argument.char_indices().nth(SHOWN).map_or(argument.len(), |(i, _)| i));
        let dots = if rest.is_empty() { "" } else { "…" };
        return Ok(vec![(format!("`{start}{dots}`"), argument.as_bytes().to_vec())]);
    };
    if Path::new(argument).extension().is_some_and(|e| e == "nth") {
        return Ok(vec![(argument.to_owned(), text)]);
    }
    let lines = text.split(|b| *b == b'\n').enumerate().filter(|(_, l)| !l.trim_ascii().is_empty());
    Ok(lines.map(|(i, l)| (format!("{argument}:{}", i + 1), l.to_vec())).collect())
}

/// One program in the notation asked for, or why there is none.
fn convert(
    reader: &mut dyn Reader,
    text: &[u8],
    to: Format,
    letters: &qsynt::Letters,
    name: &str,
) -> Result<String, String> {
    let mut arena = Arena::new();
    let candidate = reader.read(&mut arena, text)?;
    reader.forget();
    let written = match (to, candidate) {
        (Format::Nth, Candidate::Expr(e)) => Some(raise_postfix(&arena, e, &Raise::named(name))),
        (Format::Nth, Candidate::Program { program, entry, offset }) => {
            Some(raise_program(&arena, &program, entry, &Raise { offsets: &[offset], ..Raise::named(name) }))
        }
        (Format::Qsynt, Candidate::Expr(e)) => qsynt::write(&arena, e, letters),
        (Format::Lisp, Candidate::Expr(e)) => {
            let body = from_postfix(&mut arena, e);
            lisp::print(&arena, body)
        }
        (_, Candidate::Program { offset, .. }) if offset != 0 => {
            return Err(format!("{} counts from 0, and this sequence from {offset}", to.name()));
        }
        (Format::Qsynt, Candidate::Program { program, entry, .. }) => {
            single(&arena, &program, entry).and_then(|body| {
                let e = to_postfix(&mut arena, body);
                qsynt::write(&arena, e, letters)
            })
        }
        (Format::Lisp, Candidate::Program { program, entry, .. }) => {
            single(&arena, &program, entry).and_then(|body| lisp::print(&arena, body))
        }
    };
    written.ok_or_else(|| {
        let what = match to {
            Format::Qsynt => "numbers above 2, comparisons, `let`, lists and calls",
            Format::Lisp => "`let` and calls of definitions",
            Format::Nth => "some of what it uses",
        };
        format!("this program cannot be written in {}: it lacks {what}", to.name())
    })
}

/// The body of a program that is one function.
fn single(arena: &Arena, program: &Program, entry: FuncId) -> Option<nth_core::ExprId> {
    (program.reachable(arena, entry).len() == 1).then(|| program.func(entry).body)
}
