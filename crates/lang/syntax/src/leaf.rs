//! Leaves of the grammar: parsers of single tokens, required or reported as missing.
//!
//! The parsers here fail on their first token only, so the grammar above them never goes back by more than one token,
//! and parsing is linear. Missing parts are reported in the [`State`].

use chumsky::error::EmptyErr;
use chumsky::input::InputRef;
use chumsky::prelude::*;
use nth_base::Span;
use nth_diag::{Code, Diagnostic};

use crate::ast::{Ident, IntLit};
use crate::foreign::not_an_item;
use crate::lex::TokenKind as T;
use crate::state::{State, Tok, TokStream};

/// Extra data of chumsky's parsers. Errors are in the state, so chumsky's own errors are empty.
pub(crate) type Extra = extra::Full<EmptyErr, State, ()>;
/// Boxed parser of tokens, with the output `O`.
pub(crate) type P<O> = Boxed<'static, 'static, TokStream, O, Extra>;
/// Input of a leaf.
pub(crate) type Inp<'a> = InputRef<'static, 'a, TokStream, Extra>;

fn fail<O>() -> Result<O, EmptyErr> {
    Err(EmptyErr::default())
}

/// Parser of one token; fails if there is another.
pub(crate) fn tok(kind: T) -> impl Parser<'static, TokStream, Tok, Extra> + Clone {
    tok_where(move |k| k == kind)
}

/// Parser of a token whose kind `fits`; fails on others.
pub(crate) fn tok_where(
    fits: impl Fn(T) -> bool + Clone + 'static,
) -> impl Parser<'static, TokStream, Tok, Extra> + Clone {
    custom(move |inp: &mut Inp<'_>| match inp.peek() {
        Some(t) if fits(t.kind) => {
            inp.skip();
            Ok(t)
        }
        Some(_) | None => fail(),
    })
}

/// Parser of the keyword that begins a construct; fails if there is another token. Messages about its partners point at
/// it.
pub(crate) fn opener(kind: T) -> impl Parser<'static, TokStream, Tok, Extra> + Clone {
    custom(move |inp: &mut Inp<'_>| match inp.peek() {
        Some(t) if t.kind == kind => {
            inp.skip();
            inp.state().constructs.push(t);
            Ok(t)
        }
        Some(_) | None => fail(),
    })
}

/// Parser of an opening bracket; fails if there is another token.
pub(crate) fn open(kind: T) -> impl Parser<'static, TokStream, Tok, Extra> + Clone {
    custom(move |inp: &mut Inp<'_>| match inp.peek() {
        Some(t) if t.kind == kind => {
            inp.skip();
            inp.state().enter(t);
            Ok(t)
        }
        Some(_) | None => fail(),
    })
}

/// Parser of the closing bracket. Reports and skips everything before it, and gives the span of the bracket.
pub(crate) fn close(kind: T, wanted: &'static str) -> impl Parser<'static, TokStream, Span, Extra> + Clone {
    custom(move |inp: &mut Inp<'_>| {
        let found = inp.peek();
        if found.is_none_or(|t| t.kind != kind) {
            operator_wanted(inp.state(), wanted, found);
            skip_until(inp, |_| false);
        }
        let last = inp.peek().filter(|t| t.kind == kind);
        if last.is_some() {
            inp.skip();
        }
        inp.state().leave(last);
        let here = inp.state().here();
        Ok(last.map_or(here, |t| t.span))
    })
}

/// Skips to a token that `stops`, or to the closing bracket around, or to the end.
pub(crate) fn skip_until(inp: &mut Inp<'_>, stops: impl Fn(T) -> bool) {
    let mut depth = 0_usize;
    while let Some(t) = inp.peek() {
        if matches!(t.kind, T::LParen | T::LBracket) {
            depth += 1;
        } else if matches!(t.kind, T::RParen | T::RBracket) {
            if depth == 0 {
                return;
            }
            depth -= 1;
        } else if depth == 0 && stops(t.kind) {
            return;
        }
        inp.skip();
    }
}

