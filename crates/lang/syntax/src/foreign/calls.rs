//! Calls of other languages: `sum(k = 1, n, e)` of PARI/GP, `Sum[e, {k, 1, n}]` of Mathematica.

use super::constructs::NO_LOOPS;
use super::{Pass, foreign, is_name};
use crate::lex::TokenKind as T;
use crate::state::Tok;

/// Functions over a range, by their names in PARI/GP and in nth.
const OVER_RANGE: &[(&str, &str)] = &[("sum", "sum"), ("prod", "product"), ("product", "product")];

impl Pass<'_> {
    /// `sum(k = 1, n, e)`. No correct call has `=` behind its first name.
    pub(super) fn call_with_iterator(&mut self) -> bool {
        let (Some(f), Some(k)) = (self.peek(0), self.peek(2)) else { return false };
        let shape = self.kind(1) == Some(T::LParen) && k.kind == T::Ident && self.kind(3) == Some(T::Assign);
        if !shape || self.after_operand() {
            return false;
        }
        let word = self.word(f);
        let Some((args, close)) = self.arguments(self.at + 1) else { return false };
        let ours = OVER_RANGE.iter().find(|(theirs, _)| *theirs == word).map(|(_, ours)| *ours);
        let span = f.span.to(self.input[close].span);
        let from = args.first().and_then(|a| a.split_once('=')).map(|(_, from)| from.trim());
        let d = match (ours, from, args.as_slice()) {
            (Some(ours), Some(from), [_, to, e]) if !e.is_empty() => {
                let text = format!("{ours}(map({from}..={to}, |{}| {e}))", self.word(k));
                foreign(span, format!("a `{ours}` is taken of a list"), "written as in PARI/GP")
                    .hint(format!("write `{text}`"))
                    .edit(span, text)
            }
            (_, Some(_), _) if word.starts_with("for") => {
                foreign(span, format!("there is no `{word}`: a body is an expression, not a loop"), "").note(NO_LOOPS)
            }
            (Some(ours), ..) => foreign(span, format!("a `{ours}` is taken of a list"), "written as in PARI/GP")
                .note(format!("`{ours}(map(1..=n, |k| e))`")),
            (_, Some(_), [_, _, ..]) => foreign(span, "arguments have no names", "written as in another language")
                .note("arguments are given in the order of the parameters"),
            (..) => return false,
        };
        self.report(d);
        self.cut_ahead(close + 1);
        true
    }

    /// `Mod[n, 2]`: several arguments in square brackets.
    pub(super) fn call_with_square_brackets(&mut self) -> bool {
        let (Some(f), Some(open)) = (self.peek(0), self.peek(1)) else { return false };
        if open.kind != T::LBracket || f.span.end != open.span.start || self.after_operand() {
            return false;
        }
        let Some((args, close)) = self.arguments(self.at + 1).filter(|(args, _)| args.len() > 1) else { return false };
        if matches!(self.word(f), "If" | "IF") && self.conditional_call(f, T::LBracket) {
            return true;
        }
        let span = f.span.to(self.input[close].span);
        let d = foreign(span, "a call is written with parentheses", "written as in Mathematica");
        let text = iterated(self.word(f), &args)
            .or_else(|| {
                args.iter()
                    .all(|a| !a.contains(['[', '{']))
                    .then(|| format!("{}({})", snake(self.word(f)), args.join(", ")))
            })
            .filter(|t| t.len() <= super::LONGEST_COPY);
        self.report(match text {
            Some(text) => d.hint(format!("write `{text}`")).edit(span, text),
            None => d.note("`f(a, b)`; lists are written `[a, b]`"),
        });
        self.cut_ahead(close + 1);
        true
    }

    /// Guards of Haskell: `seq a(n) | n < 2 = n | otherwise = …`.
    pub(super) fn guard(&mut self, t: Tok) -> bool {
        let head = self.input.first().is_some_and(|h| matches!(h.kind, T::Seq | T::Triangle | T::Array | T::Fn));
        let after: Option<&Tok> = self.out.last();
        if self.in_body() && self.body < self.input.len()
            || !head
            || !after.is_some_and(|o| o.kind == T::RParen)
            || !self.opens.is_empty()
        {
            return false;
        }
        self.report(
            foreign(t.span, "a definition has one body, without guards", "a guard")
                .note("cases are written `= if n < 2 then n else …`"),
        );
        self.insert(T::Assign, nth_base::Span { end: t.span.start, ..t.span });
        self.cut_ahead(self.input.len());
        true
    }

    /// `:=`, read on as `=`.
    pub(super) fn walrus(&mut self) -> bool {
        let (Some(a), Some(b)) = (self.peek(0), self.peek(1)) else { return false };
        if b.kind != T::Assign || a.span.end != b.span.start {
            return false;
        }
        let span = a.span.to(b.span);
        let d = nth_diag::Diagnostic::error(nth_diag::Code::ForeignOperator, span, "`:=` is written `=`", "");
        self.report(d.hint("write `=`").edit(span, "="));
        self.replace(2, T::Assign);
        true
    }
}

/// `Sum[e, {k, a, b}]`, `Product[…]`, `Table[…]` in nth.
fn iterated(name: &str, args: &[&str]) -> Option<String> {
    let [e, range] = args else { return None };
    let range = range.strip_prefix('{')?.strip_suffix('}')?;
    if e.contains(['[', '{']) || range.contains(['[', '{']) {
        return None;
    }
    let parts: Vec<&str> = range.split(',').map(str::trim).collect();
    let (k, from, to) = match parts.as_slice() {
        [k, to] => (k, "1", to),
        [k, from, to] => (k, *from, to),
        _other => return None,
    };
    if !is_name(k) {
        return None;
    }
    let list = format!("map({from}..={to}, |{k}| {e})");
    match name {
        "Sum" => Some(format!("sum({list})")),
        "Product" => Some(format!("product({list})")),
        "Table" => Some(list),
        _other => None,
    }
}

/// Name in the style of nth: `EulerPhi` as `euler_phi`, `GCD` as `gcd`.
fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut before_is_lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && before_is_lower {
            out.push('_');
        }
        before_is_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        out.push(c.to_ascii_lowercase());
    }
    out
}
