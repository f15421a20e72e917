//! Command `nth repl`: the REPL on a terminal or with other input.

pub mod machine;
mod terminal;

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

use nth_diag::Style;
use nth_oeis::Database;
use nth_repl::{Options, Repl, Response, inputs, is_incomplete};
use nth_session::read_source;

use crate::context::{Context, LimitArgs, Out};
use crate::data;
use crate::outcome::{Done, Exit, Failure};
use crate::output::{say, say_text};
use crate::signals;
use machine::Machine;

/// Evaluate definitions and expressions line by line
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth repl                 definitions, expressions, :help
  nth repl fib.nth         with the definitions of a file
  nth repl < session.txt   without a terminal: no prompt; exit 1 if an input failed

On a terminal the inputs of a start-up file are run first: $NTH_INIT, else nth/init.nth in
$XDG_CONFIG_HOME or ~/.config. Without a terminal it is run only if NTH_INIT is set. The history is
kept in the data folder.")]
pub struct Args {
    /// Files to load
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// Run no start-up file
    #[arg(long)]
    no_init: bool,
    #[command(flatten)]
    limits: LimitArgs,
}

/// Runs `nth repl`: loads the files, then reads inputs until the end.
pub fn execute(args: &Args, context: &Context) -> Done {
    let terminal = std::io::stdin().is_terminal();
    let session = context.session()?;
    let database: Option<Box<dyn Database>> = match data::layered(session.library()) {
        Ok(found) => found.map(|l| Box::new(l) as Box<dyn Database>),
        Err(Failure::Message(why)) => {
            say!("warning: {why}");
            None
        }
        Err(Failure::Closed) => None,
    };
    let style = if terminal { context.style() } else { Style::Plain };
    let (limits, clock) = (args.limits.limits(), Arc::clone(&context.clock));
    let colours = context.paint.is_on();
    let options = Options { limits, style, colours, database, clock, host: Box::new(Machine) };
    if terminal {
        signals::stay_on_interrupt();
    }
    let mut face = Face { repl: Repl::new(session, options, context.cancel.clone()), out: Out::new(), failed: false };
    let done = begin(args, &mut face, terminal).and_then(|()| match terminal {
        true => terminal::interactive(face, context),
        false => lines(face),
    });
    if terminal {
        signals::restore_terminal();
    }
    done
}

/// Runs the start-up file, and loads the files of the command line.
fn begin(args: &Args, face: &mut Face, terminal: bool) -> Result<(), Failure> {
    if !args.no_init {
        face.start(terminal)?;
    }
    for file in &args.files {
        face.feed(&format!(":load {file}"))?;
    }
    Ok(())
}

struct Face {
    repl: Repl,
    out: Out,
    failed: bool,
}

impl Face {
    /// Runs a block of inputs and prints their output. An input that fails does not keep the next ones from running.
    fn feed(&mut self, block: &str) -> Result<Response, Failure> {
        let mut last = Response::default();
        for input in inputs(block) {
            let mut written = Ok(());
            let out = &mut self.out;
            last = self.repl.feed(&input, &mut |piece| {
                if written.is_ok() {
                    written = out.write_all(piece.as_bytes()).and_then(|()| out.tick());
                }
            });
            written?;
            self.out.flush()?;
            say_text(&last.errors);
            self.failed |= last.failed;
            if last.interrupted || last.quit {
                break;
            }
        }
        Ok(last)
    }

    /// Runs the start-up file, and shows only its errors.
    fn start(&mut self, terminal: bool) -> Result<(), Failure> {
        let Some((path, is_named)) = init_file(terminal) else { return Ok(()) };
        let name = path.display().to_string();
        let file = match std::fs::File::open(&path) {
            Ok(file) => file,
            Err(e) if is_named => {
                say!("warning: cannot read {name}: {e}");
                return Ok(());
            }
            Err(_) => return Ok(()),
        };
        let text = match read_source(&name, file) {
            Ok(text) => text,
            Err(e) => {
                say!("warning: {e}");
                return Ok(());
            }
        };
        for input in inputs(&text) {
            let response = self.repl.feed(&input, &mut |_| {});
            if !response.errors.is_empty() {
                say!("in {name}:");
                say_text(&response.errors);
            }
            self.failed |= response.failed;
            if response.interrupted {
                say!("the rest of {name} is not run");
                break;
            }
        }
        Ok(())
    }
}

/// Path of the start-up file, and whether it was named by the user.
fn init_file(terminal: bool) -> Option<(PathBuf, bool)> {
    let var = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    if let Some(path) = var("NTH_INIT") {
        return Some((path, true));
    }
    let folder = var("XDG_CONFIG_HOME").or_else(|| var("HOME").map(|home| home.join(".config")))?;
    terminal.then(|| (folder.join("nth/init.nth"), false))
}

/// Runs inputs that do not come from a terminal, to the end of standard input.
fn lines(mut face: Face) -> Done {
    let (mut text, mut number) = (String::new(), 0_u64);
    let mut stdin = std::io::stdin().lock();
    loop {
        let mut line = Vec::new();
        let read = stdin.read_until(b'\n', &mut line).map_err(|e| format!("cannot read standard input: {e}"))?;
        number += 1;
        match str::from_utf8(&line) {
            Ok(line) => text.push_str(line),
            Err(_) => {
                say!("error: standard input, line {number}: no valid UTF-8; the line is left out");
                face.failed = true;
            }
        }
        if read > 0 && is_incomplete(&text) {
            continue;
        }
        let response = face.feed(&text)?;
        text.clear();
        if response.interrupted || signals::is_asked_to_end() {
            return Ok(Exit::Interrupted);
        }
        if read == 0 || response.quit {
            let unfinished = face.repl.unfinished();
            say_text(&unfinished);
            return Ok(if face.failed || !unfinished.is_empty() { Exit::No } else { Exit::Done });
        }
    }
}
