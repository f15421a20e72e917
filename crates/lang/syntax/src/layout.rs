//! Layout: from trees to documents for the printer.
//!
//! The same walk serves the formatter and the printer of trees. With a source text it takes the tokens of the text as
//! it goes, so that comments, parentheses and the spelling of numbers stay. Without one it writes the tokens itself,
//! with the parentheses that precedence requires.

use crate::ast::{BinOp, Expr, ExprKind, Ident, IntLit, TypeExpr, TypeExprKind, UnOp};
use crate::doc::{Call, Doc};
use crate::lex::TokenKind;
use crate::precedence::{ATOM, OPEN, POSTFIX, level, operand_powers, prefix_level};
use crate::source::SourceTokens;

/// Walk over a tree; `source` has the tokens that the tree was made from.
pub(crate) struct Layout {
    pub source: Option<SourceTokens>,
}

/// Precedence of a form (see [`crate::precedence`]).
fn power(e: &Expr) -> u16 {
    match &e.kind {
        ExprKind::Let(..) | ExprKind::If(..) | ExprKind::Lambda(..) | ExprKind::Nth(..) => OPEN,
        ExprKind::Binary(op, ..) => level(*op),
        ExprKind::Unary(op, _) => prefix_level(*op),
        ExprKind::Int(digits) if digits.starts_with('-') => prefix_level(UnOp::Neg),
        ExprKind::Call(..) | ExprKind::Index(..) => POSTFIX,
        ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Name { .. } | ExprKind::List(_) => ATOM,
        ExprKind::Paren(_) | ExprKind::Hole | ExprKind::Error => ATOM,
    }
}

/// Whether an expression can follow `=` on the same line, with its brackets opening there and closing further down.
fn hugs(e: &Expr) -> bool {
    matches!(e.kind, ExprKind::Call(..) | ExprKind::List(_) | ExprKind::Paren(_))
}

fn is_literal(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Int(_) | ExprKind::Bool(_) => true,
        ExprKind::Unary(UnOp::Neg, x) => matches!(x.kind, ExprKind::Int(_)),
        ExprKind::Name { .. } | ExprKind::Call(..) | ExprKind::Index(..) | ExprKind::Unary(..) => false,
        ExprKind::Binary(..) | ExprKind::If(..) | ExprKind::Let(..) | ExprKind::Lambda(..) => false,
        ExprKind::List(_) | ExprKind::Nth(..) | ExprKind::Paren(_) | ExprKind::Hole | ExprKind::Error => false,
    }
}

impl Layout {
    /// Document of the token `text`.
    pub fn tok(&mut self, text: &str) -> Doc {
        let Some(source) = &mut self.source else { return Doc::Text(text.to_owned()) };
        match source.next() {
            Some(t) if t.text == text => t.doc_with_own(),
            Some(_) | None => {
                source.broken = true;
                Doc::nil()
            }
        }
    }

    /// Document of a token whose spelling the tree does not keep.
    fn any(&mut self, kind: TokenKind, text: &str) -> Doc {
        let Some(source) = &mut self.source else { return Doc::Text(text.to_owned()) };
        match source.next() {
            Some(t) if t.kind == kind => t.doc_with_own(),
            Some(_) | None => {
                source.broken = true;
                Doc::nil()
            }
        }
    }

    /// Document of a name.
    pub fn ident(&mut self, x: &Ident) -> Doc {
        self.tok(&x.name)
    }

    /// Document of an integer literal with its sign.
    pub fn int(&mut self, n: &IntLit) -> Doc {
        match n.text.strip_prefix('-') {
            Some(digits) => Doc::Seq(vec![self.tok("-"), self.any(TokenKind::Int, digits)]),
            None => self.any(TokenKind::Int, &n.text),
        }
    }

