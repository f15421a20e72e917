//! Grammar of items, in chumsky: `use`, definitions, `check`.

use chumsky::prelude::*;
use nth_base::Span;
use nth_diag::{Code, Diagnostic};

use crate::ast::{Check, Def, DefKind, Expr, Ident, IntLit, ItemKind, Param, TypeExpr, Use};
use crate::grammar::{High, bracketed, expr, ty};
use crate::leaf::{
    Inp, P, comma_before_term, end_of_item, equals, ident, int_lit, param_name, skip_until, tok, tok_where,
};
use crate::lex::TokenKind as T;
use crate::state::{State, Tok};

/// Parsers of one thread.
pub(crate) struct Grammar {
    /// Parser of an item, from its keyword to its end.
    pub item: P<ItemKind>,
    /// Parser of an expression up to the end of the text.
    pub expr: P<Expr>,
    /// Parser of a type up to the end of the text.
    pub ty: P<TypeExpr>,
}

thread_local! {
    /// Parsers of this thread, kept since building them costs more than using them.
    static GRAMMAR: Grammar = Grammar::new();
}

/// Calls `f` with the parsers of this thread.
pub(crate) fn with_grammar<R>(f: impl FnOnce(&Grammar) -> R) -> R {
    GRAMMAR.with(f)
}

impl Grammar {
    fn new() -> Self {
        let (expr, ty) = (expr(), ty());
        let to_end = |wanted| end_of_item(wanted).boxed();
        Self {
            item: choice((def(&expr, &ty), check(), use_())).boxed(),
            expr: expr.then(to_end("an operator or the end")).map(|(e, ())| e.node).boxed(),
            ty: ty.then(to_end("the end of the type")).map(|(t, ())| t.node).boxed(),
        }
    }
}

fn def(expr: &P<High<Expr>>, ty: &P<High<TypeExpr>>) -> P<ItemKind> {
    let keyword = tok_where(|k| matches!(k, T::Seq | T::Triangle | T::Array | T::Fn)).map(|t| {
        if t.kind == T::Seq {
            DefKind::Seq
        } else if t.kind == T::Triangle {
            DefKind::Triangle
        } else if t.kind == T::Array {
            DefKind::Array
        } else {
            DefKind::Fn
        }
    });
    let of_type = group((tok(T::Colon), ty.clone())).map(|(_, t)| t.node).or_not();
    let param = group((param_name(), of_type, offset())).map(|(name, ty, from)| Param { name, from, ty });
    let params = choice((bracketed((T::LParen, T::RParen), param, "`,` or `)`").map(|(_, ps, _)| ps), no_params()));
    let ret = group((tok(T::Arrow), ty.clone())).map(|(_, t)| t.node).or_not();
    group((
        keyword,
        ident("a name"),
        params,
        ret,
        equals("the parameters"),
        expr.clone(),
        end_of_item("an operator or the end of the definition"),
    ))
    .map(|(kind, name, params, ret, (), body, ())| ItemKind::Def(Def { kind, name, params, ret, body: body.node }))
    .boxed()
}

/// Reports a missing list of parameters. Names in its place become the parameters.
fn no_params() -> P<Vec<Param>> {
    custom(|inp: &mut Inp<'_>| {
        let found = inp.peek();
        inp.state().report(found, |s| no_parameters(s, found));
        let mut names = Vec::new();
        while let Some(t) = inp.peek().filter(|t| t.kind == T::Ident) {
            inp.skip();
            names.push(Ident { name: inp.state().slice(t.span).to_owned(), span: t.span });
        }
        skip_until(inp, |k| matches!(k, T::Assign | T::Arrow));
        if names.is_empty() {
            // A parameter without a name, since their number is not known.
            names.push(Ident { name: String::new(), span: inp.state().here() });
        }
        Ok(names.into_iter().map(|name| Param { name, from: None, ty: None }).collect())
    })
    .boxed()
}

/// Diagnostic for a missing list of parameters; a single name in its place gets its brackets.
fn no_parameters(state: &State, found: Option<Tok>) -> Diagnostic {
    let d = state.expected_diag(Code::SyntaxError, "`(` and the parameters", found);
    let here = state.here();
    match found {
        Some(t) if t.kind == T::Ident => {
            let after = Span { start: t.span.end, ..t.span };
            d.hint("write parentheses").edit(here.to(Span { end: t.span.start, ..t.span }), "(").edit(after, ")")
        }
        Some(t) if t.kind == T::Assign => d.hint("a sequence has an index: write `(n)`").edit(here, "(n)"),
        Some(t) if t.kind == T::LBracket => d.note("parameters stand in parentheses: `a(n)`"),
        Some(_) | None => d,
    }
}

/// Parser of an optional offset, `from 1`.
fn offset() -> P<Option<IntLit>> {
    let literal = int_lit(Code::OffsetNotLiteral, "an integer literal");
    group((tok(T::From), literal)).map(|(_, n)| n).or_not().boxed()
}

fn check() -> P<ItemKind> {
    let term = || int_lit(Code::SyntaxError, "an integer");
    let more = comma_before_term().then(term()).map(|((), n)| n).boxed();
    let terms = term().map(|n| vec![n]).foldl(more.repeated(), |mut ns, n| {
        ns.push(n);
        ns
    });
    let last = tok(T::Comma).or_not();
    group((
        tok(T::Check),
        ident("a name"),
        offset(),
        equals("the name"),
        terms,
        last,
        end_of_item("`,` or the end of the terms"),
    ))
    .map(|(_, name, from, (), terms, _, ())| ItemKind::Check(Check { name, from, terms }))
    .boxed()
}

fn use_() -> P<ItemKind> {
    let more = group((tok(T::Dot), ident("a name"))).map(|(_, x)| x).boxed();
    let path = ident("a module's name").map(|x| vec![x]).foldl(more.repeated(), |mut xs, x| {
        xs.push(x);
        xs
    });
    let names = bracketed((T::LParen, T::RParen), ident("a name"), "`,` or `)`").map(|(_, xs, _)| xs).or_not();
    group((tok(T::Use), path, names, end_of_item("the end of `use`")))
        .map(|(_, path, names, ())| ItemKind::Use(Use { path, names }))
        .boxed()
}