/// Reports a token that cannot follow a complete expression.
fn operator_wanted(state: &mut State, wanted: &str, found: Option<Tok>) {
    state.report(found, |s| {
        let d = s.expected_diag(Code::SyntaxError, wanted, found);
        let juxtaposed = found.filter(|t| matches!(t.kind, T::Ident | T::Int) && !t.first);
        match juxtaposed {
            Some(_) => d.note("a product is written with `*`, a call with parentheses: `2 * n`, `f(n)`"),
            None => d,
        }
    });
}

/// Parser of the end of an item. Reports and skips everything before it.
pub(crate) fn end_of_item(wanted: &'static str) -> impl Parser<'static, TokStream, (), Extra> + Clone {
    custom(move |inp: &mut Inp<'_>| {
        let Some(t) = inp.peek() else { return Ok(()) };
        if t.first && t.kind == T::Ident {
            inp.state().report(Some(t), |s| not_an_item(s, t, &[t]));
        } else {
            operator_wanted(inp.state(), wanted, Some(t));
        }
        while inp.peek().is_some() {
            inp.skip();
        }
        Ok(())
    })
}

/// Parser of a keyword or sign that belongs to a construct begun by [`opener`]. `last` says that it is the last one of
/// the construct.
pub(crate) fn partner(kind: T, text: &'static str, last: bool) -> impl Parser<'static, TokStream, (), Extra> + Clone {
    custom(move |inp: &mut Inp<'_>| {
        let found = inp.peek();
        if found.is_some_and(|t| t.kind == kind) {
            inp.skip();
        } else {
            let opener = inp.state().constructs.last().copied();
            inp.state().report(found, |s| {
                let code = if kind == T::Assign { Code::MissingEquals } else { Code::MissingKeyword };
                let d = s.expected_diag(code, &format!("`{text}`"), found);
                match opener {
                    Some(o) => d.and(o.span, format!("for this `{}`", s.slice(o.span))),
                    None => d,
                }
            });
        }
        if last {
            inp.state().constructs.pop();
        }
        Ok(())
    })
}

/// Parser of the `=` of an item.
pub(crate) fn equals(after: &'static str) -> impl Parser<'static, TokStream, (), Extra> + Clone {
    custom(move |inp: &mut Inp<'_>| {
        let found = inp.peek();
        if found.is_some_and(|t| t.kind == T::Assign) {
            inp.skip();
            return Ok(());
        }
        inp.state().report(found, |s| {
            let d = s.expected_diag(Code::MissingEquals, &format!("`=` after {after}"), found);
            let begins =
                |t: Tok| t.kind.ends_operand() || matches!(t.kind, T::If | T::Let | T::Nth | T::Not | T::LBracket);
            if found.is_some_and(begins) { d.hint("write `=` here").edit(s.here(), " =") } else { d }
        });
        if found.is_some_and(|t| t.kind == T::EqEq) {
            inp.skip();
        }
        Ok(())
    })
}

/// Parser of a separator whose absence is reported; `what` names it in the message.
pub(crate) fn wanted(kind: T, what: &'static str) -> impl Parser<'static, TokStream, (), Extra> + Clone {
    custom(move |inp: &mut Inp<'_>| {
        let found = inp.peek();
        if found.is_some_and(|t| t.kind == kind) {
            inp.skip();
        } else {
            inp.state().expected(what, found);
        }
        Ok(())
    })
}

/// Parser of a name. A keyword in its place is reported and taken as a name.
pub(crate) fn ident(what: &'static str) -> impl Parser<'static, TokStream, Ident, Extra> + Clone {
    custom(move |inp: &mut Inp<'_>| {
        let found = inp.peek();
        if let Some(t) = found.filter(|t| matches!(t.kind, T::Ident | T::BadName)) {
            inp.skip();
            return Ok(Ident { name: inp.state().slice(t.span).to_owned(), span: t.span });
        }
        if let Some(t) = found.filter(|t| t.kind.is_keyword()) {
            inp.skip();
            return Ok(keyword_as_name(inp.state(), t));
        }
        inp.state().expected(what, found);
        Ok(Ident { name: String::new(), span: inp.state().here() })
    })
}

