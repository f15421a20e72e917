//! Definitions as they are typed at a prompt: `x = 5`, `let x = 5`, `f(x) = x ^ 2`, `f = |x| x ^ 2`.

use std::ops::Range;

use nth_base::FileId;
use nth_syntax::ast::ExprKind;
use nth_syntax::{Token, TokenKind as T, parse_expr, tokens};

use crate::names::of_expr;
use crate::rewrite::Rewritten;

/// Head of a definition without a keyword.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// Bytes before the name: nothing, or `let`.
    before: Range<usize>,
    /// Bytes of the name.
    pub name: Range<usize>,
    /// Names of the parameters, if there are brackets.
    params: Option<Vec<String>>,
    /// Whether a parameter has an offset, `n from 1`.
    has_offset: bool,
    /// First byte behind the `=`.
    pub body: usize,
}

/// The head at the beginning of a text. None if the text does not begin with one.
pub(crate) fn head(text: &str) -> Option<Head> {
    let all: Vec<Token> = tokens(text).into_iter().filter(|t| !t.kind.is_comment() && t.kind != T::Attr).collect();
    let kind = |i: usize| all.get(i).map(|t| t.kind);
    let has_let = kind(0) == Some(T::Let);
    if has_let {
        // `let x = 5 in x` is an expression.
        let count = |k: T| all.iter().filter(|t| t.kind == k).count();
        if count(T::In) >= count(T::Let) {
            return None;
        }
    }
    let at = usize::from(has_let);
    let name = all.get(at).filter(|t| t.kind == T::Ident)?.span.clone();
    let start = if has_let { all.first()?.span.start } else { name.start };
    let (mut i, mut params, mut has_offset) = (at + 1, None, false);
    if kind(i) == Some(T::LParen) {
        let mut depth = 0_usize;
        let mut names = Vec::new();
        loop {
            let t = all.get(i)?;
            let opens = matches!(kind(i - 1), Some(T::LParen | T::Comma));
            if t.kind == T::LParen {
                depth += 1;
            } else if t.kind == T::RParen {
                depth -= 1;
            } else if t.kind == T::From {
                has_offset = true;
            } else if t.kind == T::Ident && depth == 1 && opens {
                names.push(text.get(t.span.clone())?.to_owned());
            }
            i += 1;
            if depth == 0 {
                break;
            }
        }
        params = Some(names);
        if kind(i) == Some(T::Arrow) {
            while kind(i).is_some_and(|k| k != T::Assign) {
                i += 1;
            }
        }
    }
    let sign = all.get(i).filter(|t| t.kind == T::Assign)?;
    Some(Head { before: start..name.start, name, params, has_offset, body: sign.span.end })
}

impl Head {
    /// Whether the text defines a value: there are no parameters, and the body is no function.
    pub fn is_value(&self, text: &str) -> bool {
        self.params.is_none() && self.lambda(text).is_none()
    }

    /// Parameters of the lambda that is the body, with the first byte of the lambda's body.
    fn lambda(&self, text: &str) -> Option<(Vec<String>, usize)> {
        let rest = text.get(self.body..)?;
        let (e, _) = parse_expr(FileId(0), rest);
        match e.kind {
            ExprKind::Lambda(params, body) => {
                let at = self.body + body.span.start as usize;
                Some((params.into_iter().map(|p| p.name).collect(), at))
            }
            ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Name { .. } | ExprKind::Call(..) | ExprKind::Index(..) => {
                None
            }
            ExprKind::Unary(..) | ExprKind::Binary(..) | ExprKind::If(..) | ExprKind::Let(..) | ExprKind::List(_) => {
                None
            }
            ExprKind::Nth(..) | ExprKind::Paren(_) | ExprKind::Hole | ExprKind::Error => None,
        }
    }

    /// Whether the definition looks like a sequence: one parameter, which is `n` or has an offset, or a body that calls
    /// the name itself.
    pub fn may_be_sequence(&self, text: &str) -> bool {
        let lambda = self.lambda(text);
        let Some(params) = self.params.as_ref().or(lambda.as_ref().map(|(params, _)| params)) else { return false };
        let [param] = params.as_slice() else { return false };
        let (name, body) = (text.get(self.name.clone()).unwrap_or(""), text.get(self.body..).unwrap_or(""));
        self.has_offset || param == "n" || of_expr(&parse_expr(FileId(0), body).0).iter().any(|f| f.name == name)
    }

    /// The definition as an item, with this keyword: `fn`, or `seq` for a sequence.
    pub fn item(&self, text: &str, keyword: &str) -> Rewritten {
        let mut parts = vec![(self.before.clone(), format!("{keyword} "))];
        match (&self.params, self.lambda(text)) {
            (Some(_), _) => {}
            (None, Some((params, body))) => {
                parts.push((self.name.end..body, format!("({}) = ", params.join(", "))));
            }
            (None, None) => parts.push((self.name.end..self.name.end, "()".to_owned())),
        }
        Rewritten::new(text, &parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_become_items() {
        for (text, expected) in [
            ("x = 5", "fn x() = 5"),
            ("let x = 5", "fn x() = 5"),
            ("let x = let y = 2 in y", "fn x() = let y = 2 in y"),
            ("f(x) = x ^ 2", "fn f(x) = x ^ 2"),
            ("let f(x, g: Int -> Int) -> Int = g(x)", "fn f(x, g: Int -> Int) -> Int = g(x)"),
            ("a(n) = n", "seq a(n) = n"),
            ("a(k from 1) = k", "seq a(k from 1) = k"),
            ("a(m) = if m < 2 then 1 else m * a(m - 1)", "seq a(m) = if m < 2 then 1 else m * a(m - 1)"),
            ("f = |x| x + 1", "fn f(x) = x + 1"),
            ("g = |x, y| x * y", "fn g(x, y) = x * y"),
            ("/// Squares.\nf(x) = x ^ 2", "/// Squares.\nfn f(x) = x ^ 2"),
        ] {
            let found = head(text).unwrap();
            let keyword = if found.may_be_sequence(text) { "seq" } else { "fn" };
            assert_eq!(found.item(text, keyword).text, expected, "{text}");
        }
    }

    #[test]
    fn expressions_have_no_head() {
        for text in ["x == 5", "f(x)", "let x = 5 in x", "f(x) == 2", "(x) = 3", "5 = x", "", "f(x", "let let"] {
            assert_eq!(head(text), None, "{text}");
        }
        assert!(head("x = 5").unwrap().is_value("x = 5"));
        assert!(!head("f = |x| x").unwrap().is_value("f = |x| x"));
    }
}
