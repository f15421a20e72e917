//! Equalities of two expressions, with the steps that lead from one to the other.

use egg::{FlatTerm, Id, RecExpr};
use nth_base::Cancel;
use nth_core::{Arena, ExprId, Ty};

use crate::facts::KNOWN_VALUE;
use crate::rule::{Rule, Selection};
use crate::rules::RULES;
use crate::search::{Bounds, MAX_SIZE, Param, saturate_until};
use crate::syntactic::{bind, instantiate, subterm};
use crate::term::{self, Term};

/// Reason why two neighbours of an explanation are equal.
#[derive(Clone, Copy, Debug)]
pub enum Reason {
    /// A rule of the table. Its conditions hold under the bounds of the parameters.
    Rule(&'static Rule),
    /// The facts of a term leave one value, which is written as a literal.
    KnownValue,
}

impl Reason {
    /// The name of the rule, or `known-value`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Rule(rule) => rule.name,
            Self::KnownValue => KNOWN_VALUE,
        }
    }
}

/// The direction in which a reason is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left side of a rule to the right side, or a term to its value.
    Forward,
    /// Right side of a rule to the left side, or a value to a term that has it.
    Backward,
}

/// A step of an explanation.
#[derive(Clone, Debug)]
pub struct Step {
    /// Reason why the step is right.
    pub reason: Reason,
    /// Direction in which the reason is applied.
    pub direction: Direction,
    /// Place where the step is applied: the positions of the parts on the way from the root. A lambda has one part, its
    /// body.
    pub path: Vec<usize>,
    /// The whole expression after the step.
    pub expr: ExprId,
}

/// A chain of equal expressions.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The expression at which the chain begins.
    pub start: ExprId,
    /// The steps; the last one ends at the other expression. Empty, if both are the same.
    pub steps: Vec<Step>,
}

/// Looks for an explanation why `a` and `b` have the same value, or the same error, at all arguments, limits of
/// resources apart. Only [`RuleKind::Exact`](crate::RuleKind::Exact) rules are used.
///
/// `params` are the types of the free variables, the last being variable 0, with bounds that a caller knows. All
/// expressions of the explanation are in `arena`. `None` means that no explanation was found within the bounds, and
/// says nothing about the expressions. The same arguments give the same result unless `cancel` is raised.
pub fn equivalent(
    arena: &mut Arena,
    a: ExprId,
    b: ExprId,
    params: &[Param],
    bounds: &Bounds,
    cancel: &Cancel,
) -> Option<Explanation> {
    if arena.ty(a) != arena.ty(b) || arena.meta(a).size.max(arena.meta(b).size) > MAX_SIZE {
        return None;
    }
    let [left, right] = [a, b].map(|e| term::read(arena, e, params.len()));
    let selection = Selection { exact: true, tidy: false };
    let mut runner = saturate_until(&[&left, &right], params, selection, bounds, cancel, true)?;
    let same = runner.roots.first().zip(runner.roots.get(1)).is_some_and(|(&x, &y)| {
        let graph = &runner.egraph;
        !graph.analysis.poisoned && graph.find(x) == graph.find(y)
    });
    if !same {
        return None;
    }
    let mut explanation = runner.explain_equivalence(&left, &right);
    let types: Vec<Ty> = params.iter().map(|p| p.ty).collect();
    let mut steps = Vec::new();
    for flat in explanation.make_flat_explanation() {
        let mut path = Vec::new();
        let Some((name, direction)) = reason(flat, &mut path) else { continue };
        let mut whole = RecExpr::default();
        unfold(flat, &mut whole);
        let expr = term::write(arena, &whole, &types)?;
        steps.push(Step { reason: named(name)?, direction, path, expr });
    }
    Some(Explanation { start: a, steps })
}

/// Whether applying the reason of a step to `before`, as it is written, gives the expression of the step. The
/// conditions of a rule are not examined: they follow from bounds, which the e-graph has combined from several equal
/// terms.
#[must_use]
pub fn replays(arena: &Arena, before: ExprId, step: &Step, params: usize) -> bool {
    let [before, after] = [before, step.expr].map(|e| term::read(arena, e, params));
    let (mut x, mut y) = (before.root(), after.root());
    // Outside of the path both must be the same.
    for &k in &step.path {
        let (p, q) = (&before[x], &after[y]);
        let others = p.parts.iter().zip(&q.parts).enumerate().filter(|&(i, _)| i != k);
        let same = p.op == q.op
            && p.parts.len() == q.parts.len()
            && others.fold(true, |same, (_, (&c, &d))| same && subterm(&before, c) == subterm(&after, d));
        match (p.parts.get(k), q.parts.get(k)) {
            (Some(&c), Some(&d)) if same => (x, y) = (c, d),
            (_, _) => return false,
        }
    }
    let (from, to) = match step.direction {
        Direction::Forward => (subterm(&before, x), subterm(&after, y)),
        Direction::Backward => (subterm(&after, y), subterm(&before, x)),
    };
    match step.reason {
        Reason::KnownValue => to.len() == 1,
        Reason::Rule(rule) => rule.parse().is_some_and(|rule| {
            let made = bind(&rule.left.ast, &from).and_then(|found| instantiate(&rule.right, &found));
            made == Some(to)
        }),
    }
}

/// The reason of a step, its direction, and the path to the place where it is annotated.
fn reason(flat: &FlatTerm<Term>, path: &mut Vec<usize>) -> Option<(String, Direction)> {
    if let Some(name) = flat.forward_rule {
        return Some((name.to_string(), Direction::Forward));
    }
    if let Some(name) = flat.backward_rule {
        return Some((name.to_string(), Direction::Backward));
    }
    for (k, child) in flat.children.iter().enumerate() {
        path.push(k);
        if let Some(found) = reason(child, path) {
            return Some(found);
        }
        path.pop();
    }
    None
}

fn named(name: String) -> Option<Reason> {
    if name == KNOWN_VALUE {
        return Some(Reason::KnownValue);
    }
    RULES.iter().find(|r| r.name == name).map(Reason::Rule)
}

/// The term without its annotations.
fn unfold(flat: &FlatTerm<Term>, out: &mut RecExpr<Term>) -> Id {
    let parts: Vec<Id> = flat.children.iter().map(|c| unfold(c, out)).collect();
    out.add(Term { op: flat.node.op.clone(), parts: parts.into() })
}
