//! Command `nth repl`: the REPL on a terminal or with other input.

use std::borrow::Cow;
use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::time::Instant;

use nth_base::grouped;
use nth_diag::Style;
use nth_oeis::Database;
use nth_repl::{Class, Options, Repl, Response, classes, complete, is_incomplete};
use nth_session::Words;
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::history::DefaultHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Editor, Helper, Hinter};

use crate::context::{Context, LimitArgs, Out};
use crate::data;
use crate::outcome::{Done, Exit, Failure};
use crate::output::{say, say_text};
use crate::signals;

/// Evaluate definitions and expressions line by line
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth repl                 definitions, expressions, :help
  nth repl fib.nth         with the definitions of a file
  nth repl < session.txt   without a terminal: no prompt; exit 1 if an input failed")]
pub struct Args {
    /// Files to load
    #[arg(value_name = "FILE")]
    files: Vec<String>,
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
    let options = Options { limits: args.limits.limits(), style, database };
    let mut face = Face { repl: Repl::new(session, options, context.cancel.clone()), out: Out::new(), failed: false };
    for file in &args.files {
        face.feed(&format!(":load {file}"))?;
    }
    if terminal { interactive(face, context) } else { lines(face) }
}

struct Face {
    repl: Repl,
    out: Out,
    failed: bool,
}

impl Face {
    /// Runs one input and prints its output.
    fn feed(&mut self, text: &str) -> Result<Response, Failure> {
        let started = Instant::now();
        let mut written = Ok(());
        let out = &mut self.out;
        let response = self.repl.feed(text, &mut |piece| {
            if written.is_ok() {
                written = out.write_all(piece.as_bytes()).and_then(|()| out.tick());
            }
        });
        written?;
        if let Some(units) = response.timed {
            writeln!(out, "({:.3} s, {} units)", started.elapsed().as_secs_f64(), grouped(units))?;
        }
        out.flush()?;
        say_text(&response.errors);
        self.failed |= response.failed;
        Ok(response)
    }
}

/// Runs inputs that do not come from a terminal, to the end of standard input.
fn lines(mut face: Face) -> Done {
    let mut text = String::new();
    let mut stdin = std::io::stdin().lock();
    loop {
        let read = stdin.read_line(&mut text).map_err(|e| format!("cannot read standard input: {e}"))?;
        if read > 0 && is_incomplete(&text) {
            continue;
        }
        let response = face.feed(&text)?;
        text.clear();
        if response.interrupted || signals::is_asked_to_end() {
            return Ok(Exit::Interrupted);
        }
        if read == 0 || response.quit {
            return Ok(if face.failed { Exit::No } else { Exit::Done });
        }
    }
}

fn interactive(mut face: Face, context: &Context) -> Done {
    signals::stay_on_interrupt();
    let cannot = |e: ReadlineError| Failure::Message(format!("cannot use the terminal: {e}"));
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .history_ignore_space(true)
        .max_history_size(10_000)
        .map_err(cannot)?
        .build();
    let mut editor: Editor<LineHelper, DefaultHistory> = Editor::with_config(config).map_err(cannot)?;
    let colours = context.paint.is_on();
    editor.set_helper(Some(LineHelper { words: face.repl.words(), colours }));
    let history = history_file();
    if let Some(path) = &history {
        // An error means that there is no history yet.
        let _ = editor.load_history(path);
    }
    writeln!(face.out, "nth {}. :help helps, :quit or Ctrl-D ends.", env!("CARGO_PKG_VERSION"))?;
    face.out.flush()?;
    loop {
        match editor.readline("nth> ") {
            Ok(text) => {
                if !text.trim().is_empty() {
                    let _ = editor.add_history_entry(text.as_str());
                    if let Some(path) = &history {
                        let _ = editor.append_history(path);
                    }
                }
                let response = face.feed(&text)?;
                if response.quit {
                    break;
                }
                if let Some(helper) = editor.helper_mut() {
                    helper.words = face.repl.words();
                }
            }
            // Ctrl-C at the prompt discards the line.
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => break,
            Err(e) => return Err(cannot(e)),
        }
    }
    Ok(Exit::Done)
}

/// Path of the history file, in the data folder. `None` if the folder cannot be created; then no history is kept.
fn history_file() -> Option<PathBuf> {
    let dir = data::home().ok()?;
    std::fs::create_dir_all(&dir).ok()?;
    Some(dir.join("history.txt"))
}

/// Callbacks of the line editor: completion, highlighting, continuation lines.
#[derive(Helper, Hinter)]
struct LineHelper {
    words: Words,
    colours: bool,
}

impl Validator for LineHelper {
    fn validate(&self, ctx: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if is_incomplete(ctx.input()) { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Completer for LineHelper {
    type Candidate = String;

    fn complete(&self, line: &str, pos: usize, _: &rustyline::Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(complete(&self.words, line, pos))
    }
}

impl Highlighter for LineHelper {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if !self.colours {
            return Cow::Borrowed(line);
        }
        let mut out = String::new();
        let mut from = 0;
        for (range, class) in classes(line) {
            let code = match class {
                Class::Keyword => "1;34",
                Class::Literal => "36",
                Class::Comment => "2",
                Class::Special => "35",
            };
            let (Some(before), Some(part)) = (line.get(from..range.start), line.get(range.clone())) else { continue };
            out.push_str(&format!("{before}\x1b[{code}m{part}\x1b[0m"));
            from = range.end;
        }
        out.push_str(line.get(from..).unwrap_or(""));
        Cow::Owned(out)
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.colours && kind != CmdKind::MoveCursor
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        if self.colours { Cow::Owned(format!("\x1b[1;32m{prompt}\x1b[0m")) } else { Cow::Borrowed(prompt) }
    }
}
