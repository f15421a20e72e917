//! Constructors of syntax trees that belong to no text.

use nth_base::{FileId, Span};
use nth_core::Ty;
use nth_syntax::ast::{
    Attr, BinOp, Def, DefKind, Expr, ExprKind, Ident, IntLit, Item, ItemKind, Param, TypeExpr, TypeExprKind, UnOp,
};

fn nowhere() -> Span {
    Span::new(FileId(0), 0, 0)
}

pub(super) fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: nowhere() }
}

pub(super) fn ident(name: &str) -> Ident {
    Ident { name: name.to_owned(), span: nowhere() }
}

/// Integer of any sign.
pub(super) fn int(text: &str) -> Expr {
    match text.strip_prefix('-') {
        Some(digits) => expr(ExprKind::Unary(UnOp::Neg, Box::new(expr(ExprKind::Int(digits.to_owned()))))),
        None => expr(ExprKind::Int(text.to_owned())),
    }
}

pub(super) fn name(name: &str) -> Expr {
    expr(ExprKind::Name { module: None, name: ident(name) })
}

pub(super) fn call(f: &str, args: Vec<Expr>) -> Expr {
    expr(ExprKind::Call(Box::new(name(f)), args))
}

pub(super) fn binary(op: BinOp, a: Expr, b: Expr) -> Expr {
    expr(ExprKind::Binary(op, nowhere(), Box::new(a), Box::new(b)))
}

pub(super) fn let_in(x: &str, value: Expr, body: Expr) -> Expr {
    expr(ExprKind::Let(ident(x), Box::new(value), Box::new(body)))
}

/// Index minus offset, as a source expression: `index` alone for offset 0.
pub(super) fn offset_from(index: Expr, offset: i64) -> Expr {
    match offset {
        0 => index,
        1.. => binary(BinOp::SUB, index, int(&offset.to_string())),
        i64::MIN..0 => binary(BinOp::ADD, index, int(&offset.unsigned_abs().to_string())),
    }
}

fn type_expr(ty: Ty) -> TypeExpr {
    let kind = match ty.elem() {
        Some(of) => TypeExprKind::List(Box::new(type_expr(of))),
        None => TypeExprKind::Name(ty.to_string()),
    };
    TypeExpr { kind, span: nowhere() }
}

pub(super) fn param(name: &str, from: Option<i64>, ty: Option<Ty>) -> Param {
    let from = from.filter(|&x| x != 0).map(|x| IntLit { text: x.to_string(), span: nowhere() });
    Param { name: ident(name), from, ty: ty.map(type_expr) }
}

pub(super) fn definition(
    kind: DefKind,
    name: &str,
    params: Vec<Param>,
    ret: Option<Ty>,
    body: Expr,
    a_number: Option<u32>,
) -> Item {
    let attr = |a: u32| Attr { name: ident(&format!("A{a:06}")), span: nowhere() };
    Item {
        docs: Vec::new(),
        attrs: a_number.map(attr).into_iter().collect(),
        kind: ItemKind::Def(Def { kind, name: ident(name), params, ret: ret.map(type_expr), body }),
        span: nowhere(),
    }
}
