//! Grammar of expressions and types, in chumsky.
//!
//! `grammar/nth.ebnf` is the same grammar for people. Precedence is given by one table, [`LEVELS`].

use chumsky::pratt::{infix, left, postfix, prefix, right};
use chumsky::prelude::*;
use nth_base::Span;
use nth_diag::{Code, Diagnostic};

use crate::ast::{BinOp, Expr, ExprKind, Ident, MAX_DEPTH, TypeExpr, TypeExprKind, UnOp};
use crate::leaf::{
    Extra, Inp, P, close, closes, comma_before_more, ident, keyword_as_name, open, opener, partner, tok, wanted,
};
use crate::lex::TokenKind as T;
use crate::state::{State, Tok, TokStream};

/// A tree with its height.
#[derive(Clone, Debug)]
pub(crate) struct High<N> {
    /// The syntax tree that has this height.
    pub node: N,
    height: usize,
}

type E = High<Expr>;
type Ty = High<TypeExpr>;

/// Node above trees of height `below`. A node that is too high is reported and becomes an error.
fn node(state: &mut State, span: Span, below: usize, kind: ExprKind) -> E {
    if below >= MAX_DEPTH {
        state.too_deep(span);
        return leaf(span, ExprKind::Error);
    }
    High { node: Expr { kind, span }, height: below + 1 }
}

fn leaf(span: Span, kind: ExprKind) -> E {
    High { node: Expr { kind, span }, height: 1 }
}

fn tallest<N>(nodes: &[High<N>]) -> usize {
    nodes.iter().map(|n| n.height).max().unwrap_or(0)
}

fn boxed(e: E) -> Box<Expr> {
    Box::new(e.node)
}

fn all<N>(es: Vec<High<N>>) -> Vec<N> {
    es.into_iter().map(|e| e.node).collect()
}

/// Items between brackets, possibly none, with or without a final comma. Gives the opening bracket, the items and the
/// closing bracket.
pub(crate) fn bracketed<O: 'static>(
    (left, right): (T, T),
    item: impl Parser<'static, TokStream, O, Extra> + Clone + 'static,
    wanted: &'static str,
) -> P<(Tok, Vec<O>, Span)> {
    let more = comma_before_more(right).then(item.clone()).map(|((), x)| x).boxed();
    let some = item.map(|x| vec![x]).foldl(more.repeated(), |mut xs, x| {
        xs.push(x);
        xs
    });
    let items = choice((closes(right).map(|()| Vec::new()), some));
    let last = tok(T::Comma).or_not();
    group((open(left), items, last, close(right, wanted))).map(|(o, xs, _, c)| (o, xs, c)).boxed()
}

const ROUND: (T, T) = (T::LParen, T::RParen);
const SQUARE: (T, T) = (T::LBracket, T::RBracket);

/// Infix operators of each level of precedence. The prefix operators have the levels between.
const LEVELS: [&[(T, BinOp)]; 12] = [
    &[],
    &[(T::Pipe, BinOp::Pipe)],
    &[(T::Or, BinOp::OR)],
    &[(T::And, BinOp::AND)],
    &[],
    &[
        (T::EqEq, BinOp::EQ),
        (T::Assign, BinOp::EQ),
        (T::NotEq, BinOp::NE),
        (T::Lt, BinOp::LT),
        (T::Le, BinOp::LE),
        (T::Gt, BinOp::GT),
        (T::Ge, BinOp::GE),
    ],
    &[(T::DotDot, BinOp::RANGE), (T::DotDotEq, BinOp::RANGE_INCLUSIVE)],
    &[(T::PlusPlus, BinOp::Append)],
    &[(T::Plus, BinOp::ADD), (T::Minus, BinOp::SUB)],
    &[(T::Star, BinOp::MUL), (T::Slash, BinOp::DIV), (T::Percent, BinOp::MOD)],
    &[],
    &[(T::Caret, BinOp::POW)],
];

