//! The prompt on a terminal: line editor, history, completion, colours, hints.

use std::borrow::Cow;
use std::io::Write;
use std::path::PathBuf;

use nth_repl::{Assistant, Class, SemanticKind, is_incomplete};
use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter, HistoryHinter};
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{
    Cmd, CompletionType, ConditionalEventHandler, Config, Editor, Event, EventContext, EventHandler, Helper, KeyEvent,
    RepeatCount,
};

use super::Face;
use crate::context::Context;
use crate::data;
use crate::outcome::{Done, Exit, Failure};
use crate::output::say_text;

const PROMPT: &str = "nth> ";
/// Prompt of a line that goes on with the one above it.
const MORE: &str = "...> ";
/// Beginning of such a line in the editor: no-break spaces as wide as the prompt, which is shown in their place.
const INDENT: &str = "\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}";
/// Largest number of inputs in the history.
const HISTORY: usize = 10_000;

/// Reads inputs from a terminal until the end.
pub fn interactive(mut face: Face, context: &Context) -> Done {
    let cannot = |e: ReadlineError| Failure::Message(format!("cannot use the terminal: {e}"));
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .completion_prompt_limit(200)
        .history_ignore_space(true)
        .max_history_size(HISTORY)
        .map_err(cannot)?
        .build();
    let mut editor: Editor<LineHelper, FileHistory> = Editor::with_config(config).map_err(cannot)?;
    let mut assistant = Assistant::new(face.repl.library());
    assistant.follow(&face.repl);
    let colours = context.paint.is_on();
    editor.set_helper(Some(LineHelper { assistant, colours, history: HistoryHinter::new() }));
    for key in [KeyEvent::from('\r'), KeyEvent::ctrl('J'), KeyEvent::ctrl('M')] {
        editor.bind_sequence(key, EventHandler::Conditional(Box::new(Enter)));
    }
    editor.bind_sequence(KeyEvent::alt('\r'), EventHandler::Simple(Cmd::Insert(1, format!("\n{INDENT}"))));
    let history = history_file();
    if let Some(path) = &history {
        // An error means that there is no history yet.
        let _ = editor.load_history(path);
    }
    writeln!(face.out, "nth {}. :help helps, :quit or Ctrl-D ends.", env!("CARGO_PKG_VERSION"))?;
    face.out.flush()?;
    loop {
        match editor.readline(PROMPT) {
            Ok(text) => {
                if !text.trim().is_empty() {
                    let _ = editor.add_history_entry(text.as_str());
                    if let Some(path) = &history {
                        let _ = editor.append_history(path);
                    }
                }
                let response = face.feed(&text.replace(INDENT, ""))?;
                if response.quit {
                    break;
                }
                if let Some(helper) = editor.helper_mut() {
                    helper.assistant.follow(&face.repl);
                }
            }
            // Ctrl-C at the prompt discards the line.
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => break,
            Err(e) => return Err(cannot(e)),
        }
    }
    say_text(&face.repl.unfinished());
    Ok(Exit::Done)
}

/// Path of the history file, in the data folder. `None` if the folder cannot be created; then no history is kept.
fn history_file() -> Option<PathBuf> {
    let dir = data::home().ok()?;
    std::fs::create_dir_all(&dir).ok()?;
    // A pipe or a device in its place may never end.
    Some(dir.join("history.txt")).filter(|file| file.is_file() || !file.exists())
}

/// A line with blanks in the place of the no-break spaces: as long in bytes, so that all places stay.
fn plain(line: &str) -> Cow<'_, str> {
    if line.contains('\u{a0}') { Cow::Owned(line.replace('\u{a0}', "  ")) } else { Cow::Borrowed(line) }
}

/// The Enter key: goes on in the next line if the input is not complete.
struct Enter;

impl ConditionalEventHandler for Enter {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        is_incomplete(&context.line().replace(INDENT, "")).then(|| Cmd::Insert(1, format!("\n{INDENT}")))
    }
}

/// Callbacks of the line editor: completion, colours, hints, continuation lines.
struct LineHelper {
    assistant: Assistant,
    colours: bool,
    history: HistoryHinter,
}

impl Helper for LineHelper {}

