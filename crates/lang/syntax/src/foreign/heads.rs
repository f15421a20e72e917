//! Definitions in the notation of other languages: text in the place of an item.

use nth_base::Span;
use nth_diag::{Code, Diagnostic, Edit};

use crate::lex::TokenKind as T;
use crate::state::{State, Tok};

/// Words that begin a definition elsewhere.
const DEFINE: &[&str] = &["def", "define", "function", "func", "fun", "let", "var", "const", "val", "my", "local"];

/// Words that take in another file elsewhere.
const IMPORT: &[&str] = &["import", "from", "include", "require", "using", "open", "read", "load", "with"];

/// Note for text that is no definition.
const ITEMS: &str = "definitions start with `seq`, `triangle`, `array` or `fn`; a file may also hold `check` and `use`";

/// Diagnostic for text in the place of a definition. `body` are its tokens, from `t` on.
pub(crate) fn not_an_item(state: &State, t: Tok, body: &[Tok]) -> Diagnostic {
    let word = state.slice(t.span);
    let title = format!("expected a definition, found {}", state.describe(Some(t)));
    let d = Diagnostic::error(Code::NotADefinition, t.span, title, "no definition starts here");
    if IMPORT.contains(&word) && body.get(1).is_some_and(|n| n.kind == T::Ident) {
        return d.note("`use name` takes in the file name.nth beside this one; the library needs no `use`");
    }
    if let Some((text, end)) = definition(state, body) {
        let mut d = d.hint(format!("write `{text}`"));
        d.edits = vec![Edit { span: t.span.to(end), text }];
        return d;
    }
    if body.get(1).is_some_and(|n| matches!(n.kind, T::Int | T::Quoted)) && body.iter().any(|n| n.kind == T::Assign) {
        return d.note("a definition has one body; cases are written `if n == 0 then a else b`");
    }
    let called = body.get(1).is_some_and(|n| n.kind == T::LParen) && !body.iter().any(|n| n.kind == T::Assign);
    if called {
        return d.note("a file holds definitions; `nth eval` computes an expression, `nth run` prints terms");
    }
    d.note(ITEMS)
}

/// Head of a definition in nth for one of another language, and the span of its last token there.
fn definition(state: &State, body: &[Tok]) -> Option<(String, Span)> {
    let word = |t: &Tok| state.slice(t.span);
    let first = body.first()?;
    let skip = usize::from(DEFINE.contains(&word(first)) && body.get(1).is_some_and(|t| t.kind == T::Ident));
    let name = body.get(skip).filter(|t| t.kind == T::Ident)?;
    let mut rest = skip + 1;
    let mut params = Vec::new();
    let opening = body.get(rest)?.kind;
    if matches!(opening, T::LParen | T::LBracket) {
        rest += 1;
        while let Some(t) = body.get(rest).filter(|t| !matches!(t.kind, T::RParen | T::RBracket)) {
            if t.kind == T::Ident {
                // The patterns of Mathematica end in `_`.
                params.push(word(t).trim_end_matches('_'));
            } else if t.kind != T::Comma {
                return None;
            }
            rest += 1;
        }
        rest += 1;
    } else {
        while let Some(t) = body.get(rest).filter(|t| t.kind == T::Ident) {
            params.push(word(t));
            rest += 1;
        }
    }
    if params.iter().any(|p| p.is_empty()) {
        return None;
    }
    let sign = body.get(rest)?;
    let mut end = *sign;
    if sign.kind == T::Colon {
        let next = body.get(rest + 1)?;
        if next.kind == T::Assign || word(next) == "return" {
            end = *next;
        }
    } else if sign.kind != T::Assign {
        return None;
    }
    let keyword = if params.len() == 1 { "seq" } else { "fn" };
    Some((format!("{keyword} {}({}) =", word(name), params.join(", ")), end.span))
}
