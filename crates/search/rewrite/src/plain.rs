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

/// The equal expression that is shortest as source, by the number of names, numbers and signs. Of equally short ones
/// that which follows the usual order: numbers first in products and last in sums, powers instead of products of equal
/// factors. `params` are the free variables, the last being variable 0. The result may have a value where the
/// expression fails. `None` if the expression is too large, its facts contradict each other, or `cancel` is raised
/// before anything was found.
pub fn plainest(arena: &mut Arena, e: ExprId, params: &[Param], bounds: &Bounds, cancel: &Cancel) -> Option<ExprId> {
    let (graph, root) = saturate(arena, e, params, Selection { exact: false, tidy: false }, bounds, cancel)?;
    let types: Vec<Ty> = params.iter().map(|p| p.ty).collect();
    let (_, term) = Extractor::new(&graph, Plain { graph: &graph }).find_best(root);
    term::write(arena, &term, &types)
}

/// Weight of a term as source text, and the number of places where it departs from the usual order.
struct Plain<'a> {
    graph: &'a Graph,
}

impl Plain<'_> {
    fn is_literal(&self, class: Id) -> bool {
        self.graph[class].data.known.range.value().is_some()
    }

    /// The weight of the node itself.
    fn weight(node: &Term) -> u64 {
        match &node.op {
            Op::Int(x) => integer_weight(x),
            Op::Bool(_) | Op::Var(..) | Op::Param(..) | Op::List(_) | Op::Lam(_) | Op::Hole(_) => 1,
            // `if x <= 0 then … else …`
            Op::Prim(Prim::Cond) => 5,
            Op::Prim(p) => match p.info().form {
                Form::Infix(_) | Form::Prefix(_) | Form::Index => 1,
                Form::Call => 2,
            },
            Op::If | Op::Let | Op::Call(..) => 2,
            Op::Move(_) => u64::from(u32::MAX),
        }
    }

    /// Number of departures of the node itself from the usual order.
    fn unusual(&self, node: &Term) -> u64 {
        let unusual = match (&node.op, node.children()) {
            (Op::Prim(Prim::Mul), &[a, b]) => a == b || self.is_literal(b) && !self.is_literal(a),
            (Op::Prim(Prim::Add), &[a, b]) => self.is_literal(a) && !self.is_literal(b),
            (_, _) => false,
        };
        u64::from(unusual)
    }
}

impl CostFunction<Term> for Plain<'_> {
    type Cost = (u64, u64);

    fn cost<C: FnMut(Id) -> Self::Cost>(&mut self, node: &Term, mut costs: C) -> Self::Cost {
        node.children().iter().fold((Self::weight(node), self.unusual(node)), |(size, unusual), &c| {
            let (s, u) = costs(c);
            (size.saturating_add(s), unusual.saturating_add(u))
        })
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
            let found = plainest(&mut arena, e, &params, &Bounds::default(), &Cancel::new()).unwrap();
            assert_eq!(print_expr(&arena, found), plain, "{given}");
        }
    }
}
