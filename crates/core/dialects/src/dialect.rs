//! Interface of dialects, and the list of all dialects.

use std::fmt;
use std::sync::Arc;

use nth_core::{Arena, ExprId, Ty, substitute};
use nth_num::Int;
use nth_prims::Prim;

use crate::core_text::CoreText;
use crate::lisp::Lisp;
use crate::qsynt::{Qsynt, QsyntVariant};
use crate::source::{Nth, SourceLanguage};
use crate::{Candidate, Reader};

/// All dialects. Help texts, `--format`, `nth convert` and the round-trip tests read this list.
pub static DIALECTS: [&dyn Dialect; 4] = [&Qsynt, &Nth, &Lisp, &CoreText];

/// Dialect of this name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static dyn Dialect> {
    DIALECTS.iter().copied().find(|d| d.info().name == name)
}

/// Dialect: a notation for programs, with a reader and a printer.
pub trait Dialect: Sync {
    /// Name and description of the dialect.
    fn info(&self) -> &'static Info;

    /// Reader of candidates, one from each line.
    fn reader(&self, options: &Options) -> Box<dyn Reader>;

    /// Text of a candidate. If the dialect names definitions, the sequence is called `name`.
    ///
    /// # Errors
    /// The dialect cannot express the program.
    fn print(
        &self,
        arena: &mut Arena,
        candidate: &Candidate,
        name: &str,
        options: &Options,
    ) -> Result<String, CannotWrite>;
}

/// Description of a dialect.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// Name on the command line.
    pub name: &'static str,
    /// Short description, for lists.
    pub summary: &'static str,
    /// Example of a program, for help texts.
    pub syntax: &'static str,
    /// Features of Core that the dialect cannot express.
    pub lacks: &'static str,
    /// Text that begins a comment to the end of the line, if there are comments.
    pub comment: Option<&'static str>,
    /// Whether reading or printing needs [`Options::source`].
    pub is_source: bool,
}

/// Options of readers and printers.
#[derive(Clone)]
pub struct Options {
    /// Meaning of the letters of `qsynt` after N.
    pub variant: QsyntVariant,
    /// Compiler and printer of nth source, which only the dialect `nth` needs.
    pub source: Option<Arc<dyn SourceLanguage>>,
}

impl Options {
    /// Options for the plain letters, without nth source.
    #[must_use]
    pub fn plain() -> Self {
        Self { variant: QsyntVariant::Plain, source: None }
    }
}

/// Reason why a program cannot be written in a dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotWrite {
    /// The dialect lacks a feature that the program uses.
    Lacks(&'static str, &'static str),
    /// The dialect counts from 0, but the sequence starts at another index.
    Offset(&'static str, i64),
}

impl Info {
    /// Error for a program that uses a feature this dialect lacks.
    #[must_use]
    pub fn lacking(&self) -> CannotWrite {
        CannotWrite::Lacks(self.name, self.lacks)
    }

    /// Body of a candidate that is one function, as a function of a variable 0 that begins at 0.
    ///
    /// # Errors
    /// [`CannotWrite::Lacks`] if the candidate needs several functions.
    pub fn from_zero(&self, arena: &mut Arena, candidate: &Candidate) -> Result<ExprId, CannotWrite> {
        let body = candidate.body(arena).ok_or_else(|| self.lacking())?;
        Ok(match candidate.offset() {
            0 => body,
            offset => shifted(arena, body, offset),
        })
    }
}

/// A function of variable 0 that has at n the value that `body` has at n + `by`.
fn shifted(arena: &mut Arena, body: ExprId, by: i64) -> ExprId {
    let index = arena.var(0, Ty::INT);
    let by = arena.int(&Int::from(by));
    // The position of a search that begins at the first index.
    let position = arena.prim(Prim::Sub, &[index, by]);
    let later = arena.prim(Prim::Add, &[index, by]);
    substitute(arena, body, &[(position, index), (index, later)])
}

impl fmt::Display for CannotWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lacks(name, what) => write!(f, "this program cannot be written in {name}: it lacks {what}"),
            Self::Offset(name, offset) => write!(f, "{name} counts from 0, and this sequence from {offset}"),
        }
    }
}

impl std::error::Error for CannotWrite {}
