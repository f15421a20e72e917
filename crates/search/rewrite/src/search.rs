//! Rewriting of an expression: the rules run on it until nothing changes or a bound is met, then the best term comes
//! out.

use std::time::Duration;

use egg::{CostFunction, Extractor, Id, Language, RecExpr, Runner};
use nth_base::Cancel;
use nth_core::{Arena, ExprId, Ty};
use nth_prims::{Cost, Kind, Prim};

use crate::facts::{Facts, Graph, Setting};
use crate::fold::fold;
use crate::range::Range;
use crate::rule::{self, Selection};
use crate::term::{self, Op, Term};

/// Bounds of the work. None of them is a time, so the same bounds give the same result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Number of nodes of an e-graph at which rewriting stops. 0 means no rewriting.
    pub nodes: usize,
    /// Number of rounds in which each rule is applied wherever it matches.
    pub iterations: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { nodes: 3_000, iterations: 12 }
    }
}

/// A free variable of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// The type of the variable.
    pub ty: Ty,
    /// Bounds of its values, if it is an integer.
    pub range: Range,
}

impl Param {
    /// A variable without bounds.
    #[must_use]
    pub fn any(ty: Ty) -> Self {
        Self { ty, range: Range::default() }
    }

    /// An integer in a range.
    #[must_use]
    pub fn int(range: Range) -> Self {
        Self { ty: Ty::INT, range }
    }
}

/// The best terms that are equal to an expression.
#[derive(Clone, Copy, Debug)]
pub struct Rewritten {
    /// The smallest term; of equally small ones the cheapest by the static cost.
    pub smallest: ExprId,
    /// The cheapest term by the static cost; of equally cheap ones the smallest.
    pub cheapest: ExprId,
}

/// Larger expressions are not rewritten.
pub(crate) const MAX_SIZE: u32 = 2_000;

/// Rewrites an expression. `params` are its free variables, the last being variable 0. If `exact`, only rules that
/// preserve all errors are used; else a result may have a value where the expression fails. `None` if the expression is
/// too large, or its facts contradict each other, or `cancel` is raised before anything was found.
pub fn rewrite(
    arena: &mut Arena,
    e: ExprId,
    params: &[Param],
    exact: bool,
    bounds: &Bounds,
    cancel: &Cancel,
) -> Option<Rewritten> {
    // First the rules that never cost more, which tidy up; then, from there, all.
    let tidied = best_terms(arena, e, params, Selection { exact, tidy: true }, bounds, cancel)?;
    best_terms(arena, tidied.smallest, params, Selection { exact, tidy: false }, bounds, cancel).or(Some(tidied))
}

/// The smallest expression that the exact rules find, or `e` itself if none is smaller. At all arguments it has the
/// value of `e`, or the same error, limits of resources apart. `params` are the free variables of `e`, the last being
/// variable 0. Nothing is run.
pub fn simplify(arena: &mut Arena, e: ExprId, params: &[Param], bounds: &Bounds, cancel: &Cancel) -> ExprId {
    match rewrite(arena, e, params, true, bounds, cancel) {
        Some(found) if arena.meta(found.smallest).size < arena.meta(e).size => found.smallest,
        Some(_) | None => e,
    }
}

/// Facts about the value of an expression, from its structure and the bounds of its free variables.
#[must_use]
pub fn facts(arena: &Arena, e: ExprId, params: &[Param]) -> Facts {
    let mut graph = Graph::new(setting(params, true));
    let root = graph.add_expr(&term::read(arena, e, params.len()));
    graph[root].data.clone()
}

fn setting(params: &[Param], exact: bool) -> Setting {
    let params = params.iter().map(|p| p.range.clone()).collect();
    Setting { params, exact, literals: true, poisoned: false, fold }
}

