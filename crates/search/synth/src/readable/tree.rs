//! Source expressions as trees: their parts, free names, and substitution.

use nth_syntax::build::{Expr, Name, Node};

/// The parts of an expression, in the order of the text.
pub(super) fn parts(e: &Expr) -> Vec<&Expr> {
    match e.node() {
        Node::Int(_) | Node::Bool(_) | Node::Name(_) => Vec::new(),
        Node::Call(f, arguments) => std::iter::once(f).chain(arguments).collect(),
        Node::Index(a, b) | Node::Binary(_, a, b) | Node::Let(_, a, b) | Node::Nth(_, a, b) => vec![a, b],
        Node::Unary(_, a) | Node::Lambda(_, a) | Node::Brackets(a) => vec![a],
        Node::If(a, b, c) => vec![a, b, c],
        Node::List(items) => items.iter().collect(),
    }
}

/// The names that an expression binds in its part `k`.
pub(super) fn bound(e: &Expr, k: usize) -> Vec<Name> {
    match e.node() {
        Node::Lambda(names, _) => names.clone(),
        Node::Let(name, ..) | Node::Nth(name, ..) if k == 1 => vec![name.clone()],
        Node::Let(..) | Node::Nth(..) | Node::Int(_) | Node::Bool(_) | Node::Name(_) | Node::Call(..) => Vec::new(),
        Node::Index(..) | Node::Unary(..) | Node::Binary(..) | Node::If(..) | Node::List(_) => Vec::new(),
        Node::Brackets(_) => Vec::new(),
    }
}

/// Whether an expression binds a name in its part `k`.
pub(super) fn binds(e: &Expr, k: usize, name: &str) -> bool {
    bound(e, k).iter().any(|b| b == name)
}

/// Whether an expression binds a name in any of its parts.
pub(super) fn is_binder(e: &Expr, name: &str) -> bool {
    (0..2).any(|k| binds(e, k, name))
}

/// The expression and all that is inside it, outer ones first.
pub(super) fn inside(e: &Expr) -> impl Iterator<Item = &Expr> {
    let mut open = vec![e];
    std::iter::from_fn(move || {
        let next = open.pop()?;
        open.extend(parts(next).into_iter().rev());
        Some(next)
    })
}

/// The expression with other parts, as many as it has. Brackets that only readers need go; operators that are built
/// from parts keep the brackets that the grammar needs.
fn with_parts(e: &Expr, new: Vec<Expr>) -> Expr {
    let mut new = new.into_iter();
    let mut next = || new.next().unwrap_or_else(|| e.clone());
    match e.node() {
        Node::Int(_) | Node::Bool(_) | Node::Name(_) => e.clone(),
        Node::Call(_, arguments) => {
            let f = next();
            Expr::new(Node::Call(f, arguments.iter().map(|_| next()).collect()))
        }
        Node::Index(..) => {
            let xs = next();
            xs.at(next())
        }
        Node::Binary(op, ..) => {
            let a = next();
            a.join(*op, next())
        }
        Node::Let(x, ..) => Expr::new(Node::Let(x.clone(), next(), next())),
        Node::Nth(k, ..) => Expr::new(Node::Nth(k.clone(), next(), next())),
        Node::Unary(op, _) => Expr::new(Node::Unary(*op, next())),
        Node::Lambda(names, _) => Expr::new(Node::Lambda(names.clone(), next())),
        Node::Brackets(_) => next(),
        Node::If(..) => Expr::new(Node::If(next(), next(), next())),
        Node::List(items) => Expr::new(Node::List(items.iter().map(|_| next()).collect())),
    }
}

/// The expression with `f` applied to the number of each part and the part.
pub(super) fn map(e: &Expr, f: &mut dyn FnMut(usize, &Expr) -> Expr) -> Expr {
    with_parts(e, parts(e).into_iter().enumerate().map(|(k, part)| f(k, part)).collect())
}

/// Number of free occurrences of a name.
pub(super) fn occurrences(e: &Expr, name: &str) -> usize {
    if e.is_name(name) {
        return 1;
    }
    let free = |(k, part): (usize, &Expr)| if binds(e, k, name) { 0 } else { occurrences(part, name) };
    parts(e).into_iter().enumerate().map(free).sum()
}

