//! The published language of the Alien Coding project: postfix letters, separated by spaces.
//!
//! A program is an expression in two variables, x (variable 1) and y (variable 0); as a sequence it is read at x = 0,
//! 1, 2, … with y = 0. See `docs/reference/qsynt.md` for the letters. Those after N mean different things in different
//! collections, so a reader is told which: [`QsyntVariant`].

mod lists;
mod macros;

use nth_prims::Prim;

pub use lists::{parse_lists, print_lists};
pub use macros::{Expanded, GlobalMacros, MacroProgram};

use nth_core::{Arena, ExprId, Node, Ty, rename, replace};

use crate::{Candidate, CannotWrite, Dialect, Info, Invalid, Options, Reader};

/// Largest number of letters of a program; the published system drops programs that expand to more.
pub const MAX_TOKENS: usize = 1000;

/// Reason why a line is not a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// A character that is no letter of the language, with its column (from 1).
    BadToken(usize),
    /// Operands are missing at this column.
    MissingOperand(usize),
    /// Number of values left at the end, instead of one.
    LeftOver(usize),
    /// No letter at all.
    Empty,
    /// More than [`MAX_TOKENS`] letters, macros expanded.
    TooLong,
    /// A macro that is not defined before this column.
    UnknownMacro(usize),
    /// More than 10 local macros.
    TooManyMacros,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BadToken(c) => write!(f, "column {c}: not a letter of the language"),
            Self::MissingOperand(c) => write!(f, "column {c}: the operation lacks operands before it"),
            Self::LeftOver(n) => write!(f, "{n} values are left at the end, there must be one"),
            Self::Empty => write!(f, "there is no letter"),
            Self::TooLong => write!(f, "more than {MAX_TOKENS} letters"),
            Self::UnknownMacro(c) => write!(f, "column {c}: this macro is not defined before"),
            Self::TooManyMacros => write!(f, "more than 10 local macros"),
        }
    }
}

/// Meaning of the letters from O on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum QsyntVariant {
    /// Errors: the language has the letters A..N only.
    #[default]
    Plain,
    /// O pushes and P pops: the list version.
    Lists,
    /// O separates definitions, P..Y are their names.
    LocalMacros,
    /// O..X are digits of indices into this table, Y separates indices.
    GlobalMacros(GlobalMacros),
}

/// Reads one program. `stack` is only working memory.
///
/// # Errors
/// The error in the line, with its place.
pub fn read(
    arena: &mut Arena,
    line: &[u8],
    variant: &QsyntVariant,
    stack: &mut Vec<ExprId>,
) -> Result<ExprId, ParseError> {
    let expanded = match variant {
        QsyntVariant::Plain => return parse(arena, line, stack),
        QsyntVariant::Lists => return parse_lists(arena, line),
        QsyntVariant::LocalMacros => MacroProgram::parse(line)?.expand(),
        QsyntVariant::GlobalMacros(table) => table.expand(line)?,
    };
    parse(arena, &expanded.letters(), stack).map_err(|e| expanded.place(e))
}

/// Prints a program as letters, with macros expanded. `None` if it uses something the language lacks.
/// [`MacroProgram::fold`] and [`GlobalMacros::fold`] introduce macros again.
#[must_use]
pub fn write(arena: &Arena, e: ExprId, variant: &QsyntVariant) -> Option<String> {
    match variant {
        QsyntVariant::Lists => print_lists(arena, e),
        QsyntVariant::Plain | QsyntVariant::LocalMacros | QsyntVariant::GlobalMacros(_) => print(arena, e),
    }
}

/// Whether the byte only separates letters.
fn is_blank(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\r')
}

/// Number of operands of a letter, those of the list version included.
fn arity(letter: u8) -> Option<usize> {
    match letter {
        b'A'..=b'C' | b'K' | b'L' => Some(0),
        b'P' => Some(1),
        b'D'..=b'H' | b'M' | b'O' => Some(2),
        b'I' | b'J' => Some(3),
        b'N' => Some(5),
        _none => None,
    }
}

