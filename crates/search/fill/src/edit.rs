//! Edits of a text: what is written for a hole, with brackets where the surroundings need them.

use nth_base::FileId;
use nth_syntax::ast::ExprKind;
use nth_syntax::{TokenKind, parse_expr, tokens};

/// Replacement of the bytes `start..end` of a text. An insertion has `start == end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Offset of the first byte that is replaced.
    pub start: usize,
    /// Offset after the last byte that is replaced.
    pub end: usize,
    /// Text that stands there afterwards.
    pub text: String,
}

/// The text after the edits, which must not overlap.
#[must_use]
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|e| (e.start, e.end));
    let (mut out, mut at) = (String::with_capacity(text.len() + 64), 0);
    for e in sorted {
        out.push_str(text.get(at..e.start).unwrap_or(""));
        out.push_str(&e.text);
        at = e.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

/// The expression as it is written for the hole at `start..end`: in brackets if an operator stands beside the hole and
/// the expression is not a single name, number, call or list.
pub(crate) fn in_place(text: &str, (start, end): (usize, usize), expression: &str) -> String {
    let (tree, _) = parse_expr(FileId(0), expression);
    let is_atom = match tree.kind {
        ExprKind::Int(_)
        | ExprKind::Bool(_)
        | ExprKind::Name { .. }
        | ExprKind::Call(..)
        | ExprKind::Index(..)
        | ExprKind::List(_)
        | ExprKind::Paren(_) => true,
        ExprKind::Unary(..)
        | ExprKind::Binary(..)
        | ExprKind::If(..)
        | ExprKind::Let(..)
        | ExprKind::Lambda(..)
        | ExprKind::Nth(..)
        | ExprKind::Hole
        | ExprKind::Error => false,
    };
    if is_atom || stands_alone(text, start, end) { expression.to_owned() } else { format!("({expression})") }
}

/// Whether no operator is applied to the bytes `start..end`.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let all = tokens(text);
    let before = all.iter().rev().filter(|t| !is_comment(t.kind)).find(|t| t.span.end <= start).map(|t| t.kind);
    let after = all.iter().filter(|t| !is_comment(t.kind)).find(|t| t.span.start >= end).map(|t| t.kind);
    let opens = matches!(
        before,
        Some(
            TokenKind::LParen
                | TokenKind::LBracket
                | TokenKind::Comma
                | TokenKind::Assign
                | TokenKind::If
                | TokenKind::Then
                | TokenKind::Else
                | TokenKind::In
                | TokenKind::Where
                | TokenKind::Bar
        )
    );
    // What begins a definition ends the one before.
    let closes = matches!(
        after,
        None | Some(
            TokenKind::RParen
                | TokenKind::RBracket
                | TokenKind::Comma
                | TokenKind::Then
                | TokenKind::Else
                | TokenKind::In
                | TokenKind::Where
                | TokenKind::Attr
                | TokenKind::Use
                | TokenKind::Seq
                | TokenKind::Triangle
                | TokenKind::Array
                | TokenKind::Fn
                | TokenKind::Check
        )
    );
    opens && closes
}

fn is_comment(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::LineComment
            | TokenKind::BlockComment
            | TokenKind::OpenComment
            | TokenKind::Doc
            | TokenKind::ModuleDoc
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_stand_where_an_operator_is_applied() {
        for (text, expression, expected) in [
            ("seq a(n) = n * ? + 1", "2 + n", "(2 + n)"),
            ("seq a(n) = n * ? + 1", "f(n)", "f(n)"),
            ("seq a(n) = ?\ncheck a = 1", "2 * n", "2 * n"),
            ("seq a(n) = f(?, 2)", "n + 1", "n + 1"),
            ("seq a(n) = if ? then 1 else ?", "n > 1", "n > 1"),
            ("seq a(n) = -?", "n + 1", "(n + 1)"),
        ] {
            let start = text.find('?').unwrap();
            assert_eq!(in_place(text, (start, start + 1), expression), expected, "{text}");
        }
    }

    #[test]
    fn edits_are_applied_in_order_of_the_text() {
        let edit = |start, end, text: &str| Edit { start, end, text: text.to_owned() };
        assert_eq!(apply("a ? b ?", &[edit(6, 7, "y"), edit(2, 3, "xx")]), "a xx b y");
        assert_eq!(apply("ab", &[edit(2, 2, "c")]), "abc");
    }
}
