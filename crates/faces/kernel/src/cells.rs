//! Cells run by the REPL, with rich output: terms as tables, drawings as SVG, warnings and errors with colours.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use nth_base::{Cancel, Clock, Limits};
use nth_diag::Style;
use nth_oeis::Database;
use nth_plot::{PICTURE_SIZE, Plot, TEXT_SIZE, svg, text};
use nth_repl::{Assistant, Host, Options, Repl, Response, inputs, is_expression, is_incomplete};
use nth_session::{Library, Session};

use crate::bundle::Bundle;
use crate::html::{table, without_colours};
use crate::interpreter::{Completed, Failed, Interpreter, Output, Ran};

/// What cells need of the machine.
pub struct Machine {
    /// Limits of the programs that a cell runs.
    pub limits: Limits,
    /// Database for `:oeis`; none for the sequences of the standard library.
    pub database: Option<Box<dyn Database>>,
    /// Clock of `:time` and `:timeit`.
    pub clock: Arc<dyn Clock>,
    /// Files that commands write.
    pub host: Box<dyn Host>,
}

/// Drawings of the running input.
type Drawn = Rc<RefCell<Vec<Plot>>>;

/// Host that keeps drawings for the output of the cell.
struct Canvas {
    host: Box<dyn Host>,
    drawn: Drawn,
}

impl Host for Canvas {
    fn write(&mut self, file: &str, content: &[u8], replace: bool) -> Result<(), String> {
        self.host.write(file, content, replace)
    }

    fn edit(&mut self, _: &str) -> Result<String, String> {
        Err("there is no editor in a notebook; edit the cell and run it again".to_owned())
    }

    fn edit_file(&mut self, file: &str) -> Result<(), String> {
        Err(format!("there is no editor in a notebook; edit {file} outside, and :reload"))
    }

    fn draw(&mut self, plot: &Plot) -> bool {
        self.drawn.borrow_mut().push(plot.clone());
        true
    }

    fn size(&self) -> Option<(u32, u32)> {
        None
    }
}

/// Interpreter of cells: a REPL.
pub struct Cells {
    repl: Repl,
    assistant: Assistant,
    drawn: Drawn,
    cancel: Cancel,
}

impl Cells {
    /// A REPL without definitions. Raising `cancel` stops the running cell.
    #[must_use]
    pub fn new(session: Session, library: &Arc<Library>, machine: Machine, cancel: Cancel) -> Self {
        let drawn = Drawn::default();
        let Machine { limits, database, clock, host } = machine;
        let host = Box::new(Canvas { host, drawn: Rc::clone(&drawn) });
        let options = Options { limits, style: Style::Colour, colours: false, database, clock, host };
        let repl = Repl::new(session, options, cancel.clone());
        Self { repl, assistant: Assistant::new(library), drawn, cancel }
    }

    /// Documentation of a name, as `?NAME` shows it.
    fn documentation(&mut self, name: &str) -> Option<String> {
        let mut text = String::new();
        let response = self.repl.feed(&format!(":doc {name}"), &mut |piece| text.push_str(piece));
        (!response.failed && !text.is_empty()).then_some(text)
    }
}

impl Interpreter for Cells {
    fn run(&mut self, code: &str, output: &mut dyn FnMut(Output)) -> Ran {
        let mut ran = Ran::default();
        for input in inputs(code) {
            if let Some(earlier) = ran.value.take() {
                output(Output::Shown(earlier));
            }
            let is_value = is_expression(&input);
            let mut value = String::new();
            let response = self.repl.feed(&input, &mut |piece| {
                if is_value { value.push_str(piece) } else { output(Output::Text(piece.to_owned())) }
            });
            for plot in self.drawn.take() {
                output(Output::Shown(picture(&plot)));
            }
            if !value.is_empty() {
                let html = self.repl.offset(&input).and_then(|offset| terms_table(input.trim(), offset, &value));
                ran.value = Some(Bundle { plain: value.trim_end().to_owned(), html, svg: None });
            }
            if response.failed {
                if let Some(part) = ran.value.take() {
                    output(Output::Shown(part));
                }
                ran.failed = Some(failed(&response));
                break;
            }
            if !response.errors.is_empty() {
                output(Output::Warning(response.errors));
            }
            if response.quit {
                ran.quit = true;
                break;
            }
        }
        self.assistant.follow(&self.repl);
        // An interrupt that came too late stops nothing else.
        self.cancel.reset();
        ran
    }

    fn complete(&mut self, code: &str, at: usize) -> Completed {
        let found = self.assistant.complete(code, at);
        Completed { start: found.start, matches: found.candidates.into_iter().map(|c| c.text).collect() }
    }

    fn inspect(&mut self, code: &str, at: usize) -> Option<String> {
        if let Some(name) = name_around(code, at).map(str::to_owned)
            && let Some(text) = self.documentation(&name)
        {
            return Some(text);
        }
        // Within the brackets of a call, its function.
        let name = called_around(code, at)?.to_owned();
        self.documentation(&name)
    }

    fn is_incomplete(&self, code: &str) -> bool {
        is_incomplete(code)
    }
}

/// Drawing as SVG, and as text for clients without pictures.
fn picture(plot: &Plot) -> Bundle {
    let plain = text(plot, TEXT_SIZE, false).unwrap_or_else(|e| e.to_string());
    Bundle { plain, html: None, svg: svg(plot, PICTURE_SIZE).ok() }
}

/// Name of the function in whose brackets a place is.
fn called_around(code: &str, at: usize) -> Option<&str> {
    let mut open = 0_usize;
    for (i, c) in code.get(..at)?.char_indices().rev() {
        match c {
            ')' => open += 1,
            '(' if open == 0 => return name_around(code, i),
            '(' => open -= 1,
            _other => {}
        }
    }
    None
}

/// Table of the terms in the line that the REPL shows for a sequence.
fn terms_table(name: &str, offset: i64, shown: &str) -> Option<String> {
    let line = shown.lines().next()?;
    let terms: Vec<Option<String>> = line.split(", ").filter(|t| *t != "…").map(|t| Some(t.to_owned())).collect();
    Some(table(name, offset, &terms))
}

/// Error of a cell, as the REPL reports it.
fn failed(response: &Response) -> Failed {
    let first = response.errors.lines().next().unwrap_or("");
    let name = if response.interrupted { "interrupted" } else { "error" };
    Failed { name: name.to_owned(), message: without_colours(first), details: response.errors.trim_end().to_owned() }
}

/// Name around a byte, or before it.
fn name_around(code: &str, at: usize) -> Option<&str> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '\'' | '.');
    let (before, after) = code.split_at_checked(at)?;
    let start = before.rfind(|c| !part(c)).map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
    let end = at + after.find(|c| !part(c)).unwrap_or(after.len());
    code.get(start..end)
        .map(|name| name.trim_matches('.'))
        .filter(|name| !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()))
}
