//! What a kernel needs of an interpreter: running, completion, documentation.

use crate::bundle::Bundle;

/// Part of the output of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Text, in the order in which it is written.
    Text(String),
    /// Warnings, which may have colours as escape sequences.
    Warning(String),
    /// Something to show: a value, a table, a drawing.
    Shown(Bundle),
}

/// Error that ended a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Name of the error, such as `unknown-name`.
    pub name: String,
    /// Message in one line.
    pub message: String,
    /// Messages in full; may have colours as escape sequences.
    pub details: String,
}

/// Outcome of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Value of the cell, if its last input is an expression.
    pub value: Option<Bundle>,
    /// Error that ended the cell.
    pub failed: Option<Failed>,
    /// Whether the cell asks for the end of the kernel.
    pub quit: bool,
}

/// Completions of the word at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completed {
    /// Byte where the word begins.
    pub start: usize,
    /// Words that may stand there.
    pub matches: Vec<String>,
}

/// Runs cells. Places are bytes of the text of a cell.
pub trait Interpreter {
    /// Runs a cell, and passes its output on as soon as it is there.
    fn run(&mut self, code: &str, output: &mut dyn FnMut(Output)) -> Ran;

    /// Completions of the word that ends at `at`.
    fn complete(&mut self, code: &str, at: usize) -> Completed;

    /// Documentation of the name around `at`.
    fn inspect(&mut self, code: &str, at: usize) -> Option<String>;

    /// Whether a text goes on in the next line.
    fn is_incomplete(&self, code: &str) -> bool;
}