impl Validator for LineHelper {
    fn validate(&self, ctx: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let incomplete = is_incomplete(&ctx.input().replace(INDENT, ""));
        Ok(if incomplete { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Completer for LineHelper {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &rustyline::Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let found = self.assistant.complete(&plain(line), pos);
        let pair = |c: nth_repl::Candidate| Pair { display: c.shown, replacement: c.text };
        let mut pairs: Vec<Pair> = found.candidates.into_iter().map(pair).collect();
        if found.files {
            let (start, files) = FilenameCompleter::new().complete_path(line, pos)?;
            // A path has more letters than a name, so it may begin earlier.
            if pairs.is_empty() || start == found.start {
                pairs.extend(files);
                return Ok((start, pairs));
            }
        }
        Ok((found.start, pairs))
    }
}

/// A hint behind the cursor.
struct Ghost {
    shown: String,
    /// Text that the right arrow inserts.
    inserts: Option<String>,
}

impl Hint for Ghost {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.inserts.as_deref()
    }
}

impl Hinter for LineHelper {
    type Hint = Ghost;

    /// The head of the function whose arguments are being typed, else the rest of an input of the history. Without
    /// colours a hint could not be told from what was typed, so there is none.
    fn hint(&self, line: &str, pos: usize, ctx: &rustyline::Context<'_>) -> Option<Ghost> {
        if !self.colours || line.is_empty() || pos < line.len() {
            return None;
        }
        if let Some(head) = self.assistant.hint(&plain(line), pos) {
            return Some(Ghost { shown: format!("   {head}"), inserts: None });
        }
        let rest = self.history.hint(line, pos, ctx).filter(|rest| !rest.contains('\n'))?;
        Some(Ghost { shown: rest.clone(), inserts: Some(rest) })
    }
}

/// Parameters of the escape sequence for a class; none for the colour of plain text.
fn colour(class: Class) -> Option<&'static str> {
    match class {
        Class::Command | Class::Result => Some("35"),
        Class::Code(kind) => match kind {
            SemanticKind::Keyword => Some("1;34"),
            SemanticKind::Number | SemanticKind::Bool => Some("36"),
            SemanticKind::Comment | SemanticKind::Documentation => Some("2"),
            SemanticKind::Attribute | SemanticKind::Hole => Some("35"),
            SemanticKind::Sequence | SemanticKind::Function => Some("33"),
            SemanticKind::Module | SemanticKind::Type => Some("32"),
            SemanticKind::Operator | SemanticKind::Parameter | SemanticKind::Variable => None,
        },
    }
}

impl Highlighter for LineHelper {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        let more = if self.colours { format!("\x1b[1;32m{MORE}\x1b[0m") } else { MORE.to_owned() };
        if !self.colours {
            return if line.contains(INDENT) { Cow::Owned(line.replace(INDENT, &more)) } else { Cow::Borrowed(line) };
        }
        let mut out = String::new();
        let mut from = 0;
        for (range, class) in self.assistant.classes(&plain(line)) {
            let Some(code) = colour(class) else { continue };
            let (Some(before), Some(part)) = (line.get(from..range.start), line.get(range.clone())) else { continue };
            // A part of several lines keeps its colour behind the prompt of each.
            let part = part.replace(INDENT, &format!("{more}\x1b[{code}m"));
            out.push_str(&format!("{}\x1b[{code}m{part}\x1b[0m", before.replace(INDENT, &more)));
            from = range.end;
        }
        out.push_str(&line.get(from..).unwrap_or("").replace(INDENT, &more));
        Cow::Owned(out)
    }

    fn highlight_char(&self, line: &str, _: usize, kind: CmdKind) -> bool {
        (self.colours || line.contains(INDENT)) && kind != CmdKind::MoveCursor
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        if self.colours { Cow::Owned(format!("\x1b[1;32m{prompt}\x1b[0m")) } else { Cow::Borrowed(prompt) }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(format!("\x1b[2m{hint}\x1b[0m"))
    }
}

#[cfg(test)]
mod tests {
    use nth_repl::inputs;

    use super::*;

    #[test]
    fn a_prompt_of_a_continuation_is_as_wide_as_its_spaces() {
        assert_eq!(INDENT.chars().count(), MORE.len());
        assert_eq!(PROMPT.len(), MORE.len());
        assert_eq!(plain(INDENT).len(), INDENT.len());
        assert_eq!(inputs(&format!("seq a(n) =\n{INDENT}n").replace(INDENT, "")), ["seq a(n) =\nn"]);
    }
}
