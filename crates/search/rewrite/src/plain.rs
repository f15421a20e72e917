//! Plain terms: the equal term that is shortest when it is written as source.

use egg::{CostFunction, Extractor, Id, Language};
use nth_base::Cancel;
use nth_core::{Arena, ExprId, Ty};
use nth_num::Int;
use nth_prims::{Form, Prim};

use crate::facts::Graph;
use crate::rule::Selection;
use crate::search::{Bounds, Param, saturate};
use crate::term::{self, Op, Term};

/// Number of decimal digits that count as one node more.
const DIGITS: usize = 6;

/// Weight of an integer literal in a source text: 1, and 1 more for each six digits and for a sign.
#[must_use]
pub fn integer_weight(x: &Int) -> u64 {
    1 + (x.digits() / DIGITS) as u64 + u64::from(x.signum() < 0)
}

/// The equal expression that is shortest as source, by the number of names, numbers, signs and brackets. Of equally
/// short ones that which follows the usual order: numbers first in products and last in sums, powers instead of
/// products of equal factors. `params` are the free variables, the last being variable 0; `weights` has the number of
/// tokens that stand for each. If `tidy`, only rules that never cost more are used, which keep the shape of the
/// expression. The result may have a value where the expression fails. `None` if the expression is too large, its facts
/// contradict each other, or `cancel` is raised before anything was found.
pub fn plainest(
    arena: &mut Arena,
    e: ExprId,
    params: &[Param],
    weights: &[u64],
    tidy: bool,
    bounds: &Bounds,
    cancel: &Cancel,
) -> Option<ExprId> {
    let (graph, root) = saturate(arena, e, params, Selection { exact: false, tidy }, bounds, cancel)?;
    let types: Vec<Ty> = params.iter().map(|p| p.ty).collect();
    let (_, term) = Extractor::new(&graph, Plain { graph: &graph, weights }).find_best(root);
    term::write(arena, &term, &types)
}

/// How tightly an expression binds; an operand that binds less tightly than its operator stands in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Choice,
    Test,
    Sum,
    Product,
    Sign,
    Power,
    Closed,
}

/// Weight of a term as source text: number of tokens, number of places where it departs from the usual order, and how
/// tightly it binds.
struct Plain<'a> {
    graph: &'a Graph,
    weights: &'a [u64],
}

impl Plain<'_> {
    fn is_literal(&self, class: Id) -> bool {
        self.graph[class].data.known.range.value().is_some()
    }

    /// Whether a class has a sum whose last term is a number.
    fn ends_in_literal(&self, class: Id) -> bool {
        self.graph[class].nodes.iter().any(|node| match (&node.op, node.children()) {
            (Op::Prim(Prim::Add | Prim::Sub), &[_, b]) => self.is_literal(b),
            (_, _) => false,
        })
    }

    /// The number of tokens of the node itself, without brackets around its operands.
    fn tokens(&self, node: &Term) -> u64 {
        match &node.op {
            Op::Int(x) => integer_weight(x),
            Op::Param(k, _) => self.weights.get(usize::from(*k)).copied().unwrap_or(1),
            Op::Bool(_) | Op::Var(..) | Op::Hole(_) => 1,
            Op::List(_) | Op::Lam(_) => 2,
            // `if x <= 0 then … else …`
            Op::Prim(Prim::Cond) => 6,
            Op::Prim(p) => match p.info().form {
                Form::Infix(_) | Form::Prefix(_) => 1,
                Form::Index => 2,
                Form::Call => 3,
            },
            Op::If | Op::Let | Op::Call(..) => 3,
            Op::Move(_) => u64::from(u32::MAX),
        }
    }

    /// Number of departures of the node itself from the usual order.
    fn unusual(&self, node: &Term) -> u64 {
        let unusual = match (&node.op, node.children()) {
            (Op::Prim(Prim::Mul), &[a, b]) => a == b || self.is_literal(b) && !self.is_literal(a),
            (Op::Prim(Prim::Add), &[a, b]) => (self.is_literal(a) || self.ends_in_literal(a)) && !self.is_literal(b),
            (_, _) => false,
        };
        u64::from(unusual)
    }

    fn level(node: &Term) -> Level {
        match &node.op {
            Op::If | Op::Let | Op::Prim(Prim::Cond) => Level::Choice,
            Op::Int(x) if x.signum() < 0 => Level::Sign,
            Op::Prim(p) if *p == Prim::Pow => Level::Power,
            Op::Prim(p) if [Prim::Mul, Prim::Div, Prim::Mod].contains(p) => Level::Product,
            Op::Prim(p) if [Prim::Add, Prim::Sub].contains(p) => Level::Sum,
            Op::Prim(p) => match p.info().form {
                Form::Infix(_) => Level::Test,
                Form::Prefix(_) => Level::Sign,
                Form::Index | Form::Call => Level::Closed,
            },
            Op::Int(_) | Op::Bool(_) | Op::Var(..) | Op::Param(..) | Op::Lam(_) | Op::Call(..) => Level::Closed,
            Op::List(_) | Op::Hole(_) | Op::Move(_) => Level::Closed,
        }
    }

    /// Whether operand `k`, which binds as told, stands in brackets.
    fn in_brackets(node: &Term, k: usize, operand: Level) -> bool {
        let own = Self::level(node);
        match own {
            Level::Closed | Level::Choice => false,
            // Powers associate to the right, all other operators to the left.
            Level::Power => {
                if k == 0 {
                    operand <= own
                } else {
                    operand < own
                }
            }
            Level::Test | Level::Sum | Level::Product | Level::Sign => {
                if k == 0 {
                    operand < own
                } else {
                    operand <= own
                }
            }
        }
    }
}

impl CostFunction<Term> for Plain<'_> {
    type Cost = (u64, u64, Level);

    fn cost<C: FnMut(Id) -> Self::Cost>(&mut self, node: &Term, mut costs: C) -> Self::Cost {
        let (mut tokens, mut unusual) = (self.tokens(node), self.unusual(node));
        for (k, &c) in node.children().iter().enumerate() {
            let (t, u, level) = costs(c);
            let brackets = if Self::in_brackets(node, k, level) { 2 } else { 0 };
            tokens = tokens.saturating_add(t).saturating_add(brackets);
            unusual = unusual.saturating_add(u);
        }
        (tokens, unusual, Self::level(node))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Range;
    use nth_core::Program;
    use nth_dialects::core_text::{parse_expr, print_expr};

    #[test]
    fn the_shortest_source_is_found() {
        for (given, plain) in [
            ("(sub (pow 10 2) (var 0))", "(sub 100 (var 0))"),
            ("(pow (var 0) (pow 2 1))", "(pow (var 0) 2)"),
            ("(mul (var 0) 1)", "(var 0)"),
            ("(sub (add (var 0) 3) 1)", "(add (var 0) 2)"),
            ("(mul (var 0) 3)", "(mul 3 (var 0))"),
            ("(mod (var 0) 4)", "(mod (var 0) 4)"),
            ("(if (le (var 0) 0) 1 (var 0))", "(if (le (var 0) 0) 1 (var 0))"),
            ("(div (mul (var 0) (var 0)) (var 0))", "(var 0)"),
        ] {
            let mut arena = Arena::new();
            let e = parse_expr(&mut arena, given, &Program::default(), &[Ty::INT]).unwrap();
            let params = [Param::int(Range::at_least(0))];
            let found = plainest(&mut arena, e, &params, &[1], false, &Bounds::default(), &Cancel::new()).unwrap();
            assert_eq!(print_expr(&arena, found), plain, "{given}");
        }
    }
}
