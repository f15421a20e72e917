//! Classification of inputs, and whether an input continues in the next line.

use nth_syntax::{TokenKind, tokens};

use crate::results::operand_places;

/// Kind of an input, which decides how it is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Only white space and comments.
    Empty,
    /// A command of the REPL: `:word …` or `?name`.
    Command,
    /// Definitions, `check` statements and `use` statements.
    Items,
    /// An expression, to be evaluated.
    Expression,
}

/// Classifies an input by its first token.
pub(crate) fn kind(text: &str) -> Kind {
    let trimmed = text.trim_start();
    let help = trimmed.strip_prefix('?').is_some_and(|rest| {
        let rest = rest.trim_start_matches('?').trim();
        rest.is_empty() || !rest.starts_with(['+', '-', '*', '/', '%', '^', '=', '!', '<', '>', ')', '|'])
    });
    if trimmed.starts_with(':') || help {
        return Kind::Command;
    }
    let all = tokens(text);
    let Some(first) = all.iter().map(|t| t.kind).find(|k| !k.is_comment() || k.starts_item()) else {
        // An unclosed comment is an error, which the parser reports.
        let open = all.iter().any(|t| t.kind == TokenKind::OpenComment);
        return if open { Kind::Expression } else { Kind::Empty };
    };
    if first.starts_item() { Kind::Items } else { Kind::Expression }
}

/// Whether an input continues in the next line: a bracket is open, an operator lacks its operand, or documentation
/// lacks its definition. Commands are always complete.
#[must_use]
pub fn is_incomplete(text: &str) -> bool {
    match kind(text) {
        Kind::Command => false,
        Kind::Empty | Kind::Items => nth_syntax::is_incomplete(text),
        Kind::Expression => {
            // References to results are not part of the language; a literal replaces each of them.
            let mut plain = text.to_owned();
            for place in operand_places(text).into_iter().rev() {
                plain.replace_range(place.range, "0");
            }
            nth_syntax::is_incomplete(&plain)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        for (text, expected) in [
            ("", Kind::Empty),
            ("  // a remark", Kind::Empty),
            ("/* open", Kind::Expression),
            (":help", Kind::Command),
            ("?fib", Kind::Command),
            ("? + 1", Kind::Expression),
            ("/// words\nseq a(n) = n", Kind::Items),
            ("// words\nseq a(n) = n", Kind::Items),
            ("@A000045 seq a(n) = n", Kind::Items),
            ("check a = 1", Kind::Items),
            ("fib(3)", Kind::Expression),
            ("% + 1", Kind::Expression),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }

    #[test]
    fn what_goes_on() {
        for text in ["1 +", "seq a(n) =", "fold(1..3,", "/// words", "/* open", "%1 +", "if 1 > 2 then"] {
            assert!(is_incomplete(text), "{text}");
        }
        for text in ["1 + 2", "seq a(n) = n", ":type 1 +", "%", "%12 % 5", "1 + )", ""] {
            assert!(!is_incomplete(text), "{text}");
        }
    }
}