/// Whether a name occurs anywhere, free or bound.
pub(super) fn mentions(e: &Expr, name: &str) -> bool {
    inside(e).any(|e| e.is_name(name) || is_binder(e, name))
}

/// A name for a variable that occurs in none of these expressions.
pub(super) fn fresh(among: &[&Expr]) -> Name {
    const NAMES: [&str; 8] = ["k", "i", "j", "m", "d", "t", "x", "y"];
    let free = |name: &str| !among.iter().any(|e| mentions(e, name));
    let numbered = || (1..).map(|i| format!("k{i}")).find(|name| free(name)).unwrap_or_default();
    NAMES.into_iter().find(|name| free(name)).map_or_else(|| numbered().into(), Name::from)
}

/// The expression with `value` for the free occurrences of a name. Names bound around an occurrence that are free in
/// `value` are changed.
pub(super) fn substitute(e: &Expr, name: &str, value: &Expr) -> Expr {
    if e.is_name(name) {
        return value.clone();
    }
    if occurrences(e, name) == 0 {
        return e.clone();
    }
    let clash = (0..2).flat_map(|k| bound(e, k)).find(|b| b != name && occurrences(value, b) > 0);
    if let Some(clash) = clash {
        return substitute(&renamed(e, &clash, fresh(&[e, value])), name, value);
    }
    map(e, &mut |k, part| if binds(e, k, name) { part.clone() } else { substitute(part, name, value) })
}

/// The binder with another name for one of the names that it binds.
fn renamed(e: &Expr, old: &str, new: Name) -> Expr {
    let inside = |body: &Expr| substitute(body, old, &Expr::name(new.clone()));
    match e.node() {
        Node::Lambda(names, body) => {
            let names = names.iter().map(|n| if n == old { new.clone() } else { n.clone() }).collect();
            Expr::new(Node::Lambda(names, inside(body)))
        }
        Node::Let(_, a, b) => Expr::new(Node::Let(new.clone(), a.clone(), inside(b))),
        Node::Nth(_, a, b) => Expr::new(Node::Nth(new.clone(), a.clone(), inside(b))),
        Node::Int(_) | Node::Bool(_) | Node::Name(_) | Node::Call(..) | Node::Index(..) | Node::Unary(..) => e.clone(),
        Node::Binary(..) | Node::If(..) | Node::List(_) | Node::Brackets(_) => e.clone(),
    }
}

/// The names that occur free in an expression, each once, without names that stand before the arguments of a call.
pub(super) fn variables(e: &Expr) -> Vec<Name> {
    fn go(e: &Expr, hidden: &mut Vec<Name>, out: &mut Vec<Name>) {
        if let Node::Name(name) = e.node() {
            if !hidden.contains(name) && !out.contains(name) {
                out.push(name.clone());
            }
            return;
        }
        let callee = matches!(e.node(), Node::Call(f, _) if matches!(f.node(), Node::Name(_)));
        for (k, part) in parts(e).into_iter().enumerate() {
            if callee && k == 0 {
                continue;
            }
            let before = hidden.len();
            hidden.extend(bound(e, k));
            go(part, hidden, out);
            hidden.truncate(before);
        }
    }
    let mut out = Vec::new();
    go(e, &mut Vec::new(), &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Expr {
        Expr::template(text).unwrap()
    }

    #[test]
    fn bound_names_are_kept_apart() {
        for (e, name, value, whole) in [
            ("n * n", "n", "n + 1", "(n + 1) * (n + 1)"),
            ("sum_over(1, n, |k| k * n)", "n", "k + 1", "sum_over(1, k + 1, |i| i * (k + 1))"),
            ("|n| n", "n", "3", "|n| n"),
            ("let n = n in n", "n", "3", "let n = 3 in n"),
            ("nth k from n where k > n", "n", "k", "nth i from k where i > k"),
        ] {
            assert_eq!(substitute(&read(e), name, &read(value)).to_string(), whole);
        }
        assert_eq!(variables(&read("f(g, n, |k| k + h(m))")), ["g", "n", "m"]);
        assert_eq!(occurrences(&read("n + f(|n| n) + (let n = n in n)"), "n"), 2);
    }
}
