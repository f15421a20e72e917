//! Candidates: programs that were read from a line of text.

use std::fmt;
use std::str;

use nth_core::{Arena, ExprId, Func, FuncId, Program, Ty};

use crate::{TextError, qsynt};

/// A program that takes an index, as a [`Reader`] makes it.
///
/// The published language has a variant of its own, and is not a [`Program`] of one function: batches check some hundred
/// thousand expressions a second, and making a function of each would cost an allocation for each.
#[derive(Clone, Debug)]
pub enum Candidate {
    /// An expression of the published language: variable 1 is the index, variable 0 is 0.
    Expr(ExprId),
    /// A program; its entry takes the index of the term.
    Program {
        /// The functions.
        program: Program,
        /// The entry.
        entry: FuncId,
        /// Index of the first term.
        offset: i64,
    },
}

impl Candidate {
    /// A program of one function with this body, in which variable 0 is the index. Its first term is that of index 0.
    #[must_use]
    pub fn of_body(body: ExprId) -> Self {
        let func = Func { name: "candidate".to_owned(), params: vec![Ty::INT], ret: Ty::INT, body, memo: false };
        Self::Program { program: Program { funcs: vec![func] }, entry: FuncId(0), offset: 0 }
    }

    /// Index of the first term.
    #[must_use]
    pub fn offset(&self) -> i64 {
        match self {
            Self::Expr(_) => 0,
            Self::Program { offset, .. } => *offset,
        }
    }

    /// The candidate as a program whose entry takes the index, and the entry.
    #[must_use]
    pub fn to_program(&self, arena: &mut Arena) -> (Program, FuncId) {
        match self {
            Self::Expr(e) => match Self::of_body(qsynt::to_body(arena, *e)) {
                Self::Program { program, entry, .. } => (program, entry),
                Self::Expr(_) => (Program::default(), FuncId(0)),
            },
            Self::Program { program, entry, .. } => (program.clone(), *entry),
        }
    }

    /// The body of a candidate that is one function, with the index as variable 0; none if it needs several functions.
    #[must_use]
    pub fn body(&self, arena: &mut Arena) -> Option<ExprId> {
        match self {
            Self::Expr(e) => Some(qsynt::to_body(arena, *e)),
            Self::Program { program, entry, .. } => {
                (program.reachable(arena, *entry).len() == 1).then(|| program.func(*entry).body)
            }
        }
    }
}

/// Reads the candidates of one dialect, a line each.
pub trait Reader: Send {
    /// The candidate of a line.
    ///
    /// # Errors
    /// Why the line is no program.
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, Invalid>;
}

impl<R: Reader + ?Sized> Reader for Box<R> {
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, Invalid> {
        (**self).read(arena, line)
    }
}

/// Why a line is no program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// The text is not UTF-8 from this byte on, counted from 0.
    NotUtf8(usize),
    /// The line is empty, and the dialect has no empty program.
    Empty,
    /// What is wrong with the letters of the published language.
    Qsynt(qsynt::ParseError),
    /// What is wrong with an s-expression.
    Text(TextError),
    /// The entry of the program does not take one integer and give one.
    NotASequence,
    /// What the compiler says of nth source.
    Source(String),
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8(byte) => write!(f, "byte {}: this is not UTF-8 text", byte + 1),
            Self::Empty => f.write_str("the line is empty"),
            Self::Qsynt(e) => e.fmt(f),
            // A candidate is one line.
            Self::Text(e) => write!(f, "column {}: {}", e.column, e.what),
            Self::NotASequence => f.write_str("the first function must take one integer and give one"),
            Self::Source(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Invalid {}

impl From<qsynt::ParseError> for Invalid {
    fn from(e: qsynt::ParseError) -> Self {
        Self::Qsynt(e)
    }
}

impl From<TextError> for Invalid {
    fn from(e: TextError) -> Self {
        Self::Text(e)
    }
}

impl From<str::Utf8Error> for Invalid {
    fn from(e: str::Utf8Error) -> Self {
        Self::NotUtf8(e.valid_up_to())
    }
}