/// Letters with spaces between them.
fn spaced(letters: &[u8]) -> String {
    let mut out = String::with_capacity(2 * letters.len());
    for &b in letters {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push(char::from(b));
    }
    out
}

/// Reads one program of the letters A..N.
///
/// # Errors
/// The error in the line, with its place.
pub fn parse(arena: &mut Arena, line: &[u8], stack: &mut Vec<ExprId>) -> Result<ExprId, ParseError> {
    stack.clear();
    let mut tokens = 0;
    for (i, &b) in line.iter().enumerate() {
        if b == b' ' || b == b'\t' || b == b'\r' {
            continue;
        }
        tokens += 1;
        if tokens > MAX_TOKENS {
            return Err(ParseError::TooLong);
        }
        let e = match b {
            b'A' => Arena::CONSTANTS[0],
            b'B' => Arena::CONSTANTS[1],
            b'C' => Arena::CONSTANTS[2],
            b'K' => Arena::X,
            b'L' => Arena::Y,
            b'D'..=b'H' => {
                let p = match b {
                    b'D' => Prim::Add,
                    b'E' => Prim::Sub,
                    b'F' => Prim::Mul,
                    b'G' => Prim::Div,
                    _ => Prim::Mod,
                };
                let (Some(y), Some(x)) = (stack.pop(), stack.pop()) else {
                    return Err(ParseError::MissingOperand(i + 1));
                };
                arena.intern(Node::Prim(p, [x, y, ExprId::NONE, ExprId::NONE, ExprId::NONE]))
            }
            b'I' | b'J' => {
                let (Some(z), Some(y), Some(x)) = (stack.pop(), stack.pop(), stack.pop()) else {
                    return Err(ParseError::MissingOperand(i + 1));
                };
                let (p, x) = if b == b'I' { (Prim::Cond, x) } else { (Prim::Loop, arena.intern(Node::Lam(2, x))) };
                arena.intern(Node::Prim(p, [x, y, z, ExprId::NONE, ExprId::NONE]))
            }
            b'M' => {
                let (Some(y), Some(x)) = (stack.pop(), stack.pop()) else {
                    return Err(ParseError::MissingOperand(i + 1));
                };
                let f = arena.intern(Node::Lam(2, x));
                arena.intern(Node::Prim(Prim::Compr, [f, y, ExprId::NONE, ExprId::NONE, ExprId::NONE]))
            }
            b'N' => {
                let n = stack.len();
                let Some(&[f, g, a, b, c]) = n.checked_sub(5).and_then(|s| stack.get(s..)) else {
                    return Err(ParseError::MissingOperand(i + 1));
                };
                stack.truncate(n - 5);
                let (f, g) = (arena.intern(Node::Lam(2, f)), arena.intern(Node::Lam(2, g)));
                arena.intern(Node::Prim(Prim::Loop2, [f, g, a, b, c]))
            }
            _ => return Err(ParseError::BadToken(i + 1)),
        };
        stack.push(e);
    }
    match stack.as_slice() {
        [e] => Ok(*e),
        [] => Err(ParseError::Empty),
        more => Err(ParseError::LeftOver(more.len())),
    }
}

/// Converts the body of a function of one integer to an expression of this language: variable 0, the index, becomes
/// variable 1.
#[must_use]
pub fn from_body(arena: &mut Arena, body: ExprId) -> ExprId {
    rename(arena, body, &|i| i + 1)
}

/// Converts an expression of this language to the body of a function of one integer: variable 1, the index, becomes
/// variable 0, and variable 0 becomes the literal 0.
#[must_use]
pub fn to_body(arena: &mut Arena, e: ExprId) -> ExprId {
    replace(arena, e, &|i| i.checked_sub(1))
}

/// Prints an expression as postfix letters. `None` if it uses something the language lacks.
#[must_use]
pub fn print(arena: &Arena, e: ExprId) -> Option<String> {
    let mut out = String::new();
    emit(arena, e, &mut out)?;
    Some(out)
}