fn operator(level: u16) -> impl Parser<'static, TokStream, (BinOp, Span), Extra> + Clone {
    let ops = LEVELS[usize::from(level)];
    custom(move |inp: &mut Inp<'_>| {
        let op_of = |t: Tok| ops.iter().find(|(k, _)| *k == t.kind).map(|&(_, op)| (t, op));
        let Some((t, op)) = inp.peek().and_then(op_of) else {
            return Err(chumsky::error::EmptyErr::default());
        };
        inp.skip();
        Ok((op, t.span))
    })
}

fn fold_binary(state: &mut State, l: E, (op, at): (BinOp, Span), r: E) -> E {
    let span = l.node.span.to(r.node.span);
    if op == BinOp::EQ && at.range().len() == 1 {
        state.remark(
            Diagnostic::error(Code::EqualsInExpression, at, "`=` does not compare", "did you mean `==`?")
                .hint("write `==`")
                .edit(at, "=="),
        );
    }
    if op.is_comparison()
        && let ExprKind::Binary(first, _, _, middle) = &l.node.kind
        && first.is_comparison()
    {
        let text = state.slice(middle.span).to_owned();
        let mut d =
            Diagnostic::error(Code::ChainedComparison, at, "comparisons are not chained", "the second comparison")
                .and(l.node.span, "this is already true or false");
        if text.len() <= 60 {
            d = d.hint("compare twice, with `and`").edit(at, format!("and {text} {}", state.slice(at)));
        }
        state.remark(d);
        return leaf(span, ExprKind::Error);
    }
    let below = l.height.max(r.height);
    node(state, span, below, ExprKind::Binary(op, at, boxed(l), boxed(r)))
}

/// Parser of an expression. Never fails: gives an error node if there is no expression.
pub(crate) fn expr() -> P<E> {
    recursive::<TokStream, E, Extra, _, _>(|expr| {
        let expr = expr.boxed();
        let args = bracketed(ROUND, expr.clone(), "`,` or `)`");
        let index = group((open(T::LBracket), expr.clone(), close(T::RBracket, "`]`"))).boxed();
        let bin = |level: u16| operator(level).boxed();
        let fold = |l: E, op: (BinOp, Span), r: E, e: &mut chumsky::input::MapExtra<'static, '_, TokStream, Extra>| {
            fold_binary(e.state(), l, op, r)
        };
        atom(&expr)
            .pratt((
                postfix(12, args, |f: E, (_, xs, end): (Tok, Vec<E>, Span), e| {
                    let below = f.height.max(tallest(&xs));
                    node(e.state(), f.node.span.to(end), below, ExprKind::Call(boxed(f), all(xs)))
                }),
                postfix(12, index, |xs: E, (_, i, end): (Tok, E, Span), e| {
                    let below = xs.height.max(i.height);
                    node(e.state(), xs.node.span.to(end), below, ExprKind::Index(boxed(xs), boxed(i)))
                }),
                infix(right(11), bin(11), fold),
                prefix(10, tok(T::Minus).boxed(), |t: Tok, x: E, e| {
                    node(e.state(), t.span.to(x.node.span), x.height, ExprKind::Unary(UnOp::Neg, boxed(x)))
                }),
                infix(left(9), bin(9), fold),
                infix(left(8), bin(8), fold),
                infix(right(7), bin(7), fold),
                infix(left(6), bin(6), fold),
                infix(left(5), bin(5), fold),
                prefix(4, tok(T::Not).boxed(), |t: Tok, x: E, e| {
                    node(e.state(), t.span.to(x.node.span), x.height, ExprKind::Unary(UnOp::Not, boxed(x)))
                }),
                infix(left(3), bin(3), fold),
                infix(left(2), bin(2), fold),
                infix(left(1), bin(1), fold),
            ))
            .boxed()
    })
    .boxed()
}

