//! Comments that look like a division: `n // 2`, integer division in other languages, is n with a comment in nth.

use nth_base::{FileId, Span};
use nth_diag::{Code, Diagnostic, Severity};

use crate::lex::{Token, TokenKind as T, tokens};
use crate::state::{Finding, Tok};

/// Most tokens of a comment that is looked at.
const MOST_TOKENS: usize = 20;

/// Number of tokens before a comment whose names are known to it, beside those of the head.
const WINDOW: usize = 100;

/// Number of tokens at the beginning of an item whose names are known to its comments.
const HEAD: usize = 20;

/// A comment that looks like a division.
pub(crate) struct Division {
    /// Warning about the comment.
    diag: Diagnostic,
    /// Whether brackets close in the comment that were opened before it.
    closes: bool,
}

/// Reads the comment at `span`, which follows the tokens `before` on their line. `None` if it does not read on like an
/// expression: its names must occur before it or be called, and no two operands may stand side by side.
pub(crate) fn in_comment(text: &str, span: Span, before: &[Tok]) -> Option<Division> {
    if !before.last()?.kind.ends_operand() {
        return None;
    }
    let inner = text.get(span.range())?.strip_prefix("//")?;
    let all: Vec<Token> = tokens(inner).into_iter().filter(|t| !t.kind.is_comment()).take(MOST_TOKENS + 1).collect();
    let first = all.first()?;
    let begins = |k: T| matches!(k, T::Ident | T::Int | T::LParen);
    let last = all.last()?.kind;
    if all.len() > MOST_TOKENS || !begins(first.kind) || !(last.ends_operand() || last == T::Comma) {
        return None;
    }
    if all.windows(2).any(|w| w[0].kind.ends_operand() && matches!(w[1].kind, T::Ident | T::Int)) {
        return None;
    }
    let of = |t: &Token| inner.get(t.span.clone()).unwrap_or("");
    let (mut depth, mut closes) = (0_usize, false);
    for (i, t) in all.iter().enumerate() {
        if matches!(t.kind, T::LParen | T::LBracket) {
            depth += 1;
        } else if matches!(t.kind, T::RParen | T::RBracket) {
            closes |= depth == 0;
            depth = depth.saturating_sub(1);
        } else if t.kind == T::Ident {
            let called = all.get(i + 1).is_some_and(|n| n.kind == T::LParen);
            let known = |b: &Tok| b.kind == T::Ident && text.get(b.span.range()) == Some(of(t));
            let near = &before[before.len().saturating_sub(WINDOW)..];
            if !called && !before.iter().take(HEAD).chain(near).any(known) {
                return None;
            }
        } else if !is_arithmetic(t.kind) {
            return None;
        }
    }
    if depth > 0 {
        return None;
    }
    let sign = Span { end: span.start + 2, ..span };
    let title = "`//` begins a comment, so the rest of the line is not read";
    let diag = Diagnostic::warning(Code::CommentLikeDivision, sign, title, "a comment, not a division")
        .note("`/` rounds down")
        .hint("for a division write `/`")
        .edit(sign, "/");
    Some(Division { diag, closes })
}

/// Whether a token can stand in arithmetic beside names and brackets.
fn is_arithmetic(kind: T) -> bool {
    matches!(kind, T::Int | T::Comma | T::Plus | T::Minus | T::Star | T::Slash | T::Percent | T::Caret)
        || matches!(kind, T::EqEq | T::NotEq | T::Lt | T::Le | T::Gt | T::Ge | T::DotDot | T::DotDotEq)
        || matches!(kind, T::Then | T::Else | T::In | T::And | T::Or | T::If | T::Where)
}

/// Comments in an expression that look like divisions. `toks` are the tokens without comments.
pub(crate) fn in_expression(file: FileId, text: &str, all: &[Token], toks: &[Tok]) -> Vec<Division> {
    let mut out = Vec::new();
    let mut before = 0;
    let mut line_end = 0;
    for t in all {
        if !t.kind.is_comment() {
            before += 1;
            line_end = t.span.end;
        } else if t.kind == T::LineComment && text.get(line_end..t.span.start).is_some_and(|gap| !gap.contains('\n')) {
            let span = Span::new(file, t.span.start, t.span.end);
            out.extend(in_comment(text, span, toks.get(..before).unwrap_or(&[])));
        }
    }
    out
}

/// Adds warnings about comments to the findings of their item. A bracket that is closed in such a comment only is no
/// mistake of its own: the comment is the error.
pub(crate) fn merge(divisions: Vec<Division>, findings: &mut Vec<Finding>) {
    let open = findings.iter().any(|f| f.diag.code == Code::UnclosedBracket);
    if let Some(cause) = divisions.iter().find(|d| d.closes).filter(|_| open) {
        let diag = Diagnostic { severity: Severity::Error, ..cause.diag.clone() };
        findings.clear();
        findings.push(Finding { diag, at_end: false });
        return;
    }
    findings.extend(divisions.into_iter().map(|d| Finding { diag: d.diag, at_end: false }));
}
