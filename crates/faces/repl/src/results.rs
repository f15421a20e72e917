//! References to earlier results in an expression: `%`, `%2`, `it`.

use std::ops::Range;

use nth_syntax::{TokenKind as T, tokens};

use crate::rewrite::Rewritten;

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
    let mut out: Vec<Place> = Vec::new();
    for (i, t) in all.iter().enumerate() {
        if word(i) == "it" && !binds_it && before(i) != Some(T::Dot) {
            out.push(Place { range: t.span.clone(), number: None });
        }
        // A `%` behind a reference is the operator: `% % 7`.
        let follows = i.checked_sub(1).and_then(|j| all.get(j)).zip(out.last());
        let follows = follows.is_some_and(|(token, place)| place.range.end == token.span.end);
        let operand = before(i).is_none_or(|k| !k.ends_operand()) && !follows;
        if word(i) == "%" && operand {
            let next = all.get(i + 1).filter(|n| n.kind == T::Int && n.span.start == t.span.end);
            let number = next.and_then(|n| text.get(n.span.clone())).and_then(|d| d.replace('_', "").parse().ok());
            let end = next.map_or(t.span.end, |n| n.span.end);
            out.push(Place { range: t.span.start..end, number });
        }
    }
    out
}

/// Replaces references by values; `value` receives the number of a result.
///
/// # Errors
/// The error of `value`, if there is no such result.
pub(crate) fn expand(text: &str, value: &dyn Fn(Option<usize>) -> Result<String, String>) -> Result<Rewritten, String> {
    let places = operand_places(text).into_iter();
    let parts: Vec<_> = places.map(|p| Ok((p.range, value(p.number)?))).collect::<Result<_, String>>()?;
    Ok(Rewritten::new(text, &parts))
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
            ("% % 7", "<last> % 7"),
            ("%%7", "<last>%7"),
            ("% % %", "<last> % <last>"),
            ("%2 % %1 % 3", "<2> % <1> % 3"),
            ("it % 7", "<last> % 7"),
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
}
