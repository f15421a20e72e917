//! Names that a tree uses and does not bind itself.

use std::ops::Range;

use nth_syntax::ast::{Def, Expr, ExprKind};

/// A name that stands for something outside of the tree, by its text and place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FreeName {
    /// Name as it is written.
    pub name: String,
    /// Bytes of the name.
    pub range: Range<usize>,
    /// Whether arguments follow.
    pub called: bool,
}

/// The free names of a definition, in the order of the text. Its own name is among them where it calls itself.
pub(crate) fn of_def(def: &Def) -> Vec<FreeName> {
    let mut walk = Walk { bound: def.params.iter().map(|p| p.name.name.as_str()).collect(), out: Vec::new() };
    walk.expr(&def.body, false);
    walk.out
}

/// The free names of an expression, in the order of the text.
pub(crate) fn of_expr(e: &Expr) -> Vec<FreeName> {
    let mut walk = Walk { bound: Vec::new(), out: Vec::new() };
    walk.expr(e, false);
    walk.out
}

struct Walk<'a> {
    /// Names that are bound around the place of the walk.
    bound: Vec<&'a str>,
    out: Vec<FreeName>,
}

impl<'a> Walk<'a> {
    fn expr(&mut self, e: &'a Expr, called: bool) {
        match &e.kind {
            ExprKind::Name { module: None, name } => {
                if !self.bound.contains(&name.name.as_str()) {
                    self.out.push(FreeName { name: name.name.clone(), range: name.span.range(), called });
                }
            }
            ExprKind::Name { module: Some(_), .. } => {}
            ExprKind::Call(f, args) => {
                self.expr(f, true);
                args.iter().for_each(|a| self.expr(a, false));
            }
            ExprKind::Let(x, value, body) => {
                self.expr(value, false);
                self.within([x.name.as_str()], body);
            }
            ExprKind::Nth(k, start, holds) => {
                self.expr(start, false);
                self.within([k.name.as_str()], holds);
            }
            ExprKind::Lambda(params, body) => self.within(params.iter().map(|p| p.name.as_str()), body),
            ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Hole | ExprKind::Error => {}
            ExprKind::Unary(..) | ExprKind::Binary(..) | ExprKind::Paren(_) | ExprKind::If(..) => self.parts(e),
            ExprKind::Index(..) | ExprKind::List(_) => self.parts(e),
        }
    }

    fn parts(&mut self, e: &'a Expr) {
        e.parts().into_iter().for_each(|part| self.expr(part, false));
    }

    /// Walks over an expression in which these names are bound.
    fn within(&mut self, names: impl IntoIterator<Item = &'a str>, body: &'a Expr) {
        let before = self.bound.len();
        self.bound.extend(names);
        self.expr(body, false);
        self.bound.truncate(before);
    }
}

#[cfg(test)]
mod tests {
    use nth_base::FileId;
    use nth_syntax::parse_expr;

    #[test]
    fn bound_names_are_not_free() {
        for (text, expected) in [
            ("x + f(y)", "x f( y"),
            ("let x = x + 1 in x * y", "x y"),
            ("map(xs, |x| x + z)", "map( xs z"),
            ("nth k from a where k > k0", "a k0"),
            ("m.x + (x)", "x"),
            ("xs[i]", "xs i"),
        ] {
            let (e, _) = parse_expr(FileId(0), text);
            let names: Vec<String> = super::of_expr(&e)
                .into_iter()
                .map(|n| if n.called { format!("{}(", n.name) } else { n.name })
                .collect();
            assert_eq!(names.join(" "), expected, "{text}");
        }
    }
}
