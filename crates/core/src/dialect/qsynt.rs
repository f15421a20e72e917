//! The published language of the Alien Coding project: postfix letters, separated by spaces.
//!
//! A program is an expression in two variables, x (variable 1) and y (variable 0); as a sequence it is read at
//! x = 0, 1, 2, … with y = 0. See `docs/qsynt.md` for the letters.

use nth_prims::Prim;

use crate::{Arena, ExprId, Node, Ty};

/// Longer programs are refused: the published system drops what expands beyond this.
pub const MAX_TOKENS: usize = 1000;

/// Why a line is not a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// A character that is no letter of the language, with its column (from 1).
    BadToken(usize),
    /// Operands are missing at this column.
    MissingOperand(usize),
    /// So many values are left at the end instead of one.
    LeftOver(usize),
    /// No letter at all.
    Empty,
    /// More than [`MAX_TOKENS`] letters.
    TooLong,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BadToken(c) => write!(f, "column {c}: not a letter of the language"),
            Self::MissingOperand(c) => write!(f, "column {c}: the operation lacks operands before it"),
            Self::LeftOver(n) => write!(f, "{n} values are left at the end, there must be one"),
            Self::Empty => write!(f, "there is no letter"),
            Self::TooLong => write!(f, "more than {MAX_TOKENS} letters"),
        }
    }
}

/// Reads one program of the letters A..N.
///
/// # Errors
/// What is wrong with the line, and where.
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
        let missing = ParseError::MissingOperand(i + 1);
        let e = match b {
            b'A' => arena.intern(Node::Int(0)),
            b'B' => arena.intern(Node::Int(1)),
            b'C' => arena.intern(Node::Int(2)),
            b'K' => arena.intern(Node::Var(1, Ty::INT)),
            b'L' => arena.intern(Node::Var(0, Ty::INT)),
            b'D'..=b'H' => {
                let p = match b {
                    b'D' => Prim::Add,
                    b'E' => Prim::Sub,
                    b'F' => Prim::Mul,
                    b'G' => Prim::Div,
                    _ => Prim::Mod,
                };
                let (Some(y), Some(x)) = (stack.pop(), stack.pop()) else { return Err(missing) };
                arena.intern(Node::Prim(p, [x, y, ExprId::NONE, ExprId::NONE, ExprId::NONE]))
            }
            b'I' | b'J' => {
                let (Some(z), Some(y), Some(x)) = (stack.pop(), stack.pop(), stack.pop()) else { return Err(missing) };
                let (p, x) = if b == b'I' { (Prim::Cond, x) } else { (Prim::Loop, arena.intern(Node::Lam(2, x))) };
                arena.intern(Node::Prim(p, [x, y, z, ExprId::NONE, ExprId::NONE]))
            }
            b'M' => {
                let (Some(y), Some(x)) = (stack.pop(), stack.pop()) else { return Err(missing) };
                let f = arena.intern(Node::Lam(2, x));
                arena.intern(Node::Prim(Prim::Compr, [f, y, ExprId::NONE, ExprId::NONE, ExprId::NONE]))
            }
            b'N' => {
                let n = stack.len();
                let Some(&[f, g, a, b, c]) = n.checked_sub(5).and_then(|s| stack.get(s..)) else { return Err(missing) };
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

/// Prints an expression as postfix letters, or nothing if it uses what the language lacks.
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
}