/// Runs the rules on terms until nothing changes, a bound is met, or, if `until_equal`, all of them are equal.
/// Explanations are recorded in that case. `None` if the bounds allow no rewriting.
pub(crate) fn saturate_until(
    terms: &[&RecExpr<Term>],
    params: &[Param],
    selection: Selection,
    bounds: &Bounds,
    cancel: &Cancel,
    until_equal: bool,
) -> Option<Runner<Term, Setting>> {
    if bounds.nodes == 0 {
        return None;
    }
    let cancel = cancel.clone();
    let mut runner = Runner::<Term, Setting, ()>::new(setting(params, selection.exact));
    if until_equal {
        runner = runner.with_explanations_enabled();
    }
    for term in terms {
        runner = runner.with_expr(term);
    }
    let runner = runner
        .with_node_limit(bounds.nodes)
        .with_iter_limit(bounds.iterations)
        // No result may depend on the clock: this never decides.
        .with_time_limit(Duration::from_secs(1 << 40))
        .with_hook(move |runner| {
            let graph = &runner.egraph;
            let mut classes = runner.roots.iter().map(|&r| graph.find(r));
            let first = classes.next();
            let equal = until_equal && classes.all(|c| Some(c) == first);
            let stop = cancel.is_raised() || graph.analysis.poisoned || equal;
            if stop { Err(String::from("stopped")) } else { Ok(()) }
        })
        .run(rule::rewrites(selection));
    Some(runner)
}

/// The e-graph of an expression after the rules have run on it, and the class of the expression. `None` if the
/// expression is too large, or its facts contradict each other.
pub(crate) fn saturate(
    arena: &Arena,
    e: ExprId,
    params: &[Param],
    selection: Selection,
    bounds: &Bounds,
    cancel: &Cancel,
) -> Option<(Graph, Id)> {
    if arena.meta(e).size > MAX_SIZE {
        return None;
    }
    let term = term::read(arena, e, params.len());
    let runner = saturate_until(&[&term], params, selection, bounds, cancel, false)?;
    let root = *runner.roots.first()?;
    (!runner.egraph.analysis.poisoned).then_some((runner.egraph, root))
}

fn best_terms(
    arena: &mut Arena,
    e: ExprId,
    params: &[Param],
    selection: Selection,
    bounds: &Bounds,
    cancel: &Cancel,
) -> Option<Rewritten> {
    let (graph, root) = saturate(arena, e, params, selection, bounds, cancel)?;
    let graph = &graph;
    let types: Vec<Ty> = params.iter().map(|p| p.ty).collect();
    let best = |arena: &mut Arena, by_size: bool| {
        let (_, term) = Extractor::new(graph, Static { graph, by_size }).find_best(root);
        term::write(arena, &term, &types)
    };
    let (smallest, cheapest) = (best(arena, true), best(arena, false));
    Some(Rewritten { smallest: smallest.unwrap_or(e), cheapest: cheapest.unwrap_or(e) })
}

/// Size and static cost of a term, the more important one first.
struct Static<'a> {
    graph: &'a Graph,
    by_size: bool,
}

/// Assumed number of calls of a function argument, where it is not known.
const ROUNDS: u64 = 10;
/// Assumed number of calls of the predicate of a search.
const SEARCH_ROUNDS: u64 = 50;

impl Static<'_> {
    /// The cost of the node itself, and the number of calls of its functions.
    fn step(&self, node: &Term) -> (u64, u64) {
        let Op::Prim(p) = node.op else { return (1, 1) };
        let count = match p.info().kind {
            Kind::Strict | Kind::Choice => 1,
            Kind::Loop => {
                let at = if p == Prim::Loop { 1 } else { 2 };
                let known = node.parts.get(at).and_then(|&n| self.graph[n].data.known.range.value()?.to_i64());
                known.map_or(ROUNDS, |n| n.clamp(0, 1_000).cast_unsigned())
            }
            Kind::Search => SEARCH_ROUNDS,
            Kind::Source | Kind::Consumer => ROUNDS,
        };
        let step = match p.info().cost {
            Cost::Additive | Cost::Multiplicative | Cost::Power | Cost::Unit | Cost::Control => 1,
            Cost::Division | Cost::CommonDivisor | Cost::Root => 5,
            Cost::ModularPower => 5 * ROUNDS,
            Cost::Primality | Cost::NextPrime | Cost::PrimeCount | Cost::Factoring => 5 * ROUNDS,
            Cost::List => 1 + ROUNDS,
        };
        (step, count)
    }
}

impl CostFunction<Term> for Static<'_> {
    /// The last number counts negative literals: `x - 1` reads better than `x + -1`.
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
