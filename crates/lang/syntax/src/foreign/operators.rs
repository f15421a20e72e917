//! Operators of other languages, replaced by those of nth.

use nth_diag::{Code, Diagnostic};

use super::Pass;
use crate::lex::TokenKind as T;
use crate::state::Tok;

/// Comparisons of other languages that the lexer reads as several tokens: text, kind and spelling in nth. A longer one
/// stands before its beginning.
const COMPARISONS: &[(&str, T, &str)] = &[
    ("===", T::EqEq, "=="),
    ("!==", T::NotEq, "!="),
    ("=/=", T::NotEq, "!="),
    ("=!=", T::NotEq, "!="),
    ("/=", T::NotEq, "!="),
    ("~=", T::NotEq, "!="),
    ("=<", T::Le, "<="),
];

/// Operators of other languages that are functions in nth.
const FUNCTIONS: &[(&str, &str)] =
    &[("<<", "shift_left(a, b)"), (">>", "shift_right(a, b)"), ("&", "bit_and(a, b)"), ("^^", "bit_xor(a, b)")];

/// Words that are infix operators of other languages and functions in nth.
const WORD_FUNCTIONS: &[(&str, &str)] = &[
    ("xor", "bit_xor(a, b)"),
    ("choose", "binomial(n, k)"),
    ("divides", "divides(d, n)"),
    ("elem", "contains(xs, x)"),
];

/// Words that are infix operators of other languages.
const WORDS: &[(&str, T, &str)] = &[
    ("mod", T::Percent, "%"),
    ("rem", T::Percent, "%"),
    ("div", T::Slash, "/"),
    ("quot", T::Slash, "/"),
    ("eq", T::EqEq, "=="),
    ("is", T::EqEq, "=="),
];

/// Equivalent of a sign of one token, and its spelling in nth.
pub(super) fn equivalent(text: &str) -> Option<(T, &'static str)> {
    Some(match text {
        "&&" | "∧" => (T::And, "and"),
        "||" | "∨" => (T::Or, "or"),
        "!" | "¬" => (T::Not, "not"),
        "**" => (T::Caret, "^"),
        "<>" | "≠" => (T::NotEq, "!="),
        "×" | "·" | "⋅" => (T::Star, "*"),
        "÷" => (T::Slash, "/"),
        "−" => (T::Minus, "-"),
        "≤" => (T::Le, "<="),
        "≥" => (T::Ge, ">="),
        "→" => (T::Arrow, "->"),
        "…" => (T::DotDot, ".."),
        _ => return None,
    })
}

fn written(span: nth_base::Span, theirs: &str, ours: &str) -> Diagnostic {
    Diagnostic::error(Code::ForeignOperator, span, format!("`{theirs}` is written `{ours}`"), "")
}

impl Pass<'_> {
    /// A sign such as `&&` or `≤`.
    pub(super) fn sign(&mut self, t: Tok) -> bool {
        let text = self.word(t);
        let Some((kind, ours)) = equivalent(text) else {
            self.replace(1, T::Unknown);
            return true;
        };
        let pad = if kind == T::Not { "not " } else { ours };
        self.report(written(t.span, text, ours).hint(format!("write `{ours}`")).edit(t.span, pad));
        self.replace(1, kind);
        true
    }

    /// Number of tokens, without blanks between them, that make up `text` from here on.
    fn spelled(&self, text: &str) -> Option<usize> {
        let first = self.peek(0)?;
        let start = first.span.start as usize;
        if self.text.get(start..start + text.len()) != Some(text) {
            return None;
        }
        let count =
            (1..=text.len()).find(|n| self.peek(n - 1).is_none_or(|t| t.span.end as usize >= start + text.len()))?;
        self.peek(count - 1).filter(|t| t.span.end as usize == start + text.len()).map(|_| count)
    }

    /// A sign of several tokens, such as `/=` or `<<`.
    pub(super) fn sign_of_tokens(&mut self) -> bool {
        if !self.in_body() {
            return false;
        }
        for &(theirs, kind, ours) in COMPARISONS {
            if let Some(count) = self.spelled(theirs)
                && let (Some(a), Some(z)) = (self.peek(0), self.peek(count - 1))
            {
                let span = a.span.to(z.span);
                self.report(written(span, theirs, ours).hint(format!("write `{ours}`")).edit(span, ours));
                self.replace(count, kind);
                return true;
            }
        }
        for &(theirs, ours) in FUNCTIONS {
            if let Some(count) = self.spelled(theirs).filter(|_| self.after_operand())
                && let (Some(a), Some(z)) = (self.peek(0), self.peek(count - 1))
            {
                self.function_operator(a.span.to(z.span), theirs, ours, count);
                return true;
            }
        }
        false
    }

    /// An operator that is a function in nth. It is read on as if it were `+`, which has the same type.
    fn function_operator(&mut self, span: nth_base::Span, theirs: &str, ours: &str, count: usize) {
        self.report(written(span, theirs, ours).note("nth writes this as a function, not as an operator"));
        self.replace(count, T::Plus);
    }

    /// `a | b` between operands.
    pub(super) fn bit_or(&mut self, t: Tok) -> bool {
        if self.in_params || !self.after_operand() {
            return false;
        }
        self.function_operator(t.span, "|", "bit_or(a, b)", 1);
        true
    }

    /// A word that is an operator elsewhere, such as `mod`, with backquotes or without.
    pub(super) fn word_operator(&mut self, t: Tok) -> bool {
        if !self.after_operand() || !(self.begins_operand(1) || self.kind(1) == Some(T::Minus)) {
            return false;
        }
        let word = self.word(t);
        self.infix_word(t.span, word, 1)
    }

    /// The word of an infix operator, written in `count` tokens.
    pub(super) fn infix_word(&mut self, span: nth_base::Span, word: &str, count: usize) -> bool {
        let lower = word.to_ascii_lowercase();
        if let Some((_, ours)) = WORD_FUNCTIONS.iter().find(|(w, _)| *w == lower) {
            self.function_operator(span, word, ours, count);
            return true;
        }
        let Some(&(_, kind, ours)) = WORDS.iter().find(|(w, ..)| *w == lower) else { return false };
        let mut d = written(span, word, ours).hint(format!("write `{ours}`")).edit(span, ours);
        if kind == T::Slash || kind == T::Percent {
            d = d.note("`/` and `%` round down");
        }
        self.report(d);
        self.replace(count, kind);
        true
    }

    /// `x += 1` and the like.
    pub(super) fn assignment(&mut self) -> bool {
        let (Some(a), Some(b)) = (self.peek(0), self.peek(1)) else { return false };
        let changes = matches!(a.kind, T::Plus | T::Minus | T::Star | T::Slash);
        if !changes || b.kind != T::Assign || a.span.end != b.span.start || !self.after_operand() {
            return false;
        }
        let span = a.span.to(b.span);
        let title = format!("there is no `{}=`: a variable does not change", self.word(a));
        self.report(super::foreign(span, title, "an assignment").note(super::constructs::NO_LOOPS));
        let (from, end) = (self.region_start(), self.region_end(self.at));
        self.cut(from, end);
        true
    }
}
