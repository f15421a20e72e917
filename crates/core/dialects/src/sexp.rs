//! S-expressions, for the readers of Core text and of the `lisp` dialect.

use std::fmt;

/// Largest depth of nesting, so that walks by recursion are safe.
pub const MAX_NESTING: usize = 1_000;

/// Error in a text, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextError {
    /// Line in the text, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Message for people: what is wrong.
    pub what: String,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

impl std::error::Error for TextError {}

/// Error at a byte offset.
#[derive(Debug)]
pub(crate) struct Fault(pub usize, pub String);

impl Fault {
    /// Error with line and column in the text.
    pub fn locate(self, text: &str) -> TextError {
        let before = text.get(..self.0).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        TextError { line, column, what: self.1 }
    }
}

/// Kind of an s-expression.
#[derive(Debug)]
pub(crate) enum Kind<'t> {
    Atom(&'t str),
    List(Vec<Sexp<'t>>),
}

/// An atom or a list, with the byte offset where it starts.
#[derive(Debug)]
pub(crate) struct Sexp<'t> {
    pub at: usize,
    pub kind: Kind<'t>,
}

impl<'t> Sexp<'t> {
    pub fn fault<T>(&self, what: impl Into<String>) -> Result<T, Fault> {
        Err(Fault(self.at, what.into()))
    }

    pub fn atom(&self) -> Option<&'t str> {
        match &self.kind {
            Kind::Atom(a) => Some(a),
            Kind::List(_) => None,
        }
    }

    /// First word and rest of a list that starts with a word.
    pub fn form(&self) -> Result<(&'t str, &[Sexp<'t>]), Fault> {
        match &self.kind {
            Kind::List(parts) => match parts.split_first() {
                Some((head, rest)) => match head.atom() {
                    Some(word) => Ok((word, rest)),
                    None => head.fault("a name is expected here"),
                },
                None => self.fault("an empty list means nothing"),
            },
            Kind::Atom(_) => self.fault("`(` is expected here"),
        }
    }
}

/// Reads all s-expressions of a text. A `;` starts a comment to the end of the line.
pub(crate) fn read(text: &str) -> Result<Vec<Sexp<'_>>, Fault> {
    let bytes = text.as_bytes();
    // The innermost open list last; the first is the text itself.
    let mut open: Vec<(usize, Vec<Sexp<'_>>)> = vec![(0, Vec::new())];
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let start = at;
        at += 1;
        let done = match b {
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            b';' => {
                at = text[start..].find('\n').map_or(bytes.len(), |n| start + n);
                continue;
            }
            b'(' => {
                if open.len() > MAX_NESTING {
                    return Err(Fault(start, format!("more than {MAX_NESTING} lists inside each other")));
                }
                open.push((start, Vec::new()));
                continue;
            }
            b')' => match open.pop() {
                Some((from, parts)) if !open.is_empty() => Sexp { at: from, kind: Kind::List(parts) },
                Some(_) | None => return Err(Fault(start, String::from("`)` closes nothing"))),
            },
            _ => {
                let stop = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'(' | b')' | b';');
                at = bytes[start..].iter().position(stop).map_or(bytes.len(), |n| start + n);
                Sexp { at: start, kind: Kind::Atom(text.get(start..at).unwrap_or("")) }
            }
        };
        if let Some((_, parts)) = open.last_mut() {
            parts.push(done);
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some((_, parts)), true) => Ok(parts),
        (Some((from, _)), false) => Err(Fault(from, String::from("`(` is never closed"))),
        (None, _) => Ok(Vec::new()),
    }
}

/// Integer that an atom denotes; `None` if it is no integer literal.
pub(crate) fn integer(atom: &str) -> Option<nth_num::Int> {
    if atom.starts_with('+') { None } else { atom.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_have_their_place() {
        let fault = |t: &str| read(t).unwrap_err().locate(t).to_string();
        assert_eq!(fault("(a\n  b))"), "line 2, column 5: `)` closes nothing");
        assert_eq!(fault("(a (b"), "line 1, column 4: `(` is never closed");
        assert!(read(&"(".repeat(1_000_000)).is_err());
        assert_eq!(read("a (b c) ; d\n e").unwrap().len(), 3);
    }
}
