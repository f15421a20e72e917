//! Terms moved across binders: shifts and substitution.

use egg::{Id, RecExpr};

use crate::term::{Move, Op, Term};

/// A move that gives a larger term is not made.
const MAX_NODES: usize = 400;

/// `e` with every free variable replaced by what `f` gives for its index: another index, a term as seen from outside
/// `e`, or `None` if the move is not allowed.
fn replace<'a>(e: &RecExpr<Term>, f: &dyn Fn(u16) -> Option<New<'a>>) -> Option<RecExpr<Term>> {
    let mut out = RecExpr::default();
    walk(e, e.root(), 0, f, &mut out)?;
    (out.len() <= MAX_NODES).then_some(out)
}

/// The replacement of a variable.
enum New<'a> {
    Index(u16),
    Term(&'a RecExpr<Term>),
}

fn walk<'a>(
    e: &RecExpr<Term>,
    at: Id,
    inside: u16,
    f: &dyn Fn(u16) -> Option<New<'a>>,
    out: &mut RecExpr<Term>,
) -> Option<Id> {
    if out.len() > MAX_NODES {
        return None;
    }
    let node = &e[at];
    if let Op::Var(i, ty) = node.op {
        let Some(free) = i.checked_sub(inside) else { return Some(out.add(node.clone())) };
        return match f(free)? {
            New::Index(i) => Some(out.add(Term::leaf(Op::Var(i + inside, ty)))),
            New::Term(t) => walk(t, t.root(), 0, &|i| Some(New::Index(i + inside)), out),
        };
    }
    let mut parts = Vec::with_capacity(node.parts.len());
    for (k, &c) in node.parts.iter().enumerate() {
        parts.push(walk(e, c, inside + node.binds(k), f, out)?);
    }
    Some(out.add(Term { op: node.op.clone(), parts: parts.into() }))
}

/// `e` moved out of `by` binders. `None` if it uses a variable that they bind.
fn down(e: &RecExpr<Term>, by: u8) -> Option<RecExpr<Term>> {
    replace(e, &|i| i.checked_sub(u16::from(by)).map(New::Index))
}

/// `e` moved into `by` binders.
fn up(e: &RecExpr<Term>, by: u8) -> Option<RecExpr<Term>> {
    replace(e, &|i| Some(New::Index(i + u16::from(by))))
}

/// `e` with its innermost variables replaced, the last of `by` standing for variable 0. Their binders are removed.
fn subst(e: &RecExpr<Term>, by: &[RecExpr<Term>]) -> Option<RecExpr<Term>> {
    let n = by.len() as u16;
    replace(e, &|i| Some(by.iter().rev().nth(usize::from(i)).map_or_else(|| New::Index(i - n), New::Term)))
}

/// `e` with its innermost variables replaced by terms within the same binders, which stay.
fn under(e: &RecExpr<Term>, by: &[RecExpr<Term>]) -> Option<RecExpr<Term>> {
    replace(e, &|i| Some(by.iter().rev().nth(usize::from(i)).map_or(New::Index(i), New::Term)))
}

/// A term moved: the first of `terms` is the one that moves, the others are put in.
pub(crate) fn apply(what: Move, terms: &[RecExpr<Term>]) -> Option<RecExpr<Term>> {
    let (first, rest) = terms.split_first()?;
    match what {
        Move::Down(n) => down(first, n),
        Move::Up(n) => up(first, n),
        Move::Subst(_) => subst(first, rest),
        Move::Under(_) => under(first, rest),
    }
}

/// Whether the variable of this index is free in the term.
pub(crate) fn uses(e: &RecExpr<Term>, index: u16) -> bool {
    replace(e, &|i| (i != index).then_some(New::Index(i))).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(text: &str) -> RecExpr<Term> {
        text.parse().unwrap()
    }

    #[test]
    fn free_variables_are_shifted_and_bound_ones_are_not() {
        let e = term("(loop (lam2 (add $1 (mul $0 $3))) $4 $2)");
        assert_eq!(down(&e, 1), Some(term("(loop (lam2 (add $1 (mul $0 $2))) $3 $1)")));
        assert_eq!(down(&e, 2), None);
        assert_eq!(up(&e, 3), Some(term("(loop (lam2 (add $1 (mul $0 $6))) $7 $5)")));
    }

    #[test]
    fn substitution_shifts_what_it_brings_in() {
        let e = term("(let $1 (add $0 (mul $1 $2)))");
        assert_eq!(subst(&e, &[term("$5"), term("(neg $0)")]), Some(term("(let $5 (add $0 (mul (neg $1) $6)))")));
        let e = term("(add $0 (add $1 $2))");
        assert_eq!(subst(&e, &[term("7")]), Some(term("(add 7 (add $0 $1))")));
        assert_eq!(under(&e, &[term("(sub $0 1)")]), Some(term("(add (sub $0 1) (add $1 $2))")));
    }
}
