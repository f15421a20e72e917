//! Rules applied to terms as they are written, without an e-graph.

use std::collections::BTreeMap;

use egg::{ENodeOrVar, Id, PatternAst, RecExpr, Var};

use crate::moves;
use crate::term::{Op, Term};

/// Terms for the variables of a rule.
pub(crate) type Binding = BTreeMap<Var, RecExpr<Term>>;

/// The terms for the variables of `pattern` that make it the term, if there are any.
pub(crate) fn bind(pattern: &PatternAst<Term>, term: &RecExpr<Term>) -> Option<Binding> {
    let mut binding = Binding::new();
    bind_at(pattern, pattern.root(), term, term.root(), &mut binding).then_some(binding)
}

fn bind_at(pattern: &PatternAst<Term>, p: Id, term: &RecExpr<Term>, t: Id, binding: &mut Binding) -> bool {
    match &pattern[p] {
        ENodeOrVar::Var(v) => {
            let part = subterm(term, t);
            binding.get(v).is_none_or(|old| *old == part) && {
                binding.insert(*v, part);
                true
            }
        }
        ENodeOrVar::ENode(node) => {
            let other = &term[t];
            node.op == other.op
                && node.parts.len() == other.parts.len()
                && node.parts.iter().zip(&other.parts).all(|(&a, &b)| bind_at(pattern, a, term, b, binding))
        }
    }
}

/// The pattern with its variables replaced and its moves made. `None` if a move is not allowed, or a variable has no
/// term.
pub(crate) fn instantiate(pattern: &PatternAst<Term>, binding: &Binding) -> Option<RecExpr<Term>> {
    fn at(pattern: &PatternAst<Term>, id: Id, binding: &Binding) -> Option<RecExpr<Term>> {
        let node = match &pattern[id] {
            ENodeOrVar::Var(v) => return binding.get(v).cloned(),
            ENodeOrVar::ENode(node) => node,
        };
        let parts = node.parts.iter().map(|&c| at(pattern, c, binding)).collect::<Option<Vec<_>>>()?;
        if let Op::Move(what) = node.op {
            return moves::apply(what, &parts);
        }
        let mut out = RecExpr::default();
        let roots: Vec<Id> = parts.iter().map(|part| append(part, part.root(), &mut out)).collect();
        out.add(Term::new(node.op.clone(), &roots));
        Some(out)
    }
    at(pattern, pattern.root(), binding)
}

/// The part of a term below a node, in the one order that makes equal terms equal vectors.
pub(crate) fn subterm(term: &RecExpr<Term>, at: Id) -> RecExpr<Term> {
    let mut out = RecExpr::default();
    append(term, at, &mut out);
    out
}

fn append(term: &RecExpr<Term>, at: Id, out: &mut RecExpr<Term>) -> Id {
    let node = &term[at];
    let parts: Vec<Id> = node.parts.iter().map(|&c| append(term, c, out)).collect();
    out.add(Term { op: node.op.clone(), parts: parts.into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use egg::Pattern;

    #[test]
    fn a_variable_that_stands_twice_has_one_term() {
        let pattern: Pattern<Term> = "(add (mul ?a ?b) ?a)".parse().unwrap();
        let term = |text: &str| text.parse::<RecExpr<Term>>().unwrap();
        let found = bind(&pattern.ast, &term("(add (mul (neg p0) 3) (neg p0))")).unwrap();
        let right: Pattern<Term> = "(mul ?a (add ?b 1))".parse().unwrap();
        assert_eq!(instantiate(&right.ast, &found), Some(term("(mul (neg p0) (add 3 1))")));
        assert!(bind(&pattern.ast, &term("(add (mul p0 3) p1)")).is_none());
    }
}
