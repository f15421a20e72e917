//! An expression written in the place of another one, with brackets where the surroundings need them.

use std::ops::Range;

use nth_base::FileId;

use crate::ast::ExprKind;
use crate::{TokenKind, parse_expr, tokens};

/// Text of an expression that is written in the place of the bytes `range`, where an expression stands now: in brackets
/// if an operator stands beside it and the expression is not a single name, number, call or list.
#[must_use]
pub fn in_place(text: &str, range: &Range<usize>, expression: &str) -> String {
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
    let is_bare = is_atom || stands_alone(text, range.clone());
    if is_bare { expression.to_owned() } else { format!("({expression})") }
}

/// Whether no operator is applied to these bytes.
fn stands_alone(text: &str, Range { start, end }: Range<usize>) -> bool {
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
            assert_eq!(in_place(text, &(start..start + 1), expression), expected, "{text}");
        }
    }
}
