//! Candidates: programs that were read from a line of text.

use std::fmt;
use std::str;

use nth_core::{Arena, ExprId, Func, FuncId, Program, Ty};

use crate::{TextError, qsynt};

/// Program that takes an index, made by a [`Reader`].
///
/// The published language has a variant of its own and is not turned into a [`Program`] of one function: a batch checks
/// some hundred thousand expressions a second, and a function for each would cost an allocation.
#[derive(Clone, Debug)]
pub enum Candidate {
    /// Expression of the published language: variable 1 is the index, variable 0 is 0.
    Expr(ExprId),
    /// Program whose entry takes the index of the term.
    Program {
        /// Functions of the program.
        program: Program,
        /// Entry of the program.
        entry: FuncId,
        /// Index of the first term.
        offset: i64,
    },
}

/// Program of one function with this body, in which variable 0 is the index.
fn of_one(body: ExprId) -> Program {
    let func =
        Func { name: "candidate".to_owned(), params: vec![Ty::INT], ret: Ty::INT, body, memo: false, first: None };
    Program { funcs: vec![func] }
}

impl Candidate {
    /// Program of one function with this body, in which variable 0 is the index. Its first index is 0.
    #[must_use]
    pub fn of_body(body: ExprId) -> Self {
        Self::Program { program: of_one(body), entry: FuncId(0), offset: 0 }
    }

    /// Index of the first term.
    #[must_use]
    pub fn offset(&self) -> i64 {
        match self {
            Self::Expr(_) => 0,
            Self::Program { offset, .. } => *offset,
        }
    }

    /// Program and entry of the candidate; the entry takes the index.
    #[must_use]
    pub fn to_program(&self, arena: &mut Arena) -> (Program, FuncId) {
        match self {
            Self::Expr(e) => (of_one(qsynt::to_body(arena, *e)), FuncId(0)),
            Self::Program { program, entry, .. } => (program.clone(), *entry),
        }
    }

    /// Body of a candidate that is one function, with the index as variable 0. `None` if it needs several functions.
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

/// Reader of candidates in one dialect, one a line.
pub trait Reader: Send {
    /// Candidate of a line.
    ///
    /// # Errors
    /// The reason why the line is not a program.
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, Invalid>;
}

impl<R: Reader + ?Sized> Reader for Box<R> {
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, Invalid> {
        (**self).read(arena, line)
    }
}

/// Reason why a line is not a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// The text is not UTF-8 from this byte on, counted from 0.
    NotUtf8(usize),
    /// The line is empty, and the dialect has no empty program.
    Empty,
    /// Error in the letters of the published language.
    Qsynt(qsynt::ParseError),
    /// Error in an s-expression.
    Text(TextError),
    /// The entry does not take one integer and return an integer.
    NotASequence,
    /// Message of the compiler of nth source.
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
