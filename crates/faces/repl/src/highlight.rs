//! Syntax highlighting: classes of the parts of an input.

use std::ops::Range;

use nth_syntax::{KEYWORDS, TokenKind as T, tokens};

/// Class of a part of an input, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Reserved word of the language.
    Keyword,
    /// Integer literal, `true` or `false`.
    Literal,
    /// Comment or documentation comment.
    Comment,
    /// Command of the REPL, or an attribute such as `@A000045`.
    Special,
}

/// Parts of an input that have a colour, in order: byte ranges and their classes.
#[must_use]
pub fn classes(text: &str) -> Vec<(Range<usize>, Class)> {
    if text.trim_start().starts_with(':') {
        let start = text.len() - text.trim_start().len();
        let end = text.get(start..).and_then(|t| t.find(' ')).map_or(text.len(), |i| start + i);
        return vec![(start..end, Class::Special)];
    }
    let class = |kind: T, word: &str| {
        if kind.is_comment() {
            Some(Class::Comment)
        } else if matches!(kind, T::Int | T::True | T::False) {
            Some(Class::Literal)
        } else if kind == T::Attr {
            Some(Class::Special)
        } else {
            KEYWORDS.contains(&word).then_some(Class::Keyword)
        }
    };
    tokens(text).into_iter().filter_map(|t| Some((t.span.clone(), class(t.kind, text.get(t.span.clone())?)?))).collect()
}