/// Parser of operands, and of the constructs that extend as far right as possible.
fn atom(expr: &P<E>) -> P<E> {
    let name = group((tok(T::Ident), group((tok(T::Dot), ident("a name"))).or_not())).map_with(|(t, rest), e| {
        let first = Ident { name: e.state().slice(t.span).to_owned(), span: t.span };
        match rest {
            None => leaf(t.span, ExprKind::Name { module: None, name: first }),
            Some((_, name)) => leaf(t.span.to(name.span), ExprKind::Name { module: Some(first), name }),
        }
    });
    let int = tok(T::Int).map_with(|t, e| leaf(t.span, ExprKind::Int(e.state().slice(t.span).replace('_', ""))));
    let boolean = choice((tok(T::True), tok(T::False))).map(|t| leaf(t.span, ExprKind::Bool(t.kind == T::True)));
    let hole = tok(T::Question).map(|t| leaf(t.span, ExprKind::Hole));
    let more = comma_before_more(T::RParen).then(expr.clone()).map(|((), x)| x).boxed();
    let several = expr.clone().map(|x| vec![x]).foldl(more.repeated(), |mut xs, x| {
        xs.push(x);
        xs
    });
    let last = tok(T::Comma).or_not();
    let in_parens = group((open(T::LParen), several, last, close(T::RParen, "an operator or `)`")));
    let paren = in_parens.map_with(|(o, xs, comma, end), e| {
        let span = o.span.to(end);
        let below = tallest(&xs);
        match <[E; 1]>::try_from(xs) {
            Ok([x]) if comma.is_none() => node(e.state(), span, below, ExprKind::Paren(boxed(x))),
            Ok(_) | Err(_) => {
                e.state().remark(no_tuples(span));
                leaf(span, ExprKind::Error)
            }
        }
    });
    let list = bracketed(SQUARE, expr.clone(), "`,` or `]`")
        .map_with(|(o, xs, end), e| node(e.state(), o.span.to(end), tallest(&xs), ExprKind::List(all(xs))));
    let if_ = group((
        opener(T::If),
        expr.clone(),
        partner(T::Then, "then", false),
        expr.clone(),
        partner(T::Else, "else", true),
        expr.clone(),
    ))
    .map_with(|(t, c, (), a, (), b), e| {
        let below = c.height.max(a.height).max(b.height);
        node(e.state(), t.span.to(b.node.span), below, ExprKind::If(boxed(c), boxed(a), boxed(b)))
    });
    let let_ = group((
        opener(T::Let),
        ident("a name"),
        partner(T::Assign, "=", false),
        expr.clone(),
        partner(T::In, "in", true),
        expr.clone(),
    ))
    .map_with(|(t, x, (), a, (), b), e| {
        let below = a.height.max(b.height);
        node(e.state(), t.span.to(b.node.span), below, ExprKind::Let(x, boxed(a), boxed(b)))
    });
    let nth = group((
        opener(T::Nth),
        ident("a name"),
        partner(T::From, "from", false),
        expr.clone(),
        partner(T::Where, "where", true),
        expr.clone(),
    ))
    .map_with(|(t, k, (), a, (), p), e| {
        let below = a.height.max(p.height);
        node(e.state(), t.span.to(p.node.span), below, ExprKind::Nth(k, boxed(a), boxed(p)))
    });
    let more = comma_before_more(T::Bar).then(ident("a parameter's name")).map(|((), x)| x).boxed();
    let params = ident("a parameter's name").map(|x| vec![x]).foldl(more.repeated(), |mut xs, x| {
        xs.push(x);
        xs
    });
    let last = tok(T::Comma).or_not();
    let lambda = group((tok(T::Bar), params, last, wanted(T::Bar, "`,` or `|`"), expr.clone())).map_with(
        |(t, xs, _, (), b), e| node(e.state(), t.span.to(b.node.span), b.height, ExprKind::Lambda(xs, boxed(b))),
    );
    choice((
        name.boxed(),
        int.boxed(),
        paren.boxed(),
        if_.boxed(),
        let_.boxed(),
        nth.boxed(),
        list.boxed(),
        lambda.boxed(),
        hole.boxed(),
        boolean.boxed(),
        no_expr(),
    ))
    .boxed()
}