/// Parser of the name of a parameter. A number in its place is reported with what is written instead.
pub(crate) fn param_name() -> impl Parser<'static, TokStream, Ident, Extra> + Clone {
    let name = ident("a parameter's name");
    let number = custom(move |inp: &mut Inp<'_>| {
        let Some(t) = inp.peek().filter(|t| t.kind == T::Int) else { return fail() };
        inp.skip();
        inp.state().report(Some(t), |s| {
            s.expected_diag(Code::SyntaxError, "a parameter's name", Some(t))
                .note("a definition has one body; cases are written `if n == 0 then a else b`")
        });
        Ok(Ident { name: String::new(), span: t.span })
    });
    choice((number, name))
}

/// Reports a keyword in the place of a name.
pub(crate) fn keyword_as_name(state: &mut State, t: Tok) -> Ident {
    let name = state.slice(t.span).to_owned();
    state.remark(
        Diagnostic::error(Code::KeywordAsName, t.span, format!("`{name}` is a reserved word"), "expected a name")
            .hint(format!("choose another name, such as `{name}'`")),
    );
    Ident { name, span: t.span }
}

/// Parser of an integer literal with its sign. Anything else is reported and skipped up to the next comma.
pub(crate) fn int_lit(code: Code, what: &'static str) -> impl Parser<'static, TokStream, IntLit, Extra> + Clone {
    custom(move |inp: &mut Inp<'_>| {
        let start = inp.peek();
        let minus = start.filter(|t| t.kind == T::Minus);
        if minus.is_some() {
            inp.skip();
        }
        let found = inp.peek();
        if let Some(t) = found.filter(|t| t.kind == T::Int) {
            inp.skip();
            let digits = inp.state().slice(t.span).replace('_', "");
            let sign = if minus.is_some() { "-" } else { "" };
            return Ok(IntLit { text: format!("{sign}{digits}"), span: minus.map_or(t.span, |m| m.span.to(t.span)) });
        }
        inp.state().report(found, |s| s.expected_diag(code, what, found));
        let here = inp.state().here();
        skip_until(inp, |k| matches!(k, T::Comma | T::Assign));
        Ok(IntLit { text: "0".into(), span: here })
    })
}

/// Succeeds without reading if the next token closes the bracket; fails otherwise.
pub(crate) fn closes(kind: T) -> impl Parser<'static, TokStream, (), Extra> + Clone {
    custom(move |inp: &mut Inp<'_>| if inp.peek().is_none_or(|t| t.kind == kind) { Ok(()) } else { fail() })
}

/// Parser of a comma that is not directly before the closing bracket; fails otherwise.
pub(crate) fn comma_before_more(closing: T) -> impl Parser<'static, TokStream, (), Extra> + Clone {
    custom(move |inp: &mut Inp<'_>| {
        let before = inp.save();
        if inp.peek().is_some_and(|t| t.kind == T::Comma) {
            inp.skip();
            if inp.peek().is_some_and(|t| t.kind != closing || t.span.start == t.span.end) {
                return Ok(());
            }
            inp.rewind(before);
        }
        fail()
    })
}

/// Parser of a comma that another term follows; fails otherwise.
pub(crate) fn comma_before_term() -> impl Parser<'static, TokStream, (), Extra> + Clone {
    custom(move |inp: &mut Inp<'_>| {
        let before = inp.save();
        if inp.peek().is_some_and(|t| t.kind == T::Comma) {
            inp.skip();
            if inp.peek().is_some() {
                return Ok(());
            }
            inp.rewind(before);
        }
        fail()
    })
}
