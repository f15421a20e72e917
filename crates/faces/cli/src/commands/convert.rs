//! Command `nth convert`: converts programs between dialects.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use nth_batch::NthSource;
use nth_core::Arena;
use nth_dialects::{Dialect, Options};
use nth_session::read_bytes;

use super::dialect;
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
    /// Dialect of the input
    #[arg(long, value_name = "DIALECT", value_parser = dialect::parser(), default_value = "qsynt")]
    from: &'static dyn Dialect,
    /// Dialect of the output
    #[arg(long, value_name = "DIALECT", value_parser = dialect::parser(), default_value = "nth")]
    to: &'static dyn Dialect,
    /// What the letters of `qsynt` from O on mean: plain (nothing), lists (push and pop), local-macros, or
    /// global-macros=TABLE with a file of definitions, one a line
    #[arg(long, value_name = "LETTERS", default_value = "plain")]
    letters: String,
    /// Programs, or files of programs, one a line; `-` is standard input
    #[arg(required = true, value_name = "PROGRAM|FILE")]
    programs: Vec<String>,
}

/// A program to convert: its place in the input, for messages, and its text.
type Placed = (String, Vec<u8>);

/// Largest number of characters of a program that a message shows.
const SHOWN: usize = 40;

/// Runs `nth convert`: converts all programs of the arguments and prints them.
pub fn execute(args: &Args, context: &Context) -> Done {
    let options = Options {
        variant: dialect::read_variant(&args.letters)?,
        source: Some(Arc::new(NthSource(context.library()?))),
    };
    let mut reader = args.from.reader(&options);
    let mut programs = Vec::new();
    for p in &args.programs {
        programs.extend(read(p, args.from.info().comment)?);
    }
    let (mut out, mut exit) = (Out::data(), Exit::Done);
    let several = programs.len() > 1;
    for (i, (place, text)) in programs.iter().enumerate() {
        let name = if several { format!("a{i}") } else { "a".to_owned() };
        let mut arena = Arena::new();
        let written = match reader.read(&mut arena, text) {
            Ok(program) => args.to.print(&mut arena, &program, &name, &options).map_err(|why| why.to_string()),
            Err(why) => Err(why.to_string()),
        };
        match written {
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

/// Reads the programs of an argument: standard input, a file with a program in each line, an `.nth` file as one
/// program, or the argument itself.
/// Lines that begin with `comment` are left out.
fn read(argument: &str, comment: Option<&str>) -> Result<Vec<Placed>, Failure> {
    let text = if argument == "-" {
        read_bytes("standard input", io::stdin())?
    } else if Path::new(argument).is_file() {
        let file = File::open(argument).map_err(|e| Failure::Message(format!("cannot read {argument}: {e}")))?;
        read_bytes(argument, file)?
    } else {
        // A name with a dot or a slash is taken for the name of a missing file.
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
    let is_program = |line: &[u8]| {
        let line = line.trim_ascii();
        !line.is_empty() && !comment.is_some_and(|c| line.starts_with(c.as_bytes()))
    };
    let lines = text.split(|b| *b == b'\n').enumerate().filter(|(_, l)| is_program(l));
    Ok(lines.map(|(i, l)| (format!("{argument}:{}", i + 1), l.to_vec())).collect())
}