    /// Documents of items, with commas and breaks between them.
    pub fn commas<T>(&mut self, items: &[T], fill: bool, mut each: impl FnMut(&mut Self, &T) -> Doc) -> Vec<Doc> {
        let mut out = Vec::new();
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                out.push(self.tok(","));
                out.push(if fill { Doc::group(vec![Doc::Line]) } else { Doc::Line });
            }
            out.push(each(self, item));
        }
        out
    }

    /// Document of comma-separated items in brackets.
    pub fn brackets<T>(
        &mut self,
        (open, close): (&str, &str),
        items: &[T],
        fill: bool,
        each: impl FnMut(&mut Self, &T) -> Doc,
    ) -> Doc {
        let open = self.tok(open);
        let mut inner = self.commas(items, fill, each);
        inner.insert(0, Doc::Soft);
        let own = self.source.as_mut().map(SourceTokens::take_own).unwrap_or_default();
        let bare = items.is_empty() && own.is_empty();
        inner.extend(own.into_iter().map(|c| Doc::Own(c.text)));
        let close = self.tok(close);
        if bare {
            return Doc::Seq(vec![open, close]);
        }
        Doc::group(vec![open, Doc::nest(inner), Doc::Soft, close])
    }

    /// Document of an expression in a place that allows any expression.
    pub fn expr(&mut self, e: &Expr) -> Doc {
        match &e.kind {
            ExprKind::Int(digits) => match digits.strip_prefix('-') {
                Some(rest) if self.source.is_none() => Doc::Text(format!("-{rest}")),
                Some(_) | None => self.any(TokenKind::Int, digits),
            },
            ExprKind::Bool(b) => self.tok(if *b { "true" } else { "false" }),
            ExprKind::Name { module: None, name } => self.ident(name),
            ExprKind::Name { module: Some(m), name } => Doc::Seq(vec![self.ident(m), self.tok("."), self.ident(name)]),
            ExprKind::Call(f, xs) => {
                let callee = self.operand(f, POSTFIX);
                if let [only] = xs.as_slice()
                    && matches!(only.kind, ExprKind::Call(..) | ExprKind::List(_))
                {
                    let parts = vec![callee, self.tok("("), self.expr(only), self.tok(")")];
                    return Doc::Seq(parts);
                }
                let args = match xs.split_last() {
                    Some((last, init)) if matches!(last.kind, ExprKind::Lambda(..)) => self.lambda_last(init, last),
                    Some(_) | None => self.brackets(("(", ")"), xs, false, Self::expr),
                };
                Doc::Seq(vec![callee, args])
            }
            ExprKind::Index(xs, i) => {
                let list = self.operand(xs, POSTFIX);
                let index = self.brackets(("[", "]"), std::slice::from_ref(&**i), false, Self::expr);
                Doc::Seq(vec![list, index])
            }
            ExprKind::Unary(UnOp::Neg, x) => Doc::Seq(vec![self.tok("-"), self.operand(x, prefix_level(UnOp::Neg))]),
            ExprKind::Unary(UnOp::Not, x) => {
                Doc::Seq(vec![self.tok("not"), Doc::Space, self.operand(x, prefix_level(UnOp::Not))])
            }
            ExprKind::Binary(op, ..) => self.binary(e, *op),
            ExprKind::If(..) => self.cases(e),
            ExprKind::Let(..) => Doc::group(self.chain(e)),
            ExprKind::Lambda(xs, body) => {
                let open = self.tok("|");
                let mut params = Vec::new();
                for (i, x) in xs.iter().enumerate() {
                    if i > 0 {
                        params.push(self.tok(","));
                        params.push(Doc::Space);
                    }
                    params.push(self.ident(x));
                }
                params.push(self.tok("|"));
                Doc::group(vec![open, Doc::nest(params), self.behind(body)])
            }
            ExprKind::List(xs) => self.brackets(("[", "]"), xs, xs.iter().all(is_literal), Self::expr),
            ExprKind::Nth(k, from, such) => {
                let head = vec![self.tok("nth"), Doc::Space, self.ident(k), Doc::Space, self.tok("from"), Doc::Space];
                let from = self.expr(from);
                let tail = vec![Doc::Line, self.tok("where"), Doc::Space, self.expr(such)];
                Doc::group(vec![Doc::Seq(head), from, Doc::nest(tail)])
            }
            ExprKind::Paren(x) => self.brackets(("(", ")"), std::slice::from_ref(&**x), false, Self::expr),
            ExprKind::Hole => self.tok("?"),
            ExprKind::Error if self.source.is_none() => Doc::Text("?".into()),
            ExprKind::Error => {
                if let Some(s) = &mut self.source {
                    s.broken = true;
                }
                Doc::nil()
            }
        }
    }

    /// Document of an expression after `=` or the like: on the same line, or on the next one, indented by one level.
    pub fn behind(&mut self, e: &Expr) -> Doc {
        let doc = self.expr(e);
        if hugs(e) { Doc::Hug(Box::new(doc)) } else { Doc::nest(vec![Doc::Line, doc]) }
    }

    /// Document of the body of a definition: like [`Self::behind`], but the `let`s at its beginning break with it.
    pub fn body(&mut self, e: &Expr) -> Doc {
        if !matches!(e.kind, ExprKind::Let(..)) {
            return Doc::group(vec![self.behind(e)]);
        }
        let mut out = vec![Doc::Line];
        out.extend(self.chain(e));
        Doc::group(vec![Doc::nest(out)])
    }

    /// Document of arguments that end in a lambda.
    fn lambda_last(&mut self, init: &[Expr], last: &Expr) -> Doc {
        let open = self.tok("(");
        let mut before = self.commas(init, false, Self::expr);
        if !init.is_empty() {
            before.push(self.tok(","));
        }
        let last = self.expr(last);
        let own = self.source.as_mut().map(SourceTokens::take_own).unwrap_or_default();
        let own = own.into_iter().map(|c| Doc::Own(c.text)).collect();
        let close = Doc::Seq(vec![Doc::nest(own), self.tok(")")]);
        Doc::Call(Box::new(Call { open, init: Doc::Seq(before), last, close }))
    }

    /// Document of an operand, in parentheses if it binds less tightly than `least`.
    fn operand(&mut self, e: &Expr, least: u16) -> Doc {
        if self.source.is_some() || power(e) >= least {
            return self.expr(e);
        }
        let inner = self.expr(e);
        Doc::group(vec![Doc::Text("(".into()), Doc::nest(vec![Doc::Soft, inner]), Doc::Soft, Doc::Text(")".into())])
    }

    /// Document of a chain of operators of one level, broken before each of them.
    fn binary(&mut self, e: &Expr, op: BinOp) -> Doc {
        let (least, _) = operand_powers(op);
        // Spine: operands to the left as long as they are of the same level and associate to the left.
        let mut spine = Vec::new();
        let mut first = e;
        while let ExprKind::Binary(o, _, l, r) = &first.kind
            && level(*o) == level(op)
            && (first.span == e.span && std::ptr::eq(first, e) || least == level(op))
        {
            spine.push((*o, &**r));
            first = l;
        }
        let mut out = vec![self.operand(first, least)];
        let mut tail = Vec::new();
        let tight = matches!(op, BinOp::Range(_));
        for (o, r) in spine.into_iter().rev() {
            let (_, least) = operand_powers(o);
            tail.push(if tight { Doc::Soft } else { Doc::Line });
            tail.push(self.tok(o.symbol()));
            if !tight {
                tail.push(Doc::Space);
            }
            tail.push(self.operand(r, least));
        }
        out.push(Doc::nest(tail));
        Doc::group(out)
    }

    /// Documents of `let … in let … in …`, broken between all of them or none.
    fn chain(&mut self, e: &Expr) -> Vec<Doc> {
        let mut out = Vec::new();
        let mut rest = e;
        while let ExprKind::Let(x, a, b) = &rest.kind {
            let head = vec![self.tok("let"), Doc::Space, self.ident(x), Doc::Space, self.tok("=")];
            let value = self.behind(a);
            let end = vec![Doc::Space, self.tok("in")];
            out.push(Doc::group(vec![Doc::Seq(head), value, Doc::Seq(end)]));
            out.push(Doc::Line);
            rest = b;
        }
        out.push(self.expr(rest));
        out
    }

    /// Document of `if … then … else if … else …`: one group, so that all of it breaks or none.
    fn cases(&mut self, e: &Expr) -> Doc {
        let mut out = Vec::new();
        let mut rest = e;
        let mut word = None;
        while let ExprKind::If(c, a, b) = &rest.kind {
            out.extend(word.into_iter().flat_map(|w| [w, Doc::Space]));
            let head = vec![self.tok("if"), Doc::Space, self.expr(c), Doc::Space, self.tok("then")];
            let then = self.behind(a);
            out.push(Doc::group(vec![Doc::Seq(head), then]));
            out.push(Doc::Line);
            word = Some(self.tok("else"));
            rest = b;
        }
        let last = self.behind(rest);
        out.push(Doc::group(word.into_iter().chain([last]).collect()));
        Doc::group(out)
    }

    /// Document of a type. Parentheses in types are not in the tree, so the tokens of the source are followed to the
    /// end of its span.
    pub fn ty(&mut self, t: &TypeExpr) -> Doc {
        if self.source.is_none() {
            return Doc::Text(type_text(t, false));
        }
        let mut out = Vec::new();
        let mut before = None;
        while let Some(next) = self.source.as_ref().and_then(SourceTokens::peek) {
            if next.start >= t.span.end as usize || next.kind == TokenKind::Space {
                break;
            }
            if before.is_some_and(|b| matches!(b, TokenKind::Comma | TokenKind::Arrow)) || next.kind == TokenKind::Arrow
            {
                out.push(Doc::Space);
            }
            before = Some(next.kind);
            if let Some(tok) = self.source.as_mut().and_then(SourceTokens::next) {
                out.push(tok.doc_with_own());
            }
        }
        Doc::Seq(out)
    }
}

/// Text of a type; `argument` says that the type stands to the left of an arrow.
pub(crate) fn type_text(t: &TypeExpr, argument: bool) -> String {
    match &t.kind {
        TypeExprKind::Name(n) => n.clone(),
        TypeExprKind::List(x) => format!("[{}]", type_text(x, false)),
        TypeExprKind::Error => "?".into(),
        TypeExprKind::Fun(xs, r) => {
            let left = match xs.as_slice() {
                [only] => type_text(only, true),
                _ => format!("({})", xs.iter().map(|x| type_text(x, false)).collect::<Vec<_>>().join(", ")),
            };
            let arrow = format!("{left} -> {}", type_text(r, false));
            if argument { format!("({arrow})") } else { arrow }
        }
    }
}