fn emit(arena: &Arena, e: ExprId, out: &mut String) -> Option<()> {
    let letter = match arena.node(e) {
        Node::Int(i @ 0..=2) => ['A', 'B', 'C'][i as usize],
        Node::Var(1, Ty::INT) => 'K',
        Node::Var(0, Ty::INT) => 'L',
        Node::Lam(2, body) => return emit(arena, body, out),
        Node::Prim(p, args) => {
            let letter = p.info().qsynt?;
            for &a in Arena::prim_args(&args) {
                emit(arena, a, out)?;
            }
            letter
        }
        Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Lam(..) => return None,
        Node::If(..) | Node::Let(..) | Node::Call(..) | Node::List(..) | Node::Hole(_) => return None,
    };
    if !out.is_empty() {
        out.push(' ');
    }
    out.push(letter);
    Some(())
}

/// Dialect of the letters.
pub(crate) struct Qsynt;

const INFO: Info = Info {
    name: "qsynt",
    summary: "postfix letters of the published language",
    syntax: "the letters of the Alien Coding project",
    lacks: "numbers above 2, comparisons, `let`, lists and calls",
    comment: None,
    is_source: false,
};

impl Dialect for Qsynt {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn reader(&self, options: &Options) -> Box<dyn Reader> {
        Box::new(QsyntReader::new(&options.variant))
    }

    fn print(
        &self,
        arena: &mut Arena,
        candidate: &Candidate,
        _: &str,
        options: &Options,
    ) -> Result<String, CannotWrite> {
        let e = match candidate {
            Candidate::Expr(e) => Some(*e),
            Candidate::Program { .. } => {
                let body = INFO.from_zero(arena, candidate)?;
                Some(from_body(arena, body))
            }
        };
        e.and_then(|e| write(arena, e, &options.variant)).ok_or_else(|| INFO.lacking())
    }
}

/// Reads the letters, those after N in the meaning of a variant; plain letters by default.
#[derive(Clone, Debug, Default)]
pub struct QsyntReader {
    variant: QsyntVariant,
    stack: Vec<ExprId>,
}

impl QsyntReader {
    /// Reader of this variant.
    #[must_use]
    pub fn new(variant: &QsyntVariant) -> Self {
        Self { variant: variant.clone(), stack: Vec::new() }
    }
}

impl Reader for QsyntReader {
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, Invalid> {
        Ok(Candidate::Expr(read(arena, line, &self.variant, &mut self.stack)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip_and_size() {
        let mut arena = Arena::new();
        for text in ["K L D K K A B N", "K K F K D C G", "B K K F B K K D K C G B J J K F D B K D H B K D M B D"] {
            let e = parse(&mut arena, text.as_bytes(), &mut Vec::new()).unwrap();
            assert_eq!(print(&arena, e).as_deref(), Some(text));
            assert_eq!(arena.meta(e).size as usize, text.split(' ').count());
        }
        let bad = |a: &mut Arena, t: &str| parse(a, t.as_bytes(), &mut Vec::new()).unwrap_err();
        assert_eq!(bad(&mut arena, "K D"), ParseError::MissingOperand(3));
        assert_eq!(bad(&mut arena, "K Z"), ParseError::BadToken(3));
        assert_eq!(bad(&mut arena, "K K"), ParseError::LeftOver(2));
    }

    #[test]
    fn the_second_variable_of_a_published_program_is_0() {
        let mut a = Arena::new();
        let (x, y, zero) = (a.var(1, Ty::INT), a.var(0, Ty::INT), a.intern(Node::Int(0)));
        let published = a.prim(Prim::Add, &[x, y]);
        let body = a.prim(Prim::Add, &[y, zero]);
        assert_eq!(to_body(&mut a, published), body);
        let back = a.prim(Prim::Add, &[x, zero]);
        assert_eq!(from_body(&mut a, body), back);
    }
}