/// Diagnostic for values in parentheses with commas between them.
fn no_tuples(span: Span) -> Diagnostic {
    Diagnostic::error(Code::ForeignSyntax, span, "there are no tuples", "several values in parentheses")
        .note("values of one type make a list: `[a, b]`; a function has one result")
}

/// Reports a missing expression.
fn no_expr() -> P<E> {
    custom(|inp: &mut Inp<'_>| {
        let found = inp.peek();
        if let Some(t) = found.filter(|t| t.kind.is_explained()) {
            inp.skip();
            if t.kind == T::TooDeep {
                inp.state().deep = true;
                inp.state().settle();
            }
            return Ok(leaf(t.span, ExprKind::Error));
        }
        if let Some(t) = found.filter(|t| t.kind.starts_item() && t.kind.is_keyword()) {
            inp.skip();
            let name = keyword_as_name(inp.state(), t);
            return Ok(leaf(t.span, ExprKind::Name { module: None, name }));
        }
        inp.state().expected("an expression", found);
        let here = inp.state().here();
        Ok(leaf(here, ExprKind::Error))
    })
    .boxed()
}

/// Parser of a type. Never fails.
pub(crate) fn ty() -> P<Ty> {
    recursive::<TokStream, Ty, Extra, _, _>(|ty| {
        let ty = ty.boxed();
        let name = tok(T::Ident).map_with(|t, e| {
            let kind = TypeExprKind::Name(e.state().slice(t.span).to_owned());
            (vec![High { node: TypeExpr { kind, span: t.span }, height: 1 }], t.span, false)
        });
        let list = group((open(T::LBracket), ty.clone(), close(T::RBracket, "`]`"))).map_with(|(o, x, end), e| {
            let span = o.span.to(end);
            let made = type_node(e.state(), span, x.height, TypeExprKind::List(Box::new(x.node)));
            (vec![made], span, false)
        });
        let tuple = bracketed(ROUND, ty.clone(), "`,` or `)`").map(|(o, xs, end)| (xs, o.span.to(end), true));
        let none = custom(|inp: &mut Inp<'_>| {
            let found = inp.peek();
            inp.state().expected("a type", found);
            let mut span = inp.state().here();
            if let Some(t) = found.filter(|t| t.kind.is_explained()) {
                inp.skip();
                span = t.span;
            }
            Ok((vec![High { node: TypeExpr { kind: TypeExprKind::Error, span }, height: 1 }], span, false))
        });
        let atom = choice((name.boxed(), list.boxed(), tuple.boxed(), none.boxed())).boxed();
        group((atom, group((tok(T::Arrow), ty)).or_not()))
            .map_with(|((mut xs, span, tuple), result), e| {
                if let Some((_, r)) = result {
                    let below = tallest(&xs).max(r.height);
                    let span = span.to(r.node.span);
                    return type_node(e.state(), span, below, TypeExprKind::Fun(all(xs), Box::new(r.node)));
                }
                if xs.len() == 1 {
                    let mut only = xs.swap_remove(0);
                    if tuple {
                        only.node.span = span;
                    }
                    return only;
                }
                let here = e.state().here();
                let title = "expected `->` after a list of types";
                e.state().remark(Diagnostic::error(Code::SyntaxError, span, title, "no type by itself"));
                e.state().settle();
                let r = TypeExpr { kind: TypeExprKind::Error, span: here };
                let below = tallest(&xs);
                type_node(e.state(), span.to(here), below, TypeExprKind::Fun(all(xs), Box::new(r)))
            })
            .boxed()
    })
    .boxed()
}

fn type_node(state: &mut State, span: Span, below: usize, kind: TypeExprKind) -> Ty {
    if below >= MAX_DEPTH {
        state.too_deep(span);
        return High { node: TypeExpr { kind: TypeExprKind::Error, span }, height: 1 };
    }
    High { node: TypeExpr { kind, span }, height: below + 1 }
}
