//! Expressions from text and from syntax trees.

use nth_base::FileId;

use super::{ARGUMENT, Expr, Name, Node, OWN};
use crate::ast;
use crate::ast::ExprKind;
use crate::parse::parse_expr;

/// Names that stand for the holes while a template is parsed. Nobody else writes such names.
const ARGUMENT_WORD: &str = "hole__argument";
const OWN_WORD: &str = "hole__own";

impl Expr {
    /// The expression of a text, in which names may be holes: `sigma(1, $)`, `@(n - 1) + @1(n)`. `None` for a text with
    /// syntax errors.
    #[must_use]
    pub fn template(text: &str) -> Option<Self> {
        let plain = text.replace(ARGUMENT, ARGUMENT_WORD).replace(OWN, OWN_WORD);
        let (tree, diagnostics) = parse_expr(FileId(0), &plain);
        if diagnostics.iter().any(nth_diag::Diagnostic::is_error) { None } else { Self::from_tree(&tree) }
    }

    /// The expression of a syntax tree; `None` if a part of it is an error or `?`.
    #[must_use]
    pub fn from_tree(tree: &ast::Expr) -> Option<Self> {
        let one = |e: &ast::Expr| Self::from_tree(e);
        let all = |es: &[ast::Expr]| es.iter().map(Self::from_tree).collect::<Option<Vec<_>>>();
        Some(Self::new(match &tree.kind {
            ExprKind::Int(digits) => return Some(Self::digits(digits)),
            ExprKind::Bool(b) => Node::Bool(*b),
            ExprKind::Name { module: None, name } => Node::Name(hole_or_name(&name.name)),
            ExprKind::Name { module: Some(module), name } => {
                Node::Name(format!("{}.{}", module.name, name.name).into())
            }
            ExprKind::Call(f, arguments) => Node::Call(one(f)?, all(arguments)?),
            ExprKind::Index(xs, i) => Node::Index(one(xs)?, one(i)?),
            ExprKind::Unary(op, x) => Node::Unary(*op, one(x)?),
            ExprKind::Binary(op, _, a, b) => Node::Binary(*op, one(a)?, one(b)?),
            ExprKind::If(c, a, b) => Node::If(one(c)?, one(a)?, one(b)?),
            ExprKind::Let(x, a, b) => Node::Let(x.name.clone().into(), one(a)?, one(b)?),
            ExprKind::Lambda(xs, body) => Node::Lambda(xs.iter().map(|x| x.name.clone().into()).collect(), one(body)?),
            ExprKind::List(xs) => Node::List(all(xs)?),
            ExprKind::Nth(k, a, p) => Node::Nth(k.name.clone().into(), one(a)?, one(p)?),
            ExprKind::Paren(x) => Node::Brackets(one(x)?),
            ExprKind::Hole | ExprKind::Error => return None,
        }))
    }
}

/// A name, or the hole that a word stands for.
fn hole_or_name(word: &str) -> Name {
    if word == ARGUMENT_WORD {
        return ARGUMENT.into();
    }
    match word.strip_prefix(OWN_WORD) {
        Some("") => OWN.into(),
        Some(part) => format!("{OWN}{part}").into(),
        None => word.to_owned().into(),
    }
}
