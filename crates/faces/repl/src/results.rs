//! References to earlier results in an expression: `%`, `%2`, `it`.

use std::ops::Range;

use nth_base::Span;
use nth_syntax::{TokenKind as T, tokens};

/// Reference to an earlier result in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Byte range of the reference in the expression.
    pub range: Range<usize>,
    /// Number of the result, from 1; `None` for the last one.
    pub number: Option<usize>,
}

/// References in an expression. `%` is a reference where an operand is expected, together with a number directly after
/// it. `it` is a reference unless the expression binds that name.
pub(crate) fn operand_places(text: &str) -> Vec<Place> {
    let all: Vec<_> = tokens(text).into_iter().filter(|t| !t.kind.is_comment()).collect();
    let word = |i: usize| all.get(i).and_then(|t| text.get(t.span.clone())).unwrap_or("");
    let before = |i: usize| i.checked_sub(1).and_then(|j| all.get(j)).map(|t| t.kind);
    let binds_it = (0..all.len()).any(|i| {
        let after = all.get(i + 1).map(|t| t.kind);
        let binder = matches!(before(i), Some(T::Let | T::Nth | T::Bar))
            || (after == Some(T::Bar) && before(i) == Some(T::Comma));
        word(i) == "it" && binder
    });
    let mut out = Vec::new();
    for (i, t) in all.iter().enumerate() {
        if word(i) == "it" && !binds_it && before(i) != Some(T::Dot) {
            out.push(Place { range: t.span.clone(), number: None });
        }
        let operand = before(i).is_none_or(|k| !k.ends_operand());
        if word(i) == "%" && operand {
            let next = all.get(i + 1).filter(|n| n.kind == T::Int && n.span.start == t.span.end);
            let number = next.and_then(|n| text.get(n.span.clone())).and_then(|d| d.replace('_', "").parse().ok());
            let end = next.map_or(t.span.end, |n| n.span.end);
            out.push(Place { range: t.span.start..end, number });
        }
    }
    out
}

/// Expression with its references replaced by values, and the mapping of places back to the original.
#[derive(Clone, Debug)]
pub(crate) struct Expanded {
    /// Text of the expression, with values instead of references.
    pub text: String,
    /// Replaced byte ranges: in `text`, and in the original.
    pieces: Vec<(Range<usize>, Range<usize>)>,
}

/// Replaces references by values; `value` receives the number of a result.
///
/// # Errors
/// The error of `value`, if there is no such result.
pub(crate) fn expand(text: &str, value: &dyn Fn(Option<usize>) -> Result<String, String>) -> Result<Expanded, String> {
    let mut out = Expanded { text: String::new(), pieces: Vec::new() };
    let mut from = 0;
    for p in operand_places(text) {
        out.text.push_str(text.get(from..p.range.start).unwrap_or(""));
        let start = out.text.len();
        out.text.push_str(&value(p.number)?);
        out.pieces.push((start..out.text.len(), p.range.clone()));
        from = p.range.end;
    }
    out.text.push_str(text.get(from..).unwrap_or(""));
    Ok(out)
}

impl Expanded {
    /// Whether the original expression has a reference.
    pub fn is_changed(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// Maps a byte of `text` to a byte of the original. `end` says that the byte is the end of a span.
    fn place(&self, at: usize, end: bool) -> usize {
        let mut shift = 0_isize;
        for (new, old) in &self.pieces {
            if at < new.start || (at == new.start && !end) {
                break;
            }
            if at < new.end || (at == new.end && end) {
                return if end { old.end } else { old.start };
            }
            shift = old.end as isize - new.end as isize;
        }
        at.saturating_add_signed(shift)
    }

    /// Maps a span of `text` to a span of the original, in the file `file`.
    pub fn original(&self, s: Span, file: nth_base::FileId) -> Span {
        let start = self.place(s.start as usize, false);
        Span::new(file, start, self.place(s.end as usize, true).max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(text: &str) -> String {
        expand(text, &|n| Ok(format!("<{}>", n.map_or("last".to_owned(), |n| n.to_string())))).unwrap().text
    }

    #[test]
    fn references() {
        for (text, expected) in [
            ("%", "<last>"),
            ("%1 + %", "<1> + <last>"),
            ("7 % 3", "7 % 3"),
            ("7 %3", "7 %3"),
            ("7 % %2", "7 % <2>"),
            ("f(%12, it)", "f(<12>, <last>)"),
            ("(%)%2", "(<last>)%2"),
            ("let it = 2 in it", "let it = 2 in it"),
            ("map(xs, |it| it)", "map(xs, |it| it)"),
            ("[%1][%2]", "[<1>][<2>]"),
            ("bit(1)", "bit(1)"),
        ] {
            assert_eq!(expanded(text), expected);
        }
    }

    #[test]
    fn places_lead_back() {
        let e = expand("ab + %1 + cd", &|_| Ok("12345".to_owned())).unwrap();
        assert_eq!(e.text, "ab + 12345 + cd");
        let file = nth_base::FileId(3);
        let at = |a, b| e.original(Span::new(nth_base::FileId(0), a, b), file).range();
        assert_eq!(at(0, 2), 0..2);
        assert_eq!(at(5, 10), 5..7);
        assert_eq!(at(13, 15), 10..12);
        assert_eq!(at(0, 15), 0..12);
    }
}
