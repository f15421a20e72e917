//! Running the rules on an expression, and the best terms that come out.

use std::time::Duration;

use egg::{CostFunction, Extractor, Id, Language, Runner};
use nth_base::Cancel;
use nth_core::{Arena, ExprId, Ty};
use nth_prims::{Cost, Kind, Prim};

use super::facts::{Graph, Range, Setting};
use super::lang::{self, Op, Term};
use super::rule::{self, Choice};
use crate::Effort;

/// What came out for one expression.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rewritten {
    /// The smallest; of equally small ones the cheapest by the static cost.
    pub(crate) smallest: ExprId,
    /// The cheapest by the static cost; of equally cheap ones the smallest.
    pub(crate) cheapest: ExprId,
}

/// Larger expressions are left as they are.
const MOST_NODES: u32 = 2_000;

/// Rewrites the body of a function of these parameters, whose values are in these ranges. If `exact`, only by rules that
/// keep all errors. Nothing if nothing was found out, or it is too large.
pub(crate) fn rewrite(
    arena: &mut Arena,
    e: ExprId,
    params: &[(Ty, Range)],
    exact: bool,
    effort: &Effort,
    cancel: &Cancel,
) -> Option<Rewritten> {
    if arena.meta(e).size > MOST_NODES || effort.nodes == 0 {
        return None;
    }
    // First the rules that never cost more, which tidy up; then, from there, all.
    let tidied = saturate(arena, e, params, Choice { exact, tidy: true }, effort, cancel)?;
    saturate(arena, tidied.smallest, params, Choice { exact, tidy: false }, effort, cancel).or(Some(tidied))
}

fn saturate(
    arena: &mut Arena,
    e: ExprId,
    params: &[(Ty, Range)],
    choice: Choice,
    effort: &Effort,
    cancel: &Cancel,
) -> Option<Rewritten> {
    let (types, params): (Vec<Ty>, Vec<Range>) = params.iter().cloned().unzip();
    let term = lang::read(arena, e, params.len());
    let cancel = cancel.clone();
    let setting = Setting { params, exact: choice.exact, literals: true, poisoned: false };
    let runner = Runner::<Term, Setting, ()>::new(setting)
        .with_expr(&term)
        .with_node_limit(effort.nodes)
        .with_iter_limit(effort.iterations)
        // No result may depend on the clock: this never decides.
        .with_time_limit(Duration::from_secs(1 << 40))
        .with_hook(move |runner| {
            let stop = cancel.is_raised() || runner.egraph.analysis.poisoned;
            if stop { Err(String::from("stopped")) } else { Ok(()) }
        })
        .run(rule::rewrites(choice));
    let graph = &runner.egraph;
    if graph.analysis.poisoned {
        return None;
    }
    let root = *runner.roots.first()?;
    let best = |arena: &mut Arena, by_size: bool| {
        let (_, term) = Extractor::new(graph, Static { graph, by_size }).find_best(root);
        lang::write(arena, &term, &types)
    };
    let (smallest, cheapest) = (best(arena, true), best(arena, false));
    Some(Rewritten { smallest: smallest.unwrap_or(e), cheapest: cheapest.unwrap_or(e) })
}

/// Size and static cost, the more important one first.
struct Static<'a> {
    graph: &'a Graph,
    by_size: bool,
}

/// How often a function argument is taken to be called, where it is not known.
const ROUNDS: u64 = 10;
/// And that of a search.
const SEARCH_ROUNDS: u64 = 50;

impl Static<'_> {
    /// What the node itself costs, and how often its functions are called.
    fn step(&self, node: &Term) -> (u64, u64) {
        let Op::Prim(p) = node.op else { return (1, 1) };
        let count = match p.info().kind {
            Kind::Strict | Kind::Choice => 1,
            Kind::Loop => {
                let at = if p == Prim::Loop { 1 } else { 2 };
                let known = node.parts.get(at).and_then(|&n| self.graph[n].data.range.value()?.to_i64());
                known.map_or(ROUNDS, |n| n.clamp(0, 1_000).cast_unsigned())
            }
            Kind::Search => SEARCH_ROUNDS,
            Kind::Source | Kind::Consumer => ROUNDS,
        };
        let step = match p.info().cost {
            Cost::Additive | Cost::Multiplicative | Cost::Power | Cost::Unit | Cost::Control => 1,
            Cost::Division | Cost::Root => 5,
            Cost::ModularPower => 5 * ROUNDS,
            Cost::List => 1 + ROUNDS,
        };
        (step, count)
    }
}

impl CostFunction<Term> for Static<'_> {
    /// The last one counts negative literals: `x - 1` reads better than `x + -1`.
    type Cost = (u64, u64, u64);

    fn cost<C: FnMut(Id) -> Self::Cost>(&mut self, node: &Term, mut costs: C) -> Self::Cost {
        let (step, rounds) = self.step(node);
        let mut size = u64::from(node.weight());
        let mut cost = if matches!(node.op, Op::Lam(_)) { 0 } else { step };
        let mut negative = u64::from(matches!(&node.op, Op::Int(x) if x.signum() < 0));
        for &c in node.children() {
            let (s, t, n) = costs(c);
            let (s, t) = if self.by_size { (s, t) } else { (t, s) };
            let is_function = self.graph[c].nodes.iter().any(|n| matches!(n.op, Op::Lam(_)));
            size = size.saturating_add(s);
            cost = cost.saturating_add(if is_function { t.saturating_mul(rounds.max(1)) } else { t });
            negative = negative.saturating_add(n);
        }
        if self.by_size { (size, cost, negative) } else { (cost, size, negative) }
    }
}
