//! The interface of a dialect, and the list of all.

use std::fmt;
use std::sync::Arc;

use nth_core::Arena;

use crate::core_text::CoreText;
use crate::lisp::Lisp;
use crate::qsynt::{Qsynt, QsyntVariant};
use crate::source::{Nth, SourceLanguage};
use crate::{Candidate, Reader};

/// All dialects. Help texts, `--format`, `nth convert` and the round-trip tests read this list.
pub static DIALECTS: [&dyn Dialect; 4] = [&Qsynt, &Nth, &Lisp, &CoreText];

/// The dialect of this name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static dyn Dialect> {
    DIALECTS.iter().copied().find(|d| d.info().name == name)
}

/// A notation for programs.
pub trait Dialect: Sync {
    /// Name and description.
    fn info(&self) -> &'static Info;

    /// A reader of lines.
    fn reader(&self, options: &Options) -> Box<dyn Reader>;

    /// The text of a candidate. Where the dialect names what it defines, the sequence is called `name`.
    ///
    /// # Errors
    /// The dialect has no words for the program.
    fn print(
        &self,
        arena: &mut Arena,
        candidate: &Candidate,
        name: &str,
        options: &Options,
    ) -> Result<String, CannotWrite>;
}

/// What people are told of a dialect.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in a few words, for lists.
    pub summary: &'static str,
    /// How a program looks, for help texts.
    pub syntax: &'static str,
    /// What Core has and this dialect has no words for.
    pub lacks: &'static str,
    /// Whether reading or printing needs [`Options::source`].
    pub is_source: bool,
}

/// What readers and printers may be told.
#[derive(Clone)]
pub struct Options {
    /// What the letters of `qsynt` after N mean.
    pub variant: QsyntVariant,
    /// Compiler and printer of nth source: only the dialect `nth` needs them.
    pub source: Option<Arc<dyn SourceLanguage>>,
}

impl Options {
    /// The plain letters, and no nth source.
    #[must_use]
    pub fn plain() -> Self {
        Self { variant: QsyntVariant::Plain, source: None }
    }
}

/// Why a program cannot be written in a dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotWrite {
    /// The dialect lacks something that the program uses.
    Lacks(&'static str, &'static str),
    /// The dialect counts from 0, and the sequence from another index.
    Offset(&'static str, i64),
}

impl Info {
    /// The error of a program that uses what this dialect lacks.
    #[must_use]
    pub fn lacking(&self) -> CannotWrite {
        CannotWrite::Lacks(self.name, self.lacks)
    }

    /// Refuses a candidate whose first index is not 0.
    ///
    /// # Errors
    /// [`CannotWrite::Offset`].
    pub fn from_zero(&self, candidate: &Candidate) -> Result<(), CannotWrite> {
        match candidate.offset() {
            0 => Ok(()),
            offset => Err(CannotWrite::Offset(self.name, offset)),
        }
    }
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
